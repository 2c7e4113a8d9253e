"""Names for silence: when a customer last spoke to us, and how often we tried since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, DateTimeField, Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from senro.kernel.names import Moment
from senro.kernel.queries.people import organization
from senro.kernel.rules.language import Name

from ...models import Contract, Touch
from .contracts import in_force
from .offer import DAYS, Builder, Offer, count, count_distinct, days_since, greatest, least

HELP_DAYS = 30
SILENCE = Name(
    "days_since_inbound_contact",
    "number",
    {"ja": "最終連絡からの日数", "en": "Days since they last contacted us"},
    kind="metric",
    unit=DAYS,
)


def touch_names(path: str = "") -> list[Offer]:
    """Names for an account's silence. Without an inbound contact it counts from the contract."""
    tried = Name(
        "contact_attempts_since_inbound",
        "number",
        {
            "ja": "最終連絡以降のこちらからの連絡回数",
            "en": "Our attempts since they last contacted us",
        },
        unit={"ja": "回", "en": "times"},
    )
    ways = Name(
        "channels_tried_since_inbound",
        "number",
        {
            "ja": "最終連絡以降に試した連絡手段の数",
            "en": "Channels we tried since they last contacted us",
        },
    )
    help_ = Name(
        "vendor_contacts_30d",
        "number",
        {"ja": "こちらからの連絡・支援(30日)", "en": "Contacts that we began (30 days)"},
        kind="metric",
        unit={"ja": "回", "en": "times"},
    )
    heard = Name(
        "inbound_contacts_30d",
        "number",
        {"ja": "お客さまからの連絡(30日)", "en": "Contacts from them (30 days)"},
        kind="metric",
        unit={"ja": "回", "en": "times"},
    )
    on = Name("last_inbound_on", "date", {"ja": "最終連絡日", "en": "Last contact from them"})
    return [
        Offer(on, lambda moment: last_inbound_on(path + "pk", moment)),
        Offer(SILENCE, silence(path + "pk", lambda moment: first_start(path + "pk", moment))),
        Offer(tried, lambda moment: count(attempts(path + "pk", moment))),
        Offer(ways, lambda moment: count_distinct(attempts(path + "pk", moment), "channel")),
        Offer(help_, lambda moment: count(lately("outbound", path + "pk", moment))),
        Offer(heard, lambda moment: count(lately("inbound", path + "pk", moment))),
    ]


def last_inbound_on(account: str, moment: Moment) -> Any:
    """The local day on which an account last contacted us."""
    rows = Touch.objects.living().filter(account=OuterRef(account), direction="inbound")
    last = greatest(rows.filter(at__lte=moment.at), "at", DateTimeField())
    return TruncDate(last, tzinfo=ZoneInfo(organization().timezone))


def silence(account: str, start: Builder) -> Builder:
    """Days since an account last contacted us, counted from `start` if it never did."""

    def build(moment: Moment) -> Any:
        since = Coalesce(last_inbound_on(account, moment), start(moment), output_field=DateField())
        return days_since(since, moment.today)

    return build


def first_start(account: str, moment: Moment) -> Any:
    """The start of an account's earliest contract in force."""
    rows = Contract.objects.living().filter(in_force(moment.today), account=OuterRef(account))
    return least(rows, "start", DateField())


def lately(direction: str, account: str, moment: Moment) -> QuerySet[Any]:
    """Contacts of the last 30 days that we began (`outbound`), or that the account did."""
    since = moment.at - timedelta(days=HELP_DAYS)
    return Touch.objects.living().filter(
        account=OuterRef(account), direction=direction, at__gt=since, at__lte=moment.at
    )


def attempts(account: str, moment: Moment) -> QuerySet[Any]:
    """Our contacts with an account after its last one with us."""
    rows = Touch.objects.living().filter(account=OuterRef(account), at__lte=moment.at)
    answered = Touch.objects.living().filter(
        account=OuterRef("account"),
        direction="inbound",
        at__gte=OuterRef("at"),
        at__lte=moment.at,
    )
    return rows.filter(~Exists(answered), direction="outbound")
