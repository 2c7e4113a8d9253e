"""What is measured, as a person meets it: a metric of one's own, a word over the score, a signal put off."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest

from senro.health.models import Signal
from senro.kernel import clock
from senro.kernel.models import View
from senro.kernel.reactions import run_reactions
from tests.console.conftest import browser, desk
from tests.health.conftest import model
from tests.usage.conftest import NOW, sender, told, work
from tests.walks.reader import Walker

__all__ = ["browser", "desk", "model", "sender", "told"]
pytestmark = pytest.mark.usefixtures("lake_folder", "desk")


@pytest.fixture
def walk(browser: Any) -> Any:
    """`walk("csm_ent")` is that colleague."""
    return lambda name: Walker(browser(name))


def test_a_metric_is_made_and_a_segment_by_it_is_kept_on_the_list_of_accounts(
    told: Any, walk: Any
) -> None:
    ops = walk("cs_ops").open("/method/metrics/")
    ops.follow("/method/new/metrics/standard/?into=metrics").send(
        code="e1_ever", kind="count", filter="event = 'e1'", title_ja="帳票の回数", do="save"
    )
    ops.open("/method/metrics/").follow("/method/publication/metrics/standard/").send(note="帳票")
    work()
    rule = "e1_ever >= 2"
    ops.open(f"/accounts/?where={quote(rule)}&columns=name,custom.e1_ever").send(
        "/views/", name="帳票を使う顧客", scope="all"
    )
    view = View.objects.get(name="帳票を使う顧客")
    # A colleague finds it, and in it those of whom it is true and nobody of whom it is unknown.
    csm = walk("csm_ent").open("/accounts/").open(f"/accounts/?view={view.key}")
    assert "帳票を使う顧客" in csm.page and rule.replace(">", "&gt;") in csm.page
    assert [line.key for line in csm.context["found"].items] == ["ACC-001"]
    assert '<td class=sn-num data-th="帳票の回数">2</td>' in csm.page
    # Of a past day it is that day's, in the file it is today's.
    assert csm.open(f"{csm.path}&as_of=2026-11-15").context["found"].total == 0
    past = csm.open("/accounts/?columns=name,custom.e1_ever&as_of=2026-11-15&view=-").page
    assert past.count('data-th="帳票の回数">1</td>') == 1 and "帳票の回数)" not in past
    file = csm.client.get("/accounts/list.csv?columns=name,custom.e1_ever&q=ACC-001")
    (line,) = b"".join(file.streaming_content).decode().splitlines()[1:]
    assert line.endswith(",2.0")


def test_a_word_over_the_score_counts_with_its_reason_and_runs_out(
    model: Any, walk: Any, monkeypatch: Any
) -> None:
    def stands(at: str = "") -> tuple[bool, bool]:
        """On the account's page, and in the list of health once the worker has been round."""
        if at:
            monkeypatch.setenv("SENRO_NOW", at)
        now = datetime.fromisoformat(at) if at else NOW
        run_reactions(at=now, machine=clock.machine_now(), batches=50)
        work(now)
        words = "担当役員が異動" in manager.open("/accounts/ACC-001/?tab=usage").page
        lines = manager.open("/health/").context["lines"]
        (score,) = (one.score for one in lines if one.score.account.key == "ACC-001")
        assert score.points != score.computed or not score.overridden
        return words, score.overridden and score.points == 20

    manager = walk("manager")
    assert stands() == (False, False)
    manager.open("/accounts/ACC-001/?tab=usage").follow("/accounts/ACC-001/health/override/")
    manager.send(points="20", reason="", until="2026-11-24", status=422)
    manager.send(points="20", reason="担当役員が異動", until="2026-11-24")
    assert stands() == (True, True)
    # Through its last day, by the calendar of Tokyo, and not a minute longer.
    assert stands("2026-11-24T23:59:00+09:00") == (True, True)
    assert stands("2026-11-25T00:00:00+09:00") == (False, False)


def test_a_signal_put_off_comes_back_by_itself_on_its_day(
    desk: Any, walk: Any, monkeypatch: Any
) -> None:
    case = desk.open()
    signal = Signal.objects.create(
        account=case.account, kind="usage_drop", severity="stop", title_ja="利用低下",
        title_en="Usage drop", opened_at=NOW, created_at=NOW,
        evidence={"rule": "events_28d < 5", "inputs": {}, "said": {"en": "3 events"}},
    )  # fmt: skip
    item = f"signal_stop:{case.pk}"

    def waits() -> tuple[bool, bool]:
        """In the list of signals, and on Today."""
        there = str(signal.pk) in csm.open("/signals/?scope=mine").page
        rows = csm.open("/").context["rows"]
        return there, any(row["item"].startswith(item) for row in rows)

    csm = walk("csm_ent")
    assert waits() == (True, True)
    csm.open("/signals/?scope=mine").send(
        "/signals/several/", id=[str(signal.pk)], verb="snooze", until="2026-11-26", note="出張中"
    )
    assert waits() == (False, False)
    assert "出張中" in csm.open("/signals/?scope=mine&state=snoozed").page
    monkeypatch.setenv("SENRO_NOW", "2026-11-25T23:59:00+09:00")
    assert waits() == (False, False)
    monkeypatch.setenv("SENRO_NOW", "2026-11-26T00:00:00+09:00")
    assert waits() == (True, True)
    assert str(signal.pk) not in csm.open("/signals/?scope=mine&state=snoozed").page
