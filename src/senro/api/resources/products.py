"""Products, and whether their customers onboard themselves."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Router
from pydantic import Field

from senro.customers.actions import put_product, set_self_onboarding
from senro.customers.models import Product
from senro.kernel.access import require
from senro.kernel.errors import Missing

from ..bodies import Body, read
from ..ids import key_of
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


class ProductIn(Body):
    """A product's name."""

    name: Annotated[str, Field(max_length=1000)]


@lists(router, "/products", Products)
def list_products(request: ApiRequest) -> dict[str, Any]:
    """All products."""
    return {"items": [_shown(row) for row in Product.objects.living().order_by("key")]}


@writes(router, "PUT", "/products/{path:key}", ProductShape, takes=ProductIn, created=True)
def name_product(request: ApiRequest, key: str) -> tuple[dict[str, Any], int]:
    """Make a product, or give it another name; its key stays. The fact can be undone."""
    require(request.actor, "account.change")
    name, key = read(request, ProductIn).name, key_of(key)
    there = Product.objects.living().filter(key=key).exists()
    row = put_product(key=key, name=name, by=request.actor, at=request.at)
    return _shown(row), 200 if there else 201


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
