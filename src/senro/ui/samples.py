"""Sample values for the page of parts. Nothing here reaches a real screen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from .svg.route import Station

START = date(2026, 9, 7)
PHASES = (
    ("組み立て", 12, 11),
    ("運用決定", 16, 18),
    ("展開準備", 20, 24),
    ("従業員展開", 28, 21),
    ("クロージング", 14, None),
)


def stations() -> list[Station]:
    """One case, on its fourth phase, five days late."""
    planned, reached = START, START
    line: list[Station] = []
    for index, (name, plan, days) in enumerate(PHASES):
        here = index == 3
        late = (reached - planned).days
        line.append(
            Station(
                name, "passed" if index < 3 else "here" if here else "ahead", plan, days, planned,
                reached if index <= 3 else None, reached if index > 3 else None, late,
                "closed" if index >= 3 else "", "18店中 12店が展開中、9店が80 %に到達" if here else "",
            )
        )  # fmt: skip
        planned += timedelta(days=plan)
        reached += timedelta(days=max(days or plan, plan if index >= 3 else 0))
    return [
        *line,
        Station("完了", planned=planned, expected=reached, late=(reached - planned).days),
    ]


def gate_rows() -> list[dict[str, Any]]:
    """Each state of a condition once."""
    why = {
        "sentence": "登録方法が決まった利用者を、全利用者で割った値です。",
        "rule": "registration_coverage >= 0.95", "version": "関門 v3",
        "inputs": {"registration_coverage": "0.317", "決まった": "380", "全員": "1,200"},
    }  # fmt: skip
    return [
        {"state": "met", "name": "全拠点の展開順が決まっている", "value": "3／3 拠点"},
        {"state": "unmet", "name": "登録方法が決まった利用者", "value": "31.7 %", "threshold": "< 95 %", "share": 0.317, "limit": 0.95,
         "text": "対象 1,200名のうち 380名（メールあり）。未定 820名：パート・アルバイト 700、製造ライン 120", "why": why},
        {"state": "waived", "name": "習熟テスト", "value": "佐伯 11/18・理由あり"},
        {"state": "na", "name": "データ到着", "value": "機器なし"},
        {"state": "unknown", "name": "初回ログイン率", "value": "まだ測れません"},
    ]  # fmt: skip


def rows() -> list[dict[str, Any]]:
    """Reason rows: plain, first, done."""
    return [
        {"id": "1", "rank": 1, "signal": "stop", "name": "やまびこ食品", "href": "#1", "key": "ACC-001", "tier": "ENT",
         "sentence": mark_safe("展開準備から従業員展開への<b>関門が閉じたまま3日</b>。登録方法が決まった利用者 <b>31.7 %</b>（380／1,200名）、基準 95 %"),
         "why": {"sentence": "停滞と期限切れを先に並べます。", "rule": "phase_age_days > 20", "version": "並びの規則 v4", "inputs": {"phase_age_days": 24}},
         "route": {"phases": 6, "here": 3, "days": 24, "gate": "closed"}, "place": "計画20日", "late": 4, "plan": 20, "due": "今日",
         "action": "登録方法の案を送る", "action_url": "#go", "done_url": "#done", "snooze_url": "#later"},
        {"id": "2", "rank": 2, "signal": "care", "name": "さくら小売", "href": "#2", "key": "ACC-011", "tier": "MM",
         "sentence": mark_safe("<b>推進者が10月に退職</b>、後任への申し送りなし。8月に事例公開したばかり"),
         "route": {"phases": 6, "here": 4, "days": 30}, "place": "計画28日", "late": 2, "plan": 28, "due": "11/24",
         "action": "後任の立ち上げを始める", "action_url": "#go", "done_url": "#done", "snooze_url": "#later"},
        {"id": "3", "rank": 3, "signal": "go", "name": "みさき運輸", "href": "#3", "key": "ACC-002", "tier": "MM", "state": "done",
         "sentence": "従業員の声の下書きを送りました", "undo_url": "#undo"},
    ]  # fmt: skip


class SampleForm(forms.Form):
    """Each kind of field, one of them wrong."""

    name = forms.CharField(label="会社名", help_text="正式な名称で")
    tier = forms.ChoiceField(
        label="ティア", choices=[("ENT", "エンタープライズ"), ("MM", "ミッドマーケット")]
    )
    start = forms.DateField(
        label="開始日", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(label="メモ", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    live = forms.BooleanField(label="同席で引き継いだ", required=False)
    touch = forms.ChoiceField(
        label="タッチ",
        choices=[("high", "ハイタッチ"), ("low", "ロータッチ")],
        widget=forms.RadioSelect,
    )


def cards() -> list[dict[str, Any]]:
    """Columns of a small board."""
    base = {
        "phase": "P1",
        "purpose_code": "A",
        "purpose": "ペーパーレス化",
        "plan": 20,
        "met": 2,
        "total": 5,
        "owner": "早川",
        "href": "#case",
    }
    faces = [
        ("すみだ製菓", 24, "care"),
        ("やまびこ食品", 34, "stop"),
        ("こもれびIT", 6, "go"),
        ("ほしぞら人材の長い名前の会社", 20, "go"),
    ]
    made = [
        {
            **base,
            "id": f"c{n}",
            "name": name,
            "days": days,
            "signal": signal,
            "move": f"/cases/c{n}/move/",
        }
        for n, (name, days, signal) in enumerate(faces)
    ]
    return [
        {"code": "P1", "name": "組み立て", "cards": made, "median": 11, "plan": 12, "gate": ""},
        {"code": "P2", "name": "運用決定", "cards": [], "median": 17, "plan": 16, "gate": "closed"},
        {"code": "P3", "name": "展開準備", "cards": [], "median": 23, "plan": 20, "gate": "stop"},
        {
            "code": "P4",
            "name": "完了・見守り",
            "cards": [],
            "median": None,
            "plan": 30,
            "gate": "",
            "last": True,
        },
    ]


def samples() -> dict[str, Any]:
    """The whole context of ui/components.html."""
    gate = {
        "name": "やまびこ食品", "from_phase": "展開準備", "to_phase": "従業員展開", "rows": gate_rows(), "unmet": 1, "total": 3,
        "action": {"label": "820名の登録方法の案を管理者へ送る", "url": "#send", "note": "社員番号＋初期PIN 700名、QRカード 120名で 100 % になります。"},
        "links": [{"href": "#csv", "text": "820名の一覧（CSV）"}], "override_url": "#override",
    }  # fmt: skip
    form = SampleForm(data={"tier": "ENT"})
    form.is_valid()
    return {
        "stations": stations(), "gate_rows": gate_rows(), "gate": gate, "rows": rows(), "form": form, "board": cards(),
        "page": Paginator(list(range(230)), 50).page(2), "owners": [("", "全員"), ("mori", "森", 12), ("hayakawa", "早川", 9)],
        "who": [("", "自分", 9), ("team", "チーム", 31)], "inks": ["ink", "ink2", "ink3", "acc", "care", "m-care", "stop", "m-stop", "ctl", "plan"],
        "shown": {"day": date(2026, 11, 20), "far": date(2027, 7, 5)}, "ratio": 0.3167, "minus": -20.0,
        "plans": [(9, 20, "計画の内"), (20, 20, "計画どおり"), (24, 20, "超過：注意色"), (34, 20, "1.5倍超：停止色")],
        "bell": 3,
        "steps": ["ファイル", "対応づけ・下見", "取り込み", "完了"],
    }  # fmt: skip
