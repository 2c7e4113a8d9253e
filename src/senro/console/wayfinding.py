"""Where somebody belongs who opened the address of an action: the nearest page above it."""

from __future__ import annotations

from inspect import getclosurevars
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve


def with_a_way_back(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An empty "method not allowed" becomes a page that says so and leads to where the action is."""
    if response.status_code != 405 or request.method != "GET" or response.content:
        return response
    page = render(request, "405.html", {"home": home_of(request.path)}, status=405)
    page["Allow"] = response["Allow"]
    return page


def home_of(path: str) -> str:
    """The nearest address above this one that shows a page; Today where there is none."""
    parts = path.strip("/").split("/")[:-1]
    while parts:
        above = f"/{'/'.join(parts)}/"
        if _shows(above):
            return above
        parts.pop()
    return "/"


def _shows(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return "GET" in _methods(view)


def _methods(view: Any) -> Any:
    """What `require_http_methods` lets through; a view without it takes everything."""
    try:
        return getclosurevars(view).nonlocals.get("request_method_list", ("GET",))
    except TypeError:
        return ("GET",)
