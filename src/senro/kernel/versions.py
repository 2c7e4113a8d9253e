"""The kinds of versioned things. A domain registers its kinds in its `registry`:

    register_kind("phase_set", _("Phase set"), validate=problems_of_a_phase_set)

`validate(body)` returns FieldErrors (field = a path such as `phases[P1].gate`); a draft may be
wrong, a published version never is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from .errors import FieldError, Invalid

Validator = Callable[[dict[str, Any]], Iterable[FieldError]]


@dataclass(frozen=True)
class VersionKind:
    """A registered kind of versions."""

    name: str
    words: Any
    validate: Validator
    # The JSON Schema of a whole file of this kind.
    schema: dict[str, Any] = field(default_factory=dict, hash=False)


KINDS: dict[str, VersionKind] = {}


def register_kind(
    name: str,
    words: Any,
    validate: Validator = lambda body: (),
    schema: dict[str, Any] | None = None,
) -> None:
    """Offer a kind. Raises RuntimeError for a second definition."""
    if name in KINDS:
        raise RuntimeError(f"the kind of versions {name} is registered twice")
    KINDS[name] = VersionKind(name, words, validate, schema or {})


def problems(kind: str, body: dict[str, Any]) -> list[FieldError]:
    """Everything that keeps the body from being published."""
    if kind not in KINDS:
        return [FieldError("kind", "unknown_kind", _("There is no such kind of versions."))]
    return list(KINDS[kind].validate(body))


def must_know(kind: str) -> None:
    """Raises Invalid for a kind that nobody registered."""
    if kind not in KINDS:
        raise Invalid(*problems(kind, {}))
