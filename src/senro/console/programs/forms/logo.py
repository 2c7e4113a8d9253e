"""The form of the picture at the head of a checklist."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..shapes.logo import Logo


class LogoForm(forms.Form):
    """A file, and words for whoever does not see it."""

    file = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_("PNG, JPEG, GIF or WebP, up to 1 MB."),
        error_messages={"required": _("Choose a picture.")},
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/gif,image/webp"}),
    )
    alt_ja = forms.CharField(label=_("What it shows (in Japanese)"), required=False, max_length=200)
    alt_en = forms.CharField(label=_("What it shows (in English)"), required=False, max_length=200)

    def __init__(self, logo: Logo, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"alt_ja": logo.alt.ja, "alt_en": logo.alt.en}
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not logo.shown
        self.fields["alt_en"].help_text = _("For whoever does not see it. One language is enough.")
