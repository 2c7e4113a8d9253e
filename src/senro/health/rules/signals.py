"""Kinds of signals as data: a rule about an account, or a built-in detector with its limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from senro.programs.rules.reading import Problem, items_of, shape_problems
from senro.programs.rules.schema import (
    CODE,
    RULE,
    TEXT,
    WORDS,
    Schema,
    choice,
    count,
    document,
    many,
    record,
)
from senro.programs.rules.words import NO_WORDS, Words, words

DETECTORS = (
    "champion_gone",
    "champion_silent",
    "devices_silent",
    "band_down",
    "learned_unused",
    "invitations_ignored",
)
TELL = ("owner", "site_manager")
_TODO = record({"title": WORDS}, {"minutes": count(1, 10_000), "days": count(0, 365),
                                  "touch": choice("high", "low", "self")})  # fmt: skip
_FORMAT = record({"code": CODE, "title": WORDS}, {"todo": _TODO})
_LIMITS = record(
    {},
    {
        "days": count(0, 3650),
        "within_days": count(1, 3650),
        "times": count(1, 1000),
        "points": count(1, 100),
    },
)
_KIND = record(
    {"code": CODE, "title": WORDS},
    {
        "severity": choice("stop", "care", "go"),
        "group": choice("signal", "coaching"),
        "rule": RULE,
        "detector": choice(*DETECTORS),
        "limits": _LIMITS,
        "tell": many(choice(*TELL)),
        "topic": TEXT,
        "feature": TEXT,
        "formats": many(_FORMAT),
        "todo": _TODO,
    },
)
SIGNALS: Schema = record({"kinds": many(_KIND)}, {"name": WORDS})
SCHEMA = document("signals", "Senro: signals", SIGNALS)


@dataclass(frozen=True)
class Todo:
    """What is proposed: a ToDo that one click makes."""

    title: Words = NO_WORDS
    minutes: int | None = None
    days: int = 7
    touch: str = "high"

    def told(self) -> dict[str, Any]:
        """As a signal's evidence keeps it."""
        return {"title_ja": self.title.of("ja"), "title_en": self.title.of("en"),
                "minutes": self.minutes, "days": self.days, "touch": self.touch}  # fmt: skip


@dataclass(frozen=True)
class Format:
    """A form of invitation: mail, call, a filled-in template; with what to do in it."""

    code: str
    title: Words
    todo: Todo | None


@dataclass(frozen=True)
class Kind:
    """A kind of signal."""

    code: str
    title: Words
    severity: str = "care"
    group: str = "signal"
    rule: str = ""
    detector: str = ""
    limits: Mapping[str, int] = field(default_factory=dict)
    tell: tuple[str, ...] = ("owner",)
    topic: str = ""
    feature: str = ""
    formats: tuple[Format, ...] = ()
    todo: Todo | None = None

    def evidence(self, inputs: Mapping[str, Any], todo: Todo | None = None) -> dict[str, Any]:
        """What a detector saw, as the signal keeps it; with the ToDo that it proposes."""
        told = {"detector": self.detector, "limits": dict(self.limits), "inputs": dict(inputs)}
        return told | ({"todo": todo.told()} if todo else {})


@dataclass(frozen=True)
class Found:
    """Something that is true of an account: kind, subject, and the numbers that say so."""

    account_id: UUID
    kind: Kind
    subject: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    # Where more than the numbers changed, it is told anew.
    digest: str = ""

    @property
    def place(self) -> tuple[UUID, str, str]:
        """One is open at a time."""
        return self.account_id, self.kind.code, self.subject


def parse_kinds(body: Mapping[str, Any]) -> tuple[Kind, ...]:
    """The kinds of a published body."""
    return tuple(_kind(item) for item in items_of(dict(body), "kinds"))


def _kind(item: dict[str, Any]) -> Kind:
    return Kind(
        item["code"],
        words(item.get("title")),
        item.get("severity", "care"),
        item.get("group", "signal"),
        item.get("rule") or "",
        item.get("detector") or "",
        item.get("limits") or {},
        tuple(item.get("tell", ("owner",))),
        item.get("topic") or "",
        item.get("feature") or "",
        tuple(_format(one) for one in items_of(item, "formats")),
        _todo(item.get("todo")),
    )


def _format(item: dict[str, Any]) -> Format:
    return Format(item["code"], words(item.get("title")), _todo(item.get("todo")))


def _todo(item: dict[str, Any] | None) -> Todo | None:
    if not item:
        return None
    return Todo(
        words(item.get("title")),
        item.get("minutes"),
        item.get("days", 7),
        item.get("touch", "high"),
    )


def signals_problems(body: dict[str, Any]) -> Iterator[Problem]:
    """What keeps kinds of signals from being published, besides their rules."""
    yield from shape_problems(body, "kinds", needed=False)
    for item in items_of(body, "kinds"):
        place = f"kinds[{item.get('code')}]"
        if bool(item.get("rule")) == bool(item.get("detector")):
            yield Problem(f"{place}.rule", "rule_or_detector")
        if item.get("detector") == "learned_unused" and not item.get("feature"):
            yield Problem(f"{place}.feature", "required")
        if item.get("detector") == "invitations_ignored" and not item.get("formats"):
            yield Problem(f"{place}.formats", "required")


def signal_rules_in(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(place, rule) of every kind that has one."""
    for item in items_of(body, "kinds"):
        if item.get("rule"):
            yield f"kinds[{item.get('code')}].rule", str(item["rule"])


def next_format(kind: Kind, ignored: Mapping[str, int]) -> Format | None:
    """The first form that was not ignored too often; none is left: nothing is proposed."""
    most = kind.limits.get("times", 2)
    return next((one for one in kind.formats if ignored.get(one.code, 0) < most), None)


def worn_out(kind: Kind, ignored: Mapping[str, int]) -> tuple[str, ...]:
    """Forms that must not be sent once more."""
    most = kind.limits.get("times", 2)
    return tuple(sorted(code for code, number in ignored.items() if number >= most))
