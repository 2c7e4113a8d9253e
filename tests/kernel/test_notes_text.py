"""Names after an @, and what becomes of text and file names: no database."""

from __future__ import annotations

from uuid import UUID

import pytest

from senro.kernel.rules.filenames import neutral_name, picture_type
from senro.kernel.rules.mentions import Named, mentions
from senro.ui.notes import render_note

TAKAGI = Named(UUID(int=1), "高木 亮", "takagi@example.jp")
ANN = Named(UUID(int=2), "Ann", "ann@example.jp")
ANNA = Named(UUID(int=3), "Anna Berg", "anna@example.jp")
ALL = [TAKAGI, ANN, ANNA]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@高木 亮 さん、確認してください", [TAKAGI]),
        ("＠高木亮さん", [TAKAGI]),
        ("@takagi@example.jp please", [TAKAGI]),
        ("@ann, and @Anna Berg", [ANN, ANNA]),
        ("@Anna", []),
        ("write to x@ann.example", []),
        ("mail ann@example.jp", []),
        ("@nobody @", []),
    ],
)
def test_a_name_after_an_at_names_somebody(text, named):
    assert [one.people for one in mentions(text, ALL)] == [(person.id,) for person in named]


def test_a_note_keeps_lists_bold_links_and_names():
    html = render_note(
        "**急ぎ** @高木 亮\n\n- 一つ\n- 二つ\n1. x\nhttps://example.jp/a?b=1&c=2.", ALL
    )
    assert "<strong>急ぎ</strong>" in html and '<b class="sn-at">@高木 亮</b>' in html
    assert "<ul><li>一つ</li><li>二つ</li></ul><ol><li>x</li></ol>" in html
    assert 'href="https://example.jp/a?b=1&amp;c=2"' in html
    assert 'rel="noopener noreferrer nofollow ugc"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "**<img src=x onerror=alert(1)>**",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>1</script>)",
        '[x](https://a.jp/"onmouseover="alert(1))',
        'https://a.jp/"onmouseover="alert(1)',
        "[<svg onload=alert(1)>](https://a.jp)",
        "- <iframe src=//a.jp>",
    ],
)
def test_nothing_that_is_written_becomes_markup(text):
    html = render_note(text, ALL)
    for bad in ("<script", "<img", "<svg", "<iframe", 'javascript:alert(1)"', 'href="data'):
        assert bad not in html.lower()
    assert '"onmouseover' not in html and ' onmouseover="' not in html


@pytest.mark.parametrize(
    ("given", "handed_out"),
    [
        ("見積書.pdf", "見積書.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\setup.EXE", "setup.EXE.download"),
        ("report\u202efdp.exe", "reportfdp.exe.download"),
        ("page.html", "page.html.download"),
        ("logo.svg", "logo.svg.download"),
        ("con.txt", "_con.txt"),
        ("a|b?.txt", "a_b_.txt"),
        ("...", "file"),
    ],
)
def test_a_file_is_handed_out_under_a_name_that_runs_nothing(given, handed_out):
    assert neutral_name(given) == handed_out


def test_what_a_picture_is_is_read_from_its_bytes():
    assert picture_type(b"\x89PNG\r\n\x1a\n0000") == "image/png"
    assert picture_type(b"RIFF0000WEBP") == "image/webp"
    assert picture_type(b"<svg xmlns=") == "" and picture_type(b"GIF8<script>") == ""
