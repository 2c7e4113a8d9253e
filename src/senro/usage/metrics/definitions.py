"""What a metric of events is, as data: kind, window, filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("count", "distinct", "days_active", "weeks_active", "last_seen", "ratio")
# What a `distinct` may count: the column that tells one from the other.
OF = {
    "users": "end_user",
    "events": "name",
    "devices": "device_id",
    "sessions": "session_id",
}
LONGEST = 3_650


@dataclass(frozen=True)
class Definition:
    """A metric of events, or the ratio of two metrics.

    `window_days` 0 is all of history. `filter` is a rule over the fields of an event; `properties`
    names those of its properties that the filter or `of` speaks of, with their types.
    """

    code: str
    kind: str
    title: Mapping[str, str] = field(hash=False)
    window_days: int = 0
    of: str = "users"
    filter: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    unit: Mapping[str, str] = field(default_factory=dict, hash=False)
    percent: bool = False
    numerator: str = ""
    denominator: str = ""
    note: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def of_events(self) -> bool:
        """Whether it is counted in the event table; a ratio is made of two others."""
        return self.kind != "ratio"

    @property
    def parts(self) -> tuple[str, ...]:
        """What a ratio is made of."""
        return () if self.of_events else (self.numerator, self.denominator)

    @property
    def formula(self) -> str:
        """A ratio as a rule would write it."""
        return "" if self.of_events else f"{self.numerator} / {self.denominator}"


def definitions_of(body: Mapping[str, Any]) -> tuple[Definition, ...]:
    """The definitions of a published body, in its order."""
    return tuple(_definition(item) for item in body.get("metrics", ()))


def _definition(item: Mapping[str, Any]) -> Definition:
    return Definition(
        code=item["code"],
        kind=item["kind"],
        title=_words(item.get("title", item["code"])),
        window_days=item.get("window_days") or 0,
        of=item.get("of", "users"),
        filter=item.get("filter", ""),
        properties=tuple(
            (one["code"], one.get("type", "text")) for one in item.get("properties") or ()
        ),
        unit=_words(item.get("unit", "")),
        percent=bool(item.get("percent", item["kind"] == "ratio")),
        numerator=item.get("numerator", ""),
        denominator=item.get("denominator", ""),
        note=_words(item.get("note", "")),
    )


def _words(value: Any) -> Mapping[str, str]:
    """In both languages: who gave one of them is read with it in the other."""
    if isinstance(value, Mapping):
        one = value.get("en") or value.get("ja") or ""
        return {language: str(value.get(language) or one) for language in ("ja", "en")}
    return {"ja": value, "en": value} if value else {}
