"""The kept scores as names for rules about accounts and cases: of any day of which one is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import CharField, FloatField, OuterRef, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce, Replace

from senro.kernel.names import Moment
from senro.kernel.rules.language import Name

from ..models import HealthScore, Signal

# How an account is reached from a row of the subject.
PATHS = {"account": "pk", "case": "account_id"}
# A score that is older says nothing about the day that is asked for.
OLDEST = 7
AXES = {
    "deployment": {"ja": "導入", "en": "Deployment"},
    "engagement": {"ja": "関わり", "en": "Engagement"},
    "adoption": {"ja": "活用", "en": "Adoption"},
    "roi": {"ja": "投資対効果", "en": "ROI"},
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
    for code, axis in AXES.items():
        label = {"ja": f"ヘルス({axis['ja']})", "en": f"Health: {axis['en']}"}
        yield Name(f"health_{code}", "number", label, kind="metric"), _axis(place, code)


WORN_OUT = Name(
    "worn_out_formats",
    "list",
    {"ja": "送らない案内の形式", "en": "Forms of invitation not to send"},
)


def worn_out_formats(subject: str) -> Expression:
    """The forms in which invitations were ignored too often, as the open signal has found them.

    Whatever sends invitations leaves out who has its form here: no third mail like the two before.
    """

    def build(moment: Moment) -> Any:
        there = Signal.objects.living().filter(
            account=OuterRef(PATHS[subject]), closed_at=None, evidence__inputs__has_key="not_again"
        )
        # A JSON list of codes: |call|mail|, as names of lists are.
        told: Any = Cast(KeyTransform("not_again", KeyTransform("inputs", "evidence")), TextField())
        for old, new in (('"', ""), (" ", ""), ("[", "|"), ("]", "|"), (",", "|")):
            told = Replace(told, Value(old), Value(new), output_field=TextField())
        found = there.order_by("-opened_at").annotate(worn=told).values("worn")[:1]
        return Coalesce(
            Subquery(found, output_field=TextField()), Value("|"), output_field=TextField()
        )

    return build


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
