"""Files of imports do not stay for ever, and not beyond the erasure of a person.

What was uploaded, what was refused and what a preview quoted may be about anybody, and no row says
whom. So when a person is erased, all of it that was there before goes, whoever it was about; undo
and redo need none of it, they read facts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from senro.kernel.access import SYSTEM, require
from senro.kernel.erasure import forget
from senro.kernel.models import Fact
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from .archive.shelf import clear_shelf
from .models import Import

KEPT = timedelta(days=30)
AT_WORK = ("running", "undoing", "redoing")
ERASED = "person.erased"


@verb(
    "exchange.import.forgotten",
    _("Files of an import removed"),
    permission="import.run",
    undo=False,
)
def forget_import(change: Change, *, import_row: Import, by: Actor, at: datetime) -> Import:
    """Remove what was uploaded, refused and previewed. An import at work keeps it until it is done."""
    require(by, "import.run")
    row = Import.objects.select_for_update().get(pk=import_row.pk)
    if row.state in AT_WORK:
        return row
    waiting = row.state in {"uploaded", "previewed", "failed"}
    change.update(row, file=None, rejects_file=None, state="expired" if waiting else row.state)
    row.options = {name: value for name, value in row.options.items() if name != "preview"}
    row.rejects = []
    Import.objects.filter(pk=row.pk).update(options=row.options, rejects=[])
    forget("import", row.pk)
    change.subject(row)
    return row


def forget_old_imports(*, at: datetime) -> int:
    """Forget files that are old, and those from before the last erasure. How many imports had any."""
    last = Fact.objects.filter(verb=ERASED).aggregate(last=Max("recorded_at"))["last"]
    return forget_before(max(at - KEPT, last) if last else at - KEPT, at=at)


def forget_before(moment: datetime, *, at: datetime) -> int:
    """Forget what every import from before this moment has kept, and rejects files of commands."""
    found = 0
    clear_shelf(before=moment)
    for row in _holding().filter(created_at__lte=moment):
        forget_import(import_row=row, by=SYSTEM, at=at)
        found += 1
    for path in (Path(settings.DATA_DIR) / "imports").glob("*.rejects.*"):
        if path.stat().st_mtime <= moment.timestamp():
            path.unlink(missing_ok=True)
    return found


def _holding() -> QuerySet[Import]:
    something = Q(file__isnull=False) | Q(rejects_file__isnull=False)
    something |= Q(options__has_key="preview") | ~Q(rejects=[])
    return Import.objects.filter(something).exclude(state__in=AT_WORK)
