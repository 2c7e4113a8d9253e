"""The end users of an account: how many can register, by which method, and who cannot yet."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from senro.customers.models import Account, EndUser
from senro.customers.queries import visible_end_users
from senro.customers.queries.names.people import HAS_METHOD
from senro.customers.queries.page.people import end_user_counts, site_lines
from senro.exchange.rules.kinds.words import EMPLOYMENTS
from senro.kernel.rules.access import Actor

from ..words import METHODS

PER_PAGE = 100
WITHOUT = ("method", "email", "login")


def narrowed(actor: Actor, account: Account, query: QueryDict) -> QuerySet[EndUser]:
    """The end users that the address asks for: of a site, without a method, mail or login."""
    rows = visible_end_users(actor).filter(account=account).select_related("site")
    site, without = query.get("site", ""), query.get("without", "")
    if site == "-":
        rows = rows.filter(site=None)
    elif site:
        rows = rows.filter(site__name=site)
    if without == "method":
        rows = rows.exclude(HAS_METHOD)
    elif without == "email":
        rows = rows.filter(email="")
    elif without == "login":
        rows = rows.filter(first_login_at=None)
    word = query.get("user", "").strip()
    if word:
        rows = rows.filter(
            Q(name__icontains=word) | Q(employee_no__icontains=word) | Q(email__icontains=word)
        )
    return rows.order_by("site__name", "employee_no", "name", "pk")


def users(request: Any, account: Account) -> dict[str, Any]:
    """What the part of the end users shows (5 queries)."""
    rows = narrowed(request.actor, account, request.GET)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts, sites = end_user_counts(account), site_lines(account)
    jobs = {one.code: one.label(get_language() or "ja") for one in EMPLOYMENTS}
    lines = [
        (
            row,
            METHODS.get(row.registration_method, row.registration_method),
            jobs.get(row.employment, row.employment),
        )
        for row in page
    ]
    return {
        "counts": counts,
        "by_method": _by_method(counts),
        "unset": counts.total - counts.registered,
        "sites": sites,
        "page": page,
        "lines": lines,
        "site_options": _sites(sites),
        "without_options": [
            ("", pgettext("end users", "All")),
            ("method", _("No way to register"), counts.total - counts.registered),
            ("email", _("No e-mail"), counts.without_email),
            ("login", _("Not logged in yet"), counts.total - counts.logged_in),
        ],
        "narrowed": any(request.GET.get(name) for name in ("site", "without", "user")),
        "methods": list(METHODS.items()),
    }


def _by_method(counts: Any) -> list[tuple[Any, int]]:
    """People by method, most first; who has an e-mail and nothing else set, registers by it."""
    found = {code: n for code, n in counts.by_method if code}
    by_mail = counts.registered - sum(found.values())
    found["email"] = found.get("email", 0) + by_mail
    most = sorted(found.items(), key=lambda one: -one[1])
    return [(METHODS.get(code, code), n) for code, n in most if n]


def _sites(sites: Any) -> list[Any]:
    every = pgettext("sites", "All")
    return [("", every), *((site.name, site.name, site.end_users) for site in sites)]
