"""When onboarding was completed, and how much is used since: names of accounts and cases."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import F, OuterRef, Subquery

from senro.kernel.names import Moment, register
from senro.kernel.rules.language import Name
from senro.usage.queries.around import use_after
from senro.usage.queries.names import FromTable

from ..models import Attempt
from ..queries.criteria import DONE

COMPLETED = Name(
    "completed_on",
    "date",
    {"ja": "オンボーディングの完了日", "en": "Onboarding completed on"},
)
USE = Name(
    "use_after_completion",
    "number",
    {
        "ja": "完了後30日の利用(完了前30日との比)",
        "en": "Use in the 30 days after completion (to those before)",
    },
    kind="metric",
    percent=True,
)
# How the subject is reached from an attempt.
PATHS = {"account": "case__account", "case": "case"}


def _completions(moment: Moment) -> Any:
    found = Attempt.objects.living().filter(result__in=DONE, ended__lte=moment.today)
    return found.filter(case__undone_at=None).order_by("-ended", "-number")


def _completed_on(subject: str, moment: Moment) -> Subquery:
    rows = _completions(moment).filter(**{PATHS[subject]: OuterRef("pk")})
    return Subquery(rows.values("ended")[:1])


def _use(subject: str, moment: Moment) -> FromTable:
    """By case where a case is asked: two products of an account may end on different days."""
    place = PATHS[subject]
    rows = (
        _completions(moment)
        .order_by("ended", "number")
        .values_list(place, "case__account", "ended")
    )
    days = {pk: (account, ended) for pk, account, ended in rows}
    found: dict[Any, float] = {}
    # Nearly always one round: each account once.
    while days:
        begins = dict(days.values())
        use = use_after(begins, moment)
        for pk, (account, ended) in list(days.items()):
            if begins[account] == ended:
                if account in use:
                    found[pk] = use[account]
                del days[pk]
    return FromTable(F("pk"), found)


for _subject in PATHS:
    register(_subject, COMPLETED, partial(_completed_on, _subject), dated=True)
    register(_subject, USE, partial(_use, _subject), dated=True)
