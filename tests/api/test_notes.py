"""Notes and files through the API."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

pytestmark = pytest.mark.django_db


def _attach(caller, **fields):
    return caller.send(
        "POST", "/files", encode_multipart(BOUNDARY, fields), content_type=MULTIPART_CONTENT
    )


def test_NOTES_2_the_walk_of_a_note_and_a_file(caller, opened_case):
    csm, subject = caller("csm_mm"), f"case:{opened_case}"
    made = csm.post("/comments", {"subject": subject, "text": "@manager look"})
    assert made.status_code == 201
    note = made.json()
    assert len(note["mentions"]) == 1 and note["subject"] == subject
    assert csm.post("/comments", {"subject": subject, "text": "@manager look"}).json() == note
    path = f"/comments/{note['id']}"
    changed = csm.patch(path, {"text": "seen", "pinned": True}, If_Match="1").json()
    assert changed["text"] == "seen" and changed["pinned"]
    assert csm.patch(path, {"text": "late"}, If_Match="1").status_code == 409
    assert [one["text"] for one in csm.get(f"/comments?subject={subject}").json()["items"]] == [
        "seen"
    ]
    upload = SimpleUploadedFile("a.exe", b"MZ")
    file = _attach(csm, subject=subject, file=upload, audience="customer").json()
    assert not file["internal"]
    content = csm.get(f"/files/{file['id']}/content")
    assert content.content == b"MZ" and "a.exe.download" in content["Content-Disposition"]
    assert csm.patch(f"/files/{file['id']}", {"internal": True}).json()["internal"]
    assert csm.delete(path).status_code == 200
    assert csm.get(path).status_code == 404
    verbs = [one["verb"] for one in csm.get(f"/facts?subject={subject}").json()["items"]]
    for verb in ("comment.written", "comment.edited", "comment.deleted", "file.attached"):
        assert f"kernel.{verb}" in verbs


def test_notes_are_hidden_from_cs_marketing_in_every_list(caller, opened_case):
    subject = f"case:{opened_case}"
    note = caller("csm_mm").post("/comments", {"subject": subject, "text": "secret"}).json()
    _attach(caller("csm_mm"), subject=subject, file=SimpleUploadedFile("secret.txt", b"x"))
    marketing = caller("marketing")
    assert marketing.get(f"/comments/{note['id']}").status_code == 404
    for path in (f"/comments?subject={subject}", f"/files?subject={subject}", "/facts"):
        answer = marketing.get(path)
        assert answer.status_code == 200
        assert "secret" not in answer.content.decode() and "kernel.comment" not in json.dumps(
            answer.json()
        )


def test_what_is_wrong_with_a_file_is_named(caller, opened_case):
    csm = caller("csm_mm")
    refused = _attach(csm, audience="everybody")
    assert refused.status_code == 422
    assert {one["field"] for one in refused.json()["errors"]} == {"file", "audience", "subject"}
    nowhere = f"case:{uuid4()}"
    assert _attach(csm, subject=nowhere, file=SimpleUploadedFile("a", b"x")).status_code == 404
    assert csm.post("/comments", {"subject": "nonsense", "text": "x"}).status_code == 422


def test_a_note_on_what_one_may_not_see_is_404(caller, opened_case):
    assert (
        caller("sales")
        .post("/comments", {"subject": f"case:{opened_case}", "text": "x"})
        .status_code
        == 404
    )
