"""Versions: their history, one of them, two side by side, YAML out and in."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from senro.console.customers.shared import done
from senro.kernel.actions import save_draft
from senro.kernel.errors import Invalid, Missing
from senro.kernel.models import Version
from senro.kernel.queries.versions import history_of
from senro.kernel.rules.bodies import NotAMethod, from_yaml, to_yaml

from ..shapes.diffs import lines
from ..shapes.groups import GROUPS
from ..shapes.part import MethodPart, names_of, part_of
from ..shared import editor, locale, page_of, reader
from ..words import HOME, TABS

LARGEST = 2_000_000


@require_safe
def history(request: Any, kind: str, code: str) -> HttpResponse:
    """All versions, newest first: from when, by whom, why."""
    reader(request)
    part = part_of(kind, code, request.at)
    rows = list(history_of(kind, code))
    who = names_of(row.created_by_id for row in rows)
    known = [(row, who.get(row.created_by_id) or "Senro") for row in rows]
    context = page_of(request, part, None, rows=known)
    return render(request, "console/programs/history.html", context)


def _version(part: MethodPart, number: int) -> Version:
    if number == 0 and part.draft is not None:
        return part.draft
    found = history_of(part.kind, part.code).filter(number=number).first()
    if found is None:
        raise Missing()
    return found


@require_safe
def version(request: Any, number: int, kind: str, code: str) -> HttpResponse:
    """One version as it is (0 is the draft)."""
    reader(request)
    part = part_of(kind, code, request.at)
    found = _version(part, number)
    tabs = [one for one in TABS if one.kind == kind and one.code in GROUPS]
    groups = [(one.label, GROUPS[one.code](found.body, locale())) for one in tabs]
    text = "" if groups else to_yaml(kind, code, found.body)
    context = page_of(request, part, None, version=found, parts=groups, text=text)
    return render(request, "console/programs/version.html", context)


@require_safe
def compare(request: Any, kind: str, code: str) -> HttpResponse:
    """Any two versions side by side, the draft too."""
    reader(request)
    part = part_of(kind, code, request.at)
    latest = part.latest.number if part.latest else 0
    before_default = latest if part.draft else max(latest - 1, 1)
    old = _number(request.GET.get("a"), before_default)
    new = _number(request.GET.get("b"), 0 if part.draft else latest)
    a, b = _version(part, old), _version(part, new)
    found = lines(kind, a.body, b.body)
    numbers = list(history_of(kind, code).values_list("number", flat=True))
    choices = [(n, f"v{n}") for n in numbers]
    if part.draft:
        choices.insert(0, (0, _("Draft v%(number)s") % {"number": part.next_number}))
    context = page_of(request, part, None, a=a, b=b, lines=found, choices=choices)
    return render(request, "console/programs/compare.html", context)


def _number(text: Any, default: int) -> int:
    text = str(text or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default


@require_safe
def yaml_of(request: Any, kind: str, code: str) -> HttpResponse:
    """The draft, else the latest version, as YAML: to read and copy, or as a file."""
    reader(request)
    part = part_of(kind, code, request.at)
    wanted = request.GET.get("version", "")
    body = _version(part, _number(wanted, 0)).body if wanted else part.body
    text = to_yaml(kind, code, body)
    if request.GET.get("download"):
        answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
        name = quote(f"{kind}-{code}.yaml".replace("/", "-"))
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return answer
    context = page_of(request, part, None, text=text, form=YamlForm())
    return render(request, "console/programs/yaml.html", context)


class YamlForm(forms.Form):
    """A file, or the text itself."""

    file = forms.FileField(label=gettext_lazy("YAML file"), required=False)
    text = forms.CharField(
        label=gettext_lazy("or its text"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false", "class": "sn-rule-in"}),
    )

    def clean(self) -> dict[str, Any]:
        """Read it: kind, code and body."""
        cleaned = super().clean() or {}
        text = cleaned.get("text") or ""
        if cleaned.get("file"):
            data = cleaned["file"].read(LARGEST + 1)
            if len(data) > LARGEST:
                raise forms.ValidationError(_("The file is larger than 2 MB."))
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(_("The file is not UTF-8.")) from None
        if not text.strip():
            raise forms.ValidationError(_("Choose a file or paste its text."))
        try:
            cleaned["part"] = from_yaml(text)
        except NotAMethod as error:
            said = _("This is not a part of a method: %(error)s")
            raise forms.ValidationError(said % {"error": error}) from error
        return cleaned


@require_http_methods(["GET", "POST"])
def upload(request: Any) -> HttpResponse:
    """YAML becomes the draft of the part that it names; nothing is published by it."""
    editor(request)
    posted = request.method == "POST"
    form = YamlForm(request.POST, request.FILES) if posted else YamlForm()
    if posted and form.is_valid():
        kind, code, body = form.cleaned_data["part"]
        try:
            if not any(kind == known for known, _pattern in HOME):
                raise Missing()
            save_draft(kind=kind, code=code, body=body, by=request.actor, at=request.at)
        except Invalid as refused:
            for error in refused.errors:
                form.add_error(None, error.message)
        except Missing:
            form.add_error(None, _("There is no such kind of versions."))
        else:
            part = part_of(kind, code, request.at)
            return done(request, _("It is now the draft."), part.href("publication"))
    status = 422 if form.is_bound and form.errors else 200
    context = page_of(request, None, None, form=form)
    return render(request, "console/programs/upload.html", context, status=status)
