"""Health of an account as its page shows it: the sum, the axes, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from senro.customers.models import Account
from senro.health.models import ExternalScore, HealthOverride
from senro.health.queries import AccountScore, account_score, external_history
from senro.health.queries.running import PartFound, self_running
from senro.health.rules import AxisScore, MeasureScore, Model, Standing, level_of
from senro.kernel.locales import locale
from senro.kernel.names import Moment
from senro.kernel.queries import organization
from senro.ui.svg.marks import signal

from ...onboarding.shapes.why import version_words

SHOWN = 60
MARKS = {
    True: ("go", _("Holds")),
    False: ("care", _("Does not hold")),
    None: ("unknown", pgettext_lazy("points", "unknown")),
}


@dataclass(frozen=True)
class MeasureLine:
    """A measure: its mark, what was seen, and the rule that gave the points."""

    level: str
    title: str
    points: int | None
    weight: float
    rule: str
    words: str


@dataclass(frozen=True)
class AxisLine:
    """An axis: points, its share of the whole, what it gives to it."""

    title: str
    points: float | None
    share: float
    gives: float | None
    bar: SafeString
    measures: tuple[MeasureLine, ...]


@dataclass(frozen=True)
class RunningLine:
    """A part of self-running: its mark, what it asks, and what was seen."""

    mark: SafeString
    title: str
    rule: str
    words: str


@dataclass(frozen=True)
class HealthPanel:
    """The whole."""

    points: float | None
    level: str
    change: float | None
    known: float
    version: str
    go: int
    care: int
    axes: tuple[AxisLine, ...]
    # What counts, and who said so where a person did.
    standing: Standing
    override: HealthOverride | None
    # What another system says, the latest first; the last one about the whole.
    external: ExternalScore | None
    externals: tuple[ExternalScore, ...]
    running: bool | None
    running_parts: tuple[RunningLine, ...]

    @property
    def sum(self) -> str:
        """The sum as it can be done by hand: 82×0.25 ＋ 58×0.20."""
        parts = [f"{one.points:.1f}×{one.share:.2f}" for one in self.axes if one.points is not None]
        return " ＋ ".join(parts)


def health(account: Account, head: Any, at: datetime) -> HealthPanel | None:
    """The panel; None where nothing at all is known of the account's health."""
    zone = organization().timezone
    moment = Moment(at, head.today, zone, "day" if head.past else "")
    found = account_score(account, moment)
    if not (found.score.known or found.override or found.external):
        return None
    language = locale()
    running = self_running(account, moment, language)
    known = [one.axis.weight for one in found.score.axes if one.points is not None]
    return HealthPanel(
        found.score.points,
        found.score.level,
        found.change,
        found.score.known,
        version_words(found.version),
        found.model.go,
        found.model.care,
        tuple(_axis(one, found, sum(known), moment) for one in found.score.axes),
        found.standing,
        found.override,
        found.external,
        tuple(external_history(account.pk, moment)[:SHOWN]),
        running.holds,
        tuple(_part(one, language) for one in running.parts),
    )


def _part(one: PartFound, language: str) -> RunningLine:
    kind, words = MARKS[one.holds]
    return RunningLine(signal(kind, words), one.part.title.of(language), one.part.when, one.why)


def _axis(one: AxisScore, found: AccountScore, whole: float, moment: Moment) -> AxisLine:
    share = one.axis.weight / whole if one.points is not None else 0.0
    return AxisLine(
        one.axis.title.of(get_language() or "ja"),
        one.points,
        share,
        None if one.points is None else share * one.points,
        _bar(one.points, found.model),
        tuple(_measure(measure, found, moment) for measure in one.measures),
    )


def _measure(one: MeasureScore, found: AccountScore, moment: Moment) -> MeasureLine:
    language = get_language() or "ja"
    return MeasureLine(
        level_of(found.model, one.points),
        one.measure.title.of(language),
        one.points,
        one.measure.weight,
        one.because,
        found.why(one.because, moment.today, locale()),
    )


def _bar(points: float | None, model: Model) -> SafeString:
    """Filled as far as the points go, with the borders of the levels."""
    borders = format_html(
        '<rect class="m-cut" x="{}%" width="1" height="8"/><rect class="m-cut" x="{}%" width="1" height="8"/>',
        model.care,
        model.go,
    )
    return format_html(
        '<svg class="sn-axis-bar" width="100%" height="8" aria-hidden="true">'
        '<rect class="fl-hair" width="100%" height="8"/><rect class="fl-acc" width="{}%" height="8"/>{}</svg>',
        f"{points or 0:.1f}",
        borders,
    )
