"""The rows of a source go into an import; those that were refused are told of, and tried again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from senro.kernel.errors import SenroError
from senro.kernel.file_store import path_of
from senro.kernel.notifications import notify
from senro.kernel.rules.access import Actor

from ..actions.imports import fail_import
from ..actions.taking import begin_taking
from ..arriving import take_in
from ..engine.source import Options
from ..engine.tally import ImportResult
from ..importing import import_file
from ..models import Import, PullSource
from ..queries import refused_of
from ..rules.kinds import BULK

# What a source is wanted for: its refused rows, once more.
REFUSED = "bad"
TOLD = "exchange.source.refused"


def imported(source: PullSource, path: Path, name: str, *, by: Actor, at: datetime) -> ImportResult:
    """Import rows that came from a source; the run says which source it was."""
    options = Options(source.mapping or None)
    origin = {"pulled": str(source.pk)}
    if source.kind in BULK:
        row = begin_taking(kind=source.kind, file_name=name, origin=origin, by=by, at=at)
        try:
            return take_in(row, path, options, by=by, at=at)
        except SenroError as error:
            fail_import(import_row=row, why=str(error.message), by=by, at=at)
            raise
    result = import_file(kind=source.kind, path=path, by=by, at=at, file_name=name, options=options)
    if result.import_id:
        _remember(Import.objects.get(pk=result.import_id), origin)
    return result


def retry_refused(source: PullSource, *, by: Actor, at: datetime) -> ImportResult | None:
    """Try the rows that were refused so far once more; those refused again are kept anew."""
    result = None
    for row in refused_of(source):
        assert row.rejects_file is not None
        path = path_of(row.rejects_file.sha256)
        result = imported(source, path, f"{source.key}-refused.jsonl", by=by, at=at)
        _remember(row, {"retried": str(result.import_id)})
    return result


def tell_refused(source: PullSource, result: ImportResult, *, at: datetime) -> None:
    """Whoever made the source hears once a day that rows of it were refused."""
    if source.created_by_id:
        notify(
            TOLD, to=[source.created_by_id], subject=source, once=f"{source.pk}:{at.date()}", at=at,
            params={"key": source.key, "refused": result.refused},
        )  # fmt: skip


def _remember(row: Import, told: dict[str, Any]) -> None:
    Import.objects.filter(pk=row.pk).update(options={**row.options, **told})
