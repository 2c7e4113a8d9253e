"""Cases and meetings from files: placed where they stand, with what led there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from senro.customers.models import AccountPurpose, Touch
from senro.exchange.actions import redo_import, undo_import
from senro.exchange.models import Import
from senro.kernel.clock import parse_instant
from senro.kernel.models import Fact
from senro.onboarding.models import (
    Attempt,
    Case,
    CaseCriterion,
    CaseStatus,
    Meeting,
    PhaseCompletion,
)
from tests.world import publish_method

from .importing import NOON, counts, load, reasons, write

pytestmark = pytest.mark.postgres

HEADER = [
    "案件コード", "顧客コード", "契約番号", "立ち上げ回", "開始日", "終了日", "結果", "ステータス", "フェーズ",
    "フェーズ開始日", "案件担当", "基準セット", "完了基準", "導入目的", "温度感(営業)", "温度感(CS)", "引き継ぎ会実施", "成果",
]  # fmt: skip


@pytest.fixture
def method(world: Any) -> Any:
    publish_method(parse_instant("2024-01-01T00:00:00+09:00"))
    return world


def case_rows(*rows: dict[str, Any]) -> list[list[Any]]:
    return [HEADER, *([row.get(name, "") for name in HEADER] for row in rows)]


RUNNING = {
    "案件コード": "OB-1", "顧客コード": "ACC-002", "契約番号": "K-002", "開始日": "2026-09-01",
    "フェーズ": "P3", "フェーズ開始日": "2026-10-20 09:00", "案件担当": "csm_mm@example.jp", "導入目的": "ペーパーレス化;C",
    "温度感(営業)": 4, "温度感(CS)": 2, "引き継ぎ会実施": "はい",
}  # fmt: skip
PAST = {
    "案件コード": "OB-2", "顧客コード": "ACC-001", "契約番号": "K-001", "立ち上げ回": 1, "開始日": "2026-01-10",
    "終了日": "2026-05-10", "結果": "失敗", "ステータス": "再立ち上げ中", "フェーズ": "P3", "フェーズ開始日": "2026-03-01",
}  # fmt: skip
AGAIN = {
    **PAST, "立ち上げ回": 2, "開始日": "2026-06-10", "終了日": "2026-09-10", "結果": "成功", "ステータス": "引き継ぎ済み",
    "フェーズ": "P6", "フェーズ開始日": "2026-09-10", "基準セット": "個別", "完了基準": "forms_in_operation;紙をやめる",
    "成果": "日報 40分→14分を達成したので、次の拠点へ展開",
}  # fmt: skip


def test_a_running_case_stands_in_its_phase_with_marked_completions(
    method: Any, tmp_path: Path
) -> None:
    assert counts(load(method, "cases", write(tmp_path, case_rows(RUNNING)))) == (1, 0, 0, 0)
    case = Case.objects.get()
    assert (case.phase, case.status, case.owner, case.team) == (
        "P3", "active", method.people["csm_mm"], method.teams["mm"],
    )  # fmt: skip
    assert case.phase_since == parse_instant("2026-10-20T09:00:00+09:00")
    assert (case.temperature_sales, case.temperature_cs, case.live_handoff) == (4, 2, True)
    done = list(PhaseCompletion.objects.order_by("at"))
    assert [one.phase for one in done] == ["P1", "P2"] and all(one.imported for one in done)
    assert done[1].at == case.phase_since
    assert parse_instant("2026-09-01T00:00:00+09:00") < done[0].at < done[1].at
    attempt = Attempt.objects.get()
    assert (attempt.target_end, attempt.key) == (date(2026, 11, 30), "OB-1")
    assert attempt.criteria.count() == 3
    codes = AccountPurpose.objects.filter(account=case.account).order_by("rank")
    assert list(codes.values_list("code", flat=True)) == ["A", "C"]


def test_a_relaunched_case_has_two_attempts_and_dated_statuses(method: Any, tmp_path: Path) -> None:
    load(method, "cases", write(tmp_path, case_rows(AGAIN, PAST)))
    case = Case.objects.get()
    assert (case.status, case.phase, case.attempt_no) == ("handed_over", "P6", 2)
    first, second = case.attempts.order_by("number")
    assert (first.result, second.result) == ("failed", "completed")
    assert second.outcomes.get().led_to == "次の拠点へ展開"
    assert second.criteria_name == "個別"
    assert set(second.criteria.values_list("title_ja", flat=True)) >= {"紙をやめる"}
    steps = list(case.statuses.order_by("since").values_list("status", "until"))
    names = [status for status, _until in steps]
    assert names == ["active", "relaunching", "active", "completed", "handed_over"]
    assert [until is None for _status, until in steps] == [False] * 4 + [True]


def test_a_second_time_changes_nothing_and_each_row_leaves_one_fact(
    method: Any, tmp_path: Path
) -> None:
    path = write(tmp_path, case_rows(RUNNING, PAST, AGAIN))
    load(method, "cases", path)
    facts = Fact.objects.filter(verb="onboarding.case.imported")
    assert facts.count() == 3 and set(facts.values_list("subject_kind", flat=True)) == {"case"}
    assert counts(load(method, "cases", path)) == (0, 0, 3, 0)
    assert facts.count() == 3


def test_a_later_file_moves_a_case_on_but_never_back(method: Any, tmp_path: Path) -> None:
    load(method, "cases", write(tmp_path, case_rows(RUNNING)))
    on = {**RUNNING, "フェーズ": "P4", "フェーズ開始日": "2026-11-10", "ステータス": "停滞"}
    assert counts(load(method, "cases", write(tmp_path, case_rows(on)))) == (0, 1, 0, 0)
    case = Case.objects.get()
    assert (case.phase, case.status) == ("P4", "stalled")
    assert CaseStatus.objects.filter(case=case, until=None).get().status == "stalled"
    load(method, "cases", write(tmp_path, case_rows(RUNNING)))
    assert Case.objects.get().phase == "P4"


def test_wrong_cases_are_refused_each_for_its_reason(method: Any, tmp_path: Path) -> None:
    rows = [
        {**RUNNING, "顧客コード": "ACC-999"},
        {**RUNNING, "案件コード": "B", "契約番号": "K-001"},
        {**RUNNING, "案件コード": "C", "開始日": ""},
        {**RUNNING, "案件コード": "D", "フェーズ": "P9"},
        {**RUNNING, "案件コード": "E", "終了日": "2026-08-01"},
        {**RUNNING, "案件コード": "F", "フェーズ開始日": "2026-08-01"},
        {**RUNNING, "案件コード": "G", "案件担当": "nobody@example.jp"},
        {**RUNNING, "案件コード": "H", "導入目的": "Z"},
        {**RUNNING, "案件コード": "I", "温度感(CS)": "9"},
    ]
    result = load(method, "cases", write(tmp_path, case_rows(*rows)))
    assert result.created == 0
    assert [(field, code) for _row, field, code in reasons(result)] == [
        ("account", "unknown_account"),
        ("contract", "unknown_contract"),
        ("started", "required"),
        ("phase", "unknown_phase"),
        ("ended", "ends_before_start"),
        ("phase_since", "phase_before_start"),
        ("owner", "unknown_person"),
        ("purposes", "unknown_purpose"),
        ("temperature_cs", "too_large_number"),
    ]


def test_a_case_at_intake_has_not_begun(method: Any, tmp_path: Path) -> None:
    row = {"顧客コード": "ACC-004", "開始日": "2026-11-18", "フェーズ": "受付"}
    load(method, "cases", write(tmp_path, case_rows(row)))
    case = Case.objects.get()
    assert case.phase == "intake" and case.contract is None
    assert case.attempts.get().began_at is None


def test_criteria_of_a_set_from_before_senro_have_their_words(method: Any, tmp_path: Path) -> None:
    file = [["顧客コード", "開始日", "criteria_set", "criteria"],
            ["ACC-004", "2026-11-18", "v1.5", "functions_mastered;Ours alone"]]  # fmt: skip
    load(method, "cases", write(tmp_path, file))
    titles = dict(CaseCriterion.objects.values_list("code", "title_en"))
    assert titles.pop("functions_mastered").startswith("The functions are mastered")
    assert list(titles.values()) == ["Ours alone"]


def test_cases_and_meetings_go_back_and_forth(method: Any, tmp_path: Path) -> None:
    load(method, "cases", write(tmp_path, case_rows(RUNNING, PAST, AGAIN)))
    row, by = Import.objects.get(), method.actor("admin")
    before = (Case.objects.living().count(), CaseStatus.objects.living().count())
    undo_import(import_row=row, by=by, at=NOON)
    assert not Case.objects.living().exists() and not Attempt.objects.living().exists()
    assert redo_import(import_row=row, by=by, at=NOON).kept == []
    assert (Case.objects.living().count(), CaseStatus.objects.living().count()) == before
    assert CaseStatus.objects.living().filter(until=None).count() == 2


MEETINGS = [
    ["顧客コード", "案件", "担当者", "種別", "実施日時", "説明時間(分)", "ヒアリング時間(分)", "確認事項", "温度感", "メモ"],
    ["ACC-002", "OB-1", "", "キックオフ", "2026/09/03 10:00", 30, 40, "やりたいこと;基準;schedule", 4, "よい\n感触"],
    ["ACC-002", "", "", "電話", "2026/10/05 16:30", "", "", "", "", ""],
    ["ACC-002", "", "", "定例", "2026/12/25 10:00", "", "", "", "", ""],
]  # fmt: skip


def test_meetings_join_their_case_and_a_held_one_is_a_contact(method: Any, tmp_path: Path) -> None:
    load(method, "cases", write(tmp_path, case_rows(RUNNING)))
    assert counts(load(method, "meetings", write(tmp_path, MEETINGS))) == (3, 0, 0, 0)
    kickoff = Meeting.objects.get(kind="kickoff")
    assert (kickoff.case, kickoff.attempt) == (Case.objects.get(), Attempt.objects.get())
    assert kickoff.confirmed == ["wish", "criteria", "schedule"]
    assert (kickoff.minutes_explained, kickoff.minutes_heard, kickoff.notes) == (
        30,
        40,
        "よい\n感触",
    )
    touches = Touch.objects.filter(source_kind="meeting").order_by("at")
    assert [(one.direction, one.channel) for one in touches] == [
        ("inbound", "meeting"),
        ("inbound", "phone"),
    ]
    facts = Fact.objects.filter(verb="onboarding.meeting.imported")
    assert facts.count() == 3
    assert facts.get(at=kickoff.held_at).subject_id == Case.objects.get().pk


def test_meetings_a_second_time_change_nothing_and_a_correction_moves_the_contact(
    method: Any, tmp_path: Path
) -> None:
    load(method, "meetings", write(tmp_path, MEETINGS[:1] + MEETINGS[2:]))
    assert counts(load(method, "meetings", write(tmp_path, MEETINGS[:1] + MEETINGS[2:]))) == (
        0,
        0,
        2,
        0,
    )
    keyed = [["key", "account", "kind", "held_at"], ["M-1", "ACC-002", "call", "2026-10-01 10:00"]]
    load(method, "meetings", write(tmp_path, keyed))
    keyed[1][3] = "2026-10-02 10:00"
    assert counts(load(method, "meetings", write(tmp_path, keyed))) == (0, 1, 0, 0)
    meeting = Meeting.objects.get(key="M-1")
    assert Touch.objects.get(source_id=meeting.pk).at == meeting.held_at


def test_wrong_meetings_are_refused(method: Any, tmp_path: Path) -> None:
    rows = [
        MEETINGS[0],
        ["ACC-999", "", "", "電話", "2026/10/05 16:30", "", "", "", "", ""],
        ["ACC-002", "OB-99", "", "電話", "2026/10/05 16:31", "", "", "", "", ""],
        ["ACC-002", "", "CT-999", "電話", "2026/10/05 16:32", "", "", "", "", ""],
        ["ACC-002", "", "", "", "2026/10/05 16:33", "", "", "", "", ""],
        ["ACC-002", "", "", "電話", "", "", "", "", "", ""],
    ]
    result = load(method, "meetings", write(tmp_path, rows))
    assert result.created == 0
    assert [code for _row, _field, code in reasons(result)] == [
        "unknown_account", "unknown_case", "unknown_contact", "key_missing", "key_missing",
    ]  # fmt: skip
