"""Completion criteria of a case."""

from __future__ import annotations

from typing import Any

from senro.onboarding.models import CaseCriterion

from .base import Do, deed, running


@deed("onboarding.criterion.met")
def _met(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do("meet_criterion", case, code=_criterion(case), evidence="seen")


@deed("onboarding.criterion.unmet")
def _unmet(desk: Any) -> Do:
    case = running(desk)
    desk.do("meet_criterion", case, code=_criterion(case), evidence="seen")
    return lambda: desk.do("unmeet_criterion", case, code=_criterion(case), reason="not so")


@deed("onboarding.criterion.waived")
def _waived(desk: Any) -> Do:
    case = running(desk)
    return lambda: desk.do(
        "waive_criterion", case, desk.manager, code=_criterion(case), reason="no need"
    )


def _criterion(case: Any) -> str:
    rows = CaseCriterion.objects.living().filter(attempt__case=case).order_by("code")
    return rows.values_list("code", flat=True)[0]


@deed("onboarding.criterion.option_chosen")
def _option(desk: Any) -> Do:
    case = running(desk)
    desk.kickoff(case, "criteria")
    desk.do("meet_criterion", case, code="forms_in_operation", evidence="seen")
    return lambda: desk.later(hours=1).do(
        "choose_option", case, code="forms_in_operation", option="multi_site", reason="18 stores"
    )
