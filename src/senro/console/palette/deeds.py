"""What can be done on the page that somebody looks at: the verbs of a case, of an account, of a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from senro.customers.queries import visible_accounts
from senro.kernel.rules.access import Actor, allowed
from senro.onboarding.queries.visible import visible_cases
from senro.onboarding.rules.machine import MOVING

from ..customers.shared import href_of
from ..onboarding.shapes.steps import steps_of
from .commands import Command


@dataclass(frozen=True)
class Deed:
    """A page of a case or an account. `name` is its address, `#…` a place on the page itself."""

    label: Any
    name: str
    needs: str = ""
    words: str = ""


OF_A_CASE = (
    Deed(_("Record a contact"), "touch_new", "touch.log", "log contact call mail 電話"),
    Deed(_("Write a note"), "#note-text", "comment.write", "comment コメント memo"),
    Deed(_("Record a meeting"), "meeting_new", "case.change", "打ち合わせ"),
    Deed(_("Run the kickoff"), "kickoff", "case.change"),
    Deed(_("Run the closing"), "closing", "case.change"),
    Deed(_("Add a ToDo"), "task_new", "case.change", "task タスク"),
    Deed(pgettext_lazy("page", "Plan"), "plan", "", "gantt dates reschedule ガント 日程 リスケ"),
    Deed(_("Target of this case"), "case_target", "case.change", "date deadline 期限 完了予定"),
    Deed(_("How keen the customer is"), "case_temperature", "case.change", "temperature 温度感"),
    Deed(_("Who leads this case"), "case_owner", "case.change", "owner 担当 assign"),
    Deed(_("Name the project structure"), "structure", "case.change", "体制図 PM"),
    Deed(_("Purposes of adoption"), "case_purposes", "", "goal 目的"),
    Deed(_("What they want, and by when"), "case_wishes", "", "feature 要望"),
    Deed(_("A criterion of this case alone"), "criterion_new", "case.change", "完了基準 custom"),
    Deed(pgettext_lazy("waves", "Sites"), "waves", "", "wave rollout 拠点 展開"),
    Deed(_("All phases"), "case_playbook", "", "playbook upgrade プレイブック 版"),
)
OF_AN_ACCOUNT = (
    Deed(_("Log a contact"), "account_touch", "touch.log", "call mail 電話"),
    Deed(_("Write a note"), "#note-text", "comment.write", "comment コメント memo"),
    Deed(_("Edit the account"), "account_edit", "account.change"),
    Deed(_("Purposes of adoption"), "account_purposes", "account.change"),
    Deed(_("Add a contact"), "contact_new", "account.change"),
    Deed(_("Add a contract"), "contract_new", "account.change"),
    Deed(_("Add a deal"), "deal_new", "account.change", "opportunity crm 商談"),
    Deed(_("Add an end user"), "end_user_new", "account.change", "user ユーザー"),
    Deed(
        _("Override the health score"), "health_override", "account.change", "ヘルススコア 上書き"
    ),
    Deed(_("Merge with a duplicate"), "account_merge", "account.change", "duplicate 統合 重複"),
    Deed(_("The customer's calendar"), "account_calendar", "", "ics カレンダー"),
)


def here(actor: Actor, path: str) -> tuple[str, list[Command]]:
    """What the page is about, and its verbs for this person."""
    try:
        match = resolve(path.split("?")[0].split("#")[0])
    except Resolver404:
        return "", []
    if "case_id" in match.kwargs:
        case = visible_cases(actor).select_related("account").filter(pk=match.kwargs["case_id"])
        found = case.first()
        return (found.account.name, list(_of_case(actor, found))) if found else ("", [])
    if "key" in match.kwargs and match.route.startswith("accounts/"):
        account = visible_accounts(actor).filter(key=match.kwargs["key"]).first()
        return (account.name, list(_of_account(actor, account))) if account else ("", [])
    return "", list(_of_rows(match.url_name or ""))


def _of_case(actor: Actor, case: Any) -> Iterator[Command]:
    if (
        allowed(actor, "case.change", case.team_id)
        and case.status in MOVING
        and case.phase != "intake"
    ):
        where = reverse("completion", args=[case.pk, case.phase])
        yield Command(_("Complete the phase"), where, case.phase)
    yield from _deeds(actor, OF_A_CASE, case.team_id, [case.pk], reverse("case", args=[case.pk]))
    for step in steps_of(actor, case):
        yield Command(step["label"], step["url"])
    yield Command(_("The customer's page"), href_of(case.account.key))


def _of_account(actor: Actor, account: Any) -> Iterator[Command]:
    page = href_of(account.key)
    yield from _deeds(actor, OF_AN_ACCOUNT, account.team_id, [account.key], page)


def _deeds(
    actor: Actor, deeds: tuple[Deed, ...], team: Any, named: list[Any], page: str
) -> Iterator[Command]:
    """Those that this person may do. Notes are written by everybody who sees the thing."""
    for deed in deeds:
        of = () if deed.needs == "comment.write" else (team,)
        if deed.needs and not allowed(actor, deed.needs, *of):
            continue
        on_page = deed.name.startswith("#")
        where = page + deed.name if on_page else reverse(deed.name, args=named)
        yield Command(deed.label, where, words=deed.words)


def _of_rows(name: str) -> Iterator[Command]:
    if name == "today":
        yield Command(_("Done: the selected row"), key="e", words="complete 済み")
        yield Command(_("Later: the selected row"), key="s", words="snooze スヌーズ")
