"""The readable reference, made from the same OpenAPI document; no script, no foreign server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext

from .problems import TITLES
from .service import DESCRIPTION, api

METHODS = ("get", "post", "put", "patch", "delete")


def docs(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/docs."""
    schema = api.get_openapi_schema()
    shapes = schema["components"]["schemas"]
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in schema["paths"].items():
        for method in METHODS:
            if method in operations:
                found = _operation(method, path, operations[method], shapes)
                groups.setdefault(found["tag"], []).append(found)
    context = {
        "about": [_said(paragraph) for paragraph in DESCRIPTION.split("\n\n")],
        "groups": [(_said(tag), _slug(tag), found) for tag, found in groups.items()],
        "statuses": sorted(TITLES.items()),
    }
    return render(request, "api/docs.html", context)


def _operation(
    method: str, path: str, operation: dict[str, Any], shapes: dict[str, Any]
) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    # A file's bytes and a calendar are no JSON: they have no fields to tell of.
    contents = operation["responses"].get(200, {}).get("content", {})
    given = contents.get("application/json", {})
    description = operation.get("description", "")
    return {
        "method": method.upper(),
        "path": path,
        "id": operation["operationId"],
        "tag": operation["tags"][0],
        "summary": _said(operation["summary"]),
        "more": "" if description.rstrip(".") == operation["summary"] else _said(description),
        "parameters": list(_parameters(operation)),
        "takes": list(_fields(body.get("schema", {}), shapes)),
        "gives": list(_fields(given.get("schema", {}), shapes)),
    }


def _said(words: str) -> str:
    # Words of the reference stand under their own context: they are sentences of the schema.
    plain = " ".join(words.split())
    return pgettext("api", plain) if plain else ""


def _parameters(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for found in operation.get("parameters", ()):
        yield {
            "name": found["name"],
            "type": found["in"],
            "required": found.get("required", False),
            "words": _said(found.get("description", "")),
        }


def _fields(schema: dict[str, Any], shapes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    shape = _resolved(schema, shapes)
    required = set(shape.get("required", ()))
    for name, field in shape.get("properties", {}).items():
        yield {
            "name": name,
            "type": _type(field),
            "required": name in required,
            "words": _said(field.get("description", "")),
        }


def _resolved(schema: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return shapes[name] if name else schema


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "enum" in field:
        return " | ".join(str(value) for value in field["enum"])
    if "anyOf" in field:
        return " | ".join(_type(part) for part in field["anyOf"])
    if field.get("type") == "array":
        return f"[{_type(field.get('items', {}))}]"
    return str(field.get("format") or field.get("type") or field.get("const") or "any")


def _slug(tag: str) -> str:
    return "-".join(tag.lower().split())
