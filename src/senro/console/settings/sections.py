"""What the settings hold, and who may open each: for their own page and for the palette."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from senro.kernel.rules.access import Actor, allowed


@dataclass(frozen=True)
class Place:
    """One page of the settings: the name of its address, or the address. `needs` is a permission; `words` are others to find it by."""

    label: Any
    name: str
    needs: str = ""
    words: str = ""

    @property
    def href(self) -> str:
        """Its address."""
        return self.name if self.name.startswith("/") else reverse(self.name)


SECTIONS: tuple[tuple[Any, tuple[Place, ...]], ...] = (
    (_("You"), (
        Place(_("Your profile"), "profile", words="password パスワード"),
        Place(_("Where you are signed in"), "usersessions_list", words="session ログアウト"),
    )),
    (_("Data"), (
        Place(pgettext_lazy("menu", "Imports"), "imports", "import.run"),
        Place(_("Intake of events"), "intake", "import.run", "segment イベント"),
        Place(_("Other databases"), "sources", "import.run", "sql pull 連携"),
        Place(_("Record of everything"), "record", words="audit log 監査ログ"),
        Place(_("Possible duplicates"), "accounts_duplicates", "account.change", "merge 統合 名寄せ"),
        Place(_("Who holds what"), "everybodys_work", "work.reassign", "handover 引き継ぎ"),
        Place(_("Products"), "products", "method.change"),
        Place(_("Custom fields"), "custom_fields", "method.change"),
    )),
    (_("Access"), (
        Place(_("People and roles"), "people", "settings.change", "users ユーザー 権限"),
        Place(_("Teams"), "teams", "settings.change"),
        Place(_("First steps"), "welcome", "settings.change", "wizard setup 初期設定"),
        Place(_("Organisation and calendar"), "organization", "settings.change", "holidays 休業日"),
        Place(_("Archive of everything"), "archive", "settings.change", "export backup"),
        Place(_("API keys"), "keys", "settings.change", "token"),
        Place(_("API reference"), "/api/v1/docs", "settings.change", "openapi rest"),
    )),
)  # fmt: skip


def sections_for(actor: Actor) -> list[tuple[Any, list[Place]]]:
    """The sections with what this person may open; none that would be empty."""
    found = [
        (title, [one for one in places if not one.needs or allowed(actor, one.needs)])
        for title, places in SECTIONS
    ]
    return [(title, places) for title, places in found if places]
