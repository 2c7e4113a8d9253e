"""Sources: what is asked of other databases, as what its rows are imported, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import Invalid
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..engine.source import kind_of_import
from ..models import PullSource
from ..pulling.checks import source_problems

FIELDS = ("connection", "kind", "sql", "mapping", "cursor", "minutes")


@verb("exchange.source.saved", _("Source saved"), permission="import.run")
def save_source(
    change: Change, *, key: str, fields: Mapping[str, Any], by: Actor, at: datetime
) -> PullSource:
    """Make a source or change it. Raises Invalid naming every wrong field."""
    require(by, "import.run")
    values = {"mapping": {}, "cursor": "", "minutes": 0, **fields}
    wrong = list(source_problems(key, values))
    if wrong:
        raise Invalid(*wrong)
    values["kind"] = kind_of_import(values["kind"]).code
    row = PullSource.objects.living().select_for_update().filter(key=key).first()
    told = {name: values[name] for name in FIELDS}
    if row is None:
        row = PullSource(key=key, **told)
        change.create(row)
    else:
        change.update(row, **told)
    change.subject(row)
    # Asked soon, by whatever it says now.
    PullSource.objects.filter(pk=row.pk).update(next_at=None, failure="")
    return row


@verb("exchange.source.asked", _("Source asked"), permission="import.run", undo=False)
def ask_source(
    change: Change,
    *,
    source: PullSource,
    by: Actor,
    at: datetime,
    anew: bool = False,
    refused: bool = False,
) -> PullSource:
    """Let the worker ask it now: for what is new, or for everything `anew`.

    With `refused` nothing is asked: the rows that were refused so far are tried once more.
    """
    require(by, "import.run")
    row = PullSource.objects.living().select_for_update().get(pk=source.pk)
    change.update(row, wanted="all" if anew else "bad" if refused else row.wanted or "new")
    change.subject(row)
    return row


@verb("exchange.source.removed", _("Source removed"), permission="import.run")
def remove_source(change: Change, *, source: PullSource, by: Actor, at: datetime) -> None:
    """Ask it no more; what it brought stays. Removed already: nothing happens."""
    require(by, "import.run")
    row = PullSource.objects.select_for_update().get(pk=source.pk)
    if row.undone_at is None:
        change.remove(row)
        change.subject(row)
