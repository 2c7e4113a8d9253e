"""Reads of the kernel."""

from ..keys import person_by_key
from .calendar import business_calendar, local_day_of
from .facts import fact_dict, fact_dicts, facts_about, visible_facts
from .files import bytes_of, visible_files
from .notifications import notification_lines, unread_count, unread_notifications
from .people import (
    actor_of,
    all_people,
    api_keys,
    first_administrator,
    members_of,
    organization,
    owner_by_mail,
    people_with_roles,
    teams_of_everyone,
    visible_people,
)
from .versions import published
from .views import default_view, may_change_view, view_of, visible_views

__all__ = [
    "actor_of",
    "all_people",
    "api_keys",
    "business_calendar",
    "bytes_of",
    "default_view",
    "fact_dict",
    "fact_dicts",
    "facts_about",
    "first_administrator",
    "local_day_of",
    "may_change_view",
    "members_of",
    "notification_lines",
    "organization",
    "owner_by_mail",
    "people_with_roles",
    "person_by_key",
    "published",
    "teams_of_everyone",
    "unread_count",
    "unread_notifications",
    "view_of",
    "visible_facts",
    "visible_files",
    "visible_people",
    "visible_views",
]
