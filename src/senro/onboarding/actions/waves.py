"""The sites of a case: which there are, in which order, and how they follow each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from senro.customers.models import Account, Site
from senro.kernel.access import require
from senro.kernel.errors import Conflict, FieldError, Missing
from senro.kernel.models import Fact
from senro.kernel.rules.access import Actor
from senro.kernel.undo import guard
from senro.kernel.verbs import Change, verb

from ..models import Attempt, Case, GateAttestation, PhaseCompletion, SiteWave
from ..queries.gates import Line, line_of
from ..rules.waves import MODES, PARALLEL
from ..steps.cases import create_all, locked, refuse
from ..steps.passing import follow
from ..steps.reading import WORDS

MOST = 2000
LONGEST = 200


class WavesOver(Conflict):
    """All sites have been rolled out; the case has gone on."""

    code = "waves_over"
    message = _("The sites of this case have all been rolled out. Open the phase again first.")


@verb("onboarding.wave.added", _("Sites added"), permission="case.change")
def add_waves(
    change: Change,
    *,
    case: Case,
    waves: Sequence[Mapping[str, Any]],
    mode: str = "",
    by: Actor,
    at: datetime,
) -> list[SiteWave]:
    """Add sites, each {"name", "site"}; without `site` the customer's site of that name is meant.

    A name that is there stays as it is. The first ones stand where the case stands. `mode` is for all: parallel, or pilot_then_spread.
    Raises Invalid, WavesOver.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    line = line_of(case)
    there = list(_living(line.attempt))
    sites = {site.name: site for site in Site.objects.living().filter(account=case.account)}
    refuse(_problems(waves, mode, sites, len(there)))
    known = {row.name: row for row in there}
    new = {_name(one): one for one in waves if _name(one) not in known}
    if new and _past(line, case):
        raise WavesOver(phase=case.phase)
    wanted = mode or (there[0].mode if there else PARALLEL)
    order = max((row.order for row in there), default=0)
    rows = [
        SiteWave(
            attempt=line.attempt,
            name=name,
            site=sites.get(str(one.get("site") or name)),
            order=order + number,
            mode=wanted,
        )
        for number, (name, one) in enumerate(new.items(), 1)
    ]
    create_all(change, rows)
    if not there:
        _stand_with(change, line, rows)
    for row in there:
        change.update(row, mode=wanted)
    _told(change, case, [row.name for row in rows] or [""])
    known.update({row.name: row for row in rows})
    return [known[_name(one)] for one in waves]


@verb("onboarding.wave.changed", _("Site changed"), permission="case.change")
def change_wave(
    change: Change, *, wave: SiteWave, fields: Mapping[str, Any], by: Actor, at: datetime
) -> SiteWave:
    """Another name, or another of the customer's sites (None: none). Raises Invalid."""
    case, row = _taken(wave)
    require(by, "case.change", case.team_id)
    values: dict[str, Any] = {}
    wrong = [FieldError(n, "unknown_field", WORDS["unknown_field"]) for n in fields if n not in ("name", "site")]  # fmt: skip
    if "name" in fields:
        values["name"] = str(fields["name"] or "").strip()
        wrong += _name_problems("name", values["name"])
        others = _living(row.attempt).exclude(pk=row.pk)
        if others.filter(name=values["name"]).exists():
            wrong.append(FieldError("name", "duplicate", _("There is a site of this name.")))
    if "site" in fields:
        values["site"] = _site(case.account, fields["site"])
        if fields["site"] and values["site"] is None:
            wrong.append(FieldError("site", "unknown_site", _("There is no such site.")))
    refuse(wrong)
    change.update(row, **values)
    _told(change, case, [row.name])
    return row


@verb("onboarding.wave.removed", _("Site removed"), permission="case.change")
def remove_wave(
    change: Change, *, wave: SiteWave, by: Actor, at: datetime, reason: str = ""
) -> Case:
    """The site is not rolled out; what it had passed goes with it. The case follows the others."""
    case = locked(wave.attempt.case)
    require(by, "case.change", case.team_id)
    row = SiteWave.objects.select_for_update().get(pk=wave.pk)
    if row.undone_at is not None:
        return case
    for model in (PhaseCompletion, GateAttestation):
        for part in model.objects.living().filter(wave=row):
            change.remove(part)
    change.remove(row)
    follow(change, case, line_of(case))
    _told(change, case, [row.name])
    change.reason = reason.strip()
    return case


@verb("onboarding.waves.arranged", _("Order of sites set"), permission="case.change")
def arrange_waves(
    change: Change,
    *,
    case: Case,
    mode: str = "",
    order: Sequence[UUID | str] = (),
    by: Actor,
    at: datetime,
) -> list[SiteWave]:
    """How the sites follow each other: `mode`, and the ids in their order (the rest comes behind).

    Raises Invalid.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    rows = {str(row.pk): row for row in _living(line_of(case).attempt)}
    wrong = []
    if mode and mode not in MODES:
        wrong.append(FieldError("mode", "unknown_value", WORDS["unknown_value"]))
    for number, pk in enumerate(order):
        if str(pk) not in rows:
            wrong.append(FieldError(f"order[{number}]", "unknown_value", WORDS["unknown_value"]))
    refuse(wrong)
    first = list(dict.fromkeys(str(pk) for pk in order))
    ids = [*first, *(pk for pk in rows if pk not in first)]
    for number, pk in enumerate(ids, 1):
        change.update(rows[pk], order=number, mode=mode or rows[pk].mode)
    if ids:
        _told(change, case, [rows[pk].name for pk in first] or [""])
    return [rows[pk] for pk in ids]


def _stand_with(change: Change, line: Line, rows: Sequence[SiteWave]) -> None:
    """Sites that are named once the roll-out runs stand where the case stands."""
    there = PhaseCompletion.objects.living().filter(
        attempt=line.attempt, wave=None, phase__in=line.phases.wave_span
    )
    passed = [
        PhaseCompletion(
            attempt=line.attempt, wave=row, phase=done.phase, at=done.at, by_id=done.by_id,
            imported=done.imported,
        )
        for done in there
        for row in rows
    ]  # fmt: skip
    create_all(change, passed)


@guard("onboarding.wave.removed")
def _not_once_the_case_has_gone_on(fact: Fact) -> None:
    """A site that comes back stands somewhere before the end of the roll-out."""
    case = Case.objects.get(pk=fact.subject_id)
    if _past(line_of(case), case) and (fact.evidence or {}).get("phase") != case.phase:
        raise WavesOver(phase=case.phase)


def _told(change: Change, case: Case, names: list[str]) -> None:
    change.subject(case)
    change.about(case.account)
    shown = "、".join(names[:5]) + ("…" if len(names) > 5 else "")
    change.evidence = {"sites": shown, "count": len(names), "phase": case.phase}


def _past(line: Line, case: Case) -> bool:
    """The case is behind the phases that its sites pass one by one."""
    span = line.phases.wave_span
    return bool(span) and line.phases.index(case.phase) > line.phases.index(span[-1])


def _living(attempt: Attempt) -> Any:
    return SiteWave.objects.living().filter(attempt=attempt).order_by("order", "created_at", "pk")


def _taken(wave: SiteWave) -> tuple[Case, SiteWave]:
    case = locked(wave.attempt.case)
    row = SiteWave.objects.living().select_for_update().filter(pk=wave.pk).first()
    if row is None:
        raise Missing()
    return case, row


def _site(account: Account, name: Any) -> Site | None:
    rows = Site.objects.living().filter(account=account)
    return rows.filter(name=str(name)).first() if name else None


def _name(one: Mapping[str, Any]) -> str:
    return str(one.get("name") or one.get("site") or "").strip()


def _name_problems(field: str, name: str) -> list[FieldError]:
    if not name:
        return [FieldError(field, "required", WORDS["required"])]
    return [FieldError(field, "too_long", WORDS["too_long"])] if len(name) > LONGEST else []


def _problems(
    waves: Sequence[Mapping[str, Any]], mode: str, sites: Mapping[str, Site], there: int
) -> list[FieldError]:
    wrong = []
    if mode and mode not in MODES:
        wrong.append(FieldError("mode", "unknown_value", WORDS["unknown_value"]))
    if not waves:
        wrong.append(FieldError("waves", "required", WORDS["required"]))
    if there + len(waves) > MOST:
        wrong.append(FieldError("waves", "too_many", _("These are too many sites for one case.")))
    for number, one in enumerate(waves):
        wrong += _name_problems(f"waves[{number}].name", _name(one))
        if one.get("site") and str(one["site"]) not in sites:
            words = _("There is no such site.")
            wrong.append(FieldError(f"waves[{number}].site", "unknown_site", words))
    return wrong
