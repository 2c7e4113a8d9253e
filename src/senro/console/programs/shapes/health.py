"""A health model as tables: an axis each, its measures with weights, shares and bands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from senro.health.rules.models import weight_of
from senro.programs.rules.reading import items_of

from ..specs.parts import said
from .lines import Band, Group, Row
from .tables import numbered, words_of_rule


def health(body: Mapping[str, Any], locale: str) -> list[Group]:
    """Axes in their order."""
    groups = []
    whole = sum(weight_of(axis) for axis in items_of(dict(body), "axes")) or 1.0
    for path, axis in numbered(body, "axes"):
        share = 100 * weight_of(axis) / whole
        parts = numbered(axis, "measures", path)
        inner = sum(weight_of(one) for _path, one in parts) or 1.0
        rows = tuple(
            _measure(place, one, share * weight_of(one) / inner, locale) for place, one in parts
        )
        words = _("weight %(weight)s, %(share)s of 100")
        note = words % {"weight": f"{weight_of(axis):g}", "share": f"{share:.0f}"}
        groups.append(
            Group(
                said(axis.get("title")),
                f"{path}.measures",
                rows,
                note,
                head=str(axis.get("code") or ""),
                own=path,
                adds=_("Add a measure"),
            )
        )
    return groups


def _measure(path: str, item: Mapping[str, Any], share: float, locale: str) -> Row:
    bands = tuple(
        Band(
            "—" if one.get("points") is None else str(one["points"]),
            str(one.get("when") or ""),
            words_of_rule(str(one.get("when") or ""), "account", locale),
        )
        for one in items_of(dict(item), "bands")
    )
    return Row(
        path,
        said(item.get("title")),
        str(item.get("code") or ""),
        (
            (pgettext("health", "Weight"), f"{weight_of(item):g}", "sn-num"),
            (_("Share of 100"), f"{share:.0f}", "sn-num"),
        ),
        bands=bands,
    )
