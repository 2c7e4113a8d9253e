"""Signals: put off, settled, a suggestion taken up."""

from __future__ import annotations

from datetime import date
from typing import Any

from senro.health import actions, bulk
from senro.health.models import Signal
from senro.kernel.access import SYSTEM

from .base import Do, deed


def _signal(desk: Any) -> Signal:
    return Signal.objects.create(
        account=desk.world.account("ACC-001"), kind="coach_report", severity="go", title_ja="集計",
        title_en="Reports", opened_at=desk.at, created_at=desk.at, group="coaching",
        evidence={"todo": {"title_ja": "一緒に作る", "title_en": "Together", "minutes": 20,
                           "touch": "high", "days": 7}},
    )  # fmt: skip


@deed("health.signals.snoozed")
def _snoozed(desk: Any) -> Do:
    row = _signal(desk)
    return lambda: actions.snooze_signals(
        signals=[row], until=date(2026, 12, 1), reason="返事を待つ", by=desk.by, at=desk.at
    )


@deed("health.signals.settled")
def _settled(desk: Any) -> Do:
    row = _signal(desk)
    return lambda: actions.settle_signals(
        signals=[row], outcome="handled", note="電話した", by=desk.by, at=desk.at
    )


@deed("health.suggestion.accepted")
def _accepted(desk: Any) -> Do:
    row = _signal(desk)
    desk.open()
    return lambda: actions.accept_suggestion(signal=row, by=desk.by, at=desk.at)


def _override(desk: Any) -> Any:
    return actions.override_health(
        account=desk.world.account("ACC-001"), points=40, reason="担当者が退職した",
        until=date(2026, 12, 1), by=desk.manager, at=desk.at,
    )  # fmt: skip


@deed("health.score.overridden")
def _overridden(desk: Any) -> Do:
    return lambda: _override(desk)


@deed("health.override.ended")
def _ended(desk: Any) -> Do:
    row = _override(desk)
    return lambda: actions.end_override(override=row, by=desk.manager, at=desk.at)


@deed("health.external.imported")
def _imported(desk: Any) -> Do:
    rows = [{"account": "ACC-001", "date": date(2026, 11, 1), "score": 70}]
    return lambda: bulk.put_scores(rows=rows, by=SYSTEM, at=desk.at)
