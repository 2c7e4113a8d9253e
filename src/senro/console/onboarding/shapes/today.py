"""Today's rows as `reason_row` takes them: a sentence with its numbers, where it is, the one verb."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from senro.kernel.locales import locale
from senro.kernel.rules.access import Actor, allowed
from senro.onboarding.queries.dicts import risk_reasons
from senro.onboarding.queries.reasons import RANK, RANKING, TodayRow
from senro.onboarding.rules.machine import AFTER
from senro.ui.figures import day
from senro.ui.links import link

from .gates import first_fix
from .why import why

RANK_WORDS: dict[str, Any] = {
    "watch_stalled": gettext_lazy("Use fell after completion"),
    "stalled": gettext_lazy("Stalled: off the line"),
    "gate_overdue": gettext_lazy("Past the plan of the phase"),
    "late_open": gettext_lazy("Past the plan, and the gate is open"),
    "signal_stop": gettext_lazy("A signal to act on"),
    "at_risk": gettext_lazy("At risk"),
    "task_overdue": gettext_lazy("A ToDo is past its date"),
    "signal_care": gettext_lazy("A signal to watch"),
    "intake": gettext_lazy("Handed over, not begun"),
    "gate_open": gettext_lazy("The gate is open"),
    "task_due": gettext_lazy("A ToDo is due soon"),
    "suggestion": gettext_lazy("A suggestion"),
}


OFF = ("stalled",)
# The permission of the one action; whoever has it not is led to the case.
NEEDS = {
    "watch_stalled": "touch.log", "stalled": "touch.log", "at_risk": "touch.log",
    "intake": "case.change", "gate_open": "case.change", "late_open": "case.change",
}  # fmt: skip
SIGNALS = ("signal_stop", "signal_care", "suggestion")


def row_shape(
    row: TodayRow, actor: Actor, *, rank: int, scope: str, today: Any, state: str = ""
) -> dict[str, Any]:  # fmt: skip
    """One line of Today."""
    card = row.card
    label, url = _action(row, actor)
    watched = card.status in AFTER
    return {
        "id": row.item.replace(":", "-"),
        "item": row.item,
        "rank": rank,
        "signal": row.signal,
        "name": card.name,
        "href": link("case", row.case_id),
        "key": card.key,
        "tier": card.tier,
        "sentence": sentence(row),
        "why": _why(row),
        "route": {
            "phases": row.phases or 6,
            "here": row.place,
            "days": card.days,
            "state": "watch" if watched else "off" if row.kind in OFF else "",
            "gate": "closed" if row.kind == "gate_overdue" else "",
        },
        "place": _place(row),
        "late": 0 if row.kind in OFF else card.late,
        "plan": card.plan,
        "due": _("today") if row.due == today else day(row.due) if row.due else "",
        "action": label,
        "action_url": url,
        "action_method": "get",
        "done_url": reverse("today_done", args=[row.item]),
        "snooze_url": reverse("today_snooze", args=[row.item]),
        "undo_url": f"{reverse('today_undo', args=[row.item])}?scope={scope}",
        "state": state,
    }


def sentence(row: TodayRow) -> SafeString | str:
    """Why it is there, its numbers bold."""
    days = row.params.get("days", 0)
    if row.kind == "gate_overdue":
        return _gate_sentence(row)
    if row.kind == "late_open":
        late = ngettext("%(n)s day past the plan", "%(n)s days past the plan", days) % {"n": days}
        return format_html(_("{}, and all conditions are met: it can go on"), bold(late))
    if row.kind in ("task_overdue", "task_due"):
        return _task_sentence(row)
    if row.kind in SIGNALS:
        return _signal_sentence(row)
    texts = {
        "watch_stalled": _("{} after completion"),
        "stalled": _("{}. {}"),
        "at_risk": _("{}. {}"),
        "intake": _("{}. The first phase has not begun"),
    }
    heads = {
        "watch_stalled": _("Use has fallen"),
        "stalled": _("Stalled, and off the line"),
        "at_risk": ngettext("%(n)s day in this phase", "%(n)s days in this phase", days),
        "intake": ngettext("Waiting for %(n)s day", "Waiting for %(n)s days", days),
    }
    if row.kind in texts:
        because = " ".join(str(one.message) for one in risk_reasons(row.evidence))
        if row.kind in OFF:
            because = ngettext("%(n)s day in this phase", "%(n)s days in this phase", days)
            because %= {"n": days}
        return format_html(texts[row.kind], bold(heads[row.kind] % {"n": days}), because)
    return format_html(_("{}: it can go on to the next phase"), bold(_("All conditions are met")))


def bold(text: Any) -> SafeString:
    """What the eye should find first."""
    return format_html("<b>{}</b>", text)


def _gate_sentence(row: TodayRow) -> SafeString:
    head = ngettext(
        "The gate is closed %(n)s day past the plan",
        "The gate is closed %(n)s days past the plan",
        row.params["days"],
    ) % {"n": row.params["days"]}
    first = next((one for one in (row.gate.rows if row.gate else ()) if one.state != "met"), None)
    if first is None:
        return format_html("{}", bold(head))
    value = format_html("{} {}", first.value, first.threshold) if first.value else ""
    more = row.params["unmet"] - 1
    rest = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more} if more else ""
    name = first.name if not first.value else format_html("{} {}", first.name, bold(value))
    return format_html(_("{}. {} {}"), bold(head), name, rest)


def _task_sentence(row: TodayRow) -> SafeString:
    japanese = locale() == "ja"
    title = row.params["title_ja" if japanese else "title_en"]
    theirs = row.params["side"] == "customer"
    who = _("the customer's ToDo") if theirs else _("our ToDo")
    if row.kind == "task_due":
        return format_html(_("{} “{}” is due"), who, bold(title))
    late = ngettext("%(n)s day late", "%(n)s days late", row.waited) % {"n": row.waited}
    more = row.params["count"] - 1
    rest = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more} if more else ""
    return format_html(_("{} “{}” is {} {}"), who, title, bold(late), rest)


def _signal_sentence(row: TodayRow) -> SafeString:
    japanese = locale() == "ja"
    title = row.params["title_ja" if japanese else "title_en"]
    since = ngettext("for %(n)s day", "for %(n)s days", row.waited) % {"n": row.waited}
    more = row.params["count"] - 1
    rest = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more} if more else ""
    return format_html("{} {} {}", bold(title), since if row.waited else _("since today"), rest)


def _place(row: TodayRow) -> str:
    card = row.card
    if card.phase == "intake":
        return _("Handoff, day %(n)s") % {"n": card.days}
    if row.kind in OFF:
        return _("Off the line")
    if card.status in AFTER:
        return _("Watch, day %(n)s") % {"n": card.days}
    return _("Plan %(n)s d") % {"n": card.plan} if card.plan else ""


def _why(row: TodayRow) -> dict[str, Any]:
    first = next((one for one in (row.gate.rows if row.gate else ()) if one.state != "met"), None)
    if first is not None:
        told = why(_ranked(row), first.rule, first.version, first.inputs)
    elif row.evidence:
        found = row.evidence
        rule, version = found.get("rule", ""), found.get("version", "")
        told = why(_ranked(row), rule, version, found.get("inputs"))
    else:
        told = why(_ranked(row))
    told["inputs"] = {**score(row), **told["inputs"]}
    return told


def score(row: TodayRow) -> dict[str, Any]:
    """The parts of the row's place: each reason of the case with its numbers, then the days."""
    parts: dict[str, Any] = {}
    for kind, waited, params in row.reasons:
        days = params.get("days", waited)
        said = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
        place = _("place %(n)s") % {"n": RANK[kind] + 1}
        parts[str(RANK_WORDS[kind])] = f"{place}・{said}"
    parts[_("Days waited")] = row.waited
    parts[_("Days in this phase")] = row.card.days
    if row.card.plan:
        parts[_("Plan")] = row.card.plan
    return parts


def _ranked(row: TodayRow) -> str:
    return _("Place %(n)s of the order: %(kind)s. Within it, who has waited longest comes first.") % {
        "n": row.place_in_order, "kind": RANK_WORDS[row.kind],
    }  # fmt: skip


def _action(row: TodayRow, actor: Actor) -> tuple[str, str]:
    page = link("case", row.case_id)
    needs = NEEDS.get(row.kind)
    if needs and not allowed(actor, needs, row.team_id):
        return _("Open the case"), page
    if row.kind == "gate_overdue" and row.gate is not None:
        fix = first_fix(actor, row.case_id, row.team_id, row.gate)
        if fix:
            return str(fix.get("short") or fix["label"]), fix["url"]
    if row.kind in SIGNALS:
        address = f"{reverse('signals')}?{urlencode({'scope': 'all', 'account': row.card.key})}"
        return _("Look at the signals"), address
    if needs == "touch.log":
        return _("Record a contact"), reverse("touch_new", args=[row.case_id])
    if row.kind in ("task_overdue", "task_due"):
        return _("Open the ToDo"), f"{page}#todo"
    if row.kind == "intake":
        return _("Begin the first phase"), f"{page}#gate"
    if row.kind in ("gate_open", "late_open"):
        return _("Go on to the next phase"), f"{page}#gate"
    return _("Look at the gate"), f"{page}#gate"


def ranking() -> list[tuple[str, Any]]:
    """The order in words, for the popover."""
    return [(str(place), RANK_WORDS[kind]) for place, kind in enumerate(RANKING, start=1)]


def kind_options(counts: dict[str, int]) -> list[tuple[str, Any, int]]:
    """The reasons that the list has, for its filter."""
    everything = ("", pgettext("filter", "All"), sum(counts.values()))
    return [everything, *((kind, RANK_WORDS[kind], n) for kind, n in counts.items())]
