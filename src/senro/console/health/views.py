"""The health of all accounts: who stands where, and who moved; as a page, a view or a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from senro.customers.queries import visible_accounts
from senro.health.models import HealthScore
from senro.health.queries.listing import kept_scores, last_day
from senro.health.queries.names import AXES
from senro.kernel.locales import locale
from senro.kernel.models import Person, Team
from senro.kernel.queries.calendar import moment_of
from senro.kernel.rules.language import RuleError

from ..customers.shared import href_of, staff_only
from ..customers.words import HEALTH_LEVELS, STATUSES, TIERS
from ..lists.asking import PER_PAGE, Asked, bar_of, kept, opened
from ..lists.choices import counted
from ..lists.export import exported
from ..lists.rules import RuleTrouble, refused, rule_bar
from ..lists.views import shares

LEVELS = ("stop", "care", "go", "unknown")
EXAMPLE = "tier = 'ENT' AND health_change <= -10"


@dataclass(frozen=True)
class Line:
    """A row of the list."""

    score: HealthScore
    href: str
    # Each with its heading.
    axes: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True)
class Found:
    """How many there are; for rules that cannot be decided there is nothing to count here."""

    total: int
    unknown: int = 0


@require_safe
def health(request: Any) -> HttpResponse:
    """Every account that this person sees: the worst first, narrowed, or as a view says."""
    staff_only(request)
    if other := opened(request, "health"):
        return other
    asked = Asked.of(request.GET, "health")
    rows, counts, wrong = _found(request, asked)
    page = Paginator(rows, PER_PAGE).get_page(asked.page)
    axes = {code: label[locale()] for code, label in AXES.items()}
    day = last_day()
    context = {
        "asked": asked,
        "page": page,
        "found": Found(page.paginator.count),
        "lines": [_line(row, axes) for row in page],
        "day": day,
        "axes": list(axes.values()),
        "picks": _picks(request, asked, counts),
        "sorts": [("score", _("Lowest first")), ("-score", _("Highest first")),
                  ("change", _("Fell most")), ("-change", _("Rose most")), ("name", pgettext("health", "By name"))],
        "kept": kept(request, "q", "page"),
        "bar": bar_of(request, "health"),
        "shares": shares(request),
        **rule_bar(request, "account", asked.where, wrong, EXAMPLE),
    }  # fmt: skip
    return render(request, "console/health/list.html", context, status=422 if wrong else 200)


@require_safe
def health_file(request: Any, kind: str) -> StreamingHttpResponse:
    """All rows of the shown list, for a spreadsheet."""
    staff_only(request)
    return exported(request, "health", kind)


def _line(row: HealthScore, axes: Mapping[str, str]) -> Line:
    points = tuple((words, row.axes.get(code)) for code, words in axes.items())
    return Line(row, f"{href_of(row.account.key)}?tab=usage", points)


def _found(request: Any, asked: Asked) -> tuple[Any, dict[str, int], RuleTrouble | None]:
    """The rows, how many at each level before a level is chosen, and what is wrong with the rule."""
    moment, narrow = moment_of(request.at), {**asked.narrow, "sort": asked.sort}
    beside = {name: value for name, value in asked.filters.items() if name != "level"}
    try:
        rows = kept_scores(request.actor, moment, **narrow)
        every = kept_scores(request.actor, moment, **{**narrow, "filters": beside})
    except RuleError as error:
        return HealthScore.objects.none(), {}, refused(error, asked.where)
    counts = every.order_by().values_list("level").annotate(n=Count("pk"))
    return rows, dict(counts), None


def _picks(request: Any, asked: Asked, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The dropdowns of the bar: the level with how many, then whose and which."""
    accounts = visible_accounts(request.actor).order_by()
    own = Exists(accounts.filter(owner=OuterRef("pk")))
    owners = sorted(Person.objects.filter(own).values_list("email", "name"), key=lambda one: one[1])
    theirs = Exists(accounts.filter(team=OuterRef("pk")))
    teams = Team.objects.living().filter(theirs).order_by("name").values_list("key", "name")
    levels = counted((code, HEALTH_LEVELS[code], counts.get(code, 0)) for code in LEVELS)
    everyone, anything = pgettext("filter", "Everyone"), pgettext("filter", "All")
    nobody = ("-", pgettext("filter", "Nobody"))
    found = [
        (pgettext("health", "Level"), "level", levels),
        (pgettext("account", "Owner"), "owner", [("", everyone), *owners, nobody]),
        (_("Team"), "team", [("", anything), *teams]),
        (_("Tier"), "tier", [("", anything), *TIERS.items()]),
        (pgettext("account", "Status"), "status", [("", anything), *STATUSES.items()]),
    ]
    return [
        {"label": label, "name": name, "options": options, "value": asked.one(name)}
        for label, name, options in found
    ]
