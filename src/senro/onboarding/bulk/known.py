"""What is there already: everything that rows of cases and meetings refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from senro.customers.models import Account, AccountPurpose, Contact, Contract, CustomField, Site
from senro.customers.queries.merged import accounts_merged
from senro.kernel.models import Approval, Membership, Person, Row

from ..models import (
    Attempt,
    Case,
    CaseCriterion,
    CaseOwner,
    CaseStatus,
    Outcome,
    PhaseCompletion,
    SiteWave,
    Waiver,
    Watch,
)
from ..steps.asking import WAIVER

Values = dict[str, Any]
CHUNK = 5_000


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Pieces that fit into one statement."""
    found = list(values)
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]


def dicts(rows: Any, *names: str) -> Iterator[Values]:
    """Rows as plain dictionaries that may be changed."""
    yield from rows.values(*names)


@dataclass
class CaseRecord:
    """A case with everything that hangs on it."""

    row: Values
    attempts: dict[int, Values] = field(default_factory=dict)
    statuses: list[Values] = field(default_factory=list)
    owners: list[Values] = field(default_factory=list)
    # By attempt.
    completions: dict[UUID, dict[str, Values]] = field(default_factory=dict)
    criteria: dict[UUID, dict[str, Values]] = field(default_factory=dict)
    outcomes: dict[UUID, Values] = field(default_factory=dict)
    watches: dict[UUID, Values] = field(default_factory=dict)
    waves: dict[UUID, dict[str, Values]] = field(default_factory=dict)
    # By wave.
    wave_completions: dict[UUID, dict[str, Values]] = field(default_factory=dict)
    # Criteria that need not be met.
    waived: set[UUID] = field(default_factory=set)
    # Criteria that somebody has asked to waive, whatever was said.
    asked: set[UUID] = field(default_factory=set)

    @property
    def current(self) -> Values:
        """The attempt with the highest number."""
        return self.attempts[max(self.attempts)]


@dataclass
class Known:
    """Rows by the names that rows of a file use for them."""

    accounts: dict[str, Values] = field(default_factory=dict)
    contracts: dict[str, Values] = field(default_factory=dict)
    contracts_of: dict[UUID, list[Values]] = field(default_factory=dict)
    people: dict[str, tuple[UUID, UUID | None]] = field(default_factory=dict)
    contacts: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    cases: dict[UUID, CaseRecord] = field(default_factory=dict)
    cases_of: dict[UUID, list[CaseRecord]] = field(default_factory=dict)
    by_key: dict[str, CaseRecord] = field(default_factory=dict)
    purposes: dict[UUID, dict[str, Values]] = field(default_factory=dict)
    sites: dict[tuple[UUID, str], UUID] = field(default_factory=dict)

    def contract_of(self, case: Values) -> Values | None:
        """The contract of a case."""
        there = self.contracts_of.get(case["account_id"], [])
        return next((one for one in there if one["id"] == case["contract_id"]), None)

    def add(self, case: CaseRecord) -> None:
        """A case that is there, or was just made."""
        self.cases[case.row["id"]] = case
        self.cases_of.setdefault(case.row["account_id"], []).append(case)


def load(rows: Sequence[Mapping[str, Any]], *, at: datetime, whole: bool) -> Known:
    """Everything that the rows name. `whole`: with what hangs on cases, not only who they are."""
    known = Known()
    for keys in chunks({row["account"] for row in rows if row.get("account")}):
        found = Account.objects.living().filter(key__in=keys).order_by()
        columns = ("id", "key", "team_id", "tier")
        known.accounts.update({one["key"]: one for one in dicts(found, *columns)})
        merged = accounts_merged(keys)
        parts = Account.objects.filter(pk__in=[pk for pk, _kept, _team in merged.values()])
        tiers = dict(parts.values_list("pk", "tier")) if merged else {}
        for key, (pk, kept, team) in merged.items():
            known.accounts[key] = {"id": pk, "key": kept, "team_id": team, "tier": tiers[pk]}
    ids = [account["id"] for account in known.accounts.values()]
    for part in chunks(ids):
        _contracts(known, part)
        _cases(known, part)
        if whole:
            _purposes(known, part)
    if whole:
        _hang(known)
        if any(row.get("details") for row in rows):
            _sites(known, ids)
            _asked(known)
        _people(known, {row["owner"].lower() for row in rows if row.get("owner")}, at)
    elif any(row.get("contact") for row in rows):
        for part in chunks(ids):
            _contacts(known, part)
    return known


def _contracts(known: Known, accounts: list[UUID]) -> None:
    rows = Contract.objects.living().filter(account__in=accounts).order_by("start", "key")
    for row in dicts(rows, "id", "key", "account_id", "product_id", "product__key", "start", "end",
                     "product__self_onboarding"):  # fmt: skip
        known.contracts[row["key"]] = row
        known.contracts_of.setdefault(row["account_id"], []).append(row)


def _cases(known: Known, accounts: list[UUID]) -> None:
    # Locked in one order, so that two imports of the same cases wait for each other.
    rows = Case.objects.living().filter(account__in=accounts).order_by("pk").select_for_update()
    for row in dicts(rows):
        known.add(CaseRecord(row))
    attempts = Attempt.objects.living().filter(case__account__in=accounts, case__undone_at=None)
    for row in dicts(attempts.order_by("number")):
        case = known.cases[row["case_id"]]
        case.attempts[row["number"]] = row
        if row["key"]:
            known.by_key[row["key"]] = case


def _purposes(known: Known, accounts: list[UUID]) -> None:
    rows = AccountPurpose.objects.living().filter(account__in=accounts, ended_at=None)
    for row in dicts(rows.order_by("rank")):
        known.purposes.setdefault(row["account_id"], {})[row["code"]] = row


def _hang(known: Known) -> None:
    owner = {
        attempt["id"]: case for case in known.cases.values() for attempt in case.attempts.values()
    }
    for row in _rows(CaseStatus, "case", known.cases, "since"):
        known.cases[row["case_id"]].statuses.append(row)
    for row in _rows(CaseOwner, "case", known.cases, "since"):
        known.cases[row["case_id"]].owners.append(row)
    for row in _rows(PhaseCompletion, "attempt", owner, "at"):
        case, wave = owner[row["attempt_id"]], row["wave_id"]
        kept = case.completions if wave is None else case.wave_completions
        kept.setdefault(row["attempt_id"] if wave is None else wave, {})[row["phase"]] = row
    for row in _rows(SiteWave, "attempt", owner, "order"):
        owner[row["attempt_id"]].waves.setdefault(row["attempt_id"], {})[row["name"]] = row
    of_criterion = {}
    for row in _rows(CaseCriterion, "attempt", owner, "pk"):
        owner[row["attempt_id"]].criteria.setdefault(row["attempt_id"], {})[row["code"]] = row
        of_criterion[row["id"]] = owner[row["attempt_id"]]
    for row in _rows(Waiver, "criterion", of_criterion, "pk"):
        of_criterion[row["criterion_id"]].waived.add(row["criterion_id"])
    for row in _rows(Outcome, "attempt", owner, "pk"):
        owner[row["attempt_id"]].outcomes[row["attempt_id"]] = row
    for row in _rows(Watch, "attempt", owner, "pk"):
        owner[row["attempt_id"]].watches[row["attempt_id"]] = row


def _sites(known: Known, accounts: list[UUID]) -> None:
    for part in chunks(accounts):
        rows = Site.objects.living().filter(account__in=part)
        known.sites |= {
            (row[0], row[1]): row[2] for row in rows.values_list("account_id", "name", "pk")
        }


def _asked(known: Known) -> None:
    of_criterion = {
        criterion["id"]: case
        for case in known.cases.values()
        for there in case.criteria.values()
        for criterion in there.values()
    }
    for part in chunks(of_criterion):
        rows = Approval.objects.living().filter(kind=WAIVER, subject_id__in=part)
        for criterion in rows.values_list("subject_id", flat=True):
            of_criterion[criterion].asked.add(criterion)


def _rows(model: type[Row], name: str, keys: Iterable[UUID], order: str) -> Iterator[Values]:
    for part in chunks(keys):
        yield from dicts(model.objects.living().filter(**{f"{name}__in": part}).order_by(order))


def _people(known: Known, mails: set[str], at: datetime) -> None:
    if not mails:
        return
    people = Person.objects.annotate(mail=Lower("email")).filter(
        mail__in=mails, is_active=True, undone_at=None, account_key=""
    )
    found = dict(people.values_list("mail", "pk"))
    there = Membership.objects.living().filter(
        Q(until=None) | Q(until__gt=at), person__in=found.values(), since__lte=at
    )
    teams = dict(there.order_by("-since").values_list("person_id", "team_id"))
    known.people = {mail: (key, teams.get(key)) for mail, key in found.items()}


def _contacts(known: Known, accounts: list[UUID]) -> None:
    rows = Contact.objects.living().filter(account__in=accounts).order_by("-pk")
    for account, key, email, pk in rows.values_list("account_id", "key", "email", "pk"):
        if email:
            known.contacts[(account, email.lower())] = pk
        known.contacts[(account, key)] = pk


def custom_fields() -> dict[str, CustomField]:
    """The fields that the team has added to cases."""
    return {row.code: row for row in CustomField.objects.living().filter(subject="case")}
