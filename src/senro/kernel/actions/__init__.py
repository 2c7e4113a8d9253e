"""Verbs of the kernel (and `notify`, `mark_read`, which leave no fact)."""

from ..notifications import mark_read, notify
from .approvals import comment_on_approval, decide_approval, decide_approvals
from .comments import delete_comment, edit_comment, pin_comment, write_comment
from .favourites import mark_favourite
from .files import attach_file, change_audience, remove_file, store_file
from .keys import create_api_key, revoke_api_key
from .organization import change_organization, create_organization, note_restore
from .people import change_person, create_person, deactivate, set_password
from .reassignment import let_go, reassign_work
from .revisions import propose_version
from .teams import create_team, join_team, leave_team, rename_team
from .undo import undo_fact
from .versions import discard_draft, publish, save_draft
from .views import choose_view, remove_view, save_view

__all__ = [
    "attach_file",
    "change_audience",
    "change_organization",
    "change_person",
    "choose_view",
    "comment_on_approval",
    "create_api_key",
    "create_organization",
    "create_person",
    "create_team",
    "deactivate",
    "decide_approval",
    "decide_approvals",
    "delete_comment",
    "discard_draft",
    "edit_comment",
    "join_team",
    "leave_team",
    "let_go",
    "mark_favourite",
    "mark_read",
    "note_restore",
    "notify",
    "pin_comment",
    "propose_version",
    "publish",
    "reassign_work",
    "remove_file",
    "remove_view",
    "rename_team",
    "revoke_api_key",
    "save_draft",
    "save_view",
    "set_password",
    "store_file",
    "undo_fact",
    "write_comment",
]
