"""The method of the sample company: revised eight times, with two drafts and four phases for SMB to come."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from senro.kernel.access import SYSTEM, Actor
from senro.kernel.actions import publish, save_draft
from senro.kernel.rules.bodies import from_yaml
from senro.programs.queries import default_text
from senro.usage.queries.definitions import default_text as metrics_text

from .moments import local

Body = dict[str, Any]
# When the roadmap and the checklist were revised (both came with the first version in 2023).
REVISED = (
    date(2023, 9, 1), date(2024, 2, 1), date(2024, 7, 1), date(2025, 1, 14), date(2025, 6, 2),
    date(2026, 1, 13), date(2026, 7, 1),
)  # fmt: skip
SMB_FROM = date(2026, 12, 1)
QUESTIONS = (
    ("operation", "first_form", "text", "最初に置き換えたい帳票はどれですか", "Which form do you want to replace first?"),
    ("people", "shared_devices", "yes_no", "端末を共用する現場はありますか", "Do any sites share devices?"),
    ("people", "list_owner", "text", "従業員名簿をお持ちの方はどなたですか", "Who keeps the list of employees?"),
    ("operation", "meeting_with_figures", "text", "数字を見る会議はいつありますか", "When is the meeting that looks at figures?"),
    ("wish", "baseline_minutes", "number", "いま1件に何分かかっていますか", "How many minutes does one take today?"),
    ("operation", "wish_photo", "feature_wish", "写真を付けたい", "We want to attach photos"),
    ("people", "network", "yes_no", "現場で電波は届きますか", "Is there reception on site?"),
)  # fmt: skip
EXAMPLES = (
    ("kickoff", "運輸・80名:現場リーダーが同席し、朝礼で使うと決まった", "Haulage, 80 people: a site lead joined and chose the morning meeting"),
    ("csv", "食品・600名:部署コードの先頭のゼロを残すため、見本の形に貼り直した", "Food, 600 people: pasted into the sample to keep leading zeros"),
    ("briefing", "製造・220名:説明会を15分×4回に分け、夜勤にも届いた", "Manufacturing, 220 people: four briefings of 15 minutes reached the night shift"),
    ("registration", "物流・300名:社員番号で登録し、メールなしの210名が初日に入れた", "Logistics, 300 people: 210 without e-mail got in on the first day by employee number"),
    ("operation", "建設・150名:承認を2段から1段に減らしてから始めた", "Construction, 150 people: cut approvals from two to one before starting"),
    ("closing", "食品製造・1,200名:次の拠点の責任者をその場で指名した", "Food maker, 1,200 people: the lead of the next site was named on the spot"),
    ("first_login", "整備・45名:前日に1人だけ練習し、当日の教え役になった", "Repair shop, 45 people: one practised the day before and taught the others"),
)  # fmt: skip


def revise(people: dict[str, Actor], at: datetime) -> None:
    """Publish versions 2 to 8 of roadmap and checklist, plan the SMB phases, leave drafts behind."""
    ops = people["ops"]
    for kind, bodies in (("roadmap", _roadmaps()), ("checklist", _checklists())):
        for day, body in zip(REVISED, bodies, strict=True):
            since = local(day)
            save_draft(kind=kind, code="standard", body=body, by=SYSTEM, at=since)
            publish(kind=kind, code="standard", by=ops, at=since)
    publish(
        kind="phase_set", code="smb_4", by=ops, at=at, note="SMBは4フェーズで進める",
        effective_from=max(at, local(SMB_FROM, 0)),
    )  # fmt: skip
    save_draft(kind="roadmap", code="standard", body=_next_roadmap(), by=ops, at=at)
    save_draft(kind="phase_set", code="standard", body=_next_phases(), by=ops, at=at)


def measure_schools(people: dict[str, Actor]) -> None:
    """What this vendor measures besides: how many pupils a cram school enters, what it proposes."""
    own = (
        ("pupils_28d", 28, "pupil_enrolled", "登録された生徒(28日)", "Pupils enrolled (28 days)", "人", "pupils"),
        ("proposals_182d", 182, "proposal_made", "保護者への提案(26週)", "Proposals to parents (26 weeks)", "件", "proposals"),
    )  # fmt: skip
    body = copy.deepcopy(from_yaml(metrics_text())[2])
    for code, days, event, ja, en, unit_ja, unit_en in own:
        body["metrics"].append(
            {
                "code": code,
                "kind": "count",
                "window_days": days,
                "filter": f"event = '{event}'",
                "title": {"ja": ja, "en": en},
                "unit": {"ja": unit_ja, "en": unit_en},
            }
        )
    since = local(REVISED[-1])
    save_draft(kind="metrics", code="standard", body=body, by=SYSTEM, at=since)
    publish(kind="metrics", code="standard", by=people["ops"], at=since)


def _default(name: str) -> Body:
    return copy.deepcopy(from_yaml(default_text(name))[2])


def _roadmaps() -> Iterator[Body]:
    body = _default("roadmap")
    for code, ja, en in EXAMPLES:
        body = copy.deepcopy(body)
        _step(body, code).setdefault("examples", []).append({"ja": ja, "en": en})
        yield body


def _checklists() -> Iterator[Body]:
    body = _default("checklist")
    for section, code, kind, ja, en in QUESTIONS:
        body = copy.deepcopy(body)
        questions = next(one for one in body["sections"] if one["code"] == section)["questions"]
        questions.append({"code": code, "type": kind, "title": {"ja": ja, "en": en}})
        yield body


def _next_roadmap() -> Body:
    """The draft that is being worked on: a stumbling point more, another person for the summaries."""
    *_before, body = _roadmaps()
    body = copy.deepcopy(body)
    _step(body, "first_login")["stumbling"].append(
        {
            "code": "night_shift",
            "title": {"ja": "夜勤の方に案内が届かない", "en": "The night shift never hears of it"},
        }
    )
    _step(body, "registration")["level"] = "proven"
    _step(body, "summaries")["customer_actions"][0]["layer"] = "admin"
    steps = _stage(body, "adoption")["steps"]
    steps.insert(
        2,
        {
            "code": "second_site",
            "name": {"ja": "2拠点目の立ち上げ", "en": "Starting the second site"},
            "level": "draft",
            "completion": {
                "ja": "2拠点目で4週間つづいている",
                "en": "Four weeks in use at the second site",
            },
            "timing": {"days": 45},
        },
    )
    return body


def _next_phases() -> Body:
    """The standard phases with a higher bar for registration."""
    body = _default("phase_set")
    for phase in body["phases"]:
        for item in phase.get("gate", ()):
            if item["code"] == "registration_coverage":
                item["rule"] = "registration_coverage >= 0.98"
                item["message"] = {
                    "ja": "登録方法が決まった利用者 {registration_coverage} < 98 %",
                    "en": "Registration coverage {registration_coverage} < 98 %",
                }
    return body


def _stage(body: Body, code: str) -> Body:
    found: Body = next(one for one in body["stages"] if one["code"] == code)
    return found


def _step(body: Body, code: str) -> Body:
    found: Body = next(
        step for stage in body["stages"] for step in stage["steps"] if step["code"] == code
    )
    return found
