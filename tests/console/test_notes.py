"""Notes, mentions and files beside a case, on its page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from senro.kernel.actions import attach_file, edit_comment, write_comment
from senro.kernel.errors import StaleVersion
from senro.kernel.models import Comment, Fact, File, Notification, PersonalText

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def case(desk: Any) -> Any:
    return desk.open("ACC-002", "K-002")


def _add(client: Any, case: Any, **sends: Any) -> Any:
    return client.post(f"/notes/case/{case.pk}/", sends)


def test_NOTES_1_a_note_on_a_case_tells_whoever_is_named_once(browser, desk, case):
    writer = browser("csm_mm")
    sent = {"text": "@manager please look, **today**", "next": f"/cases/{case.pk}/#thread"}
    assert _add(writer, case, **sent).url == f"/cases/{case.pk}/#thread"
    _add(writer, case, **sent)
    row = Comment.objects.get()
    told = Notification.objects.filter(kind="kernel.comment.mentioned")
    assert [line.recipient_id for line in told] == [desk.world.people["manager"].pk]
    page = writer.get(f"/cases/{case.pk}/").content.decode()
    assert "<strong>today</strong>" in page and '<b class="sn-at">@manager</b>' in page
    bell = browser("manager").get("/notifications/").content.decode()
    assert f"/comments/{row.pk}/" in bell
    lead = browser("manager").get(f"/comments/{row.pk}/")
    assert lead.url == f"/cases/{case.pk}/#note-{row.pk}"


def test_an_edit_tells_only_who_is_new_and_keeps_what_was_said(browser, desk, case):
    writer = browser("csm_mm")
    _add(writer, case, text="@manager first words")
    row = Comment.objects.get()
    sent = {"text": "@manager @cs_ops second words", "version": row.version}
    assert writer.post(f"/comments/{row.pk}/edit/", sent).status_code == 302
    assert Notification.objects.filter(kind="kernel.comment.mentioned").count() == 2
    earlier = browser("viewer").get(f"/comments/{row.pk}/earlier/").content.decode()
    assert "first words" in earlier and "second words" in earlier


def test_whoever_may_not_see_it_is_not_told(browser, desk, case):
    _add(browser("csm_mm"), case, text="@marketing @contractor @viewer @sales")
    told = Notification.objects.filter(kind="kernel.comment.mentioned")
    assert [line.recipient_id for line in told] == [desk.world.people["viewer"].pk]


def test_a_note_stands_in_no_fact_but_as_personal_text(browser, desk, case):
    _add(browser("csm_mm"), case, text="山田様は退職予定")
    fact = Fact.objects.get(verb="kernel.comment.written")
    assert fact.after["note"] == {"personal": True}
    assert PersonalText.objects.get(fact=fact.id).data["after"]["note"] == "山田様は退職予定"


def test_notes_are_not_there_for_cs_marketing(browser, desk, case):
    _add(browser("csm_mm"), case, text="internal words", file=SimpleUploadedFile("in.png", PNG))
    row, file = Comment.objects.get(), File.objects.get()
    marketing = browser("marketing")
    page = marketing.get(f"/cases/{case.pk}/").content.decode()
    assert "internal words" not in page and "in.png" not in page and "Note written" not in page
    for path in (f"/comments/{row.pk}/", f"/files/{file.pk}/", f"/files/{file.pk}/preview/"):
        assert marketing.get(path).status_code == 404
    assert _add(marketing, case, text="x").status_code == 403
    browser("csm_mm").post(f"/files/{file.pk}/audience/", {"audience": "customer"})
    assert "in.png" in marketing.get(f"/cases/{case.pk}/").content.decode()
    assert marketing.get(f"/files/{file.pk}/").status_code == 200


def test_two_edits_at_once_the_second_is_told(desk, case):
    by, at = desk.world.actor("csm_mm"), desk.world.at
    row = write_comment(subject=case, text="one", by=by, at=at)
    edit_comment(comment=row, text="two", version=row.version, by=by, at=at)
    with pytest.raises(StaleVersion):
        edit_comment(comment=row, text="three", version=row.version, by=by, at=at)
    assert Comment.objects.get().note == "two"


def test_an_overtaken_edit_shows_both_and_saving_again_wins(browser, desk, case):
    client = browser("csm_mm")
    _add(client, case, text="one")
    row = Comment.objects.get()
    path = f"/comments/{row.pk}/edit/"
    client.post(path, {"text": "two", "version": 1})
    refused = client.post(path, {"text": "three", "version": 1})
    text = refused.content.decode()
    assert refused.status_code == 409 and "two" in text and "three" in text
    version = re.search(r'name="version" value="(\d+)"', text)[1]
    assert client.post(path, {"text": "three", "version": version}).status_code == 302
    assert Comment.objects.get().note == "three"


def test_only_the_writer_edits_and_leaders_delete_and_it_comes_back(browser, desk, case):
    _add(browser("csm_mm"), case, text="mine")
    row = Comment.objects.get()
    assert browser("csm_ent").get(f"/comments/{row.pk}/edit/").status_code == 403
    browser("manager").post(f"/comments/{row.pk}/removal/")
    assert "mine" not in browser("csm_mm").get(f"/cases/{case.pk}/").content.decode()
    fact = Fact.objects.get(verb="kernel.comment.deleted")
    browser("manager").post(f"/facts/{fact.id}/undo/")
    assert "mine" in browser("csm_mm").get(f"/cases/{case.pk}/").content.decode()


def test_a_pinned_note_stands_first(browser, desk, case):
    client = browser("csm_mm")
    _add(client, case, text="alpha")
    _add(client, case, text="omega")
    last = Comment.objects.get(note="omega")
    client.post(f"/comments/{last.pk}/pin/", {"pinned": "yes"})
    page = client.get(f"/notes/case/{case.pk}/").content.decode()
    assert page.index("omega") < page.index("alpha") and "Pinned by" in page


def test_a_file_is_a_download_whatever_it_is_and_only_pictures_are_shown(browser, desk, case):
    client = browser("csm_mm")
    html = SimpleUploadedFile("a.html", b"<script>1</script>", content_type="image/png")
    _add(client, case, file=[html, SimpleUploadedFile("b.png", PNG)], audience="customer")
    page, picture = File.objects.order_by("name")
    assert not page.internal
    answer = client.get(f"/files/{page.pk}/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="a.html.download"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert client.get(f"/files/{page.pk}/preview/").status_code == 404
    shown = client.get(f"/files/{picture.pk}/preview/")
    assert shown["Content-Type"] == "image/png" and b"".join(shown.streaming_content) == PNG


def test_an_empty_note_is_refused_beside_the_field(browser, desk, case):
    answer = _add(browser("csm_mm"), case, text="  ")
    assert answer.status_code == 422 and "Write something first." in answer.content.decode()
    assert not Comment.objects.exists()


def test_an_import_file_is_no_file_of_a_thread(browser, desk, case):
    from senro.kernel.access import SYSTEM
    from senro.kernel.actions import store_file

    file = store_file(stream=[b"x"], name="x.csv", by=SYSTEM, at=desk.world.at)
    assert browser("admin").get(f"/files/{file.pk}/").status_code == 404


def test_whoever_is_offered_after_an_at_may_read_it(browser, desk, case):
    answer = browser("csm_mm").get(f"/notes/case/{case.pk}/people.json?q=")
    names = {one["name"] for one in answer.json()["items"]}
    assert "manager" in names and not names & {"marketing", "contractor", "partner", "customer"}


def test_a_thread_asks_the_same_number_of_questions_however_long_it_is(browser, desk, case):
    client, by = browser("csm_mm"), desk.world.actor("csm_mm")

    def asked() -> int:
        client.get(f"/notes/case/{case.pk}/")
        with CaptureQueriesContext(connection) as found:
            client.get(f"/notes/case/{case.pk}/")
        return len(found)

    write_comment(subject=case, text="@manager 0", by=by, at=desk.world.at)
    few = asked()
    for number in range(1, 6):
        write_comment(subject=case, text=f"@manager {number}", by=by, at=desk.world.at)
        attach_file(subject=case, stream=[str(number).encode()], name="f", by=by, at=desk.world.at)
    assert asked() == few
