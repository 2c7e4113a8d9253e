"""What can be changed in bulk: which rows a request means, and who plans and writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from senro.customers.bulk_edit import edit_accounts, write_accounts
from senro.customers.queries.listing import narrowed_accounts
from senro.customers.queries.visible import visible_accounts
from senro.kernel.editing import Edit, Edited, summed
from senro.kernel.errors import Conflict, FieldError, Forbidden, Invalid
from senro.kernel.queries.calendar import moment_of
from senro.kernel.rules.access import Actor, allowed
from senro.onboarding import actions
from senro.onboarding.bulk.edits import edits_of, plans_of, wanted_of, write_cases
from senro.onboarding.models import Case
from senro.onboarding.queries.listing import narrowed_cases
from senro.onboarding.queries.visible import visible_cases
from senro.onboarding.rules.machine import STEPS, may_take

MOST = 100_000
NOT_FROM_HERE = _("The case cannot go there from its present status.")
# The steps that need nothing but a reason.
STEP_VERBS: dict[str, Callable[..., Any]] = {
    "mark_stalled": actions.mark_stalled,
    "recover": actions.recover,
    "park_with_cs": actions.park_with_cs,
    "return_to_sales": actions.return_to_sales,
    "propose_dead_flag": actions.propose_dead_flag,
    "keep_for_renewal": actions.keep_for_renewal,
}


@dataclass(frozen=True)
class Target:
    """Accounts or cases."""

    code: str
    permission: str
    plan: Callable[..., list[Edit]]
    write: Callable[..., list[Edit]]


def _plan_cases(
    keys: Sequence[str], fields: Mapping[str, Any], *, by: Actor, at: datetime
) -> list[Edit]:
    wanted, ids = _wanted(fields), [UUID(key) for key in keys]
    if not wanted.step:
        return edits_of(plans_of(ids, wanted, by))
    edits = []
    for case in Case.objects.living().filter(pk__in=ids).select_related("account").order_by("pk"):
        wrong = _why_not(case, wanted.step, by)
        changes = () if wrong else (("status", case.status, _status_after(wanted.step)),)
        edits.append(Edit(str(case.pk), case.account.name, changes, wrong))
    return edits


def _write_cases(
    keys: Sequence[str], fields: Mapping[str, Any], *, by: Actor, at: datetime, cause: UUID
) -> list[Edit]:
    wanted, ids = _wanted(fields), [UUID(key) for key in keys]
    if not wanted.step:
        plans = plans_of(ids, wanted, by)
        edits = edits_of(plans)
        write_cases(plans, by=by, at=at, cause=cause)
        return edits
    edits = _plan_cases(keys, fields, by=by, at=at)
    rows = {str(row.pk): row for row in Case.objects.living().filter(pk__in=ids)}
    return [
        one if one.errors else _step(one, rows[one.key], wanted.step, wanted.reason, by, at)
        for one in edits
    ]


def _step(edit: Edit, case: Case, step: str, reason: str, by: Actor, at: datetime) -> Edit:
    """One case by the verb that a page would call; what it refuses is named."""
    try:
        STEP_VERBS[step](case=case, reason=reason, by=by, at=at)
    except (Conflict, Forbidden) as refused:
        return Edit(edit.key, edit.name, (), (FieldError("step", refused.code, refused.message),))
    return edit


def _wanted(fields: Mapping[str, Any]) -> Any:
    wanted = wanted_of(fields)
    if wanted.step and wanted.step not in STEP_VERBS:
        words = _("This step is taken on the page of a case.")
        raise Invalid(FieldError("step", "unknown_value", words))
    return wanted


def _status_after(step: str) -> str:
    return STEPS[step].to


def _why_not(case: Case, step: str, by: Actor) -> tuple[FieldError, ...]:
    if not allowed(by, STEPS[step].permission, case.team_id):
        return (FieldError("", "forbidden", Forbidden.message),)
    if case.status != STEPS[step].to and not may_take(case.status, step):
        return (FieldError("step", "transition_not_allowed", NOT_FROM_HERE),)
    return ()


TARGETS = {
    "accounts": Target("accounts", "account.change", edit_accounts, write_accounts),
    "cases": Target("cases", "case.change", _plan_cases, _write_cases),
}


def chosen_keys(
    target: str,
    actor: Actor,
    *,
    at: datetime,
    keys: Sequence[str] | None = None,
    asked: Mapping[str, Any] | None = None,
) -> list[str]:
    """The rows that are meant and may be seen: those named, or all that the list shows.

    What may not be seen is not there. Raises Invalid for nothing and for too many, RuleError.
    """
    rows: Any
    if target == "accounts":
        rows = visible_accounts(actor)
        if keys is None:
            rows = narrowed_accounts(actor, moment_of(at), **(asked or {}))
        found = _named(rows, "key", keys)
    else:
        rows = visible_cases(actor)
        if keys is None:
            rows = narrowed_cases(actor, moment_of(at), **(asked or {}))
        known = [key for key in keys or () if _is_uuid(key)]
        found = [str(pk) for pk in _named(rows, "pk", None if keys is None else known)]
    if not found:
        raise Invalid(FieldError("keys", "required", _("Choose at least one row.")))
    if len(found) > MOST:
        words = _("These are more than can be changed at once.")
        raise Invalid(FieldError("keys", "too_many", words))
    return found


def _named(rows: Any, column: str, keys: Sequence[str] | None) -> list[Any]:
    ordered = rows.order_by("pk").values_list(column, flat=True)
    if keys is None:
        return list(ordered[: MOST + 1])
    wanted = list(dict.fromkeys(keys))
    found: list[Any] = []
    for start in range(0, len(wanted), 5_000):
        found += ordered.filter(**{f"{column}__in": wanted[start : start + 5_000]})
    return found


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def preview(
    target: str, keys: Sequence[str], fields: Mapping[str, Any], *, by: Actor, at: datetime
) -> Edited:
    """What the change would do to these rows; nothing is written. Raises Invalid."""
    if not fields:
        raise Invalid(FieldError("fields", "required", _("Choose at least one field to change.")))
    with transaction.atomic():
        return summed(TARGETS[target].plan(keys, fields, by=by, at=at))
