"""Rows without a key: known by their account and a mark, an e-mail address or employee number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from senro.kernel.models import uuid7

from ..rules.fields import Kind
from .reading import Said
from .tables import MODELS, chunks

Mark = tuple[UUID, str]


def name_keyless(kind: Kind, rows: Sequence[Said], accounts: Mapping[str, UUID]) -> None:
    """Give rows without a key the key of the one they mean, else one of their own.

    The key hides what it is made of: it stands in facts, which outlive an erased person.
    """
    for name in kind.known_by:
        wanted: dict[Mark, list[Said]] = {}
        keyed = _accounts_of_keyed(kind, name, rows, accounts)
        before: dict[Mark, str] = {}
        for row in rows:
            mark = row.values.get(name)
            account = keyed.get(row.key) or accounts.get(row.values.get("account", ""))
            if not mark or not account:
                continue
            meant = (account, mark.casefold())
            if row.key:
                before[meant] = row.key
            elif meant in before:
                # The row before gives somebody this mark: this is that one again.
                row.key = before[meant]
            else:
                wanted.setdefault(meant, []).append(row)
        if wanted:
            _name(kind, name, wanted)


def _accounts_of_keyed(
    kind: Kind, name: str, rows: Sequence[Said], accounts: Mapping[str, UUID]
) -> dict[str, UUID]:
    """Whose the rows with a key are, where another row may mean one of them by its mark."""
    if all(row.key for row in rows):
        return {}
    marked = {row.key: row for row in rows if row.key and row.values.get(name)}
    found: dict[str, UUID] = {}
    for keys in chunks(marked):
        there = MODELS[kind.code].objects.living().filter(key__in=keys)
        found.update(there.values_list("key", "account_id"))
    for key, row in marked.items():
        if said := accounts.get(row.values.get("account", "")):
            found[key] = said
    return found


def _name(kind: Kind, name: str, wanted: Mapping[Mark, list[Said]]) -> None:
    there = _marked(kind, name, wanted)
    own = {mark: _hidden(name, rows[0], mark[1]) for mark, rows in wanted.items()}
    taken: set[str] = set()
    for keys in chunks(key for mark, key in own.items() if mark not in there):
        found = MODELS[kind.code].objects.living().filter(key__in=keys)
        taken.update(found.values_list("key", flat=True))
    for mark, rows in wanted.items():
        key = there.get(mark) or own[mark]
        if mark not in there and key in taken:
            # Its owner has another address by now: this is somebody else.
            key = f"{key[:80]}-{uuid7().hex[-12:]}"
        for row in rows:
            row.key = key


def _marked(kind: Kind, name: str, wanted: Mapping[Mark, list[Said]]) -> dict[Mark, str]:
    """Keys of the rows that have a wanted mark; the oldest where several do."""
    found: dict[Mark, str] = {}
    accounts = {account for account, _mark in wanted}
    # As written, too: SQLite's LOWER knows only the letters of ASCII.
    written = {row.values[name] for rows in wanted.values() for row in rows}
    for marks in chunks(written | {mark for _account, mark in wanted}):
        rows = MODELS[kind.code].objects.living().annotate(mark=Lower(name))
        rows = rows.filter(Q(mark__in=marks) | Q(**{f"{name}__in": marks}), account__in=accounts)
        for account, mark, key in rows.order_by("-pk").values_list("account_id", name, "key"):
            found[(account, mark.casefold())] = key
    return {mark: key for mark, key in found.items() if mark in wanted}


def _hidden(name: str, row: Said, mark: str) -> str:
    account: str = row.values["account"]
    text = f"{account}\n{mark}"
    digest = salted_hmac(f"senro.customers.{name}", text, algorithm="sha256").hexdigest()
    return f"{account[:75]}:{digest[:24]}"
