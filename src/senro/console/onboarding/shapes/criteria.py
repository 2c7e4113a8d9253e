"""The panel of completion criteria: state, evidence, what may be done, and what was told."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from senro.customers.models import Site
from senro.kernel.locales import locale
from senro.kernel.queries import living_files
from senro.onboarding.queries.case_page import CasePage, CriterionLine
from senro.onboarding.queries.criteria import amendments_of
from senro.onboarding.queries.told import told_of
from senro.onboarding.rules.criteria import how_many, plain
from senro.programs.queries import criteria_set_by
from senro.programs.rules.criteria import STEPS
from senro.ui.figures import day

COUNTED = ("met", "waived", "open")
MARKS = {"pending_approval": "unknown", "refused": "na"}


def criteria(page: CasePage) -> dict[str, Any]:
    """Rows and the ring; customs that wait for approval are shown and not counted."""
    attempt = page.line.attempt
    chosen = criteria_set_by(attempt.criteria_set_id)
    sites = _sites(page)
    rows = [_criterion(line, chosen, line.asked, sites) for line in page.criteria]
    there = living_files(
        row["proof"]["file"] for row in rows if row["proof"] and row["proof"]["file"]
    )
    for row in rows:
        row["file"] = there.get(row["proof"]["file"]) if row["proof"] else None
    told = told_of(attempt)
    if told is not None and page.past and told.told_at.date() > page.past:
        told = None
    counted = [row for row in rows if row["state"] in COUNTED]
    states = Counter(row["state"] for row in rows)
    return {
        "rows": rows,
        "met": states["met"] + states["waived"],
        "total": len(counted),
        "note": _note(page, chosen, told) if rows else "",
        "amendments": amendments_of(attempt) if told else [],
        "reason_needed": told is not None,
        "steps": _steps(page.criteria),
        "customs": sum(line.row.custom for line in page.criteria),
    }


def _note(page: CasePage, chosen: Any, told: Any) -> str:
    name = chosen.label if chosen else page.line.attempt.criteria_name
    said = _("told on %(day)s") % {"day": day(told.told_at)} if told else ""
    if not said:
        meeting = next((m for m in page.meetings if "criteria" in (m.confirmed or [])), None)
        said = (
            _("told on %(day)s") % {"day": day(meeting.held_at)} if meeting else _("not told yet")
        )
    named = _("Criteria set %(name)s") % {"name": name} if name else ""
    return _("%(set)s · %(told)s") % {"set": named, "told": said} if named else said


def _sites(page: CasePage) -> list[str]:
    if not any(line.row.per == "site" for line in page.criteria):
        return []
    rows = Site.objects.filter(account=page.case.account, undone_at=None)
    return list(rows.order_by("name").values_list("name", flat=True)[:200])


def _steps(lines: tuple[CriterionLine, ...]) -> list[dict[str, Any]]:
    """Goal set, used, effect felt, where the criteria name them."""
    words = {"goal": _("Goal set"), "used": _("In use"), "effect": _("Effect felt")}
    found = []
    for step in STEPS:
        of = [line for line in lines if line.row.step == step]
        if of:
            met = all(line.state in ("met", "waived") for line in of)
            found.append({"name": words[step], "state": "met" if met else "open"})
    return found


def _criterion(line: CriterionLine, chosen: Any, asked: bool, sites: list[str]) -> dict[str, Any]:
    row = line.row
    who = f"{row.met_by.name} {day(row.met_at)}" if row.met_by and line.state == "met" else ""
    found = bool(row.rule) and row.met_at is not None and row.met_by is None
    one = chosen.criterion(row.code) if chosen and not row.custom else None
    language = get_language() or "ja"
    partly = line.state == "open" and row.proof is not None
    return {
        "code": row.code,
        "title": _title(row),
        "state": line.state,
        "mark": "partly" if partly else MARKS.get(line.state, line.state),
        "mandatory": row.mandatory,
        "custom": row.custom,
        "option": row.option,
        "options": [(o.code, o.title.of(language)) for o in one.options] if one else [],
        "option_word": _("multi-site option") if row.per == "site" else _("option"),
        "kind": row.kind,
        "threshold": plain(row.threshold) if row.threshold is not None else "",
        "scale": plain(row.scale) if row.scale is not None else "",
        "sites": [(name, ((row.proof or {}).get("values") or {}).get(name)) for name in sites]
        if row.per == "site"
        else [],
        "evidence": row.evidence if line.state != "open" or partly else "",
        "proof": _proof(row),
        "pending": _pending(line),
        "asked": asked,
        "who": who,
        "why": {"sentence": row.evidence, "rule": row.rule, "version": "", "inputs": {}}
        if found
        else None,
    }


def _proof(row: Any) -> dict[str, Any] | None:
    """The number at the right, who answered, of which day, and where it can be seen."""
    proof = row.proof
    if not proof:
        return None
    counted = how_many(proof)
    value = f"{counted[0]}/{counted[1]}" if counted else ""
    if not value and proof.get("value") is not None:
        value = plain(proof["value"])
        if proof.get("before") is not None:
            value = f"{plain(proof['before'])} → {value}"
    return {
        "value": value,
        "threshold": plain(proof["threshold"]) if proof.get("threshold") is not None else "",
        "sign": "≤" if proof.get("better") == "lower" else "≥",
        "who": proof.get("who", ""),
        "on": proof.get("on", ""),
        "link": proof.get("link", ""),
        "file": proof.get("file", ""),
    }


def _pending(line: CriterionLine) -> str:
    """What stands where the evidence will."""
    if line.state == "pending_approval":
        return _("waits for a manager's approval")
    if line.state == "refused":
        return _("refused by a manager")
    if line.state != "open" or line.row.proof:
        return ""
    return _("found by its rule") if line.row.rule else _("not yet")


def _title(row: Any) -> str:
    japanese = locale() == "ja"
    words = (row.title_ja, row.title_en) if japanese else (row.title_en, row.title_ja)
    return str(words[0] or words[1])
