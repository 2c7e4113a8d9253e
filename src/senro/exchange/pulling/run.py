"""Pulling: ask for what is new, import it like a file, remember how far it was.

The cursor moves only when the rows are in. A process that ends in between asks for them again, and
again they change nothing: records are known by their keys, events by their ids or their content.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from senro.kernel.access import require
from senro.kernel.errors import SenroError
from senro.kernel.rules.access import Actor
from senro.usage.leasing import held

from ..actions.imports import fail_import
from ..engine.source import Options
from ..engine.tally import ImportResult
from ..importing import preview_file
from ..models import Import, PullSource
from ..rules.statements import narrowed
from .connections import CannotAsk, Connection, answered, connection_named
from .refused import REFUSED, imported, retry_refused, tell_refused
from .rows import write_rows
from .statements import statement_of

# More rows than this wait for the next time.
MOST = 500_000
# So many of a source whose rows can be asked for bit by bit go in one round of the worker, so that
# everything else it looks after goes on in between.
AT_ONCE = 20_000
TRIED = 200
SHOWN = 10


@dataclass(frozen=True)
class Trial:
    """What a question answers, and what importing that would do. Nothing of it is written."""

    columns: list[str]
    rows: list[list[Any]]
    result: ImportResult


def try_out(fields: Mapping[str, Any], *, by: Actor, at: datetime) -> Trial:
    """Ask for the first rows. `fields` as a source has them. Raises CannotAsk, CannotImport."""
    require(by, "import.run")
    connection = connection_named(fields["connection"])
    statement = statement_of(fields["sql"], connection)
    sql = narrowed(statement, connection.dialect, cursor=fields.get("cursor") or "", most=TRIED)
    with _asked(connection, sql, fields.get("cursor") or "") as found:
        shown = found.first(SHOWN)
        result = preview_file(
            kind=fields["kind"], path=found.path, by=by, at=at, file_name="trial.jsonl",
            options=Options(fields.get("mapping") or None),
        )  # fmt: skip
        if result.rejects_file:
            Path(result.rejects_file).unlink(missing_ok=True)
    return Trial(found.columns, shown, result)


def pull_due(*, at: datetime, by: Actor, clock: Callable[[], datetime]) -> int:
    """Pull every source whose time has come. How many."""
    timed = Q(minutes__gt=0) & (Q(next_at=None) | Q(next_at__lte=clock()))
    due = PullSource.objects.living().filter(timed | ~Q(wanted=""))
    count = 0
    for source in due.order_by("next_at"):
        pull(source, by=by, at=at, clock=clock, most=AT_ONCE)
        count += 1
    return count


def pull(
    source: PullSource,
    *,
    by: Actor,
    at: datetime,
    clock: Callable[[], datetime],
    anew: bool = False,
    most: int = MOST,
) -> ImportResult | None:
    """Import what is new since the last time, or all of it `anew`. None: nothing, or it failed.

    A failure is noted with the source and not raised: the next time may do better. Where more than
    `most` rows wait, the source stays wanted for the rest.
    """
    require(by, "import.run")
    with held(f"pull {source.pk.hex}", clock) as alone:
        if not alone:
            return None
        source.refresh_from_db()
        _cut_short(source, by, at)
        try:
            if source.wanted == REFUSED:
                result = retry_refused(source, by=by, at=at)
                told: dict[str, Any] = {}
            else:
                result, told = _pulled(source, by, at, anew or source.wanted == "all", most)
        except SenroError as error:
            _note(source, clock(), at, failure=str(error.message))
            return None
        if result is not None:
            told |= {
                "rows": result.read,
                "last_import_id": result.import_id or source.last_import_id,
            }
        _note(source, clock(), at, failure="", **told)
        if result is not None and result.refused:
            tell_refused(source, result, at=at)
    return result


def _pulled(
    source: PullSource, by: Actor, at: datetime, anew: bool, most: int | None
) -> tuple[ImportResult | None, dict[str, Any]]:
    """What came of the question, and what the source remembers of it."""
    connection = connection_named(source.connection)
    statement = statement_of(source.sql, connection)
    mark, held_back = _mark(source), None
    if source.after and not anew and source.after.get("of") == mark:
        held_back = source.after
    # Without a column that grows, what was asked for once cannot be gone on with: all of it comes
    # in one run, over a cursor there, through a file here, in pieces into the tables.
    limit = None if most is None or not source.cursor else most
    sql = narrowed(
        statement, connection.dialect, cursor=source.cursor, after=held_back,
        most=None if limit is None else limit + 1,
    )  # fmt: skip
    with _asked(connection, sql, source.cursor) as found:
        if not found.count:
            return None, {"after": source.after}
        more = limit is not None and found.count > limit
        if not (more and found.last == _value(held_back)):
            result = imported(source, found.path, f"{source.key}.jsonl", by=by, at=at)
            after = {"of": mark, **found.last} if found.last else None
            return result, {"after": after, "wanted": "new" if more else ""}
    # More than that came at one and the same instant: these go in together.
    return _pulled(source, by, at, anew, None)


def _mark(source: PullSource) -> str:
    told = "\n".join((source.connection, source.kind, source.cursor, source.sql))
    return sha256(told.encode()).hexdigest()[:16]


def _value(after: Mapping[str, Any] | None) -> Any:
    return {name: after[name] for name in ("type", "value")} if after else None


def _cut_short(source: PullSource, by: Actor, at: datetime) -> None:
    """Runs of this source whose process was killed: what they brought counts once."""
    rows = Import.objects.living().filter(state="running", options__pulled=str(source.pk))
    for row in rows:
        fail_import(import_row=row, why=_("Cut short; pulled again."), by=by, at=at)


def _note(source: PullSource, machine: datetime, at: datetime, **values: Any) -> None:
    values = {"wanted": "", **values}
    values["next_at"] = machine + timedelta(minutes=source.minutes) if source.minutes else None
    PullSource.objects.filter(pk=source.pk).update(asked_at=at, **values)
    source.refresh_from_db()


@dataclass
class _Found:
    path: Path
    columns: list[str]
    count: int
    last: Any

    def first(self, most: int) -> list[list[Any]]:
        """The first rows, as they go to the importer."""
        import json

        with self.path.open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line, _place in zip(lines, range(most), strict=False)]
        return [[row[name] for name in self.columns] for row in rows]


@contextmanager
def _asked(connection: Connection, sql: str, cursor: str) -> Iterator[_Found]:
    folder = Path(settings.DATA_DIR) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix="pull-") as name:
        path = Path(name) / "rows.jsonl"
        with answered(connection, sql) as (columns, rows):
            if cursor and cursor not in columns:
                words = _("The answer has no column %(name)s.")
                raise CannotAsk(words % {"name": cursor})
            count, last = write_rows(path, columns, rows, cursor)
        yield _Found(path, columns, count, last)
