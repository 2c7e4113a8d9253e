"""Products, and whether their customers onboard themselves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from senro.customers.actions import set_self_onboarding
from senro.customers.models import Product
from senro.kernel.errors import Missing
from senro.kernel.rules.access import allowed
from senro.ui.toasts import say

from ..customers.shared import undo_url

CHOICES = (
    ("aid", gettext_lazy("Only an aid: meetings are needed")),
    ("full", gettext_lazy("In full: no mandatory meetings")),
)


def _shapers_only(request: Any) -> None:
    if not allowed(request.actor, "method.change"):
        raise Missing()


@require_safe
def products(request: Any) -> HttpResponse:
    """All products, each with how far its customers onboard themselves."""
    _shapers_only(request)
    rows = Product.objects.living().order_by("key")
    context = {"products": rows, "choices": CHOICES}
    return render(request, "console/settings/products.html", context)


@require_POST
def self_onboarding(request: Any, product_id: UUID) -> HttpResponse:
    """Set it for one product; running cases keep what they began with."""
    _shapers_only(request)
    product = get_object_or_404(Product, pk=product_id, undone_at=None)
    value = request.POST.get("self_onboarding", "")
    set_self_onboarding(product=product, value=value, by=request.actor, at=request.at)
    say(request, _("Saved."), undo=undo_url(request))
    return redirect("products")
