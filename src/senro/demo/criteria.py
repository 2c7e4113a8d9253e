"""The sample company's criteria: v1 (KM) since 2023, v1.5 in force, v2 under discussion."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from senro.kernel.access import SYSTEM, Actor
from senro.kernel.actions import propose_version, publish, save_draft
from senro.kernel.rules.bodies import from_yaml
from senro.programs.queries import default_text

from .cases import PastCase
from .moments import local

WHAT: dict[str, Any] = {"kind": "criteria_set", "code": "standard"}
DUE, EFFECT = date(2026, 12, 31), date(2027, 1, 5)
WHY = "直近の完了20件の基準が20通りだったため。効果の実感までを完了に含める"


def revise_criteria(past: Iterable[PastCase], people: dict[str, Actor], at: datetime) -> None:
    """Publish v1.5 when its first case started; leave v2 as a proposal that is to be decided."""
    since = local(min(one.started for one in past if one.criteria_set == "v1.5"))
    save_draft(body=_labelled("v1.5"), by=SYSTEM, at=since, **WHAT)
    publish(by=SYSTEM, at=since, note="基準の呼び方をそろえた", **WHAT)
    ops = people["ops"]
    save_draft(body=_second(), by=ops, at=at, **WHAT)
    propose_version(
        reason=WHY, due=DUE, effective_from=max(at, local(EFFECT, 0)), by=ops, at=at, **WHAT
    )


def _labelled(label: str) -> dict[str, Any]:
    body: dict[str, Any] = copy.deepcopy(from_yaml(default_text("criteria_set"))[2])
    body["label"] = label
    return body


def _second() -> dict[str, Any]:
    """v2: the three criteria, and the effect felt."""
    body = _labelled("v2")
    steps = from_yaml(default_text("presets/goal_used_effect"))[2]
    effect = next(one for one in steps["criteria"] if one["code"] == "effect_felt")
    body["criteria"].append(effect)
    return body
