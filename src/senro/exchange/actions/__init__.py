"""Verbs about imports, and the import of a file from end to end."""

from .bulk_edits import redo_bulk_edit, start_bulk_edit, undo_bulk_edit, write_bulk_edit
from .imports import (
    NotOpen,
    commit_import,
    fail_import,
    map_import,
    receive_import,
    start_import,
)
from .sources import ask_source, remove_source, save_source
from .undo import (
    NotDone,
    NotRunning,
    PlaceTaken,
    Undone,
    cancel_import,
    redo_import,
    start_reverting,
    undo_import,
)

# These read outside of any transaction and call the verbs above.
from ..importing import import_file, preview_file, resume_imports, run_import  # isort: skip
from ..looking import look_at  # isort: skip
from ..undoing import redo_whole, revert_import, undo_whole  # isort: skip

__all__ = [
    "NotDone",
    "NotOpen",
    "NotRunning",
    "PlaceTaken",
    "Undone",
    "ask_source",
    "cancel_import",
    "commit_import",
    "fail_import",
    "import_file",
    "look_at",
    "map_import",
    "preview_file",
    "receive_import",
    "redo_bulk_edit",
    "redo_import",
    "redo_whole",
    "remove_source",
    "resume_imports",
    "revert_import",
    "run_import",
    "save_source",
    "start_bulk_edit",
    "start_import",
    "start_reverting",
    "undo_bulk_edit",
    "undo_import",
    "undo_whole",
    "write_bulk_edit",
]
