"""The health of all accounts: who stands where, and who moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from senro.customers.models import Account
from senro.customers.queries import visible_accounts
from senro.health.models import HealthScore
from senro.health.queries.listing import SORTS, kept_scores, last_day
from senro.health.queries.names import AXES
from senro.kernel import names
from senro.kernel.locales import locale
from senro.kernel.queries.calendar import moment_of
from senro.kernel.rules.language import RuleError

from ..customers.shared import href_of, staff_only
from ..customers.words import HEALTH_LEVELS
from ..lists.choices import counted

PER_PAGE = 50
LEVELS = ("stop", "care", "go", "unknown")
EXAMPLE = "tier = 'ENT' AND health_change <= -10"


@dataclass(frozen=True)
class Line:
    """A row of the list."""

    score: HealthScore
    href: str
    # Each with its heading.
    axes: tuple[tuple[str, float | None], ...]


@require_safe
def health(request: Any) -> HttpResponse:
    """Every account that this person sees: the worst first, by level, owner or a rule."""
    staff_only(request)
    asked = request.GET
    accounts, wrong = _chosen(request)
    sort = asked.get("sort", "score")
    sort = sort if sort in SORTS else "score"
    day = last_day()
    rows = kept_scores(accounts, day, sort) if day else HealthScore.objects.none()
    counts = dict(rows.order_by().values_list("level").annotate(n=Count("pk")))
    level = asked.get("level", "")
    if level in LEVELS:
        rows = rows.filter(level=level)
    page = Paginator(rows, PER_PAGE).get_page(asked.get("page"))
    axes = {code: label[locale()] for code, label in AXES.items()}
    lines = [
        Line(
            row,
            f"{href_of(row.account.key)}?tab=usage",
            tuple((words, row.axes.get(code)) for code, words in axes.items()),
        )
        for row in page
    ]
    context = {
        "page": page,
        "lines": lines,
        "day": day,
        "axes": list(axes.values()),
        "levels": counted((code, HEALTH_LEVELS[code], counts.get(code, 0)) for code in LEVELS),
        "level": level,
        "sorts": [("score", _("Lowest first")), ("-score", _("Highest first")),
                  ("change", _("Fell most")), ("-change", _("Rose most")), ("name", pgettext("health", "By name"))],
        "sort": sort,
        "whose": [("", _("Everybody's")), ("mine", _("Mine"))],
        "owner": asked.get("owner", ""),
        "where": asked.get("where", ""),
        "example": EXAMPLE,
        "wrong": wrong,
    }  # fmt: skip
    return render(request, "console/health/list.html", context, status=422 if wrong else 200)


def _chosen(request: Any) -> tuple[Any, str]:
    """The accounts that the filters leave, and what is wrong with the rule."""
    rows = visible_accounts(request.actor)
    if request.GET.get("owner") == "mine":
        rows = rows.filter(owner_id=request.actor.person_id)
    text = request.GET.get("where", "").strip()
    if not text:
        return rows, ""
    try:
        return names.where(rows, "account", names.parse("account", text), moment_of(request.at)), ""
    except RuleError as error:
        return Account.objects.none(), error.message(locale())
