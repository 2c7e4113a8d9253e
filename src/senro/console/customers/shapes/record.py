"""Facts about an account as sentences: who did what to whom, from what to what, and the undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from senro.customers.models import Account, AccountPurpose, Contact, Contract, Deal
from senro.kernel.queries.people import names_of_people
from senro.kernel.rules.access import Actor, allowed
from senro.kernel.undo import standing_undos
from senro.kernel.verbs import REGISTRY

from ..words import FIELDS, METHODS, TOUCH_CHANNELS

SILENT = {"search", "undone_at", "undone_by_id", "custom", "source_kind", "source_id", "account_id"}
NAMED: dict[str, tuple[Any, str]] = {
    "contact": (Contact, "name"),
    "contract": (Contract, "key"),
    "deal": (Deal, "key"),
    "accountpurpose": (AccountPurpose, "code"),
}
MOST_CHANGES = 6


@dataclass(frozen=True)
class RecordLine:
    """One fact."""

    id: str
    at: datetime
    words: Any
    what: str
    changes: tuple[tuple[Any, str, str], ...]
    who: str
    reason: str
    undone: bool
    undoable: bool


def record_lines(
    facts: list[dict[str, Any]], actor: Actor, account: Account
) -> tuple[RecordLine, ...]:
    """The facts in words (5 queries at most)."""
    ids = [UUID(fact["id"]) for fact in facts]
    undone = set(standing_undos(ids))
    names = _names(facts)
    people = names_of_people(UUID(fact["by"]) for fact in facts if fact["by"])
    return tuple(_line(fact, actor, account, names, people, undone) for fact in facts)


def _names(facts: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What the facts are of: `contact:…` to the name of the person."""
    wanted: dict[str, set[str]] = {}
    for fact in facts:
        kind, _colon, key = fact["subject"].partition(":")
        if kind in NAMED:
            wanted.setdefault(kind, set()).add(key)
    found = {}
    for kind, keys in wanted.items():
        model, column = NAMED[kind]
        for key, name in model.objects.filter(pk__in=keys).values_list("pk", column):
            found[f"{kind}:{key}"] = name
    return found


def _line(
    fact: Mapping[str, Any], actor: Actor, account: Account,
    names: Mapping[str, str], people: Mapping[UUID, str], undone: set[UUID],
) -> RecordLine:  # fmt: skip
    known = REGISTRY.get(fact["verb"])
    is_undone = UUID(fact["id"]) in undone
    may = bool(known and known.undoable and allowed(actor, known.permission, account.team_id))
    return RecordLine(
        id=fact["id"],
        at=datetime.fromisoformat(fact["at"]),
        words=known.words if known else fact["verb"],
        what=names.get(fact["subject"]) or _method(fact) or _channel(fact),
        changes=_changes(fact["before"], fact["after"]),
        who=people.get(UUID(fact["by"]), "") if fact["by"] else _("Automatic"),
        reason=fact["reason"],
        undone=is_undone,
        undoable=may and (fact["cause"] is None or fact["by"] is None),
    )


def _method(fact: Mapping[str, Any]) -> str:
    """Of a registration method for many: which, for how many."""
    said = fact["evidence"] or {}
    if fact["verb"] != "customers.registration.method_set":
        return ""
    people = ngettext("%(n)s person", "%(n)s people", said["people"]) % {"n": said["people"]}
    return f"{METHODS.get(said['method'], said['method'])} {people}"


def _channel(fact: Mapping[str, Any]) -> str:
    """Of a touch: how."""
    code = (fact["after"] or {}).get("channel", "")
    is_touch = fact["subject"].startswith("touch:")
    return str(TOUCH_CHANNELS.get(code, code)) if is_touch else ""


def _changes(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> tuple[tuple[Any, str, str], ...]:
    """(field, before, after) of what people have words for; nothing for a row that is new."""
    if not before:
        return ()
    found = []
    for name, value in (after or {}).items():
        label = FIELDS.get(name.removesuffix("_id"))
        if name in SILENT or label is None:
            continue
        if name.endswith("_id"):
            found.append((label, "", pgettext("record", "another one") if value else "—"))
        else:
            found.append((label, _said(before.get(name)), _said(value)))
    return tuple(found[:MOST_CHANGES])


def _said(value: Any) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)[:120]
