"""The sites of a case: which there are, how far each is, and taking several through a gate at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from senro.customers.models import Site
from senro.kernel.access import require
from senro.kernel.errors import Missing
from senro.onboarding import actions
from senro.onboarding.models import Case, SiteWave
from senro.onboarding.queries.gates import crew_of, line_of

from ..shapes import waves as shapes
from .common import Acting, case_of, case_url, may, refusals_said

MOST_LINES = 500


@require_http_methods(["GET", "POST"])
def waves(request: Any, case_id: UUID) -> HttpResponse:
    """All sites; a POST adds some, one a line."""
    case = case_of(request, case_id)
    if request.method == "POST":
        names = _lines(request.POST.get("names", ""))
        names += [name for name in request.POST.getlist("site") if name]
        acting = Acting(request)
        with refusals_said(request):
            actions.add_waves(
                case=case, waves=[{"name": name} for name in dict.fromkeys(names)],
                by=request.actor, at=request.at,
            )  # fmt: skip
            acting.say(_("The sites are saved."))
        return redirect("waves", case_id=case.pk)
    line = line_of(case)
    crew = crew_of(case, line, at=request.at)
    named = {wave.name for wave in crew.waves} | {wave.site for wave in crew.waves}
    sites = Site.objects.living().filter(account_id=case.account_id).order_by("name")
    context = {
        "case": case,
        "waves": shapes.page(request.actor, case, crew, line),
        "sites": [site.name for site in sites if site.name not in named],
        "may": may(request.actor, case),
        "back_url": case_url(case),
    }
    return render(request, "console/onboarding/waves.html", context)


@require_POST
def completion(request: Any, case_id: UUID) -> HttpResponse:
    """The ticked sites (or the one whose button it was) pass the gate of the phase they are in."""
    case = case_of(request, case_id)
    wanted = [request.POST["only"]] if request.POST.get("only") else request.POST.getlist("wave")
    line = line_of(case)
    crew = crew_of(case, line, at=request.at)
    rows = {str(row.pk): row for row in _living(case)}
    chosen = [wave for wave in crew.waves if str(wave.id) in wanted and not crew.through(wave)]
    acting = Acting(request)
    with refusals_said(request), transaction.atomic():
        for phase in dict.fromkeys(crew.phase_of(wave) for wave in chosen):
            these = [rows[str(w.id)] for w in chosen if crew.phase_of(w) == phase]
            actions.complete_waves(
                case=case, waves=these, phase=phase, by=request.actor, at=request.at
            )
        if chosen:
            words = ngettext("%(n)s site goes on.", "%(n)s sites go on.", len(chosen))
            acting.say(words % {"n": len(chosen)})
    return redirect("waves", case_id=case.pk)


@require_POST
def order(request: Any, case_id: UUID) -> HttpResponse:
    """How the sites follow each other, and which comes one place earlier."""
    case = case_of(request, case_id)
    ids = [str(row.pk) for row in _living(case)]
    moved = request.POST.get("up", "")
    if moved in ids[1:]:
        place = ids.index(moved)
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
    acting = Acting(request)
    with refusals_said(request):
        actions.arrange_waves(
            case=case, mode=request.POST.get("mode", ""), order=ids if moved else (),
            by=request.actor, at=request.at,
        )  # fmt: skip
        acting.say(_("The order of the sites is saved."))
    return redirect("waves", case_id=case.pk)


@require_http_methods(["GET", "POST"])
def wave(request: Any, case_id: UUID, wave_id: UUID) -> HttpResponse:
    """One site: its gate, its name, and what can be done with it."""
    case = case_of(request, case_id)
    row = _living(case).filter(pk=wave_id).first()
    if row is None:
        raise Missing()
    if request.method == "POST":
        gone = _done(request, case, row)
        return redirect("waves", case_id=case.pk) if gone else redirect("wave", case.pk, row.pk)
    line = line_of(case)
    crew = crew_of(case, line, at=request.at)
    found = crew.wave(row.pk)
    if found is None:
        raise Missing()
    context = {
        "case": case,
        "wave": shapes.one(request.actor, case, crew, found, line),
        "site": found.site,
        "sites": Site.objects.living().filter(account_id=case.account_id).order_by("name"),
        "may": may(request.actor, case),
    }
    return render(request, "console/onboarding/wave.html", context)


def _done(request: Any, case: Case, row: SiteWave) -> bool:
    """One verb about a site; True when it is gone."""
    post, who = request.POST, {"by": request.actor, "at": request.at}
    text, does = post.get("text", "").strip()[:4000], post.get("do", "save")
    acting = Acting(request)
    with refusals_said(request):
        if does == "remove":
            actions.remove_wave(wave=row, reason=text, **who)
        elif does == "reopen":
            actions.reopen_wave(wave=row, phase=post.get("phase", ""), reason=text, **who)
        elif does == "vouch":
            code = post.get("code", "")
            actions.attest_wave_item(wave=row, code=code, evidence=text, **who)
        elif does in ("complete", "override"):
            if does == "override":
                require(request.actor, "case.override", case.team_id)
            actions.complete_waves(
                case=case, waves=[row], phase=post.get("phase", ""),
                override=text if does == "override" else "", **who,
            )  # fmt: skip
        else:
            fields = {"name": post.get("name", row.name), "site": post.get("site") or None}
            actions.change_wave(wave=row, fields=fields, **who)
        acting.say(_("The site is saved.") if does != "remove" else _("The site is removed."))
    return does == "remove"


def _living(case: Case) -> Any:
    rows = SiteWave.objects.living().select_related("attempt__case")
    rows = rows.filter(attempt__case=case, attempt__number=case.attempt_no)
    return rows.order_by("order", "created_at", "pk")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()[:MOST_LINES] if line.strip()]
