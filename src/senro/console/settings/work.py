"""What a colleague holds, and handing it to others: because of leave, load, or a last day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from senro.console.customers.shared import undo_url
from senro.kernel.actions import let_go, reassign_work
from senro.kernel.errors import Invalid, Missing
from senro.kernel.models import Person
from senro.kernel.queries import people_with_work, visible_people
from senro.kernel.reassignment import HOLDINGS, holdings_of
from senro.kernel.rules.access import LIMITED, allowed
from senro.ui.choices import offer
from senro.ui.toasts import say


class WorkForm(forms.Form):
    """Who takes over what."""

    to = forms.MultipleChoiceField(
        label=gettext_lazy("Who takes over"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "With several, whoever holds least gets the next thing. Cases and accounts come with"
            " the team of whoever takes over."
        ),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What is handed over"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    leaves = forms.BooleanField(
        label=gettext_lazy("They leave the team: everything goes, and they can no longer sign in"),
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=500)

    def __init__(self, *args: Any, people: Any, kinds: Any, may_end: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", people)
        offer(self, "kinds", kinds)
        if not may_end:
            del self.fields["leaves"]


@require_safe
def everybodys_work(request: Any) -> HttpResponse:
    """Who holds how much, those who hold most first."""
    if not allowed(request.actor, "work.reassign"):
        raise Missing()
    rows = []
    for person in people_with_work(request.actor):
        counts = [len(ids) for ids in holdings_of(person.pk).values()]
        if person.is_active or any(counts):
            rows.append((person, counts))
    rows.sort(key=lambda row: (-sum(row[1]), row[0].name))
    words = [holding.words for holding in HOLDINGS.values()]
    named = [(person, list(zip(words, counts, strict=True))) for person, counts in rows]
    context = {"rows": named, "kinds": words}
    return render(request, "console/settings/everybodys_work.html", context)


@require_http_methods(["GET", "POST"])
def work(request: Any, person_id: UUID) -> HttpResponse:
    """Counts of what they hold; POST hands it over, and lets them go when that was ticked."""
    if not allowed(request.actor, "work.reassign"):
        raise Missing()
    person = people_with_work(request.actor).filter(pk=person_id).first()
    if person is None:
        raise Missing()
    held = {kind: len(ids) for kind, ids in holdings_of(person.pk).items()}
    form = _form(request, person, held)
    if form.is_bound and form.is_valid():
        try:
            return _hand_over(request, person, form.cleaned_data)
        except Invalid as refused:
            for error in refused.errors:
                name = error.field.partition("[")[0]
                form.add_error(name if name in form.fields else None, error.message)
    status = 422 if form.is_bound and form.errors else 200
    context = {
        "found": person,
        "form": form,
        "held": [(HOLDINGS[kind].words, count) for kind, count in held.items()],
        "nothing": not any(held.values()),
    }
    return render(request, "console/settings/work.html", context, status=status)


def _form(request: Any, person: Person, held: dict[str, int]) -> WorkForm:
    people = visible_people(request.actor).exclude(pk=person.pk).order_by("name", "email")
    takers = [one for one in people if not set(one.roles) & (LIMITED | {"viewer"})]
    kinds = [(kind, f"{HOLDINGS[kind].words} {count:,}") for kind, count in held.items() if count]
    may_end = allowed(request.actor, "people.change") and person.is_active
    return WorkForm(
        request.POST or None,
        people=[(str(one.pk), one.name) for one in takers],
        kinds=kinds,
        may_end=may_end,
        initial={"kinds": [kind for kind, _words in kinds]},
    )


def _hand_over(request: Any, person: Person, asked: dict[str, Any]) -> HttpResponse:
    chosen = set(asked["to"])
    to = [one for one in visible_people(request.actor) if str(one.pk) in chosen]
    to.sort(key=lambda one: one.name)
    common: dict[str, Any] = {
        "person": person, "to": to, "reason": asked["reason"], "by": request.actor,
        "at": request.at,
    }  # fmt: skip
    if asked.get("leaves"):
        let_go(**common)
        say(
            request,
            _("They have left the team; their work is with others."),
            undo=undo_url(request),
        )
        return redirect("people")
    moved = sum(reassign_work(**common, kinds=asked["kinds"]).values())
    text = _("%(count)s things were handed over.") % {"count": f"{moved:,}"}
    say(request, text, undo=undo_url(request))
    return redirect("person_work", person_id=person.pk)
