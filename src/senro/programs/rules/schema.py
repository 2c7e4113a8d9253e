"""The small part of JSON Schema (2020-12) that the method uses: how it is written and checked.

A schema is plain data, handed out as it stands. The check names every wrong place with the codes of
items where they have one (`phases[P1].days`), in terms that can be said in both languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .reading import Problem

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
CODE: Schema = {"type": "string", "minLength": 1, "maxLength": 60}
RULE: Schema = {"type": "string", "format": "senro-rule"}
ANY: Schema = {}
WORDS: Schema = {"$ref": "#/$defs/words"}
# One text for both languages, or one in each.
DEFS: Schema = {
    "words": {
        "type": ["string", "object"],
        "properties": {"ja": {"type": "string"}, "en": {"type": "string"}},
        "additionalProperties": False,
    }
}

_CODES = {
    "string": "not_text",
    "object": "not_a_mapping",
    "array": "not_a_list",
    "integer": "not_a_count",
    "number": "not_a_number",
    "boolean": "not_a_boolean",
}


def choice(*values: str) -> Schema:
    """One of these."""
    return {"enum": list(values)}


def count(least: int = 0, most: int = 100_000) -> Schema:
    """A whole number."""
    return {"type": "integer", "minimum": least, "maximum": most}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [*_types(schema), "null"]}


def many(items: Schema, least: int = 0) -> Schema:
    """A list."""
    return {"type": "array", "items": items, **({"minItems": least} if least else {})}


def record(
    needed: Mapping[str, Schema], more: Mapping[str, Schema], *, open: bool = False
) -> Schema:
    """A mapping with fields that must be there and fields that may be."""
    found: Schema = {"type": "object", "properties": {**needed, **more}, "required": list(needed)}
    return found if open else {**found, "additionalProperties": False}


def document(kind: str, title: str, body: Schema) -> Schema:
    """The schema of a whole file: kind, code and body."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": {"kind": {"const": kind}, "code": {**CODE, "maxLength": 100}, "body": body},
        "required": ["kind", "code", "body"],
        "additionalProperties": False,
        "$defs": DEFS,
    }


def shape_of(schema: Schema, value: Any, place: str = "") -> Iterator[Problem]:
    """Every place at which a value is not as its schema wants it."""
    if "$ref" in schema:
        schema = DEFS[schema["$ref"].rsplit("/", 1)[-1]]
    types = _types(schema)
    if types and not any(_is(value, one) for one in types):
        yield Problem(place, _CODES[types[0]])
        return
    if "enum" in schema and value not in schema["enum"]:
        yield Problem(place, "unknown_value")
    elif isinstance(value, dict):
        yield from _mapping(schema, value, place)
    elif isinstance(value, list):
        yield from _list(schema, value, place)
    elif isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            yield Problem(place, "required")
        elif len(value) > schema.get("maxLength", len(value)):
            yield Problem(place, "too_long")
    elif _is(value, "integer") and not (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
    ):
        yield Problem(place, "not_a_count")


def _mapping(schema: Schema, value: dict[str, Any], place: str) -> Iterator[Problem]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield Problem(_under(place, name), "required")
    for name, inner in value.items():
        if name in known:
            yield from shape_of(known[name], inner, _under(place, name))
        elif schema.get("additionalProperties") is False:
            yield Problem(_under(place, name), "unknown_field")


def _list(schema: Schema, value: list[Any], place: str) -> Iterator[Problem]:
    if len(value) < schema.get("minItems", 0):
        yield Problem(place, "required")
    for number, inner in enumerate(value):
        code = inner.get("code") if isinstance(inner, dict) else None
        named = code if isinstance(code, str) and code else number
        yield from shape_of(schema.get("items", {}), inner, f"{place}[{named}]")


def _under(place: str, name: str) -> str:
    return f"{place}.{name}" if place else str(name)


def _types(schema: Schema) -> list[str]:
    found = schema.get("type", [])
    return [found] if isinstance(found, str) else list(found)


def _is(value: Any, kind: str) -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "null":
        return value is None
    wanted: dict[str, type] = {"string": str, "object": dict, "array": list, "boolean": bool}
    return isinstance(value, wanted[kind])
