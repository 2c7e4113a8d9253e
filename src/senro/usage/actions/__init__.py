"""What people change about the intake."""

from .forgetting import delete_events_of
from .imports import note_import
from .mapping import AlreadyKnown, map_ids, remove_mapping

__all__ = ["AlreadyKnown", "delete_events_of", "map_ids", "note_import", "remove_mapping"]
