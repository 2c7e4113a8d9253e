"""Reads of the kernel."""

from ..keys import person_by_key
from .calendar import business_calendar, holidays_of, local_day_of
from .comments import (
    comment_for,
    completions,
    earlier_texts,
    mentionable,
    own_comments,
    thread_and_counts,
    thread_of,
    visible_comments,
)
from .facts import fact_dict, fact_dicts, facts_about, visible_facts
from .files import bytes_of, file_for, living_files, visible_files
from .notifications import notification_lines, unread_count, unread_notifications
from .people import (
    actor_of,
    all_people,
    api_keys,
    first_administrator,
    members_of,
    organization,
    organization_version,
    owner_by_mail,
    people_with_roles,
    people_with_work,
    reachable_people,
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
    "comment_for",
    "completions",
    "default_view",
    "earlier_texts",
    "fact_dict",
    "fact_dicts",
    "facts_about",
    "file_for",
    "first_administrator",
    "holidays_of",
    "living_files",
    "local_day_of",
    "may_change_view",
    "members_of",
    "mentionable",
    "notification_lines",
    "organization",
    "organization_version",
    "own_comments",
    "owner_by_mail",
    "people_with_roles",
    "people_with_work",
    "person_by_key",
    "published",
    "reachable_people",
    "teams_of_everyone",
    "thread_and_counts",
    "thread_of",
    "unread_count",
    "unread_notifications",
    "view_of",
    "visible_comments",
    "visible_facts",
    "visible_files",
    "visible_people",
    "visible_views",
]
