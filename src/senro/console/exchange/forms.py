"""Forms of the import wizard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from senro.exchange.rules.kinds import KINDS
from senro.ui.choices import offer

ENCODINGS = (
    ("auto", _("Automatic")),
    ("utf-8", "UTF-8"),
    ("cp932", "CP932 (Shift_JIS)"),
    ("euc_jp", "EUC-JP"),
    ("utf-16", "UTF-16"),
    ("cp1252", "Windows-1252"),
)


class UploadForm(forms.Form):
    """What the file is about, and the file."""

    kind = forms.ChoiceField(label=_("What the file is about"))
    file = forms.FileField(label=_("File"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        locale = get_language() or "ja"
        choices = [(code, kind.label(locale)) for code, kind in KINDS.items()]
        offer(self, "kind", choices)
