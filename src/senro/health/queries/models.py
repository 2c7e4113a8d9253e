"""Which health model an account gets: by tier, stage and product, of the method; before, what ships."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from senro.customers.models import Account, Contract
from senro.kernel.dated import fields_then
from senro.kernel.models import Version
from senro.kernel.names import Moment
from senro.kernel.rules.bodies import from_yaml
from senro.programs.queries import best_for, default_text, label_of, once, published, variants
from senro.programs.rules.applying import STANDARD_CODE, applies_to

from ..rules import Model, parse_model

MODEL = "health_model"
SHIPPED = "shipped"
# How a version is named, and its model.
Chosen = tuple[str, Model]
STOOD = ("tier", "status")


def default_model() -> str:
    """The YAML of the model that ships."""
    return default_text(MODEL)


def models(at: datetime) -> list[Version]:
    """Every published model in effect; before the first one, the first one."""
    found = variants(MODEL, at)
    first = None if found else published(MODEL, STANDARD_CODE, at)
    return [first] if first else found


def models_with(draft: Version, at: datetime) -> list[Version]:
    """The same as if a draft were in effect."""
    return [*(one for one in models(at) if one.code != draft.code), draft]


def models_of(
    accounts: Sequence[Account], found: Sequence[Version], moment: Moment
) -> dict[UUID, Chosen]:
    """{account: its model}, by its tier and stage of that moment.

    What they were and what was bought is asked for only where a model depends on it.
    """
    scopes = [applies_to(one.body) for one in found]
    bought = _products(accounts, moment) if any(one.products for one in scopes) else {}
    stood = _stood(accounts, moment) if any(one.tiers or one.stages for one in scopes) else {}
    chosen: dict[tuple[str, str, tuple[str, ...]], Chosen] = {}
    given = {}
    for one in accounts:
        tier, stage = (stood.get(name, {}).get(one.pk, getattr(one, name)) for name in STOOD)
        key = (tier, stage, bought.get(one.pk, ()))
        if key not in chosen:
            chosen[key] = _chosen(found, tier, key[2], stage)
        given[one.pk] = chosen[key]
    return given


def _chosen(found: Iterable[Version], tier: str, products: Collection[str], stage: str) -> Chosen:
    version = best_for(found, tier, products, stage)
    if version is None:
        return f"{MODEL}/{SHIPPED}", _shipped()
    return label_of(version), once(version, parse_model)


def _stood(accounts: Sequence[Account], moment: Moment) -> dict[str, dict[UUID, str]]:
    """Tiers and stages that have changed since, as they were."""
    if not moment.asked:
        return {}
    return fields_then("account", STOOD, [one.pk for one in accounts], moment.at)


def _products(accounts: Iterable[Account], moment: Moment) -> dict[UUID, tuple[str, ...]]:
    """What each has bought: contracts that are over count no more, one that is yet to begin does."""
    rows = Contract.objects.living().filter(account__in=[one.pk for one in accounts])
    rows = rows.filter(Q(end=None) | Q(end__gt=moment.today)).order_by("account_id", "product__key")
    found: dict[UUID, tuple[str, ...]] = {}
    for account, product in rows.values_list("account_id", "product__key").distinct():
        found[account] = (*found.get(account, ()), product)
    return found


@lru_cache(maxsize=1)
def _shipped() -> Model:
    return parse_model(from_yaml(default_model())[2])
