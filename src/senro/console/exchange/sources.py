"""Sources: what is asked of other databases. For those who import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from senro.console.customers.shared import undo_url
from senro.exchange.actions import ask_source, remove_source, save_source
from senro.exchange.models import PullSource
from senro.exchange.pulling.checks import source_problems
from senro.exchange.pulling.connections import connections
from senro.exchange.pulling.run import Trial, try_out
from senro.exchange.queries import visible_sources, waiting_rows
from senro.exchange.rules.kinds import BULK, KINDS
from senro.exchange.rules.mapping import codes_of, said_of
from senro.kernel.errors import Conflict, FieldError, Invalid, Missing
from senro.ui.toasts import say

from .shapes import kind_words
from .views import for_importers

HOW_OFTEN = (
    (0, gettext_lazy("By hand only")),
    (15, gettext_lazy("Every 15 minutes")),
    (60, gettext_lazy("Every hour")),
    (360, gettext_lazy("Every 6 hours")),
    (1440, gettext_lazy("Once a day")),
)


class SourceForm(forms.Form):
    """A question, and what its rows are."""

    key = forms.CharField(label=gettext_lazy("Key"), max_length=60)
    connection = forms.ChoiceField(label=gettext_lazy("Database"))
    kind = forms.ChoiceField(label=gettext_lazy("What the rows are about"))
    sql = forms.CharField(
        label="SQL",
        max_length=20_000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false", "class": "sn-rule-in"}),
        help_text=gettext_lazy("One SELECT. Columns are found by their names, as in a file."),
    )
    mapping = forms.CharField(
        label=gettext_lazy("Columns that are not found"),
        required=False,
        widget=forms.Textarea({"rows": 2, "spellcheck": "false", "class": "sn-rule-in"}),
        help_text=gettext_lazy("One a line: column = field."),
    )
    cursor = forms.CharField(
        label=gettext_lazy("Column that grows"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Only rows from its last value on are asked for. Empty: all rows."),
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Interval"), choices=HOW_OFTEN, coerce=int, initial=60
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        locale = get_language() or "ja"
        named: Any = self.fields
        named["connection"].choices = [(name, name) for name in sorted(connections())]
        kinds = {**BULK, **KINDS}
        named["kind"].choices = [(code, kind.label(locale)) for code, kind in kinds.items()]
        often = kwargs.get("initial", {}).get("minutes")
        if often is not None and often not in dict(HOW_OFTEN):
            words = _("Every %(count)s minutes") % {"count": often}
            named["minutes"].choices = [*HOW_OFTEN, (often, words)]

    def values(self) -> dict[str, Any]:
        """The fields as the verb takes them."""
        told = {name: self.cleaned_data[name] for name in self.fields if name != "key"}
        return {**told, "mapping": _mapping(told["mapping"])}

    def refuse(self, errors: Any) -> None:
        """Say what is wrong beside its field."""
        for error in errors:
            self.add_error(error.field if error.field in self.fields else None, str(error.message))


def _mapping(text: str) -> dict[str, Any]:
    pairs = (line.partition("=") for line in text.splitlines() if line.strip())
    return {column.strip(): field.strip() or None for column, _equals, field in pairs}


def _lines(mapping: dict[str, Any]) -> str:
    return "\n".join(
        f"{column} = {', '.join(codes_of(told))}".strip() for column, told in mapping.items()
    )


@require_safe
@for_importers
def index(request: Any) -> HttpResponse:
    """All sources, and how the last time went."""
    lines = [
        {"row": row, "kind": kind_words(row.kind), "refused": waiting_rows(row)}
        for row in visible_sources(request.actor)
    ]
    context = {"lines": lines, "connections": sorted(connections())}
    return render(request, "console/exchange/sources.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def new(request: Any) -> HttpResponse:
    """A new source."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def edit(request: Any, key: str) -> HttpResponse:
    """A source that is there."""
    return _edit(request, _row(request, key))


@require_POST
@for_importers
def ask(request: Any, key: str) -> HttpResponse:
    """Let the worker ask it now, or try again what was refused."""
    row = _row(request, key)
    wanted = {name: name in request.POST for name in ("anew", "refused")}
    ask_source(source=row, by=request.actor, at=request.at, **wanted)
    say(request, _("It is asked in a moment. What comes stands under Imports."))
    return redirect("sources")


@require_POST
@for_importers
def remove(request: Any, key: str) -> HttpResponse:
    """Ask it no more."""
    remove_source(source=_row(request, key), by=request.actor, at=request.at)
    say(request, _("The source was removed. What it brought stays."), undo=undo_url(request))
    return redirect("sources")


def _row(request: Any, key: str) -> PullSource:
    row = visible_sources(request.actor).filter(key=key).first()
    if row is None:
        raise Missing()
    return row


def _edit(request: Any, row: PullSource | None) -> HttpResponse:
    names = ("key", "connection", "kind", "sql", "cursor", "minutes")
    initial = {name: getattr(row, name) for name in names} if row else {}
    if row:
        initial["mapping"] = _lines(row.mapping)
    form = SourceForm(request.POST or None, initial=initial)
    if row:
        form.fields["key"].disabled = True
    trial, trouble, status = None, "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if "try" not in request.POST:
                    return _saved(request, form)
                trial, status = _tried(request, form), 200
            except Invalid as error:
                form.refuse(error.errors or [FieldError("", error.code, error.message)])
            except Conflict as error:
                trouble, status = str(error.message), 409
    context = {"form": form, "row": row, "trial": trial, "trouble": trouble,
               "connections": sorted(connections())}  # fmt: skip
    return render(request, "console/exchange/source.html", context, status=status)


def _saved(request: Any, form: SourceForm) -> HttpResponse:
    key = form.cleaned_data["key"]
    save_source(key=key, fields=form.values(), by=request.actor, at=request.at)
    say(request, _("Saved."), undo=undo_url(request))
    return redirect("sources")


def _tried(request: Any, form: SourceForm) -> dict[str, Any]:
    values = form.values()
    wrong = list(source_problems(form.cleaned_data["key"], values))
    if wrong:
        raise Invalid(*wrong)
    return _trial(try_out(values, by=request.actor, at=request.at))


def _trial(found: Trial) -> dict[str, Any]:
    result = found.result
    heads = []
    for column in found.columns:
        told = said_of(result.mapping.get(column))
        heads.append((column, ", ".join(told) if isinstance(told, list) else told or ""))
    return {"heads": heads, "rows": found.rows, "result": result, "rejects": result.rejects[:10]}
