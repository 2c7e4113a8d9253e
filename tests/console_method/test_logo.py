"""The logo at the head of a checklist: uploaded, shown, said in words, refused, replaced, removed."""

from __future__ import annotations

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from senro.kernel.models import File
from senro.kernel.versions import problems
from tests.console_method.conftest import Ops, undo_newest

pytestmark = pytest.mark.django_db
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgaPj/HwAFggKA1rq1mwAAAABJRU5ErkJggg=="
)
URL = "/method/logo/checklist/standard/"


@pytest.fixture
def ops(sign_in) -> Ops:
    return Ops(sign_in("cs_ops"), "checklist")


def send(client, content=PIXEL, **more):
    file = {"file": SimpleUploadedFile("logo.png", content)} if content else {}
    return client.post(URL, {**file, "alt_ja": "線路の印", **more})


def form(ops):
    return ops.client.get(ops.href("entry")).content.decode()


def test_a_logo_is_uploaded_shown_with_its_words_replaced_and_removed(ops, sign_in):
    assert send(ops.client).status_code == 302
    first = ops.body["layout"]["logo"]
    assert f'<img class="sn-meth-logo" src="{first}" alt="線路の印">' in form(ops)
    assert first in ops.client.get("/method/checklists/").content.decode()
    # Whoever reads the method sees it; nobody takes it away but by its own button.
    seen = sign_in("viewer").get(first)
    assert (seen.headers["content-type"], b"".join(seen.streaming_content)) == ("image/png", PIXEL)
    file = File.objects.get()
    assert sign_in("admin").post(f"/files/{file.pk}/removal/").status_code == 404
    assert sign_in("admin").get(f"/notes/version/{file.subject_id}/").status_code == 404

    assert send(ops.client, PIXEL + b"\0").status_code == 302
    assert ops.body["layout"]["logo"] not in ("", first)
    words = send(ops.client, None, alt_en="A line")
    assert (words.status_code, ops.body["layout"]["logo_alt"]) == (302, {"ja": "線路の印", "en": "A line"})  # fmt: skip
    assert ops.client.post(URL, {"do": "remove"}).status_code == 302
    assert "logo" not in ops.body["layout"]
    undo_newest(ops.client)
    assert ops.body["layout"]["logo_alt"]["en"] == "A line"


@pytest.mark.parametrize(
    ("content", "more", "said"),
    [
        (b"<svg onload='alert(1)'/>", {}, "no picture that every browser shows"),
        (PIXEL + b"\0" * 1024 * 1024, {}, "larger than 1 MB"),
        (PIXEL, {"alt_ja": " "}, "Say in words what the picture shows."),
        (None, {}, "Choose a picture."),
    ],
)
def test_what_is_no_logo_is_refused_beside_its_form_and_kept_nowhere(ops, content, more, said):
    refused = send(ops.client, content, **more)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert not File.objects.exists()
    assert "logo" not in ops.body.get("layout", {})


def test_a_foreign_address_is_explained_and_not_published_an_own_one_is(ops):
    def wrong(address):
        body = {**ops.body, "layout": {"logo": address}}
        return [(one.field, one.code) for one in problems("checklist", body)]

    gone = "/files/018f0000-0000-7000-8000-000000000000/preview/"
    for address in ("https://example.com/a.png", "//example.com/a.png", "/\\example.com", "a.png"):
        assert wrong(address) == [("layout.logo", "not_our_picture")]
    assert wrong(gone) == [("layout.logo", "no_such_picture")]
    assert wrong("/static/senro/mark.png") == []
    send(ops.client)
    assert wrong(ops.body["layout"]["logo"]) == []
