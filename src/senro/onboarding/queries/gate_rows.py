"""One gate, and how its items are read from values: for a case, or for one of its sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from senro.kernel.errors import Reason
from senro.kernel.names import Moment
from senro.kernel.rules.language import evaluate
from senro.programs.rules import GateItem, Phase

from ..rules.gates import (
    Attested,
    GateRow,
    filled,
    in_order,
    is_open,
    may_attest,
    measure_of,
    state_of,
)
from .said import explaining, in_both, rule_of, said

# Told beside a share, so that a person sees of how many.
COMPANIONS = {"registration_coverage": "end_users", "first_login_rate": "end_users"}


@dataclass(frozen=True)
class Gate:
    """The gate at the end of a phase. `open` is None when nothing is unmet but something unknown."""

    phase: str
    open: bool | None
    rows: tuple[GateRow, ...] = ()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What keeps it closed, unmet before unknown."""
        return tuple(
            Reason(row.code, row.message, row.rule, dict(row.inputs))
            for row in self.rows
            if row.state != "met"
        )

    @property
    def unmet(self) -> int:
        """How many items are not met."""
        return sum(row.state != "met" for row in self.rows)

    def row(self, code: str) -> GateRow | None:
        """One item."""
        return next((row for row in self.rows if row.code == code), None)


def gate_from(
    phase: Phase,
    values: Mapping[str, Any],
    vouched: Mapping[str, Attested],
    moment: Moment,
    version: str,
) -> Gate:
    """The gate of a phase, its items read from these values."""
    rows = [_row(item, values, vouched.get(item.code), moment, version) for item in phase.gate]
    return Gate(phase.code, is_open([row.state for row in rows]), in_order(rows))


def opened_by(
    phase: Phase, values: Mapping[Any, Any], vouched: Mapping[str, Attested], moment: Moment
) -> bool:
    """Whether all items of the phase's gate are met, and there is one: what `gate_from` would say.

    Without its words, and only up to the first item that is not met.
    """
    return bool(phase.gate) and all(
        state_of(_known(item, values, moment), item.attest, item.code in vouched) == "met"
        for item in phase.gate
    )


def _known(item: GateItem, values: Mapping[Any, Any], moment: Moment) -> bool | None:
    """The truth of an item's rule."""
    truth = evaluate(rule_of(item.rule), values, today=moment.today, history=values)
    return None if truth is None else bool(truth)


def _row(
    item: GateItem,
    values: Mapping[Any, Any],
    attested: Attested | None,
    moment: Moment,
    version: str,
) -> GateRow:
    rule = rule_of(item.rule)
    inputs: dict[Any, Any] = {name: values[name] for name in sorted(rule.names)}
    past = {look: values[look] for look in sorted(rule.looks)}
    known = _known(item, values, moment)
    state = state_of(known, item.attest, attested is not None)
    percents = frozenset(name for name in inputs if rule.known[name].percent)
    why = explaining(rule, {**inputs, **past}, moment.today)
    texts = (
        (filled(item.message.of(locale), inputs, percents) for locale in ("ja", "en"))
        if known is False
        else ()
    )
    companions = {COMPANIONS[n]: values[COMPANIONS[n]] for n in inputs if n in COMPANIONS}
    measure = measure_of(rule.text, inputs, bool(percents))
    return GateRow(
        code=item.code,
        state=state,
        name=said(item.title),
        message=in_both(*texts) if texts else why,
        text=why,
        rule=rule.text,
        version=version,
        inputs={**inputs, **companions},
        value=measure.value if measure else "",
        threshold=measure.threshold if measure else "",
        share=measure.share if measure else None,
        limit=measure.limit if measure else None,
        attested=attested if state == "met" and not known else None,
        attestable=may_attest(known, item.attest),
    )
