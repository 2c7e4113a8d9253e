"""The sites of attempts, measured: where each stands, and what its gate says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from senro.kernel.names import Moment
from senro.programs.rules import GateItem, Phase, PhaseSet

from ..models import GateAttestation, PhaseCompletion, SiteWave
from ..rules.gates import Attested, GateRow, in_order, is_open
from ..rules.waves import Crew, Wave
from .gate_rows import Gate, gate_from
from .said import in_both
from .site_people import NONE, people_now, people_then


@dataclass
class Vouched:
    """What somebody vouched for: for the whole case, and for single sites."""

    of_case: dict[str, Attested] = field(default_factory=dict)
    of_wave: dict[UUID, dict[str, Attested]] = field(default_factory=dict)

    def of(self, wave: UUID) -> dict[str, Attested]:
        """What counts for a site."""
        return {**self.of_case, **self.of_wave.get(wave, {})}


def attestations(attempts: Iterable[UUID]) -> dict[UUID, Vouched]:
    """What was vouched for, by attempt."""
    return vouched_of(GateAttestation.objects.living().filter(attempt__in=list(attempts)))


def vouched_of(rows: QuerySet[GateAttestation]) -> dict[UUID, Vouched]:
    """These attestations by attempt."""
    found: dict[UUID, Vouched] = {}
    for row in rows.select_related("created_by"):
        by = row.created_by.name if row.created_by else ""
        said = found.setdefault(row.attempt_id, Vouched())
        into = said.of_case if row.wave_id is None else said.of_wave.setdefault(row.wave_id, {})
        into[row.code] = Attested(row.evidence, row.at, by)
    return found


def crews_of(
    attempts: Mapping[UUID, PhaseSet], *, at: datetime, past: bool = False
) -> dict[UUID, Crew]:
    """The sites of attempts as they stood then (1 query where there are none, else 3).

    `past`: their people too, in up to 2 queries more.
    """
    standing = Q(undone_at=None) | Q(undone_at__gt=at)
    rows = SiteWave.objects.filter(standing, attempt__in=list(attempts), created_at__lte=at)
    waves = list(rows.select_related("site").order_by("order", "created_at", "pk"))
    if not waves:
        return {}
    ids = [row.pk for row in waves]
    done: dict[UUID, dict[str, datetime]] = {}
    passed = PhaseCompletion.objects.filter(standing, wave__in=ids, at__lte=at)
    for wave, phase, instant in passed.values_list("wave_id", "phase", "at"):
        done.setdefault(wave, {})[phase] = instant
    people_of = people_then if past else people_now
    people = people_of({row.site_id for row in waves if row.site_id}, at)
    found: dict[UUID, list[Wave]] = {}
    for row in waves:
        users, registered, logged_in = people.get(row.site_id, NONE) if row.site_id else NONE
        found.setdefault(row.attempt_id, []).append(
            Wave(
                row.pk, row.name, row.order, row.mode, row.site_id,
                row.site.name if row.site else "", done.get(row.pk, {}),
                users, registered, logged_in, version=row.version,
            )
        )  # fmt: skip
    return {
        attempt: Crew(phases.wave_span, _after(phases), tuple(found[attempt]))
        for attempt, phases in attempts.items()
        if attempt in found
    }


def _after(phases: PhaseSet) -> str:
    following = phases.after(phases.waves_to) if phases.wave_span else None
    return following.code if following else ""


def wave_gate(
    wave: Wave,
    phase: Phase,
    values: Mapping[str, Any],
    said: Vouched,
    moment: Moment,
    version: str,
) -> Gate:
    """The gate of a phase as one site stands before it."""
    return gate_from(phase, {**values, **wave.values}, said.of(wave.id), moment, version)


def measured(
    crew: Crew,
    phases: PhaseSet,
    values: Mapping[str, Any],
    said: Vouched,
    moment: Moment,
    version: str,
) -> Crew:
    """The sites, each with the gate of the phase it is in."""
    known = {phase.code: phase for phase in phases.phases}
    return crew.with_gates(
        {
            wave.id: wave_gate(wave, known[code], values, said, moment, version)
            for wave in crew.waves
            for code in (crew.phase_of(wave),)
            if code in crew.span
        }
    )


def gate_of_all(
    crew: Crew,
    phase: Phase,
    values: Mapping[str, Any],
    said: Vouched,
    moment: Moment,
    version: str,
) -> Gate:
    """The gate of a phase for all sites together: each item with how many of them meet it."""
    place = crew.place(phase.code)
    gates = [
        None if phase.code in wave.done else wave_gate(wave, phase, values, said, moment, version)
        for wave in crew.waves
    ]
    # A site that is not in the phase yet meets nothing of it.
    behind = [crew.place(crew.phase_of(wave)) < place for wave in crew.waves]
    rows = []
    for item in phase.gate:
        found = [gate.row(item.code) if gate else None for gate in gates]
        states = [
            replace(row, state="unmet", attestable=False) if row and late else row
            for row, late in zip(found, behind, strict=True)
        ]
        rows.append(_together(item, states))
    kept = [row for row in rows if row is not None]
    return Gate(phase.code, is_open([row.state for row in kept]), in_order(kept))


def _together(item: GateItem, rows: list[GateRow | None]) -> GateRow | None:
    """One item of all sites; a site that has passed the phase meets it."""
    open_ones = [row for row in rows if row is not None and row.state != "met"]
    sample = next((row for row in rows if row is not None), None)
    total, met = len(rows), len(rows) - len(open_ones)
    if sample is None:
        return None
    states = {row.state for row in open_ones}
    state = "unmet" if "unmet" in states else "unknown" if states else "met"
    text = in_both(
        f"{item.title.of('ja')}: {total}拠点のうち{met}拠点で達成",
        f"{item.title.of('en')}: met by {met} of {total} sites",
    )
    return GateRow(
        code=item.code,
        state=state,
        name=sample.name,
        message=text,
        text=text,
        rule=sample.rule,
        version=sample.version,
        inputs={"waves_met": met, "waves": total},
        value=str(met),
        share=met / total if state != "met" else None,
        limit=1.0,
        attestable=any(row.attestable for row in open_ones),
        waves=(met, total),
    )
