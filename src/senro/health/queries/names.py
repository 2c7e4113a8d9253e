"""The kept scores as names for rules about accounts and cases: of any day of which one is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import CharField, FloatField, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from senro.kernel.names import Moment
from senro.kernel.rules.language import Name

from ..models import HealthScore

# How an account is reached from a row of the subject.
PATHS = {"account": "pk", "case": "account_id"}
# A score that is older says nothing about the day that is asked for.
OLDEST = 7
AXES = {
    "deployment": {"ja": "ヘルス(展開)", "en": "Health: deployment"},
    "engagement": {"ja": "ヘルス(関係)", "en": "Health: engagement"},
    "adoption": {"ja": "ヘルス(定着)", "en": "Health: adoption"},
    "roi": {"ja": "ヘルス(効果)", "en": "Health: ROI"},
}
Expression = Callable[[Moment], Any]


def health_names(subject: str) -> Iterator[tuple[Name, Expression]]:
    """(the name, how it is read) for a subject."""
    place = PATHS[subject]
    number, text = FloatField(), CharField()
    yield (
        Name("health", "number", {"ja": "ヘルススコア", "en": "Health score"}, kind="metric"),
        lambda moment: _kept(place, moment, "points", number),
    )
    yield (
        Name("health_band", "text", {"ja": "ヘルスの判定", "en": "Health level"}),
        lambda moment: _kept(place, moment, "level", text),
    )
    yield (
        Name("health_change", "number", {"ja": "ヘルスの週間変化", "en": "Health, change in a week"},
             kind="metric"),
        lambda moment: _kept(place, moment, "change", number),
    )  # fmt: skip
    for code, label in AXES.items():
        yield Name(f"health_{code}", "number", label, kind="metric"), _axis(place, code)


def _axis(place: str, code: str) -> Expression:
    return lambda moment: Subquery(
        _rows(place, moment)
        .annotate(axis=Cast(KeyTextTransform(code, "axes"), FloatField()))
        .values("axis")[:1]
    )


def _kept(place: str, moment: Moment, column: str, field: Any) -> Subquery:
    return Subquery(_rows(place, moment).values(column)[:1], output_field=field)


def _rows(place: str, moment: Moment) -> Any:
    since = moment.today - timedelta(days=OLDEST)
    rows = HealthScore.objects.filter(account=OuterRef(place), day__lte=moment.today, day__gt=since)
    return rows.order_by("-day")
