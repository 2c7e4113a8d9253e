"""Products, and whether their customers onboard themselves."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Router

from senro.customers.actions import set_self_onboarding
from senro.customers.models import Product
from senro.kernel.access import require
from senro.kernel.errors import Missing

from ..bodies import Body, read
from ..requests import ApiRequest
from ..routes import writes
from ..shapes import Shape
from ..short_lists import lists

router = Router(tags=["Products"])


class ProductShape(Shape):
    """A product. `full`: customers of the tiers that the policies name need no meeting."""

    key: str
    name: str
    self_onboarding: Literal["aid", "full"]


class Products(Shape):
    """All of them."""

    items: list[ProductShape]
    next_cursor: str | None = None


class SelfOnboardingIn(Body):
    """How far customers of the product onboard themselves."""

    self_onboarding: Literal["aid", "full"]


@lists(router, "/products", Products)
def list_products(request: ApiRequest) -> dict[str, Any]:
    """All products."""
    return {"items": [_shown(row) for row in Product.objects.living().order_by("key")]}


@writes(router, "PATCH", "/products/{path:key}", ProductShape, takes=SelfOnboardingIn)
def change_product(request: ApiRequest, key: str) -> dict[str, Any]:
    """Set self-onboarding for cases that begin from now on; running ones keep what they have."""
    require(request.actor, "method.change")
    body = read(request, SelfOnboardingIn)
    product = Product.objects.living().filter(key=key).first()
    if product is None:
        raise Missing()
    row = set_self_onboarding(
        product=product, value=body.self_onboarding, by=request.actor, at=request.at
    )
    return _shown(row)


def _shown(row: Product) -> dict[str, Any]:
    return {"key": row.key, "name": row.name, "self_onboarding": row.self_onboarding}
