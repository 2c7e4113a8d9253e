"""Goal set, used, effect felt (SH-01): what of it keeps a case from being complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.db.models import Exists, OuterRef

from ..models import COUNTING, CaseCriterion, Waiver
from ..rules.gates import GateRow, in_order, is_open
from .gate_rows import Gate
from .said import in_both


def open_steps(attempts: Iterable[UUID], version: str = "") -> dict[UUID, list[GateRow]]:
    """The mandatory criteria of the three steps that are still open, by attempt (one query).

    Each closes the gate under its own name (`effect`): one that nothing was recorded for is unknown.
    """
    waived = Waiver.objects.living().filter(criterion=OuterRef("pk"))
    rows = (
        CaseCriterion.objects.living()
        .filter(attempt__in=list(attempts), mandatory=True, met_at=None, approval__in=COUNTING)
        .exclude(step="")
        .filter(~Exists(waived))
    )
    found: dict[UUID, list[GateRow]] = {}
    for row in rows.order_by("created_at", "pk"):
        found.setdefault(row.attempt_id, []).append(_row(row, version))
    return found


def with_rows(gate: Gate, rows: list[GateRow]) -> Gate:
    """The gate with more that keeps it closed."""
    every = [*gate.rows, *rows]
    return replace(gate, rows=in_order(every), open=is_open([row.state for row in every]))


def _row(row: CaseCriterion, version: str) -> GateRow:
    name = in_both(row.title_ja or row.title_en, row.title_en or row.title_ja)
    value = (row.proof or {}).get("value")
    return GateRow(
        code=row.step,
        state="unknown" if row.proof is None else "unmet",
        name=name,
        message=name,
        text=name,
        rule=row.rule,
        version=version,
        inputs={"value": value, "threshold": row.threshold},
        value=f"{value:g}" if isinstance(value, int | float) else "",
        threshold=f"≥ {row.threshold:g}" if row.threshold is not None and value is not None else "",
    )
