"""Which variant of a part of the method a customer gets: by tier and product, else `standard`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial

from senro.kernel.memo import remembered
from senro.kernel.models import Version
from senro.kernel.queries.versions import published_all, published_of

from ..rules.applying import STANDARD_CODE, applies_to, most_specific
from .published import published


def variants(kind: str, at: datetime) -> list[Version]:
    """The version in effect of every code of a kind."""
    return remembered(("version", kind, "*", at), lambda: published_all(kind, at))


def ask_together(kinds: Collection[str], at: datetime) -> None:
    """Read several kinds in one query: what asks for them afterwards finds them remembered."""
    for kind, found in published_of(kinds, at).items():
        remembered(("version", kind, "*", at), partial(list, found))


def chosen(kind: str, at: datetime, tier: str = "", product: str = "") -> Version | None:
    """The most specific variant in effect for a tier and a product.

    Before anything of the kind was in effect, the first version of `standard`.
    """
    return best_of(variants(kind, at), tier, product) or published(kind, STANDARD_CODE, at)


def best_of(versions: Iterable[Version], tier: str, product: str) -> Version | None:
    """The one of these versions that fits a case best."""
    return best_for(versions, tier, (product,) if product else ())


def best_for(
    versions: Iterable[Version], tier: str, products: Collection[str], stage: str = ""
) -> Version | None:
    """The one of these versions that fits best a customer with these products at a stage."""
    candidates = ((one.code, applies_to(one.body), one) for one in versions)
    return most_specific(candidates, tier, products, stage)
