"""Which metrics of events there are: those of the method, before it has any those that ship."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from django.db.models import F, Q, Subquery

from senro.kernel.memo import remembered
from senro.kernel.models import MetricRun, Version
from senro.kernel.queries.versions import history_of, published
from senro.kernel.rules.bodies import from_yaml

from ..metrics import Definition, definitions_of

KIND = "metrics"
# The run of the worker that counts everybody's values.
RUN = "events"
STANDARD = "standard"
SHIPPED = "shipped"


def default_text() -> str:
    """The YAML of the metrics that ship."""
    return files("senro.usage").joinpath("default", "metrics.yaml").read_text("utf-8")


def definitions() -> tuple[Definition, ...]:
    """Every definition in force."""
    return defined()[1]


def defined(at: datetime | None = None) -> tuple[str, tuple[Definition, ...]]:
    """Which version the definitions are of, and they themselves: those of now, for any moment asked.

    The worker says what time it is. Whoever reads takes what it last counted by, or what was
    published since to hold at once.
    """
    if at is not None:
        version = published(KIND, STANDARD, at)
    else:
        version = remembered(("version", KIND, STANDARD, "in force"), _in_force)
    if version is None:
        return SHIPPED, _shipped()
    return str(version.pk), _parsed(version)


def definition_of(code: str) -> Definition | None:
    """One definition."""
    return next((one for one in definitions() if one.code == code), None)


def _in_force() -> Version | None:
    counted = MetricRun.objects.filter(key=RUN).values("at")[:1]
    begun = Q(effective_from__lte=F("published_at")) | Q(effective_from__lte=Subquery(counted))
    rows = history_of(KIND, STANDARD).filter(begun)
    return rows.order_by("-effective_from", "-number").first()


@lru_cache(maxsize=1)
def _shipped() -> tuple[Definition, ...]:
    return definitions_of(from_yaml(default_text())[2])


_kept: dict[str, tuple[Definition, ...]] = {}


def _parsed(version: Version) -> tuple[Definition, ...]:
    # A published version never changes.
    key = str(version.pk)
    if key not in _kept:
        _kept.clear()
        _kept[key] = definitions_of(version.body)
    return _kept[key]
