"""What evidence of a criterion is worth, and how sets of criteria are told apart. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

KINDS = ("metric", "document", "human", "survey")
# Evidence that is a number, and so decides by itself.
NUMBERS = ("metric", "survey")
LINKS = ("https://", "http://")


class Wrong(ValueError):
    """A part of the evidence that cannot be right: (field, code)."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


def proof_of(
    fields: Mapping[str, Any],
    *,
    threshold: float | None,
    scale: float | None,
    per: str,
    today: date,
) -> dict[str, Any]:
    """The evidence in its parts, complete and plain. Raises Wrong naming every wrong part."""
    kind = str(fields.get("kind") or "")
    if kind not in KINDS:
        raise Wrong(("kind", "unknown_value"))
    wrong: list[tuple[str, str]] = []
    on = str(fields.get("on") or today)
    if not _is_day(on):
        wrong.append(("on", "bad_date"))
    found: dict[str, Any] = {"kind": kind, "on": on}
    if kind in NUMBERS:
        found |= _number_proof(fields, kind, threshold, scale, per, wrong)
    elif kind == "document":
        found["link"] = str(fields.get("link") or "").strip()
        found["file"] = str(fields.get("file") or "")
        if not found["link"] and not found["file"]:
            wrong.append(("link", "required"))
        elif found["link"] and not found["link"].startswith(LINKS):
            wrong.append(("link", "bad_link"))
    for name in ("who", "words"):
        found[name] = str(fields.get(name) or "").strip()
    if kind == "survey" and not found["who"]:
        wrong.append(("who", "required"))
    if kind == "human" and not found["words"]:
        wrong.append(("words", "required"))
    if wrong:
        raise Wrong(*wrong)
    return {name: value for name, value in found.items() if value not in ("", None)}


def _number_proof(
    fields: Mapping[str, Any],
    kind: str,
    threshold: float | None,
    scale: float | None,
    per: str,
    wrong: list[tuple[str, str]],
) -> dict[str, Any]:
    # What the method says cannot be made easier here.
    limit = threshold if threshold is not None else _float(fields.get("threshold"))
    most = scale if scale is not None else _float(fields.get("scale"))
    if limit is None:
        wrong.append(("threshold", "required"))
    found: dict[str, Any] = {"threshold": limit, "better": str(fields.get("better") or "higher")}
    if found["better"] not in ("higher", "lower"):
        wrong.append(("better", "unknown_value"))
    if kind == "survey":
        found["scale"] = most
        if most is None:
            wrong.append(("scale", "required"))
    if per == "site":
        found["per"] = per
        values = {str(k): _float(v) for k, v in dict(fields.get("values") or {}).items()}
        if not values or any(one is None for one in values.values()):
            wrong.append(("values", "required"))
        found["values"] = values
        return found
    value = _float(fields.get("value"))
    if value is None:
        wrong.append(("value", "required"))
    elif kind == "survey" and most is not None and not 0 <= value <= most:
        wrong.append(("value", "out_of_range"))
    found |= {"value": value, "before": _float(fields.get("before"))}
    return found


def reached(proof: Mapping[str, Any]) -> bool:
    """Whether the evidence shows that the criterion is met: a number must reach its threshold."""
    if proof["kind"] not in NUMBERS:
        return True
    values = proof.get("values")
    numbers = list(values.values()) if values is not None else [proof["value"]]
    limit = proof["threshold"]
    if proof.get("better") == "lower":
        return all(one <= limit for one in numbers)
    return all(one >= limit for one in numbers)


def how_many(proof: Mapping[str, Any]) -> tuple[int, int] | None:
    """(sites that reached it, sites), where each site must."""
    values = proof.get("values")
    if values is None:
        return None
    return sum(reached({**proof, "values": {"": one}}) for one in values.values()), len(values)


def slowest(proof: Mapping[str, Any]) -> str:
    """The site that is furthest behind."""
    values = proof.get("values") or {}
    pick = max if proof.get("better") == "lower" else min
    return pick(values, key=lambda name: values[name]) if values else ""


def plain(number: Any) -> str:
    """4.3, 80, 0.86: without a useless zero."""
    return f"{number:g}" if isinstance(number, int | float) else str(number)


def summary(proof: Mapping[str, Any]) -> str:
    """The evidence in one line that needs no translation."""
    counted = how_many(proof)
    if counted is not None:
        text = f"{counted[0]}/{counted[1]} (≥ {plain(proof['threshold'])})"
        return f"{text} {slowest(proof)}" if counted[0] < counted[1] else text
    if proof["kind"] == "survey":
        return f"{plain(proof['value'])}/{plain(proof['scale'])} {proof.get('who', '')}".strip()
    if proof["kind"] == "metric":
        before = f"{plain(proof['before'])} → " if proof.get("before") is not None else ""
        sign = "≤" if proof.get("better") == "lower" else "≥"
        return f"{before}{plain(proof['value'])} ({sign} {plain(proof['threshold'])})"
    if proof["kind"] == "document":
        return str(proof.get("words") or proof.get("file_name") or proof.get("link") or "")
    return str(proof["words"])


def standing(*, met: bool, waived: bool, approval: str) -> str:
    """The one word for a criterion's state."""
    if approval == "pending":
        return "pending_approval"
    if approval == "refused":
        return "refused"
    return "met" if met else "waived" if waived else "open"


def fingerprint(criteria: Iterable[Mapping[str, Any]]) -> str:
    """The same for two cases exactly when they were asked for the same things."""
    keys = ("code", "rule", "threshold", "per", "option", "mandatory", "title_ja")
    plain_rows = sorted([str(row.get(key)) for key in keys] for row in criteria)
    return digest_of(plain_rows)


def digest_of(value: Any) -> str:
    """SHA-256 of plain data, whatever the order of its keys."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _float(value: Any) -> float | None:
    if isinstance(value, bool) or value in (None, ""):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if abs(number) < 1e12 else None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
