"""All living rows of the records as plain values, to compare one moment with another."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from senro.kernel.models import Row
from senro.kernel.verbs import encode

# Of the row itself and of no one's work.
NOT_COMPARED = {"version", "updated_at", "created_at", "created_by_id", "undone_at", "undone_by_id"}


def living_rows(*, ids: bool = True) -> dict[str, dict[str, Any]]:
    """`{"case:0193…": {"status": "active", …}}` of every row that is not undone."""
    found = {}
    for model in apps.get_models():
        if not issubclass(model, Row) or not model.__module__.startswith("senro."):
            continue
        columns = [f.attname for f in model._meta.concrete_fields if f.attname not in NOT_COMPARED]
        for values in model.objects.living().values(*columns):
            key = f"{model._meta.model_name}:{values['id']}"
            found[key] = {name: encode(value) for name, value in values.items()}
    return found


def differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What stands only in one of them, or otherwise: empty when they are the same."""
    return {
        key: (one.get(key), other.get(key))
        for key in sorted(one.keys() | other.keys())
        if one.get(key) != other.get(key)
    }
