"""Reads of imports."""

from __future__ import annotations

from django.db.models import QuerySet

from senro.kernel.rules.access import LEADERS, PERMISSIONS, Actor

from .models import BulkEdit, Import, PullSource


def may_import(actor: Actor) -> bool:
    """Whether imports are shown to this person at all."""
    return actor.has(*PERMISSIONS["import.run"][0])


def visible_imports(actor: Actor) -> QuerySet[Import]:
    """The imports this person may see, the newest first."""
    rows = Import.objects.living().select_related("created_by", "file", "rejects_file")
    return rows.order_by("-pk") if may_import(actor) else rows.none()


def saved_mapping(kind: str) -> dict[str, str | None]:
    """The mapping that was last kept for this kind of file."""
    kept = Import.objects.living().filter(kind=kind, options__keep=True).order_by("-updated_at")
    return kept.values_list("mapping", flat=True).first() or {}


def visible_bulk_edits(actor: Actor) -> QuerySet[BulkEdit]:
    """Changes of many rows: one's own; leaders see all. The newest first."""
    rows = BulkEdit.objects.living().select_related("created_by").defer("keys").order_by("-pk")
    if actor.has(*LEADERS):
        return rows
    return rows.filter(created_by_id__in=[actor.person_id] if actor.person_id else [])


def visible_sources(actor: Actor) -> QuerySet[PullSource]:
    """The sources, for whoever may import."""
    rows = PullSource.objects.living().select_related("last_import").order_by("key")
    return rows if may_import(actor) else rows.none()


def refused_of(source: PullSource) -> list[Import]:
    """The runs of a source whose refused rows are still kept and were not tried again."""
    rows = Import.objects.living().filter(
        options__pulled=str(source.pk), refused__gt=0, rejects_file__isnull=False
    )
    rows = rows.exclude(options__has_key="retried").select_related("rejects_file")
    return list(rows.order_by("pk"))


def waiting_rows(source: PullSource) -> int:
    """How many rows of a source were refused and wait for somebody."""
    return sum(row.refused for row in refused_of(source))
