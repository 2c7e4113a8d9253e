"""What somebody vouches for or writes down so that a gate opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import Conflict, FieldError, Missing
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Case, GateAttestation, Outcome, PromotionPolicy
from ..queries.gates import gate_of, line_of
from ..queries.moments import moment_of
from ..queries.outcomes import told
from ..steps.cases import locked, needed, refuse
from ..steps.criteria import settle
from ..steps.reading import WORDS, as_day

FEWEST_STEPS = 2


class NotAttestable(Conflict):
    """The item is measured, or has a noun of its own."""

    code = "not_attestable"
    message = _("This is measured: nobody can vouch for it.")


@verb("onboarding.gate_item.attested", _("Gate item vouched for"), permission="case.change")
def attest_gate_item(
    change: Change, *, case: Case, code: str, evidence: str, by: Actor, at: datetime
) -> GateAttestation:
    """Vouch for an item that cannot be measured yet. Raises NotAttestable, Missing, Invalid."""
    case = locked(case)
    require(by, "case.change", case.team_id)
    line = line_of(case)
    phase = next((p.code for p in line.phases.phases for i in p.gate if i.code == code), None)
    if phase is None:
        raise Missing()
    needed(evidence=evidence)
    item = gate_of(case, phase, at=at).row(code)
    if item is None or not item.attestable:
        raise NotAttestable(code=code, inputs=dict(item.inputs) if item else {})
    change.about(case, case.account)
    row = GateAttestation.objects.living().filter(attempt=line.attempt, code=code).first()
    if row is None:
        row = GateAttestation(attempt=line.attempt, code=code, evidence=evidence.strip(), at=at)
        change.create(row)
    elif row.evidence != evidence.strip():
        change.update(row, evidence=evidence.strip(), at=at)
    change.subject(row)
    return row


@verb("onboarding.promotion_policy.set", _("Promotion policy set"), permission="case.change")
def set_promotion_policy(
    change: Change,
    *,
    case: Case,
    owner: str,
    steps: Sequence[Mapping[str, Any]],
    by: Actor,
    at: datetime,
) -> PromotionPolicy:
    """How the customer goes on: an owner and at least two dated steps {"what", "due"}."""
    case = locked(case)
    require(by, "case.change", case.team_id)
    refuse(_policy_problems(owner, steps))
    attempt = line_of(case).attempt
    plain = [{"what": str(s["what"]).strip(), "due": str(as_day(s["due"]))} for s in steps]
    change.about(case, case.account)
    row = PromotionPolicy.objects.living().filter(attempt=attempt).first()
    if row is None:
        row = PromotionPolicy(attempt=attempt, owner=owner.strip(), steps=plain)
        change.create(row)
    else:
        change.update(row, owner=owner.strip(), steps=plain)
    settle(change, case)
    change.subject(row)
    return row


@verb("onboarding.outcome.set", _("Outcome written"), permission="case.change")
def set_outcome(
    change: Change,
    *,
    case: Case,
    achieved: str,
    led_to: str,
    evidence: str,
    by: Actor,
    at: datetime,
) -> Outcome:
    """What was achieved within the onboarding, what that led to, and where it can be seen.

    Told in one sentence with its period, which stands in the fact too. Raises Invalid.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    needed(achieved=achieved, led_to=led_to, evidence=evidence)
    attempt = line_of(case).attempt
    values = {
        "achieved": achieved.strip(),
        "led_to": led_to.strip(),
        "evidence": evidence.strip(),
    }
    change.about(case, case.account)
    row = Outcome.objects.living().filter(attempt=attempt).first()
    if row is None:
        row = Outcome(attempt=attempt, **values)
        change.create(row)
    else:
        change.update(row, **values)
    settle(change, case)
    change.evidence = {"sentence": told(attempt, achieved, led_to, moment_of(at).today)}
    change.subject(row)
    return row


def _policy_problems(owner: str, steps: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    wrong = []
    if not (owner or "").strip():
        wrong.append(FieldError("owner", "required", WORDS["required"]))
    if len(steps) < FEWEST_STEPS:
        words = _("A promotion policy has at least two dated steps.")
        wrong.append(FieldError("steps", "too_few", words))
    for number, step in enumerate(steps):
        if not str(step.get("what") or "").strip():
            wrong.append(FieldError(f"steps[{number}].what", "required", WORDS["required"]))
        if as_day(step.get("due")) is None:
            wrong.append(FieldError(f"steps[{number}].due", "bad_date", WORDS["bad_date"]))
    return wrong
