"""The intake of usage events: what comes, what waits for its account, what was kept out."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from senro.console.customers.shared import undo_url
from senro.customers.models import Account
from senro.customers.queries import visible_accounts
from senro.kernel import clock
from senro.kernel.access import require
from senro.kernel.errors import Conflict, Invalid, Missing
from senro.ui.toasts import say
from senro.usage.actions import map_ids, remove_mapping
from senro.usage.models import AccountMapping
from senro.usage.queries import intake as queries

KINDS = (
    ("group", gettext_lazy("Group")),
    ("user", gettext_lazy("User")),
    ("domain", gettext_lazy("Mail domain")),
)
CHANNELS = {
    "native": gettext_lazy("Senro's API"),
    "segment": gettext_lazy("Segment's API"),
    "import": gettext_lazy("Import"),
}
SHOWN = 50
WAYS = (
    ("Python", 'analytics.host = "{host}"'),
    ("Node", 'new Analytics({{ writeKey, host: "{host}" }})'),
    (gettext_lazy("Browser"), 'AnalyticsBrowser.load({{ writeKey, cdnURL: "{host}" }})'),
    ("HTTP", "POST {host}/api/v1/events"),
)


def ways_to_send(request: Any) -> list[tuple[Any, str]]:
    """One line for each way in, with this installation's address."""
    host = request.build_absolute_uri("/").rstrip("/")
    return [(name, line.format(host=host)) for name, line in WAYS]


class MappingForm(forms.Form):
    """Whose events these are."""

    kind = forms.ChoiceField(label=gettext_lazy("What is named"), choices=KINDS)
    value = forms.CharField(label=gettext_lazy("As it is sent"), max_length=300)
    account = forms.CharField(
        label=gettext_lazy("Account key"), max_length=100, help_text=gettext_lazy("As in ACC-001.")
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_account(self) -> Account:
        """The account with this key."""
        found = visible_accounts(self.actor).filter(key=self.cleaned_data["account"]).first()
        if found is None:
            raise ValidationError(_("There is no account with this key."))
        return found


View = Callable[..., HttpResponse]


def for_lookers(view: View) -> View:
    """404 for whoever has no business here."""

    @functools.wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            require(request.actor, "import.run")
        elif not queries.may_look(request.actor):
            raise Missing()
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_lookers
def intake(request: Any) -> HttpResponse:
    """All of it on one page. `?kind=&value=` fills the form of the mapping."""
    chosen = {name: request.GET[name] for name in ("kind", "value") if name in request.GET}
    return _page(request, MappingForm(actor=request.actor, initial=chosen))


@require_safe
@for_lookers
def rate_now(request: Any) -> HttpResponse:
    """The numbers alone: the page asks for them again and again."""
    context = {"rate": queries.rate(clock.machine_now())}
    return render(request, "console/settings/intake_rate.html", context)


@require_POST
@for_lookers
def mapping_new(request: Any) -> HttpResponse:
    """Say whose events are."""
    form = MappingForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            map_ids(by=request.actor, at=request.at, **form.cleaned_data)
        except Invalid as error:
            for one in error.errors:
                form.add_error(one.field, one.message)
        except Conflict as error:
            form.add_error("value", error.message)
        else:
            name = form.cleaned_data["account"].name
            words = _("Events of %(value)s are those of %(account)s now.")
            told = words % {"value": form.cleaned_data["value"], "account": name}
            say(request, told, undo=undo_url(request))
            return redirect("intake")
    return _page(request, form, status=422)


@require_POST
@for_lookers
def mapping_removal(request: Any, mapping_id: UUID) -> HttpResponse:
    """Take back whose events are."""
    mapping = get_object_or_404(AccountMapping, pk=mapping_id)
    remove_mapping(mapping=mapping, by=request.actor, at=request.at)
    say(request, _("The mapping is gone."), undo=undo_url(request))
    return redirect("intake")


def _page(request: Any, form: MappingForm, status: int = 200) -> HttpResponse:
    arrivals = [(one, CHANNELS.get(one.channel, one.channel)) for one in queries.arrivals(20)]
    context = {
        "form": form,
        "rate": queries.rate(clock.machine_now()),
        "arrivals": arrivals,
        "waiting": [(one, dict(KINDS)[one.kind]) for one in queries.waiting(SHOWN)],
        "waiting_events": queries.waiting_events(),
        "mappings": queries.mappings()[:SHOWN],
        "conflicts": queries.conflicts(20),
        "refused": queries.refused(20),
        "ways": ways_to_send(request),
        "is_admin": request.actor.has("admin"),
    }
    return render(request, "console/settings/intake.html", context, status=status)
