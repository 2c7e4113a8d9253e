"""`senro import events --watch DIR`: files that appear in a folder are taken in, each once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from .base import Refused, acting, answer, set_up, tell
from .base import gettext as _
from .terminal import progress_bar

PAUSE = 2.0
DONE, SOME_REFUSED = 0, 1


def run(kind: str | None, file: Path | None, folder: Path, *, once: bool) -> int:
    """Look into the folder again and again; with `once`, a single time."""
    if kind not in {"events", "usage"} or file is not None:
        raise click.UsageError(_("Use: senro import events --watch DIR, or usage."))
    set_up()
    from senro.exchange.watching import SETTLED, give_up, look_into, unusable
    from senro.kernel import clock

    if unusable(folder):
        raise Refused(_("%(folder)s cannot be written.") % {"folder": folder})
    told: list[dict[str, Any]] = []

    def say(taken: Any) -> None:
        told.append(_told(taken))
        tell("  ".join(_line(taken)))

    if not once:
        tell(_("Watching %(folder)s. Ctrl-C ends it.") % {"folder": folder})
    at = clock.now()
    give_up(folder, by=acting(at), at=at)
    try:
        while True:
            at = clock.now()
            with progress_bar(str(folder)) as progress:
                look_into(
                    folder, by=acting(at), at=at, clock=clock.machine_now,
                    settled=0 if once else SETTLED, kinds={"": kind}, tell=say, progress=progress,
                )  # fmt: skip
            if once:
                break
            time.sleep(PAUSE)
    except KeyboardInterrupt:
        tell(_("Stopped."))
    answer({"files": told}, lambda: None)
    return SOME_REFUSED if any(one["refused"] or one["failure"] for one in told) else DONE


def _told(taken: Any) -> dict[str, Any]:
    row = taken.row
    about = {"file": taken.path.name, "import": str(row.pk), "state": row.state, "new": taken.new}
    return {**about, "read": row.read, "taken": row.created, "refused": row.refused,
            "failure": row.failure}  # fmt: skip


def _line(taken: Any) -> list[str]:
    row = taken.row
    if not taken.new:
        return [taken.path.name, _("was taken in before")]
    if row.failure:
        return [taken.path.name, row.failure]
    counts = _("%(taken)s taken, %(refused)s refused")
    return [taken.path.name, counts % {"taken": f"{row.created:,}", "refused": f"{row.refused:,}"}]
