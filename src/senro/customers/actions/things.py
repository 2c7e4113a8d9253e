"""Products, partners and sites: what other records refer to."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from senro.kernel.access import require
from senro.kernel.errors import FieldError, Invalid
from senro.kernel.rules.access import Actor
from senro.kernel.verbs import Change, verb

from ..models import Account, Partner, Product, Site
from ..models.contracts import SELF_ONBOARDING
from ..putting.wording import field_errors
from ..rules.values import Bad, key_of, text

NAME_LENGTH = 200
T = TypeVar("T", Product, Partner)


@verb("customers.product.saved", _("Product saved"), permission="account.change")
def put_product(change: Change, *, key: str, name: str, by: Actor, at: datetime) -> Product:
    """Make a product, or give it another name."""
    require(by, "account.change")
    return _put(change, Product, key, name)


@verb(
    "customers.product.self_onboarding_set", _("Self-onboarding of the product set"),
    permission="method.change",
)  # fmt: skip
def set_self_onboarding(
    change: Change, *, product: Product, value: str, by: Actor, at: datetime
) -> Product:
    """Say whether customers onboard themselves in full or only with its aid.

    Cases that begin from now on get it; running ones keep what they began with.
    """
    require(by, "method.change")
    if value not in SELF_ONBOARDING:
        words = _("Self-onboarding is full or aid.")
        raise Invalid(FieldError("self_onboarding", "unknown_value", words))
    product = Product.objects.select_for_update().get(pk=product.pk)
    change.subject(product)
    change.update(product, self_onboarding=value)
    return product


@verb("customers.partner.saved", _("Partner saved"), permission="account.change")
def put_partner(change: Change, *, key: str, name: str, by: Actor, at: datetime) -> Partner:
    """Make a partner, or give it another name."""
    require(by, "account.change")
    return _put(change, Partner, key, name)


@verb("customers.site.saved", _("Site saved"), permission="account.change")
def put_site(
    change: Change,
    *,
    account: Account,
    name: str,
    by: Actor,
    at: datetime,
    site: Site | None = None,
) -> Site:
    """Give an account a site, or give `site` another name."""
    require(by, "account.change", account.team_id)
    name, errors = _read(name, "name")
    sites = Site.objects.living().filter(account=account, name=name)
    there = sites.first()
    if site is not None and there is not None and there != site:
        errors.append(("name", "duplicate_key"))
    if errors:
        raise Invalid(*field_errors(errors))
    change.about(account)
    if site is not None:
        change.update(site, name=name)
        return site
    if there is not None:
        return there
    row = Site(account=account, name=name)
    change.create(row)
    return row


def _put(change: Change, model: type[T], key: str, name: str) -> T:
    name, errors = _read(name, "name")
    try:
        key = key_of(key)
    except Bad as bad:
        errors.insert(0, ("key", bad.code))
    if errors:
        raise Invalid(*field_errors(errors))
    there = model.objects.living().select_for_update().filter(key=key).first()
    if there is not None:
        change.update(there, name=name)
        return there
    row = model(key=key, name=name)
    change.create(row)
    return row


def _read(value: str, name: str) -> tuple[str, list[tuple[str, str]]]:
    try:
        found: str = text(NAME_LENGTH)(value)
    except Bad as bad:
        return "", [(name, bad.code)]
    return found, [] if found else [(name, "required")]
