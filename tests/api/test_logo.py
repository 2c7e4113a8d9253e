"""The logo of a checklist through the API."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.console_method.test_logo import PIXEL

pytestmark = pytest.mark.django_db


def send(caller, name="logo.png", content=PIXEL, **fields):
    if content:
        fields["file"] = SimpleUploadedFile(name, content)
    sent = encode_multipart(BOUNDARY, fields)
    return caller.send(
        "POST", "/method/checklist/standard/logo", sent, content_type=MULTIPART_CONTENT
    )


def test_a_program_puts_a_logo_at_the_head_reads_it_publishes_it_and_takes_it_away(method, admin):
    kept = send(admin, alt_ja="線路の印")
    layout = kept.json()["draft"]["body"]["layout"]
    assert (kept.status_code, kept.json()["problems"], layout["logo_alt"]) == (201, [], {"ja": "線路の印"})  # fmt: skip
    file = layout["logo"].split("/")[2]
    assert admin.get(f"/files/{file}").json()["content_type"] == "image/png"
    assert admin.get(f"/files/{file}/content").content == PIXEL
    assert admin.delete(f"/files/{file}").status_code == 404
    assert admin.post("/method/checklist/standard/publication", {}).status_code == 201
    gone = admin.delete("/method/checklist/standard/logo").json()["draft"]["body"]["layout"]
    assert "logo" not in gone
    assert admin.get("/method/checklist/standard/versions/2").json()["body"]["layout"] == layout


def test_a_logo_is_refused_with_every_wrong_field_and_by_role(method, admin, caller):
    assert [one["field"] for one in send(admin, content=None).json()["errors"]] == [
        "alt_ja",
        "file",
    ]
    script = send(admin, "logo.png", b"<script>", alt_en="x")
    assert (script.status_code, script.json()["errors"][0]["code"]) == (422, "not_a_picture")
    assert send(admin, content=PIXEL + b"\0" * 1024 * 1024, alt_en="x").status_code == 413
    assert send(caller("csm_mm"), alt_en="x").status_code == 403
    body = {"layout": {"logo": "https://example.com/logo.png"}, "sections": []}
    kept = admin.put("/method/checklist/standard/draft", {"body": body}).json()
    assert "layout.logo" in [one["field"] for one in kept["problems"]]
