"""The small world with the default method published, and short ways through it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from senro.kernel.access import SYSTEM
from senro.onboarding import actions
from senro.onboarding.models import Case
from tests.world import publish_method


class Desk:
    """A CSM of the enterprise team at work on ACC-001 (two purposes, people, four end users)."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.at = world.at
        self.by = world.actor("csm_ent")
        self.manager = world.actor("manager")

    def later(self, **more: int) -> Desk:
        """The same desk at a later instant."""
        desk = Desk(self.world)
        desk.at = self.at + timedelta(**more)
        return desk

    def open(self, account: str = "ACC-001", contract: str | None = "K-001", **more: Any) -> Case:
        """A case that starts today."""
        given = {"started": date(2026, 11, 20), "by": SYSTEM, "at": self.at, **more}
        row = self.world.contract(contract) if contract else None
        return actions.open_case(account=self.world.account(account), contract=row, **given)

    def do(self, verb: str, case: Case, by: Any = None, **more: Any) -> Any:
        """A verb about a case."""
        return getattr(actions, verb)(case=case, by=by or self.by, at=self.at, **more)

    def do_of(self, verb: str, by: Any = None, **more: Any) -> Any:
        """A verb about something that hangs on a case."""
        return getattr(actions, verb)(by=by or self.by, at=self.at, **more)

    def kickoff(self, case: Case, *confirmed: str, **more: Any) -> Any:
        """A kickoff that confirmed these."""
        fields = {"kind": "kickoff", "held_at": self.at, "confirmed": list(confirmed), **more}
        return self.do("record_meeting", case, fields=fields)

    def structure(self, case: Case) -> Any:
        """All three kinds of people named."""
        return self.do(
            "set_structure", case, owner="CT-002", sponsor="CT-001", site_leads=["CT-003"]
        )

    def through(self, case: Case, *phases: str) -> None:
        """Pass these gates as a manager would."""
        for phase in phases:
            self.do("complete_phase", case, self.manager, phase=phase, override="for the test")

    def fresh(self, case: Case) -> Case:
        """The case as it stands in the database."""
        return Case.objects.get(pk=case.pk)


@pytest.fixture
def desk(world: Any) -> Desk:
    """A desk on the small world."""
    publish_method(world.at)
    return Desk(world)
