"""What `senro doctor` asks of cases: today's values agree with the dated rows they are kept from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from senro.kernel.doctor import Finding, check

from ..models import Attempt, Case, CaseOwner, CaseStatus

SHOWN = 20


@check("cases", _("Cases agree with their dated rows"))
def cases_and_their_rows(at: datetime, machine: datetime) -> Iterator[Finding]:
    """Status, owner and number of the attempt are kept on the case for speed, and dated beside it."""
    cases = Case.objects.living().select_related("contract").annotate(
        dated_status=_open(CaseStatus, "status"),
        dated_owner=_open(CaseOwner, "person"),
        last_attempt=Subquery(
            Attempt.objects.living().filter(case=OuterRef("pk")).order_by("-number")
            .values("number")[:1]
        ),
    )  # fmt: skip
    words = {
        "status": _("Case %(case)s says %(kept)s, its dated status %(dated)s."),
        "owner": _("Case %(case)s has the owner %(kept)s, its dated owner is %(dated)s."),
        "attempt": _("Case %(case)s is in attempt %(kept)s, its last one is %(dated)s."),
    }
    for name, kept, dated in (
        ("status", "status", "dated_status"),
        ("owner", "owner_id", "dated_owner"),
        ("attempt", "attempt_no", "last_attempt"),
    ):
        for case in _differing(cases, kept, dated)[:SHOWN]:
            values = {
                "case": case.pk, "kept": getattr(case, kept), "dated": getattr(case, dated),
            }  # fmt: skip
            yield Finding(words[name] % values)


def _open(model: Any, column: str) -> Subquery:
    rows = model.objects.living().filter(case=OuterRef("pk"), until=None)
    return Subquery(rows.values(column)[:1])


def _differing(cases: QuerySet[Case], kept: str, dated: str) -> QuerySet[Case]:
    one_is_missing = Q(**{f"{kept}__isnull": True, f"{dated}__isnull": False}) | Q(
        **{f"{kept}__isnull": False, f"{dated}__isnull": True}
    )
    # Nobody here and nobody there agree; NULL is equal to nothing in SQL.
    both = Q(**{f"{kept}__isnull": False, f"{dated}__isnull": False})
    return cases.filter(one_is_missing | (both & ~Q(**{kept: F(dated)}))).order_by("pk")
