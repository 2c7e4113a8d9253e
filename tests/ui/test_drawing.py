import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.utils import translation

from senro.ui.card import board_card
from senro.ui.svg import bigroute, gantt, marks, measures, route
from senro.ui.svg.route import Station


@pytest.fixture(autouse=True)
def japanese():
    with translation.override("ja"):
        yield


def drawn(svg):
    return ElementTree.fromstring(svg.replace("&#8203;", ""))


def count(svg, css_class):
    return sum(css_class in (one.get("class") or "").split() for one in drawn(svg).iter())


@pytest.mark.parametrize("phases", [1, 2, 4, 6, 9])
def test_a_line_takes_any_number_of_phases(phases):
    svg = route.mini(phases, 1, 3)
    assert count(svg, "r-cap") == 1
    assert count(svg, "r-hol") == phases - 1


def test_passed_here_and_ahead_are_told_apart():
    svg = route.mini(6, 3, 24, signal="stop", gate="closed")
    assert (count(svg, "r-st"), count(svg, "r-cap"), count(svg, "r-hol")) == (2, 1, 3)
    assert count(svg, "stop") == 1 and count(svg, "m-stop") == 1


def test_a_closed_gate_of_a_healthy_case_does_not_alarm():
    svg = route.mini(6, 3, 9, signal="go", gate="closed")
    assert count(svg, "m-stop") == 0
    assert count(svg, "m-shut") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"here": 0}, "開始前"),
        ({"here": 3, "days": 24}, "24日目"),
        ({"state": "watch", "days": 11}, "見守り11日目"),
        ({"state": "done"}, "全6フェーズ"),
        ({"here": 3, "state": "off"}, "線路の外"),
    ],
)
def test_each_state_says_itself_to_a_reader(arguments, words):
    svg = drawn(route.mini(6, **arguments))
    assert svg.get("role") == "img"
    assert words in svg.get("aria-label")


def test_stations_stand_in_proportion_to_planned_days_but_never_on_each_other():
    line = [
        Station("a", plan_days=1),
        Station("b", plan_days=60),
        Station("c", plan_days=20),
        Station("d"),
    ]
    at = bigroute.places(line)
    gaps = [right - left for left, right in pairwise(at)]
    assert min(gaps) >= bigroute.LEAST
    assert gaps[1] > gaps[2] > gaps[0]
    assert at[-1] == pytest.approx(bigroute.RIGHT)


def test_the_big_line_shows_plan_result_and_difference():
    line = [
        Station("運用決定", "passed", 16, 18, date(2026, 9, 19), date(2026, 9, 18), late=-1),
        Station(
            "展開準備", "here", 20, 24, date(2026, 10, 5), date(2026, 10, 6), late=1, gate="closed"
        ),
        Station("完了", planned=date(2026, 12, 6), expected=date(2026, 12, 13), late=7),
    ]
    text = "".join(drawn(bigroute.big(line, "stop")).itertext())
    for words in (
        "計画 09/19",
        "実績 09/18 \u22121日",
        "+1日",
        "見込 12/13 +7日",
        "24日目",
        "18／16日",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("days", "plan", "tone"),
    [(9, 20, ""), (20, 20, ""), (24, 20, "care"), (30, 20, "care"), (31, 20, "stop")],
)
def test_late_is_care_and_stop_only_past_one_and_a_half_times_the_plan(days, plan, tone):
    assert measures.grade(days, plan) == tone


def test_a_delay_agrees_with_its_bar():
    for days in range(1, 80):
        late = measures.delay(days - 20, 20)
        assert ("over" in late) == (measures.grade(days, 20) == "stop")


def test_a_bar_stays_inside_its_box():
    for days, plan in [(0, 20), (20, 20), (400, 3), (1, 365)]:
        edges = [
            float(one.get("x", "0").rstrip("%")) + float(one.get("width").rstrip("%"))
            for one in drawn(f"<svg>{measures.bar(days, plan)}</svg>").iter("rect")
        ]
        assert max(edges) <= 100.5


def test_a_ring_is_said_in_words():
    assert drawn(measures.ring(2, 5)).get("aria-label") == "完了基準 5件中2件"


def test_going_well_shows_no_mark():
    assert marks.signal_mark("go") == ""
    assert "停止" in marks.signal_mark("stop")


def test_unknown_is_neither_red_nor_green():
    body = marks.glyph("unknown")
    assert "m-go" not in body and "m-stop" not in body


def test_a_card_escapes_what_people_wrote():
    card = board_card(
        id="1", href="/c/1", name='<b>"x"</b>', purpose="<i>", owner="<s>", note="<u>"
    )
    assert not re.search(r"<(?:i|s|u)>", card)
    assert "&lt;b&gt;" in card


def test_a_card_without_a_move_cannot_be_dragged():
    assert "data-move" not in board_card(id="1", href="/c/1", name="x")


def test_a_name_of_the_plan_is_cut_by_its_width_and_not_by_its_letters():
    latin, japanese = (
        "Prepare the kickoff with the customer",
        "運用設計の打ち合わせを行い、拠点の順番を決める",
    )
    assert gantt.fitting(latin) == latin
    assert gantt.fitting(japanese).endswith("…")
    assert japanese.startswith(gantt.fitting(japanese)[:-1])
    assert gantt.fitting(latin + latin).endswith("…")
