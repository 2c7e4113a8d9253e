"""Several cases go on by another version at once, and back by one undo."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import Conflict, Forbidden
from senro.kernel.models import Version
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb
from senro.programs.queries import label_of

from ..models import Case
from .upgrades import upgrade_case

Refused = tuple[tuple[Case, Any], ...]


@verb(
    "onboarding.cases.upgraded",
    _("Cases led on by another version of the phases"),
    permission="case.change",
)
def upgrade_cases(
    change: Change, *, cases: Iterable[Case], version: Version, by: Actor, at: datetime
) -> tuple[tuple[Case, ...], Refused]:
    """Lead each case on that can go on; the others stay, each with its reason.

    Their own facts have this one as their cause, so that one undo takes all of them back.
    """
    require(by, "case.change")
    done: list[Case] = []
    refused: list[tuple[Case, Any]] = []
    for case in cases:
        try:
            upgrade_case(case=case, version=version, by=by, at=at)
        except (Conflict, Forbidden) as refusal:
            reasons = getattr(refusal, "reasons", ())
            refused.append((case, reasons[0].message if reasons else refusal.message))
        else:
            done.append(case)
    if done:
        change.note(version, cases=[str(case.pk) for case in done])
        change.version = label_of(version)
    return tuple(done), tuple(refused)
