"""Names for the people of an account."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from senro.kernel.dated import said_then
from senro.kernel.names import Moment
from senro.kernel.rules.language import Name

from ...models import Contact, EndUser
from .offer import PEOPLE, Offer, count, ratio

HAS_METHOD = ~Q(registration_method="") | ~Q(email="")
HAS_LOGGED_IN = Q(first_login_at__isnull=False)


def _registered(path: str, moment: Moment) -> Any:
    """The share of users with a way to register. Unknown on days when nobody was on record yet."""
    if not moment.asked:
        rows: QuerySet[EndUser] = EndUser.objects.living().filter(account=OuterRef(path + "pk"))
        return ratio(count(rows.filter(HAS_METHOD)), count(rows))
    rows = _held(moment).filter(account=OuterRef(path + "pk"), created_at__lte=moment.at)
    asked, way = with_ways_then(rows, moment.at)
    return ratio(count(asked.filter(way)), count(rows))


def with_ways_then(rows: QuerySet[Any], at: datetime) -> tuple[QuerySet[Any], Q]:
    """Users with what they could register by then, and the condition that they had a way."""
    ways = {
        f"has_{name}": said_then("enduser", name, at, as_it_is=~Q(**{name: ""}))
        for name in ("registration_method", "email")
    }
    return rows.annotate(**ways), Q(has_registration_method=True) | Q(has_email=True)


def _logged_in(path: str, moment: Moment) -> Any:
    """The share of users who have logged in; each login carries its day.

    A roster that came later than the first logins was there from then on: it is counted as filled
    in, so that a day before the import is not unknown.
    """
    if not moment.asked:
        rows: QuerySet[EndUser] = EndUser.objects.living().filter(account=OuterRef(path + "pk"))
        return ratio(count(rows.filter(HAS_LOGGED_IN)), count(rows))
    of_account = _held(moment).filter(account=OuterRef("account"))
    filled_in = ~Exists(of_account.filter(created_at__lte=moment.at)) & Exists(
        of_account.filter(first_login_at__lte=moment.at)
    )
    there = Q(created_at__lte=moment.at) | filled_in
    rows = _held(moment).filter(there, account=OuterRef(path + "pk"))
    return ratio(count(rows.filter(first_login_at__lte=moment.at)), count(rows))


def _held(moment: Moment) -> QuerySet[EndUser]:
    return EndUser.objects.filter(Q(undone_at=None) | Q(undone_at__gt=moment.at))


def people_names(path: str = "") -> list[Offer]:
    """Contacts, end users, and how far they are registered."""

    def contacts(moment: Moment) -> QuerySet[Any]:
        here = Q(left_on=None) | Q(left_on__gt=moment.today)
        return Contact.objects.living().filter(here, account=OuterRef(path + "pk"))

    def champions_left(moment: Moment) -> Any:
        rows = Contact.objects.living().filter(account=OuterRef(path + "pk"), is_champion=True)
        return count(rows.filter(left_on__lte=moment.today))

    def users(condition: Q | None = None) -> Any:
        rows = EndUser.objects.living().filter(account=OuterRef(path + "pk"))
        return count(rows if condition is None else rows.filter(condition))

    counts = (
        ("contacts", "担当者数", "Contacts", lambda moment: count(contacts(moment))),
        ("champions_left", "離任したキーマン", "Champions who left", champions_left),
        ("end_users", "利用者数", "End users", lambda _moment: users()),
        (
            "end_users_with_email",
            "メールのある利用者数",
            "End users with e-mail",
            lambda _moment: users(~Q(email="")),
        ),
    )
    rates = (
        ("registration_coverage", "登録率", "Registration coverage", _registered),
        ("first_login_rate", "初回ログイン率", "First-login rate", _logged_in),
    )
    return [
        *(
            Offer(Name(code, "number", {"ja": ja, "en": en}, unit=PEOPLE), build)
            for code, ja, en, build in counts
        ),
        *(
            Offer(
                Name(code, "number", {"ja": ja, "en": en}, kind="metric", percent=True),
                partial(build, path),
            )
            for code, ja, en, build in rates
        ),
    ]
