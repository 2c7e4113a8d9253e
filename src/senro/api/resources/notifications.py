"""What stands behind one's own bell."""

from __future__ import annotations

from typing import Any

from ninja import Router

from senro.kernel.actions import mark_read
from senro.kernel.queries import notification_lines

from ..requests import ApiRequest
from ..routes import writes
from ..shapes import Shape
from ..short_lists import lists

router = Router(tags=["You"])
MOST = 500


class NotificationShape(Shape):
    """One line: what happened, and the address of its page. `subject` is `kind:id`."""

    id: str
    kind: str
    text: str
    href: str
    subject: str
    created_at: str
    read_at: str | None


class Notifications(Shape):
    """The last 500 lines, newest first."""

    items: list[NotificationShape]
    next_cursor: str | None = None


class Read(Shape):
    """How many lines were new."""

    read: int


@lists(router, "/me/notifications", Notifications)
def list_notifications(request: ApiRequest) -> dict[str, Any]:
    """What this person was told, newest first; `read_at` null: not read yet."""
    return {
        "items": [
            {
                "id": str(line.id),
                "kind": line.kind,
                "text": line.text,
                "href": line.href,
                "subject": f"{line.subject_kind}:{line.subject_id}",
                "created_at": line.created_at.isoformat(),
                "read_at": line.read_at.isoformat() if line.read_at else None,
            }
            for line in notification_lines(request.actor, MOST)
        ]
    }


@writes(router, "POST", "/me/notifications/read", Read)
def read_notifications(request: ApiRequest) -> dict[str, Any]:
    """Mark all of one's own lines as read. Leaves no fact; done twice it is done once."""
    return {"read": mark_read(by=request.actor, at=request.at)}
