"""A draft of a health model tried on the weeks behind us, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from senro.console.customers.words import HEALTH_LEVELS
from senro.health.models import HealthOverride
from senro.health.queries.preview import Move, Preview, Week
from senro.health.rules import Model, Score
from senro.health.rules.comparing import Cause, Given
from senro.kernel.locales import locale

# In the order of the columns: the worst first.
LEVELS = ("stop", "care", "go", "unknown")
FEW = 4
WHOLE: dict[str, Promise] = {
    "levels": gettext_lazy("The borders of the levels are others"),
    "enough": gettext_lazy("What is known is enough by one model only"),
}
SAYS: dict[str, Any] = {
    "added": pgettext_lazy("health", "new"),
    "dropped": pgettext_lazy("health", "dropped"),
    "known": pgettext_lazy("health", "known or not"),
    "band": pgettext_lazy("health", "other points"),
    "weight": pgettext_lazy("health", "other weight"),
}


@dataclass(frozen=True)
class CauseLine:
    """One reason: the measure, what is otherwise about it, and points that it moves the score by."""

    name: str
    what: Any
    before: str
    after: str
    by: float | None
    # The condition that gives the points now.
    rule: str


@dataclass(frozen=True)
class MoveLine:
    """An account that would stand at another level."""

    key: str
    name: str
    owner: str
    was: str
    now: str
    points: tuple[float | None, float | None]
    causes: tuple[CauseLine, ...]
    more: int
    override: HealthOverride | None


@dataclass(frozen=True)
class WeekLine:
    """A day: how many at each level, published and drafted, and how many stand elsewhere."""

    day: date
    today: bool
    cells: tuple[tuple[str, int, int], ...]
    moved: int


def preview_shape(found: Preview) -> dict[str, Any]:
    """Everything of the page."""
    last = len(found.weeks) - 1
    return {
        "accounts": found.accounts,
        "concerned": found.concerned,
        "total": sum(found.pairs.values()),
        "pairs": [
            (was, now, n) for (was, now), n in sorted(found.pairs.items(), key=lambda one: -one[1])
        ],
        "weeks": [_week(one, number == last) for number, one in enumerate(found.weeks)],
        "levels": [(code, HEALTH_LEVELS[code]) for code in LEVELS],
        "moves": [_move(one) for one in found.moves],
        "more": found.more,
    }


def _week(week: Week, today: bool) -> WeekLine:
    cells = tuple((code, week.before.get(code, 0), week.after.get(code, 0)) for code in LEVELS)
    return WeekLine(week.day, today, cells, week.moved)


def _move(one: Move) -> MoveLine:
    lines = tuple(_causes(one))
    account = one.account
    return MoveLine(
        account.key,
        account.name,
        account.owner.name if account.owner else "",
        one.before.level,
        one.after.level,
        (one.before.points, one.after.points),
        lines[:FEW],
        max(len(lines) - FEW, 0),
        one.override,
    )


def _causes(one: Move) -> Iterator[CauseLine]:
    old, new = one.models
    for cause in one.causes:
        if cause.what == "levels":
            before, after = f"{old.go} / {old.care}", f"{new.go} / {new.care}"
        elif cause.what == "enough":
            before, after = _known(one.before, old), _known(one.after, new)
        else:
            before, after = _given(cause, cause.before), _given(cause, cause.after)
        by = None if cause.what in WHOLE else cause.by
        yield CauseLine(
            _name(cause), WHOLE.get(cause.what) or SAYS[cause.what], before, after, by, _rule(cause)
        )


def _name(cause: Cause) -> str:
    one = cause.after or cause.before
    return one.measure.title.of(locale()) if one else ""


def _rule(cause: Cause) -> str:
    return cause.after.because if cause.after and cause.what in ("added", "band", "known") else ""


def _given(cause: Cause, one: Given | None) -> str:
    """A side of a cause: the share where that is what moved, else the points."""
    if one is None:
        return ""
    if cause.what == "weight":
        return _share(one.share)
    if one.points is None:
        return pgettext("points", "unknown")
    return _("%(points)s points") % {"points": one.points}


def _known(score: Score, model: Model) -> str:
    words = _("%(known)s known, %(needed)s needed")
    return words % {"known": _share(score.known), "needed": _share(model.least_known)}


def _share(share: float) -> str:
    return f"{100 * share:.0f} %"
