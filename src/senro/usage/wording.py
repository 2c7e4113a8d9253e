"""Why an event was kept out, in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

WORDS: Final[dict[str, Any]] = {
    "malformed": _("This event is not a JSON object."),
    "no_text": _("This event is not UTF-8 text."),
    "wrong_type": _("This field has the wrong type."),
    "unknown_type": _("The type is one of track, page, screen, identify, group and alias."),
    "nobody": _("An event needs a userId, an anonymousId or a groupId."),
    "required": _("This field is needed."),
    "too_long": _("This is too long: a name may have 200 characters, an id 300."),
    "control_character": _("A NUL character cannot be kept."),
    "too_large": _("One event may have at most 32 kB."),
    "bad_time": _("Write the time as ISO 8601, such as 2026-11-20T09:00:00+09:00."),
    "needs_offset": _("The time needs an offset, such as +09:00."),
    "too_early": _("The time lies more than a day ahead: the sender's clock is wrong."),
    "conflict": _("The same message id said something else before: the first one counts."),
    "unknown_account": _("There is no account with this key."),
    "day_ahead": _("This day has not come yet."),
    "too_late": _("The event is older than events are kept here."),
}


def said(code: str) -> Any:
    """A code in words."""
    return WORDS.get(code, code)
