"""Stopped, attention, on its way: the rule that every screen shares."""

from __future__ import annotations

import pytest

from senro.onboarding.rules.signals import signal_of, worse


@pytest.mark.parametrize(
    ("status", "days", "plan", "wanted"),
    [
        ("active", 20, 20, "go"),
        ("active", 21, 20, "care"),
        ("active", 29, 20, "care"),
        ("active", 30, 20, "stop"),
        ("active", 99, None, "go"),
        ("at_risk", 1, 20, "care"),
        ("stalled", 0, 20, "stop"),
        ("completed", 99, 20, "go"),
        ("watch_stalled", 1, None, "stop"),
    ],
)
def test_the_signal_follows_from_status_and_days(status, days, plan, wanted):
    assert signal_of(status, days, plan) == wanted


def test_the_worse_of_two_signals_wins():
    assert worse("go", "stop") == worse("stop", "care") == "stop"
