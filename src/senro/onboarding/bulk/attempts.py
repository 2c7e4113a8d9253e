"""What a row of a cases file says of an attempt, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from senro.customers.rules.values import Bad, custom
from senro.programs.rules import INTAKE, PhaseSet

from ..models import STATUSES
from .details import Details, details_of, phases_known
from .known import Known
from .method import Method
from .results import Errors

Values = dict[str, Any]
TARGET_DAYS = 90
_SAID = {
    "key", "account", "contract", "attempt", "started", "ended", "result", "status", "phase", "phase_since",
    "owner", "criteria_set", "criteria", "purposes", "temperature_sales", "temperature_cs", "live_handoff",
    "outcome", "self_onboarding", "waves", "details",
}  # fmt: skip


@dataclass
class AttemptRow:
    """One row. `said` has the fields that it names, None where it clears them."""

    key: str
    said: Values
    account: Values = field(default_factory=dict)
    contract: Values | None = None
    number: int | None = None
    owner: tuple[Any, Any] | None = None
    purposes: list[str] = field(default_factory=list)
    custom: Values = field(default_factory=dict)
    details: Details = field(default_factory=Details)
    errors: Errors = field(default_factory=list)

    def get(self, name: str) -> Any:
        """The value of a field; None when it is not said or cleared."""
        return self.said.get(name)

    @property
    def product(self) -> str:
        """The key of the product that the named contract is about."""
        return (self.contract or {}).get("product__key") or ""

    def phases(self, method: Method, attempt: Values | None, started: date) -> PhaseSet:
        """The phases of the attempt that is there, or those a new one gets."""
        if attempt and attempt.get("phase_set_id"):
            return method.phases_of(attempt["phase_set_id"])
        return method.phases(started, self.account.get("tier") or "", self.product)[1]

    def check(self, method: Method, attempt: Values | None) -> Errors:
        """What is wrong with the row, knowing which attempt it is about."""
        started = self.get("started") or (attempt or {}).get("started")
        if started is None:
            return [("started", "required")]
        errors: Errors = []
        today = method.at.astimezone(ZoneInfo(method.zone)).date()
        ended, since = self.get("ended"), self.get("phase_since")
        if ended and ended < started:
            errors.append(("ended", "ends_before_start"))
        elif ended and ended > today:
            errors.append(("ended", "in_the_future"))
        if since and since > method.at:
            errors.append(("phase_since", "in_the_future"))
        elif since and since < method.instant(started):
            errors.append(("phase_since", "phase_before_start"))
        phase = self.get("phase")
        if phase and phase != INTAKE and phase not in self.phases(method, attempt, started).codes:
            errors.append(("phase", "unknown_phase"))
        if not phases_known(self.details, self.phases(method, attempt, started)):
            errors.append(("details", "unknown_phase"))
        return errors


def read(
    row: Mapping[str, Any], known: Known, method: Method, own: Mapping[str, Any]
) -> AttemptRow:
    """Look up what the row names."""
    found = AttemptRow(str(row.get("key") or ""), dict(row), number=row.get("attempt"))
    _look_up(found, known)
    _check_words(found, method)
    for name in row.keys() - _SAID:
        _custom(found, name, row[name], own)
    return found


def _look_up(row: AttemptRow, known: Known) -> None:
    account = known.accounts.get(row.get("account") or "")
    if account is None:
        code = "unknown_account" if row.get("account") else "required"
        row.errors.append(("account", code))
        return
    row.account = account
    if row.get("contract"):
        row.contract = known.contracts.get(row.said["contract"])
        if row.contract is None or row.contract["account_id"] != account["id"]:
            row.errors.append(("contract", "unknown_contract"))
    if row.get("owner"):
        row.owner = known.people.get(row.said["owner"].lower())
        if row.owner is None:
            row.errors.append(("owner", "unknown_person"))


def _check_words(row: AttemptRow, method: Method) -> None:
    if row.get("status") and row.said["status"] not in STATUSES:
        row.errors.append(("status", "invalid_value"))
    if row.get("result") and len(row.said["result"]) > 20:
        row.errors.append(("result", "too_long"))
    details = details_of(row.get("details"))
    if details is None:
        row.errors.append(("details", "invalid_value"))
    else:
        row.details = details
    for text in row.get("purposes") or ():
        code = method.purposes.get(text.casefold())
        if code is None:
            row.errors.append(("purposes", "unknown_purpose"))
            break
        row.purposes.append(code)


def _custom(row: AttemptRow, name: str, value: Any, own: Mapping[str, Any]) -> None:
    found = own.get(name)
    if found is None:
        row.errors.append((name, "unknown_field"))
        return
    try:
        row.custom[name] = None if value is None else custom(found.type, found.options, value)
    except Bad:
        row.errors.append((name, "invalid_value"))


def target_end(started: date, method: Method) -> date:
    """When onboarding shall be done."""
    return started + timedelta(days=int(method.policy("target_days", TARGET_DAYS)))


def local_day(at: datetime, method: Method) -> date:
    """The organisation's day of an instant."""
    return at.astimezone(ZoneInfo(method.zone)).date()
