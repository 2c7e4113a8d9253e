"""Entries of a draft: their form, adding, moving, dropping. Nothing here touches what is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from senro.console.customers.shared import done
from senro.console.rule_editor.reading import read_rule
from senro.kernel.actions import save_draft
from senro.kernel.errors import Missing, StaleVersion
from senro.kernel.rules.bodies import digest

from ..forms.entry import EntryForm
from ..forms.logo import LogoForm
from ..shapes import places
from ..shapes.differences import Shown, entry_differences
from ..shapes.following import renamed
from ..shapes.logo import logo_of
from ..shapes.metrics import Trial, trial
from ..shapes.part import MethodPart, edited_by, part_of
from ..shapes.places import Body, NoSuchPlace, anchor_of
from ..shared import editor, form_of, home_of, page_of, reader
from ..specs import SPECS, Spec
from ..words import HOME, LISTS


@dataclass
class Place:
    """An entry (or, with `path` empty and `into` a list, one to be)."""

    part: MethodPart
    spec: Spec
    path: str
    entry: Body
    into: str = ""


def _found(request: Any, kind: str, code: str) -> Place:
    part = part_of(kind, code, request.at)
    path = request.GET.get("place", "")
    try:
        spec = SPECS.get((kind, places.pattern(path)))
        entry = places.find(part.body, path)
    except NoSuchPlace:
        raise Missing() from None
    if spec is None or not isinstance(entry, dict):
        raise Missing()
    return Place(part, spec, path, entry)


def _to_be(request: Any, kind: str, code: str) -> Place:
    part = part_of(kind, code, request.at)
    into = request.GET.get("into", "") or LISTS.get(kind, "")
    try:
        spec = SPECS.get((kind, f"{places.pattern(into)}[]")) if into else None
        parent = into.rpartition(".")[0]
        if parent:
            places.find(part.body, parent)
    except NoSuchPlace:
        raise Missing() from None
    if spec is None:
        raise Missing()
    preset = {
        name: request.GET[name] for name in ("phase", "element", "code") if request.GET.get(name)
    }
    return Place(part, spec, "", {**spec.fresh, **preset}, into)


@require_http_methods(["GET", "POST"])
def entry(request: Any, kind: str, code: str) -> HttpResponse:
    """Show one entry; whoever may edit changes it in the draft."""
    may = reader(request)
    if request.method == "POST":
        editor(request)
    place = _found(request, kind, code)
    if request.method == "GET":
        return _page(request, place, EntryForm(place.spec, place.entry, place.part.body), may=may)
    return _posted(request, place)


def entry_page(request: Any, kind: str, code: str, *, status: int, **more: Any) -> HttpResponse:
    """The form of the whole part again, around what another form of the page has to say."""
    part = part_of(kind, code, request.at)
    place = Place(part, SPECS[kind, ""], "", part.body)
    form = EntryForm(place.spec, place.entry, part.body)
    return _page(request, place, form, status=status, **more)


@require_http_methods(["GET", "POST"])
def new_entry(request: Any, kind: str, code: str) -> HttpResponse:
    """One more entry of a list."""
    editor(request)
    place = _to_be(request, kind, code)
    if request.method == "GET":
        return _page(request, place, EntryForm(place.spec, place.entry, place.part.body))
    return _posted(request, place)


def _posted(request: Any, place: Place) -> HttpResponse:
    form = EntryForm(place.spec, place.entry, place.part.body, request.POST)
    do = request.POST.get("do", "save")
    valid = form.is_valid()
    if do != "save" and form.rearrange(do):
        return _page(request, place, form)
    if do == "check":
        trial = _trial(request, place, form.value()) if valid else None
        return _page(request, place, form, check=True, trial=trial)
    if not valid:
        return _page(request, place, form, status=422)
    now = digest(place.entry)
    if not place.into and request.POST.get("seen", now) != now:
        return _overtaken(request, place, form)
    return _saved(request, place, form)


def _trial(request: Any, place: Place, value: Body) -> Trial | None:
    """A metric as it was typed, on the accounts that there are."""
    if place.part.kind != "metrics":
        return None
    return trial(request.actor, {**value, "code": value.get("code") or "metric"}, request.at)


def _saved(request: Any, place: Place, form: EntryForm) -> HttpResponse:
    part, value = place.part, form.value()
    try:
        path, body = _new_body(request, place, value)
        _save(request, part, body)
    except StaleVersion:
        return _overtaken(request, place, form)
    fresh = part_of(part.kind, part.code, request.at)
    return done(request, _("Saved in the draft."), home_of(fresh, path, anchor_of(path)))


def _new_body(request: Any, place: Place, value: Body) -> tuple[str, Body]:
    """(where the entry now stands, the body with it)."""
    body = place.part.body
    has_code = any(part.name == "code" for part in place.spec.parts)
    if place.into:
        if has_code and not value.get("code"):
            value["code"] = places.free_code(body, place.into, place.spec.start)
        made = places.add(body, place.into, value, after=request.GET.get("after", ""))
        return f"{place.into}[{value.get('code', '')}]", made
    if not place.path:
        return "", places.put(body, "", value)
    if has_code and not value.get("code") and place.entry.get("code"):
        value["code"] = place.entry["code"]
    made = places.put(body, place.path, value)
    old, new = str(place.entry.get("code") or ""), str(value.get("code") or "")
    head, _key = places.split(place.path)
    if old and new and old != new:
        made = renamed(place.part.kind, places.pattern(head), made, old, new)
    return (f"{head}[{new}]" if new else place.path), made


def _save(request: Any, part: MethodPart, body: Body) -> None:
    """Through the kernel's verb: a draft that moved on meanwhile is refused."""
    save_draft(
        kind=part.kind,
        code=part.code,
        body=body,
        by=request.actor,
        at=request.at,
        if_version=part.draft.version if part.draft else None,
    )


def _overtaken(request: Any, place: Place, form: EntryForm) -> HttpResponse:
    """Somebody was faster: who, what stands there now, what was typed. Saving again overwrites."""
    fresh = part_of(place.part.kind, place.part.code, request.at)
    try:
        entry = places.find(fresh.body, place.path)
    except NoSuchPlace:
        raise Missing() from None
    now = Place(fresh, place.spec, place.path, entry)
    stale: list[Shown] = entry_differences(place.spec, entry, form.value())
    who = edited_by(fresh.draft) if fresh.draft else edited_by(fresh.latest)  # type: ignore[arg-type]
    return _page(request, now, form, status=409, stale=stale, who=who)


def _page(
    request: Any, place: Place, form: EntryForm, *, may: bool = True, status: int = 200,
    check: bool = False, **more: Any,
) -> HttpResponse:  # fmt: skip
    part = place.part
    readings = _readings(request, form) if check or request.method == "GET" else {}
    wrong = [
        (error, form_of(part, error.field)[1])
        for error in part.troubles
        if place.path and form_of(part, error.field)[0] == place.path
    ]
    own = str(place.entry.get("code") or "") if place.path else ""
    context = page_of(
        request,
        part,
        HOME.get((part.kind, places.pattern(place.path or f"{place.into}[]")))
        if place.path or place.into
        else None,
        place=place,
        form=form,
        seen=digest(place.entry),
        title=place.spec.title if not place.into else place.spec.new,
        name=own,
        back=home_of(part, place.path or (f"{place.into}[]" if place.into else "")),
        readings=readings,
        wrong=wrong,
        **{**_logo(place), **more},
    )
    context["may"] = may
    return render(request, "console/programs/entry.html", context, status=status)


def _logo(place: Place) -> dict[str, Any]:
    """The picture at the head, beside the form of a whole checklist."""
    if place.part.kind != "checklist" or place.path or place.into:
        return {}
    found = logo_of(place.part.body)
    return {"logo": found, "logo_form": LogoForm(found)}


def _readings(request: Any, form: EntryForm) -> dict[str, Any]:
    """What each rule of the form says, rows included, by the name of its control."""
    readings = {}
    for part in (form.main, *(one for rows in form.rows for one in rows.forms)):
        for name, subject in part.rules.items():
            text = str(part[name].value() or "")
            if text.strip():
                readings[part[name].html_name] = read_rule(request.actor, subject, text, request.at)
    return readings


@require_POST
def move(request: Any, kind: str, code: str) -> HttpResponse:
    """One place up or down."""
    editor(request)
    part = part_of(kind, code, request.at)
    path, by = request.POST.get("place", ""), -1 if request.POST.get("to") == "up" else 1
    try:
        body = places.move(part.body, path, _step(part, path, by))
    except NoSuchPlace:
        raise Missing() from None
    _save(request, part, body)
    return done(request, _("Moved."), home_of(part, path, anchor_of(path)))


def _step(part: MethodPart, path: str, by: int) -> int:
    """Tasks are shown by phase: the next one of the same phase may stand further away."""
    head, _key = places.split(path)
    if part.kind not in ("phase_set", "criteria_set") or head not in ("tasks", "criteria"):
        return by
    group = "phase" if head == "tasks" else "element"
    items, one = places.list_of(part.body, head), places.find(part.body, path)
    at = items.index(one)
    others = range(at + by, len(items) if by > 0 else -1, by)
    found = next((n for n in others if items[n].get(group) == one.get(group)), at)
    return found - at


@require_POST
def removal(request: Any, kind: str, code: str) -> HttpResponse:
    """Take an entry out of the draft; the toast puts it back."""
    editor(request)
    part = part_of(kind, code, request.at)
    path = request.POST.get("place", "")
    try:
        body = places.remove(part.body, path)
    except NoSuchPlace:
        raise Missing() from None
    _save(request, part, body)
    return done(request, _("Taken out of the draft."), home_of(part, places.split(path)[0] + "[]"))
