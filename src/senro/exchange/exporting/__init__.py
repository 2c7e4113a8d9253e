"""Records as files that import back to no change: one CSV a kind, columns named as in an import."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from senro.kernel.access import require
from senro.kernel.rules.access import Actor

from ..engine.source import kind_of_import
from ..rules.kinds import KINDS
from ..rules.writers import TableWriter
from .cases import case_rows
from .customers import account_rows, contact_rows, contract_rows, end_user_rows, product_rows
from .health import health_rows
from .meetings import meeting_rows

Rows = Callable[[], Iterator[dict[str, Any]]]
ROWS: dict[str, Rows] = {
    "products": product_rows,
    "accounts": account_rows,
    "contacts": contact_rows,
    "contracts": contract_rows,
    "end-users": end_user_rows,
    "cases": case_rows,
    "meetings": meeting_rows,
    "health": health_rows,
}


def export_kinds(kinds: Sequence[str], folder: Path, *, by: Actor) -> dict[str, int]:
    """Write `KIND.csv` for each kind (all when none is named): how many rows each has.

    Raises CannotImport for an unknown kind, Forbidden for the wrong role.
    """
    require(by, "import.run")
    chosen = [kind_of_import(kind) for kind in (kinds or KINDS)]
    folder.mkdir(parents=True, exist_ok=True)
    counts = {}
    for kind in chosen:
        names = [one.code for one in kind.fields]
        new = folder / f".{kind.code}.csv.new"
        with TableWriter(new) as writer:
            writer.raw(names)
            counts[kind.code] = 0
            for row in ROWS[kind.code]():
                writer.values(row.get(name) for name in names)
                counts[kind.code] += 1
        new.replace(folder / f"{kind.code}.csv")
    return counts
