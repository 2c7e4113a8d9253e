"""What the plain columns of a cases file cannot say: sites, dates of phases, criteria in full.

One JSON object a row, as `senro export cases` writes it, so that a case comes back as it was. Times are
instants, codes those of the method. What is not said stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

from senro.customers.models import Site
from senro.kernel.models import Approval
from senro.programs.rules import ELEMENTS, PhaseSet
from senro.programs.rules.criteria import KINDS

from ..models import COUNTING, Attempt, CaseCriterion, PhaseCompletion, SiteWave, Waiver
from ..steps.asking import CUSTOM, WAIVER
from .book import Book, Story
from .known import CaseRecord, Known

Values = dict[str, Any]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Phases = dict[str, datetime]
Decision = Literal["", "refused"]
# Of a criterion, as its row has them.
PLAIN = (
    "element", "kind", "mandatory", "title_ja", "title_en", "rule", "threshold", "scale",
    "window_days", "per", "step", "option", "custom", "met_at", "evidence",
)  # fmt: skip


class WaveSaid(msgspec.Struct, forbid_unknown_fields=True):
    """A site that is rolled out as a unit, and when it passed its phases."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    site: Annotated[str, msgspec.Meta(max_length=200)] = ""
    order: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1
    mode: Literal["parallel", "pilot_then_spread"] = "parallel"
    phases: Phases = {}


class WaiverAsked(msgspec.Struct, forbid_unknown_fields=True):
    """That somebody wants a criterion waived, and, once a manager refused, why not."""

    reason: Annotated[str, msgspec.Meta(min_length=1)]
    decision: Decision = ""
    answer: str = ""
    decided_at: datetime | None = None


class CriterionSaid(msgspec.Struct, forbid_unknown_fields=True):
    """A criterion as the attempt was promised it.

    An own one of the case counts as approved, unless `approval` says that it waits for a manager
    or was refused: then `asked` is why it was wanted, `answer` why not.
    """

    code: Code
    title_ja: Words
    title_en: Words
    element: str
    kind: str
    mandatory: bool = True
    rule: str = ""
    threshold: float | None = None
    scale: float | None = None
    window_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] | None = None
    per: Annotated[str, msgspec.Meta(max_length=10)] = ""
    step: Annotated[str, msgspec.Meta(max_length=10)] = ""
    option: Annotated[str, msgspec.Meta(max_length=60)] = ""
    custom: bool = False
    approval: Literal["", "pending", "approved", "refused"] = ""
    asked: str = ""
    answer: str = ""
    decided_at: datetime | None = None
    met_at: datetime | None = None
    evidence: str = ""
    waiver: str = ""
    waiver_asked: WaiverAsked | None = None


class Details(msgspec.Struct, forbid_unknown_fields=True):
    """Everything of an attempt that one cell cannot say."""

    target_end: date | None = None
    phases: Phases | None = None
    waves: list[WaveSaid] = []
    criteria: list[CriterionSaid] = []

    @property
    def last_phase(self) -> datetime | None:
        """When the last of the phases was passed."""
        return max((self.phases or {}).values(), default=None)


def details_of(said: Any) -> Details | None:
    """The object of a row, read; None where it is wrong."""
    try:
        found = msgspec.convert(said or {}, Details)
    except msgspec.ValidationError:
        return None
    codes = [one.code for one in found.criteria]
    names = [one.name for one in found.waves]
    instants = [at for at in _instants(found) if at.tzinfo is None]
    known = all(one.element in ELEMENTS and one.kind in KINDS for one in found.criteria)
    known = known and not any(one.approval and not one.custom for one in found.criteria)
    twice = len(set(codes)) < len(codes) or len(set(names)) < len(names)
    return None if instants or twice or not known else found


def _instants(details: Details) -> Iterator[datetime]:
    yield from (details.phases or {}).values()
    for wave in details.waves:
        yield from wave.phases.values()
    for one in details.criteria:
        asked = one.waiver_asked.decided_at if one.waiver_asked else None
        yield from (at for at in (one.met_at, one.decided_at, asked) if at)


def phases_known(details: Details, phases: PhaseSet) -> bool:
    """Whether every phase that is named is one of the attempt's."""
    named = set(details.phases or {}).union(*(one.phases for one in details.waves))
    return named <= set(phases.codes)


def put_details(
    details: Details, case: CaseRecord, attempt: Values, known: Known, book: Book, story: Story
) -> None:
    """Make or change what the object says."""
    if details.target_end:
        book.change(story, Attempt, attempt, target_end=details.target_end)
    for wave in details.waves:
        _put_wave(wave, case, attempt, known, book, story)
    for criterion in details.criteria:
        _put_criterion(criterion, case, attempt, book, story)


def put_waves(
    names: list[str], case: CaseRecord, attempt: Values, known: Known, book: Book, story: Story
) -> None:
    """The sites of the plain column: those that are not there yet, in its order."""
    there = case.waves.setdefault(attempt["id"], {})
    for name in names:
        if name not in there:
            order = max((one["order"] for one in there.values()), default=0) + 1
            _put_wave(WaveSaid(name[:200], order=order), case, attempt, known, book, story)


def _put_wave(
    said: WaveSaid, case: CaseRecord, attempt: Values, known: Known, book: Book, story: Story
) -> None:
    there = case.waves.setdefault(attempt["id"], {})
    site = _site(said.site, case.row["account_id"], known, book, story) if said.site else None
    values = {"order": said.order, "mode": said.mode, "site_id": site}
    row = there.get(said.name)
    if row is None:
        row = book.make(story, SiteWave, attempt_id=attempt["id"], name=said.name, **values)
        there[said.name] = row
    else:
        book.change(story, SiteWave, row, **values)
    passed = case.wave_completions.setdefault(row["id"], {})
    for phase, at in said.phases.items():
        if phase not in passed:
            passed[phase] = book.make(
                story, PhaseCompletion, attempt_id=attempt["id"], wave_id=row["id"], phase=phase,
                at=min(at, book.at), by_id=book.by.person_id, imported=True,
            )  # fmt: skip


def _site(name: str, account: Any, known: Known, book: Book, story: Story) -> Any:
    key = (account, name)
    if key not in known.sites:
        known.sites[key] = book.make(story, Site, account_id=account, name=name)["id"]
    return known.sites[key]


def _put_criterion(
    said: CriterionSaid, case: CaseRecord, attempt: Values, book: Book, story: Story
) -> None:
    there = case.criteria.setdefault(attempt["id"], {})
    values = {name: getattr(said, name) for name in PLAIN}
    if said.met_at:
        values["met_at"] = min(said.met_at, book.at)
    row = there.get(said.code)
    if row is None:
        approval = said.approval or ("approved" if said.custom else "")
        row = book.make(
            story, CaseCriterion, attempt_id=attempt["id"], code=said.code, approval=approval,
            **values,
        )  # fmt: skip
        there[said.code] = row
        if approval not in COUNTING:
            decision: Decision = "refused" if approval == "refused" else ""
            told = WaiverAsked(said.asked, decision, said.answer, said.decided_at)
            _put_request(CUSTOM, told, row["id"], case, book, story)
    else:
        if row["custom"] != said.custom or row["approval"] not in COUNTING:
            # What waits for an approval here, or was refused one, is not approved by a file.
            return
        book.change(story, CaseCriterion, row, **values)
    if said.waiver and row["id"] not in case.waived:
        case.waived.add(row["id"])
        book.make(story, Waiver, criterion_id=row["id"], reason=said.waiver)
    elif said.waiver_asked and row["id"] not in case.waived | case.asked:
        case.asked.add(row["id"])
        _put_request(WAIVER, said.waiver_asked, row["id"], case, book, story)


def _put_request(
    kind: str, said: WaiverAsked, criterion: Any, case: CaseRecord, book: Book, story: Story
) -> None:
    """It stands in the approvals again; who once refused it is not known here, and nobody is named."""
    decided: Values = {}
    if said.decision:
        at = min(said.decided_at or book.at, book.at)
        decided = {"decision": said.decision, "decided_at": at, "decision_reason": said.answer}
    book.make(
        story, Approval, kind=kind, subject_kind="casecriterion", subject_id=criterion,
        team_id=case.row["team_id"], reason=said.reason, **decided,
    )  # fmt: skip
