"""The people of an account: contacts by layer, sites, end users in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, Q

from ...models import LAYERS, Account, Contact, EndUser, Site, Touch
from ..names.people import HAS_LOGGED_IN, HAS_METHOD


@dataclass(frozen=True)
class ContactLine:
    """Somebody whom we talk to."""

    id: UUID
    key: str
    name: str
    kana: str
    title: str
    email: str
    phone: str
    layer: str
    is_champion: bool
    sales_has_relation: bool
    featured_in_case_study: bool
    left_on: date | None
    has_left: bool
    successor: str
    successor_key: str
    handover_note: str
    last_touch_at: datetime | None
    erased: bool


@dataclass(frozen=True)
class LayerGroup:
    """The contacts of one layer, those who are still there first."""

    layer: str
    people: tuple[ContactLine, ...]


@dataclass(frozen=True)
class SiteLine:
    """A site and how many end users it has."""

    id: UUID
    name: str
    end_users: int
    logged_in: int


@dataclass(frozen=True)
class EndUserCounts:
    """End users in numbers; the rates are unknown (None) as long as there are none."""

    total: int
    with_email: int
    without_email: int
    registered: int
    invited: int
    logged_in: int
    by_method: tuple[tuple[str, int], ...]

    @property
    def coverage(self) -> float | None:
        """The part that has a way to register."""
        return self.registered / self.total if self.total else None

    @property
    def first_login_rate(self) -> float | None:
        """The part that has logged in."""
        return self.logged_in / self.total if self.total else None


def layer_groups(account: Account, day: date, *, notes: bool) -> tuple[LayerGroup, ...]:
    """Contacts by layer, every layer in order even when nobody is in it (2 queries)."""
    rows = Contact.objects.living().filter(account=account).select_related("successor")
    touched = dict(
        Touch.objects.living()
        .filter(account=account, contact__isnull=False)
        .values_list("contact_id")
        .annotate(last=Max("at"))
    )
    lines = [_contact(row, day, touched.get(row.pk), notes) for row in rows]
    lines.sort(
        key=lambda line: (line.has_left, line.erased, not line.is_champion, line.name, line.key)
    )
    return tuple(
        LayerGroup(layer, tuple(line for line in lines if line.layer == layer)) for layer in LAYERS
    )


def _contact(row: Contact, day: date, touched: datetime | None, notes: bool) -> ContactLine:
    return ContactLine(
        id=row.pk,
        key=row.key,
        name=row.name,
        kana=row.kana,
        title=row.title,
        email=row.email,
        phone=row.phone,
        layer=row.layer,
        is_champion=row.is_champion,
        sales_has_relation=row.sales_has_relation,
        featured_in_case_study=row.featured_in_case_study,
        left_on=row.left_on,
        has_left=row.left_on is not None and row.left_on <= day,
        successor=row.successor.name if row.successor else "",
        successor_key=row.successor.key if row.successor else "",
        handover_note=row.handover_note if notes else "",
        last_touch_at=touched,
        erased=row.erased,
    )


def site_lines(account: Account) -> tuple[SiteLine, ...]:
    """Sites by name, with their end users counted (1 query)."""
    living = Q(end_users__undone_at=None)
    rows = (
        Site.objects.living()
        .filter(account=account)
        .annotate(
            users=Count("end_users", filter=living),
            logged_in=Count(
                "end_users", filter=living & Q(end_users__first_login_at__isnull=False)
            ),
        )
        .order_by("name")
    )
    return tuple(SiteLine(row.pk, row.name, row.users, row.logged_in) for row in rows)


def end_user_counts(account: Account) -> EndUserCounts:
    """End users in numbers (1 query)."""
    groups = (
        EndUser.objects.living()
        .filter(account=account)
        .order_by()
        .values("registration_method")
        .annotate(
            n=Count("pk"),
            mail=Count("pk", filter=~Q(email="")),
            registered=Count("pk", filter=HAS_METHOD),
            invited=Count("pk", filter=Q(invited_at__isnull=False)),
            logged_in=Count("pk", filter=HAS_LOGGED_IN),
        )
    )
    rows = list(groups)
    total, mail = sum(row["n"] for row in rows), sum(row["mail"] for row in rows)
    methods = sorted(((row["registration_method"], row["n"]) for row in rows), key=lambda m: -m[1])
    return EndUserCounts(
        total=total,
        with_email=mail,
        without_email=total - mail,
        registered=sum(row["registered"] for row in rows),
        invited=sum(row["invited"] for row in rows),
        logged_in=sum(row["logged_in"] for row in rows),
        by_method=tuple(methods),
    )
