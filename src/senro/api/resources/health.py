"""Health: scores of accounts as of any day, each with all that gives it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ninja import Router

from senro.customers.models import Account
from senro.customers.queries import visible_accounts
from senro.health.queries import AccountScore, scores
from senro.health.queries.running import self_running
from senro.health.queries.told import Told, told
from senro.health.rules import AxisScore, MeasureScore
from senro.kernel.access import staff_only
from senro.kernel.locales import locale
from senro.kernel.names import Moment
from senro.kernel.queries.calendar import moment_of

from ..lists import BY_ACCOUNT, filtered, page
from ..moments import as_of
from ..people import account_of
from ..requests import ApiRequest
from ..routes import reads
from ..shapes_health import AccountHealth, Healths
from .health_overrides import external_shape, override_shape

router = Router(tags=["Health"])


@reads(router, "/health", Healths, query=("as_of", "where", "limit", "cursor", "sort"))
def list_health(request: ApiRequest) -> dict[str, Any]:
    """The score of each account, by axis, with the change since a week ago. Unknown is null.

    Where a person overrode it, `score` and `level` are theirs and `computed` is the model's. Without
    `as_of` today's kept scores are told where they still hold: `as_of` of a line says of when it is.
    """
    staff_only(request.actor)
    asked = _asked(request)
    accounts = filtered(request, visible_accounts(request.actor), "account", asked.at)
    found, cursor = page(request, accounts, columns=BY_ACCOUNT, default="account")
    rows = told([row for row in found if isinstance(row, Account)], asked)
    return {"items": [_brief(one, request) for one in rows], "next_cursor": cursor}


@reads(router, "/health/{path:account}", AccountHealth, query=("as_of",))
def get_health(request: ApiRequest, account: str) -> dict[str, Any]:
    """One account's score with every axis, measure, weight, rule and value behind it.

    `points` of an axis is the mean of its known measures by weight, the score that of its known axes.
    """
    staff_only(request.actor)
    row = account_of(request.actor, account)
    asked = _asked(request)
    (one,) = scores(Account.objects.filter(pk=row.pk), asked)
    axes = [_axis(axis, one) for axis in one.score.axes]
    brief = _brief(Told.of(one, asked.at), request)
    return {**brief, "axes": axes, "self_running": _running(row, asked)}


def _asked(request: ApiRequest) -> Moment:
    found = moment_of(as_of(request))
    text = request.GET.get("as_of") or ""
    return replace(found, asked=("day" if len(text) == 10 else "instant") if text else "")


def _brief(one: Told, request: ApiRequest) -> dict[str, Any]:
    return {
        "account": one.account.key,
        "score": one.points,
        "level": one.level,
        "computed": {"score": one.computed, "level": one.computed_level},
        "override": override_shape(one.override, request.actor) if one.override else None,
        "external": external_shape(one.external) if one.external else None,
        "change": one.change,
        "known": one.known,
        "model": one.version,
        "as_of": one.at.isoformat(),
        "points": one.axes,
    }


def _axis(found: AxisScore, one: AccountScore) -> dict[str, Any]:
    return {
        "code": found.axis.code,
        "title": found.axis.title.of(locale()),
        "weight": found.axis.weight,
        "points": found.points,
        "measures": [_measure(measure, one) for measure in found.measures],
    }


def _running(account: Account, asked: Moment) -> dict[str, Any]:
    found = self_running(account, asked, locale())
    parts = [
        {
            "code": one.part.code,
            "title": one.part.title.of(locale()),
            "when": one.part.when,
            "holds": one.holds,
            "inputs": one.inputs,
        }
        for one in found.parts
    ]
    return {"holds": found.holds, "version": found.version, "parts": parts}


def _measure(found: MeasureScore, one: AccountScore) -> dict[str, Any]:
    return {
        "code": found.measure.code,
        "title": found.measure.title.of(locale()),
        "weight": found.measure.weight,
        "points": found.points,
        "rule": found.because,
        "bands": [{"when": band.when, "points": band.points} for band in found.measure.bands],
        "inputs": one.inputs_of(found.because),
    }
