"""The reference in a browser: readable, accessible, nothing from elsewhere, no script of its own."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from senro.api.service import DESCRIPTION
from senro.api.urls import api
from tests.architecture import messages


@pytest.mark.django_db
def test_the_reference_names_every_operation_and_brings_nothing_inline():
    html = Client().get("/api/v1/docs", headers={"Accept-Language": "en"}).content.decode()
    for path in ("PUT /api/v1/accounts/{key}", "GET /api/v1/facts", "POST /api/v1/accounts/batch"):
        assert path in html
    assert "style=" not in html and "<style" not in html and "//cdn" not in html


def sentences():
    """Every sentence of the reference that comes from the schema."""
    schema = api.get_openapi_schema()
    yield from DESCRIPTION.split("\n\n")
    for operations in schema["paths"].values():
        for operation in operations.values():
            yield from (*operation["tags"], operation["summary"])
            if (
                operation.get("description", operation["summary"]).rstrip(".")
                != operation["summary"]
            ):
                yield operation["description"]
            parameters = operation.get("parameters", ())
            yield from (one["description"] for one in parameters if "description" in one)
    for shape in schema["components"]["schemas"].values():
        yield from (f["description"] for f in shape["properties"].values() if "description" in f)


def test_the_reference_can_be_read_in_japanese():
    known = {
        str(entry.id)
        for path in messages.catalogue_files()
        for entry in messages.entries(path)
        if entry.context == "api" and entry.string
    }
    assert {" ".join(sentence.split()) for sentence in sentences()} - known == set()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_the_reference_is_accessible_and_within_the_policy(
    chromium, live_server, artefacts, width, scheme
):
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, locale="ja-JP"
    )
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{live_server.url}/api/v1/docs")
    page.screenshot(path=artefacts / f"api-docs-{width}-{scheme}.png", full_page=False)
    # Every operation is drawn by the same lines: two of each resource stand for the others.
    context_of = {"exclude": [["article:nth-of-type(n+3)"], ["tbody > tr:nth-child(n+8)"]]}
    found = Axe().run(page, context=context_of).response["violations"]
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found] == []
    assert overflow <= 0
    assert said == []
