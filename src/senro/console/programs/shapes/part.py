"""One part of the method as its screens need it: what is published, what is being drafted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from senro.kernel.asking import open_request
from senro.kernel.errors import Missing
from senro.kernel.models import Approval, Fact, Person, Version
from senro.kernel.queries.versions import codes_of, diff, draft_of, history_of, published
from senro.kernel.rules.bodies import Difference
from senro.kernel.versions import KINDS, REVISION, problems
from senro.programs.queries import changes_between

from ..specs.parts import said
from ..words import FIRST, KIND_WORDS

STANDARD = "standard"


@dataclass(frozen=True)
class Edited:
    """Who touched the draft last, and when."""

    name: str
    at: datetime


@dataclass
class MethodPart:
    """A kind and a code with its versions."""

    kind: str
    code: str
    codes: tuple[str, ...]
    draft: Version | None
    latest: Version | None
    at: datetime

    @property
    def body(self) -> dict[str, Any]:
        """What is edited: the draft, else what was published last."""
        source = self.draft or self.latest
        return source.body if source else {}

    @property
    def title(self) -> str:
        """Its own name, else its code."""
        return said(self.body.get("name")) or self.code

    @property
    def kind_words(self) -> Any:
        """What it is."""
        return KIND_WORDS.get(self.kind, self.kind)

    @property
    def next_number(self) -> int:
        """The number that the draft will have."""
        return (self.latest.number if self.latest else 0) + 1

    @cached_property
    def current(self) -> Version | None:
        """The version in effect today; the latest may begin later."""
        if self.latest and self.latest.effective_from and self.latest.effective_from <= self.at:
            return self.latest
        return published(self.kind, self.code, self.at)

    @cached_property
    def differences(self) -> list[Difference]:
        """What the draft changes against what was published last."""
        if self.draft is None:
            return []
        return diff(self.latest.body if self.latest else {}, self.draft.body)

    @cached_property
    def changes(self) -> int:
        """How many changes that is, told as a person would."""
        if self.draft is None:
            return 0
        return len(changes_between(self.latest.body if self.latest else None, self.draft.body))

    @cached_property
    def troubles(self) -> list[Any]:
        """What keeps the draft from being published."""
        return problems(self.kind, self.draft.body) if self.draft else []

    @cached_property
    def edited(self) -> Edited | None:
        """Who touched the draft last (two queries)."""
        if self.draft is None:
            return None
        return edited_by(self.draft)

    @cached_property
    def asked(self) -> Approval | None:
        """The request that asks a manager for this draft, while it waits."""
        return open_request(REVISION, self.draft) if self.draft else None

    @property
    def proposed(self) -> bool:
        """Whether a draft of this kind may be put before the managers."""
        return self.kind == "criteria_set"

    @property
    def home(self) -> str:
        """The tab on which it begins."""
        tab = FIRST[self.kind]
        return _query(f"/method/{tab}/" if tab else "/method/", self.code)

    def tab(self, code: str) -> str:
        """A tab about this part."""
        return _query(f"/method/{code}/" if code else "/method/", self.code)

    def href(self, page: str, **query: str) -> str:
        """A page about this part: entry, history, publication …"""
        path = f"/method/{page}/{self.kind}/{quote(self.code, safe='')}/"
        return f"{path}?{urlencode(query)}" if query else path


def _query(path: str, code: str) -> str:
    return path if code == STANDARD else f"{path}?{urlencode({'set': code})}"


def edited_by(version: Version) -> Edited | None:
    """Whoever left the last fact about a version."""
    fact = (
        Fact.objects.filter(subject_kind="version", subject_id=version.pk).order_by("-seq").first()
    )
    if fact is None:
        return None
    return Edited(names_of([fact.by_id]).get(fact.by_id) or "Senro", fact.at)


def names_of(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """The names of colleagues; Senro itself has none."""
    wanted = {one for one in ids if one is not None}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name"))


def part_of(kind: str, code: str, at: datetime, *, missing_ok: bool = False) -> MethodPart:
    """A part by its kind and code. Raises Missing for a kind or a code that nobody ever drafted."""
    if kind not in KINDS or kind not in FIRST:
        raise Missing()
    codes = order(codes_of(kind))
    if code not in codes and not missing_ok:
        raise Missing()
    draft, latest = draft_of(kind, code), history_of(kind, code).first()
    return MethodPart(kind, code, tuple(codes), draft, latest, at)


def order(codes: Iterable[str]) -> list[str]:
    """The standard first."""
    return sorted(codes, key=lambda code: (code != STANDARD, code))


def drafts(at: datetime) -> list[MethodPart]:
    """Every part that somebody is drafting."""
    rows = Version.objects.living().filter(number=0, kind__in=set(FIRST) & set(KINDS))
    return [part_of(row.kind, row.code, at) for row in rows.order_by("kind", "code")]
