"""The tabs: the roadmap first, then a table a part, then all rules in one list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from senro.console.customers.shared import done
from senro.kernel.actions import save_draft
from senro.kernel.errors import FieldError, Invalid, Missing
from senro.kernel.queries.versions import codes_of
from senro.kernel.versions import KINDS
from senro.programs.queries import criteria_presets

from ..shapes.groups import GROUPS
from ..shapes.logo import logo_of
from ..shapes.part import STANDARD, MethodPart, order, part_of
from ..shapes.places import pattern
from ..shapes.rules_list import all_rules
from ..shapes.sheet import sheet_of
from ..shared import editor, locale, page_of, reader
from ..specs import SPECS, Spec
from ..words import TABS
from .roadmap import map_page

BY_CODE = {one.code: one for one in TABS}
# The list that a tab adds to at its foot, besides the lists of its groups.
ADDS = {
    "phases": "phases",
    "checklists": "sections",
    "criteria": "criteria",
    "purposes": "purposes",
    "policies": "policies",
    "metrics": "metrics",
    "signals": "kinds",
    "health": "axes",
}


def shown_part(request: Any, kind: str) -> MethodPart | None:
    """The part that the address names, or the first there is; None before anything is drafted."""
    codes = order(codes_of(kind))
    wanted = request.GET.get("set", "")
    if wanted and wanted not in codes:
        raise Missing()
    code = wanted or (codes[0] if codes else "")
    return part_of(kind, code, request.at) if code else None


@require_safe
def roadmap(request: Any) -> HttpResponse:
    """The roadmap as a route map."""
    reader(request)
    return map_page(request, shown_part(request, "roadmap"))


@require_safe
def tab(request: Any, tab: str) -> HttpResponse:
    """One part of the method as tables."""
    reader(request)
    found = BY_CODE.get(tab)
    if found is None or found.kind not in KINDS or tab not in GROUPS:
        raise Missing()
    part = shown_part(request, found.kind)
    groups = GROUPS[tab](part.body, locale()) if part else []
    adds = ADDS.get(tab, "")
    context = page_of(
        request,
        part,
        tab,
        kind=found.kind,
        label=found.label,
        groups=groups,
        adds=adds,
        sheet=sheet_of(part.body) if part and tab == "checklists" else None,
        logo=logo_of(part.body) if part and tab == "checklists" else None,
        presets=_presets() if tab == "criteria" else (),
        first=_first_words(found.kind, groups) or found.label,
        add_words=_new_words(found.kind, groups, adds),
    )
    return render(request, "console/programs/table.html", context)


def _presets() -> list[tuple[str, str, int]]:
    """Code, name, and how many criteria it has."""
    found = criteria_presets()
    return [(one.code, one.name.of(locale()), len(one.body["criteria"])) for one in found]


def _first_words(kind: str, groups: Any) -> Any:
    """The head of the first column: what the rows are."""
    spec = _spec_of(kind, groups[0].path) if groups else None
    return spec.title if spec else ""


def _new_words(kind: str, groups: Any, adds: str) -> Any:
    spec = _spec_of(kind, adds or (groups[0].path if groups else ""))
    return spec.new if spec else ""


def _spec_of(kind: str, path: str) -> Spec | None:
    return SPECS.get((kind, f"{pattern(path)}[]")) if path else None


@require_safe
def rules(request: Any) -> HttpResponse:
    """Every rule of the method in one list, in words, with the place where it stands."""
    reader(request)
    context = page_of(request, None, "rules", rules=all_rules(request.at, locale()))
    return render(request, "console/programs/rules.html", context)


@require_POST
def new_set(request: Any) -> HttpResponse:
    """A draft under a new code, beginning with what another set holds."""
    editor(request)
    kind, code = request.POST.get("kind", ""), request.POST.get("code", "").strip()
    source = part_of(kind, request.POST.get("from") or STANDARD, request.at, missing_ok=True)
    if code in source.codes:
        words = _("There is a set with this code already.")
        raise Invalid(FieldError("code", "duplicate", words))
    body = {name: value for name, value in source.body.items() if name != "applies_to"}
    save_draft(kind=kind, code=code, body=body, by=request.actor, at=request.at)
    part = part_of(kind, code, request.at)
    return done(request, _("Drafted: %(code)s") % {"code": code}, part.href("entry", place=""))
