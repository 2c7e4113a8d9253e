"""What the kernel knows of a person or thing beside its own row, taken away for good.

A domain's verb `person.erased` empties its row and calls `forget(kind, id)`. Facts stay: where
they mentioned the person they hold a mark, and the text behind the mark is gone.
"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction

from .file_store import remove_bytes
from .models import FactAbout, File, Notification, PersonalText


def forget(kind: str, subject_id: UUID) -> int:
    """Delete personal texts, notifications and files of a subject. How many texts are gone."""
    with transaction.atomic():
        gone, _by_model = PersonalText.objects.filter(kind=kind, subject_id=subject_id).delete()
        Notification.objects.filter(subject_kind=kind, subject_id=subject_id).delete()
        # A line about something else may name the person, when its fact was about them too.
        about = FactAbout.objects.filter(kind=kind, subject_id=subject_id).values("fact__id")
        Notification.objects.filter(fact__in=about).delete()
        files = File.objects.filter(subject_kind=kind, subject_id=subject_id)
        digests = set(files.values_list("sha256", flat=True))
        files.delete()
        kept = set(File.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
        for digest in digests - kept:
            transaction.on_commit(partial(remove_bytes, digest))
    return gone
