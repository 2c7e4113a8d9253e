"""Sites that are rolled out one by one."""

from __future__ import annotations

from typing import Any

from senro.onboarding.models import SiteWave

from .base import Do, at_the_roll_out, deed

SITES = [{"name": name} for name in ("本社", "支社", "工場")]


def _rolling(desk: Any) -> tuple[Any, list[SiteWave]]:
    """A case at its roll-out, and its three sites."""
    case = at_the_roll_out(desk)
    return case, desk.do("add_waves", case, desk.manager, waves=SITES)


def _passed(desk: Any, *numbers: int) -> tuple[Any, list[SiteWave]]:
    """The same, with these sites behind P3."""
    case, rows = _rolling(desk)
    chosen = [rows[number] for number in numbers]
    _complete(desk, case, chosen)()
    return case, rows


def _complete(desk: Any, case: Any, rows: list[SiteWave]) -> Do:
    return lambda: desk.do(
        "complete_waves", case, desk.manager, waves=rows, phase="P3", override="for the test"
    )


@deed("onboarding.wave.added")
def _added(desk: Any) -> Do:
    # Past P3, so that the first sites stand where the case stands.
    case = at_the_roll_out(desk)
    desk.through(case, "P3")
    return lambda: desk.later(hours=1).do("add_waves", case, desk.manager, waves=SITES)


@deed("onboarding.wave.changed")
def _changed(desk: Any) -> Do:
    _case, rows = _rolling(desk)
    fields = {"name": "本社ビル"}
    return lambda: desk.later(hours=1).do_of(
        "change_wave", desk.manager, wave=rows[0], fields=fields
    )


@deed("onboarding.wave.removed")
def _removed(desk: Any) -> Do:
    # The only site that was ahead: the case goes back with it.
    _case, rows = _passed(desk, 0)
    return lambda: desk.later(hours=1).do_of("remove_wave", desk.manager, wave=rows[0])


@deed("onboarding.waves.arranged")
def _arranged(desk: Any) -> Do:
    case, rows = _rolling(desk)
    order = [rows[2].pk, rows[0].pk]
    return lambda: desk.later(hours=1).do(
        "arrange_waves", case, desk.manager, mode="pilot_then_spread", order=order
    )


@deed("onboarding.wave.completed")
def _completed(desk: Any) -> Do:
    case, rows = _rolling(desk)
    return _complete(desk.later(hours=1), case, rows[:2])


@deed("onboarding.wave.reopened")
def _reopened(desk: Any) -> Do:
    _case, rows = _passed(desk, 0)
    return lambda: desk.later(hours=1).do_of(
        "reopen_wave", desk.manager, wave=rows[0], phase="P3", reason="not yet"
    )


@deed("onboarding.wave.attested")
def _attested(desk: Any) -> Do:
    _case, rows = _rolling(desk)
    return lambda: desk.later(hours=1).do_of(
        "attest_wave_item", desk.manager, wave=rows[0], code="registration_coverage",
        evidence="a list on paper",
    )  # fmt: skip
