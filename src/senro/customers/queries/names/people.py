"""Names for the people of an account."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from senro.kernel.names import Moment
from senro.kernel.rules.language import Name

from ...models import Contact, EndUser
from .offer import PEOPLE, Builder, Offer, count, ratio

HAS_METHOD = ~Q(registration_method="") | ~Q(email="")
HAS_LOGGED_IN = Q(first_login_at__isnull=False)


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

    def rate(condition: Q) -> Builder:
        return lambda _moment: ratio(users(condition), users())

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
        ("registration_coverage", "登録率", "Registration coverage", HAS_METHOD),
        ("first_login_rate", "初回ログイン率", "First-login rate", HAS_LOGGED_IN),
    )
    return [
        *(
            Offer(Name(code, "number", {"ja": ja, "en": en}, unit=PEOPLE), build)
            for code, ja, en, build in counts
        ),
        *(
            Offer(
                Name(code, "number", {"ja": ja, "en": en}, kind="metric", percent=True),
                rate(condition),
            )
            for code, ja, en, condition in rates
        ),
    ]
