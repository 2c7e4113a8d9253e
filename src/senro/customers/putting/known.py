"""What is there already: everything a batch of rows refers to, in one query a kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from senro.kernel.models import Membership, Person, Team, uuid7

from ..models import Account, Contact, ContractTerm, Partner, Product, Site
from ..queries.merged import accounts_merged
from ..rules.fields import Kind
from .keyless import name_keyless
from .reading import Said
from .tables import MODELS, chunks


@dataclass(slots=True)
class Known:
    """Rows by the names that other rows use for them. `new` ones are made if a row needs them."""

    accounts: dict[str, UUID] = field(default_factory=dict)
    team_of: dict[UUID, UUID | None] = field(default_factory=dict)
    # Keys of accounts that were merged, and the key of the one that each went into.
    merged: dict[str, str] = field(default_factory=dict)
    parents: dict[UUID, UUID] = field(default_factory=dict)
    people: dict[str, tuple[UUID, UUID | None]] = field(default_factory=dict)
    teams: dict[str, UUID] = field(default_factory=dict)
    partners: dict[str, UUID] = field(default_factory=dict)
    products: dict[str, UUID] = field(default_factory=dict)
    contacts: dict[str, tuple[UUID, UUID]] = field(default_factory=dict)
    sites: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    terms: dict[UUID, list[dict[str, Any]]] = field(default_factory=dict)
    new: dict[str, dict[Any, UUID]] = field(default_factory=dict)

    def make(self, refers: str, name: Any) -> UUID:
        """The id of a product, partner or site that is there or will be made."""
        there: dict[Any, UUID] = getattr(self, refers + "s")
        if name not in there:
            there[name] = self.new.setdefault(refers, {}).setdefault(name, uuid7())
        return there[name]


def load(kind: Kind, rows: Sequence[Said], *, at: datetime) -> Known:
    """Everything the rows refer to, and the rows that are there under their keys."""
    known = Known()
    said = _names(kind, rows)
    mentioned = said.get("account", set()) | said.get("parent", set())
    for keys in chunks(mentioned):
        for key, pk, team in _living(Account, keys).values_list("key", "pk", "team_id"):
            known.accounts[key] = pk
            known.team_of[pk] = team
    _merged(kind, rows, known, mentioned)
    if said.get("parent"):
        pairs = Account.objects.living().exclude(parent=None).values_list("pk", "parent_id")
        known.parents = dict(pairs)
    _people(known, said, at)
    _things(known, said)
    if kind.known_by:
        name_keyless(kind, rows, known.accounts)
    _rows(kind, rows, known)
    if said.get("site"):
        _sites(known, rows)
    return known


def _merged(kind: Kind, rows: Sequence[Said], known: Known, mentioned: set[str]) -> None:
    """Keys that a file still uses for accounts that went into others mean those others."""
    own = {row.key for row in rows if row.key} if kind.code == "account" else set()
    for keys in chunks((mentioned - known.accounts.keys()) | own):
        for key, (pk, kept, team) in accounts_merged(keys).items():
            known.merged[key] = kept
            known.accounts[key] = pk
            known.team_of[pk] = team


def _names(kind: Kind, rows: Sequence[Said]) -> dict[str, set[str]]:
    references = [(name, one.refers) for name, one in kind.fields.items() if one.refers]
    said: dict[str, set[str]] = {}
    for row in rows:
        for name, refers in references:
            value = row.values.get(name)
            if value:
                said.setdefault(refers, set()).add(value)
    return said


def _living(model: Any, keys: Sequence[str]) -> QuerySet[Any]:
    return model.objects.living().filter(key__in=keys).order_by()


def _people(known: Known, said: dict[str, set[str]], at: datetime) -> None:
    mails = {mail.lower() for mail in said.get("person", ())}
    if mails:
        people = Person.objects.annotate(mail=Lower("email")).filter(
            mail__in=mails, is_active=True, undone_at=None, account_key=""
        )
        found = dict(people.values_list("mail", "pk"))
        there = Membership.objects.living().filter(
            Q(until=None) | Q(until__gt=at), person__in=found.values(), since__lte=at
        )
        teams = dict(there.order_by("-since").values_list("person_id", "team_id"))
        known.people = {mail: (key, teams.get(key)) for mail, key in found.items()}
    if said.get("team"):
        known.teams = dict(_living(Team, list(said["team"])).values_list("key", "pk"))


def _things(known: Known, said: dict[str, set[str]]) -> None:
    for refers, model in (("partner", Partner), ("product", Product)):
        names = said.get(refers)
        if not names:
            continue
        rows = model.objects.living().filter(Q(key__in=names) | Q(name__in=names))
        found = list(rows.order_by("-created_at").values_list("key", "name", "pk"))
        there = getattr(known, refers + "s")
        there.update({name: pk for _key, name, pk in found})
        there.update({key: pk for key, _name, pk in found})
    for keys in chunks(said.get("successor", ())):
        for key, pk, account in _living(Contact, keys).values_list("key", "pk", "account_id"):
            known.contacts[key] = (pk, account)


def _sites(known: Known, rows: Sequence[Said]) -> None:
    owners = {account_of(known, row) for row in rows if row.values.get("site")} - {None}
    for ids in chunks(owners):
        sites = Site.objects.living().filter(account__in=ids)
        for account, name, pk in sites.values_list("account_id", "name", "pk"):
            known.sites[(account, name)] = pk


def account_of(known: Known, row: Said) -> UUID | None:
    """The account of a row: of the one that is there, else the one it names."""
    there = known.rows.get(row.key)
    return there["account_id"] if there else known.accounts.get(row.values.get("account", ""))


def _rows(kind: Kind, rows: Sequence[Said], known: Known) -> None:
    model = MODELS[kind.code]
    for keys in chunks(row.key for row in rows if row.key):
        # Locked in one order, so that two batches over the same rows wait for each other.
        found = model.objects.living().filter(key__in=keys).order_by("pk").select_for_update()
        for values in found.values():
            known.rows[values["key"]] = values
    if kind.code == "contract" and known.rows:
        for ids in chunks(values["id"] for values in known.rows.values()):
            terms = ContractTerm.objects.living().filter(contract__in=ids).order_by("since")
            for term in cast("Iterable[dict[str, Any]]", terms.values()):
                known.terms.setdefault(term["contract_id"], []).append(term)
    _owners_of_rows(kind, known)


def _owners_of_rows(kind: Kind, known: Known) -> None:
    """Teams of the accounts of rows that are there: they decide who may change them."""
    if "account" not in kind.fields:
        return
    missing = {values["account_id"] for values in known.rows.values()} - known.team_of.keys()
    for ids in chunks(missing):
        known.team_of.update(Account.objects.filter(pk__in=ids).values_list("pk", "team_id"))
