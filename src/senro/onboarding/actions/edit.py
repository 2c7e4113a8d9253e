"""Fields of a case that are changed where they stand: lead, team, the team's own fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.rules.access import Actor
from senro.kernel.undo import model_of
from senro.kernel.verbs import Change, verb

from ..bulk.edits import WORDS, plans_of, wanted_of, write_cases
from ..models import Case
from ..steps.cases import locked


@verb("onboarding.case.edited", _("Case changed"), permission="case.change")
def edit_case(
    change: Change, *, case: Case, fields: Mapping[str, Any], by: Actor, at: datetime
) -> Case:
    """Change owner (mail), team (key), `move_todos` (business days) or own fields of a case.

    Raises Invalid naming every wrong field.
    """
    case = locked(case)
    require(by, "case.change", case.team_id)
    wanted = wanted_of(fields)
    if wanted.step:
        raise Invalid(FieldError("step", "unknown_field", WORDS["unknown_field"]))
    told = write_cases(plans_of([case.pk], wanted, by), by=by, at=at, cause=None)
    for row in told.get(case.pk, ()):
        change.touch(model_of(row.kind)(pk=row.id), row.before, row.after or {})
    change.subject(case)
    change.about(case.account)
    case.refresh_from_db()
    return case
