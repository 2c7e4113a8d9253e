"""Signals that somebody may see: the list with its filters, those of an account, their sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case as Cases
from django.db.models import Exists, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from senro.customers.models import Account, Contact
from senro.customers.queries import visible_accounts
from senro.kernel.locales import locale
from senro.kernel.rules.access import Actor
from senro.onboarding.models import Case
from senro.onboarding.queries.ranking import open_cases

from ..models import SEVERITIES, Signal

STATES = ("open", "snoozed", "settled", "closed")


def visible_signals(actor: Actor) -> QuerySet[Signal]:
    """Signals of the accounts that the actor may see; customers see none."""
    rows = Signal.objects.living()
    if actor.is_customer:
        return rows.none()
    return rows.filter(account__in=visible_accounts(actor).order_by().values("pk"))


def in_state(rows: QuerySet[Signal], state: str, at: datetime) -> QuerySet[Signal]:
    """Only those that are open (and wait for somebody), put off, settled while true, or over."""
    if state == "closed":
        return rows.exclude(closed_at=None)
    rows = rows.filter(closed_at=None)
    if state == "settled":
        return rows.exclude(outcome="")
    rows = rows.filter(outcome="")
    later = Q(snoozed_until__gt=at)
    return rows.filter(later) if state == "snoozed" else rows.exclude(later)


def state_of(signal: Signal, at: datetime) -> str:
    """The same of one."""
    if signal.closed_at is not None:
        return "closed"
    if signal.outcome:
        return "settled"
    put_off = signal.snoozed_until is not None and signal.snoozed_until > at
    return "snoozed" if put_off else "open"


def mine(rows: QuerySet[Signal], actor: Actor) -> QuerySet[Signal]:
    """Of accounts that are somebody's own, or of which they lead a case."""
    leads = open_cases(Case.objects.living()).filter(
        account=OuterRef("account"), owner_id=actor.person_id
    )
    return rows.filter(Q(account__owner_id=actor.person_id) | Exists(leads))


def in_order(rows: QuerySet[Signal]) -> QuerySet[Signal]:
    """The most pressing first, within that what is newest."""
    pressing = Cases(*(When(severity=one, then=place) for place, one in enumerate(SEVERITIES)))
    rows = rows.select_related("account", "settled_by").annotate(pressing=pressing)
    return rows.order_by("pressing", "-opened_at", "pk")


@dataclass(frozen=True)
class Told:
    """A signal with its sentence in the reader's language."""

    signal: Signal
    title: str
    sentence: str
    state: str


def told(signals: Iterable[Signal], at: datetime) -> list[Told]:
    """These signals in words; people's names are looked up once for all."""
    rows = list(signals)
    ids = {text for row in rows if (text := _inputs(row).get("contact"))}
    names = {str(pk): name for pk, name in
             Contact.objects.filter(pk__in=ids).values_list("pk", "name")} if ids else {}  # fmt: skip
    return [Told(row, title_of(row), sentence_of(row, names), state_of(row, at)) for row in rows]


def title_of(signal: Signal) -> str:
    """What the method calls it, in the reader's language."""
    japanese = locale() == "ja"
    one, other = signal.title_ja, signal.title_en
    return (one or other) if japanese else (other or one)


def sentence_of(signal: Signal, names: dict[str, str]) -> str:
    """The numbers that raised it, as a person would say them."""
    evidence, found = signal.evidence, _inputs(signal)
    detector = evidence.get("detector", "")
    if not detector:
        said = evidence.get("said", {})
        return str(said.get(locale(), ""))
    return _SENTENCES[detector](found, names, evidence) if detector in _SENTENCES else ""


def _gone(found: dict[str, Any], names: dict[str, str], _evidence: Any) -> str:
    return _("%(who)s left on %(day)s and has no successor") % {
        "who": names.get(found["contact"]) or _("The champion"), "day": found["left_on"],
    }  # fmt: skip


def _silent(found: dict[str, Any], names: dict[str, str], _evidence: Any) -> str:
    return _("Nothing was heard from %(who)s for %(days)s days") % {
        "who": names.get(found["contact"]) or _("the champion"), "days": found["days"],
    }  # fmt: skip


def _devices(found: dict[str, Any], _names: Any, _evidence: Any) -> str:
    shown = _(", ").join(found["devices"][:5])
    more = found["silent"] - 5
    rest = ngettext(" and %(n)s more", " and %(n)s more", more) % {"n": more} if more > 0 else ""
    said = _("%(silent)s of %(active)s activated devices send no data: %(names)s%(rest)s") % {
        "silent": found["silent"], "active": found["activated"], "names": shown, "rest": rest,
    }  # fmt: skip
    return said + _(" (since %(day)s)") % {"day": min(found["since"].values())}


def _band(found: dict[str, Any], _names: Any, _evidence: Any) -> str:
    return _("The health score went from %(before)s to %(now)s within a week") % {
        "before": f"{found['before']:.0f}", "now": f"{found['health']:.0f}",
    }  # fmt: skip


def _learned(found: dict[str, Any], _names: Any, _evidence: Any) -> str:
    seminar = found["learned"] == "seminar_attended"
    said = _("%(how)s “%(topic)s” on %(day)s, but %(feature)s was not used in the %(n)s days since")
    return said % {
        "how": _("Attended the seminar") if seminar else _("Took the lesson"),
        "topic": found["topic"], "day": found["learned_on"], "feature": found["feature"],
        "n": found["unused_days"],
    }  # fmt: skip


def _ignored(found: dict[str, Any], _names: Any, evidence: Any) -> str:
    times = sum(found["ignored"].values())
    if not found["format"]:
        return _("%(n)s invitations were ignored, in every form there is: send no more of them") % {
            "n": times
        }
    japanese = locale() == "ja"
    other = evidence.get("format", {}).get("ja" if japanese else "en", found["format"])
    return _("%(n)s invitations were ignored; the next one takes another form: %(form)s") % {
        "n": times, "form": other,
    }  # fmt: skip


_SENTENCES = {
    "champion_gone": _gone,
    "champion_silent": _silent,
    "devices_silent": _devices,
    "band_down": _band,
    "learned_unused": _learned,
    "invitations_ignored": _ignored,
}


def _inputs(signal: Signal) -> dict[str, Any]:
    found = signal.evidence.get("inputs")
    return found if isinstance(found, dict) else {}


def todo_of(signal: Signal) -> dict[str, Any] | None:
    """The ToDo that is proposed, in the reader's language."""
    found = signal.evidence.get("todo")
    if not isinstance(found, dict):
        return None
    japanese = locale() == "ja"
    one, other = found.get("title_ja", ""), found.get("title_en", "")
    return {**found, "title": (one or other) if japanese else (other or one)}


def case_for(account: Account | UUID) -> Case | None:
    """The case that a suggestion's ToDo goes to: the newest open one of the account."""
    key = account.pk if isinstance(account, Account) else account
    rows = open_cases(Case.objects.living()).filter(account_id=key)
    return rows.select_related("owner", "account").order_by("-created_at").first()
