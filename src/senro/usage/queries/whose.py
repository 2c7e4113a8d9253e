"""Whose an event is: the account and the end user behind the ids that it names.

Asked in this order, the first answer counts: the group is an account's key; somebody mapped the
group; the user is an end user (by key, by mail address, by employee number within the account);
somebody mapped the user; somebody mapped the mail domain; one single account has people there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from senro.customers.models import Account, Contact, EndUser
from senro.customers.queries.merged import accounts_merged

from ..models import AccountMapping, UserAlias
from ..models.mapping import DOMAIN, GROUP, USER
from ..rules.domains import domain_of

CHUNK = 5_000


class Asked(NamedTuple):
    """The ids that an event names."""

    group_id: str | None
    user_id: str | None
    anonymous_id: str | None
    mail: str = ""


class Answer(NamedTuple):
    """The account's key, None while nobody knows it; who it was."""

    account: str | None
    end_user: str | None


@dataclass
class Whose:
    """What is known about the ids of one round of events."""

    groups: dict[str, str] = field(default_factory=dict)
    users: dict[str, tuple[str, str]] = field(default_factory=dict)
    mails: dict[str, tuple[str, str]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)
    mapped_users: dict[str, str] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Answer:
        """Account and end user."""
        user = asked.user_id or asked.anonymous_id
        user = self.aliases.get(user, user) if user else None
        known = self.users.get(user or "") or self.mails.get(asked.mail)
        account = self.groups.get(asked.group_id or "")
        if account is None and known:
            account = known[0]
        if account is None:
            account = self.mapped_users.get(user or "") or self.domains.get(domain_of(asked.mail))
        if known and known[0] == account:
            return Answer(account, known[1])
        return Answer(account, self.numbers.get((account or "", user or ""), user))


def whose(asked: Iterable[Asked]) -> Whose:
    """Load what is known about these ids."""
    asked = list(asked)
    found = Whose()
    ids = {one for ask in asked for one in (ask.user_id, ask.anonymous_id) if one}
    for piece in _pieces(ids):
        rows = UserAlias.objects.filter(previous_id__in=piece)
        found.aliases.update(rows.values_list("previous_id", "user_id"))
    ids |= set(found.aliases.values())
    mails = {ask.mail for ask in asked if ask.mail}
    _load_groups(found, {ask.group_id for ask in asked if ask.group_id})
    _load_users(found, ids, mails)
    # A search through mail addresses costs most: only for what nothing else answers.
    open_ = {ask.mail for ask in asked if ask.mail and found.answer(ask).account is None}
    _load_domains(found, {domain for mail in open_ if (domain := domain_of(mail))})
    return found


def _load_groups(found: Whose, groups: set[str]) -> None:
    for piece in _pieces(groups):
        mapped = AccountMapping.objects.living().filter(kind=GROUP, value__in=piece)
        found.groups.update(mapped.values_list("value", "account__key"))
        # The key that was merged away goes on standing in the table: parting them again is right.
        found.groups.update((key, key) for key in accounts_merged(piece))
        living = Account.objects.living().filter(key__in=piece)
        found.groups.update((key, key) for key in living.values_list("key", flat=True))


def _load_users(found: Whose, users: set[str], mails: set[str]) -> None:
    living = EndUser.objects.living()
    for piece in _pieces(users):
        rows = living.filter(key__in=piece).values_list("key", "account__key")
        found.users.update((key, (account, key)) for key, account in rows)
        numbered = living.filter(employee_no__in=piece)
        for number, account, key in numbered.values_list("employee_no", "account__key", "key"):
            found.numbers[account, number] = key
        mapped = AccountMapping.objects.living().filter(kind=USER, value__in=piece)
        found.mapped_users.update(mapped.values_list("value", "account__key"))
    for piece in _pieces(mails):
        mailed = living.filter(email__in=piece).values_list("email", "account__key", "key")
        found.mails.update((mail.lower(), (account, key)) for mail, account, key in mailed)


def _load_domains(found: Whose, domains: set[str]) -> None:
    for domain in domains:
        ending = f"@{domain}"
        accounts = set(
            Contact.objects.living()
            .filter(email__iendswith=ending)
            .values_list("account__key", flat=True)
            .distinct()[:2]
        )
        accounts |= set(
            EndUser.objects.living()
            .filter(email__iendswith=ending)
            .values_list("account__key", flat=True)
            .distinct()[:2]
        )
        if len(accounts) == 1:
            found.domains[domain] = accounts.pop()
    for piece in _pieces(domains):
        mapped = AccountMapping.objects.living().filter(kind=DOMAIN, value__in=piece)
        found.domains.update(mapped.values_list("value", "account__key"))


def _pieces(values: Iterable[str]) -> Iterator[list[str]]:
    left = iter(sorted(values))
    while piece := list(islice(left, CHUNK)):
        yield piece
