"""What each step asks, shows first, and changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from senro.customers.actions import put_product
from senro.customers.models import Product
from senro.kernel.actions import change_organization
from senro.kernel.errors import Invalid
from senro.kernel.queries import organization
from senro.kernel.rules.access import Actor
from senro.programs.actions import revise_policies
from senro.programs.queries import policies
from senro.programs.rules.first_steps import months_of, with_months
from senro.programs.rules.policies import TIERS, Policy

from ..settings.calendar import (
    CalendarForm,
    calendar_fields,
    calendar_initial,
    save_organization,
)
from .forms import ContactForm, ModelForm, ProductsForm, TiersForm

PLACE = "welcome"


@dataclass(frozen=True)
class Step:
    """One question: its words, its form, what stands in it, what saving does."""

    code: str
    short: Any
    title: Any
    lead: Any
    form: type[forms.Form]
    initial: Callable[[datetime], Mapping[str, Any]]
    save: Callable[[Mapping[str, Any], Actor, datetime], Any]


def _policy(code: str, at: datetime) -> Policy | None:
    return policies(at)[1].by_code.get(code)


def _months(at: datetime) -> Mapping[str, Any]:
    found = _policy("stalled", at)
    if found is None:
        return {"months": 2}
    given = {f"months_{tier}": months_of(found.tiers.get(tier)) for tier in TIERS}
    return {"months": months_of(found.value) or 2, **given}


def _save_months(data: Mapping[str, Any], by: Actor, at: datetime) -> Any:
    found = _policy("stalled", at)
    if found is None or months_of(found.value) is None:
        words = _("Your team has a rule of its own for this. Change it under Method, Policies.")
        raise Invalid(*_at("months", words))
    rule = str(found.value)
    tiers = {
        tier: with_months(rule, data[f"months_{tier}"])
        for tier in TIERS
        if data.get(f"months_{tier}") and data[f"months_{tier}"] != data["months"]
    }
    # A tier whose rule was written by hand keeps it.
    own = {tier: text for tier, text in found.tiers.items() if months_of(text) is None}
    values = {"stalled": {"value": with_months(rule, data["months"]), "tiers": {**tiers, **own}}}
    return revise_policies(values=values, note=_("First steps: when it is stalled"), by=by, at=at)


def _tiers(at: datetime) -> Mapping[str, Any]:
    found = _policy("tier_meaning", at)
    return dict(found.tiers) if found else {}


def _save_tiers(data: Mapping[str, Any], by: Actor, at: datetime) -> Any:
    tiers = {tier: data[tier].strip() for tier in TIERS if data.get(tier, "").strip()}
    values = {"tier_meaning": {"value": "", "tiers": tiers}}
    return revise_policies(values=values, note=_("First steps: tiers"), by=by, at=at)


def _calendar(at: datetime) -> Mapping[str, Any]:
    return calendar_initial(organization())


def _save_calendar(data: Mapping[str, Any], by: Actor, at: datetime) -> Any:
    return save_organization(calendar_fields(data), by=by, at=at)


def _products(at: datetime) -> Mapping[str, Any]:
    rows = Product.objects.living().order_by("name").values_list("name", flat=True)
    return {"products": "\n".join(rows)}


def _save_products(data: Mapping[str, Any], by: Actor, at: datetime) -> Any:
    known = set(Product.objects.living().values_list("name", flat=True))
    for name in dict.fromkeys(line.strip() for line in data["products"].splitlines()):
        if name and name not in known:
            put_product(key=name[:100], name=name[:200], by=by, at=at)


def _model(at: datetime) -> Mapping[str, Any]:
    found = _policy("org_model", at)
    return {"model": found.value if found else ""}


def _save_model(data: Mapping[str, Any], by: Actor, at: datetime) -> Any:
    values = {"org_model": {"value": data["model"]}}
    return revise_policies(values=values, note=_("First steps: organisation"), by=by, at=at)


def _at(field: str, words: Any) -> tuple[Any, ...]:
    from senro.kernel.errors import FieldError

    return (FieldError(field, "own_rule", words),)


STEPS = (
    Step("contact", gettext_lazy("Contact"), gettext_lazy("When is a case stalled?"),
         gettext_lazy("After so many months without an answer, and after trying more than once on"
                      " more than one channel. Two months are a good beginning."),
         ContactForm, _months, _save_months),
    Step("tiers", gettext_lazy("Tiers"), gettext_lazy("What do the tiers mean here?"),
         gettext_lazy("In your own words, such as “1,000 employees and more”. Colleagues read it"
                      " where a tier is chosen."),
         TiersForm, _tiers, _save_tiers),
    Step("calendar", gettext_lazy("Calendar"), gettext_lazy("Which days do you work?"),
         gettext_lazy("Tasks and deadlines are counted in your working days."),
         CalendarForm, _calendar, _save_calendar),
    Step("products", gettext_lazy("Products"), gettext_lazy("What do you sell?"),
         gettext_lazy("A case is about one product and one contract."),
         ProductsForm, _products, _save_products),
    Step("model", gettext_lazy("Team"), gettext_lazy("How does the team divide the work?"),
         gettext_lazy("The pattern closest to yours. It can be changed at any time."),
         ModelForm, _model, _save_model),
)  # fmt: skip
BY_CODE = {step.code: step for step in STEPS}


def progress() -> dict[str, str]:
    """What became of each step: `set` or `skipped`."""
    found = organization().settings.get(PLACE) or {}
    return {code: found[code] for code in BY_CODE if code in found}


def note_progress(code: str, what: str, *, by: Actor, at: datetime) -> None:
    """Remember it, so that the wizard goes on where it was left."""
    if progress().get(code) != what and progress().get(code) != "set":
        fields = {"settings": {PLACE: {**progress(), code: what}}}
        change_organization(fields=fields, by=by, at=at)


def next_step() -> Step | None:
    """The first that was neither answered nor skipped."""
    done = progress()
    return next((step for step in STEPS if step.code not in done), None)
