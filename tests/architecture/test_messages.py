"""Guard 5: every user-visible string has its Japanese, and says the same as the English."""

from __future__ import annotations

import re
from collections import defaultdict

from tests.architecture import messages
from tests.architecture.guards import SRC
from tests.architecture.test_templates import EXEMPT

JAPANESE = re.compile(r"[぀-ヿ一-鿿]")


def known_in_japanese() -> set[tuple[str | None, str]]:
    return {
        (entry.context, messages.msgid(entry))
        for path in messages.catalogue_files()
        for entry in messages.entries(path)
        if all(messages.texts(entry))
    }


def test_every_string_has_its_japanese():
    missing = messages.untranslated(messages.wanted_messages(), known_in_japanese())
    assert not missing, "without Japanese in locale/ja/parts:\n" + "\n".join(missing)


def test_msgids_are_english():
    japanese = [
        f"{message.place}: {message.msgid}"
        for message in messages.wanted_messages()
        if JAPANESE.search(message.msgid)
    ]
    assert japanese == []


def test_templates_carry_no_japanese_of_their_own():
    found = [
        f"{path.relative_to(SRC)}:{number}"
        for path in sorted(SRC.rglob("*.html"))
        if "templates" in path.parts and path.relative_to(SRC).as_posix() not in EXEMPT
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if JAPANESE.search(line) and "日本語" not in line
    ]
    assert found == [], (
        "mark the English for translation, and write the Japanese in a part catalogue"
    )


def test_translations_keep_the_placeholders():
    wrong = []
    for path in messages.catalogue_files():
        for entry in messages.entries(path):
            ids = entry.id if isinstance(entry.id, tuple | list) else [str(entry.id)]
            allowed = set().union(*(messages.placeholders(text) for text in ids))
            needed = messages.placeholders(ids[-1]) - {"%(count)s", "%(count)d"}
            for text in filter(None, messages.texts(entry)):
                held = messages.placeholders(text)
                if not needed <= held <= allowed:
                    wrong.append(f"{path.name}: {ids[0]!r}: {sorted(held ^ needed)}")
    assert wrong == []


def test_one_message_has_one_translation():
    """The same English twice with different Japanese would show whichever part comes first."""
    seen: dict[tuple[str | None, str], dict[str, str]] = defaultdict(dict)
    for path in messages.catalogue_files():
        for entry in messages.entries(path):
            for text in filter(None, messages.texts(entry)):
                seen[(entry.context, messages.msgid(entry))].setdefault(text, path.name)
    assert {key[1]: found for key, found in seen.items() if len(found) > 1} == {}


def test_the_extraction_reads_python():
    source = b'x = _("Board")\ny = ngettext("%(n)s case", "%(n)s cases", n)\nz = pgettext("verb", "Open")'
    found = {(m.context, m.msgid) for m in messages.from_python(source, "x.py")}
    assert found == {(None, "Board"), (None, "%(n)s case"), ("verb", "Open")}


def test_the_extraction_reads_templates():
    source = """
    {% load i18n %}<p title="{% translate 'A title' %}">
      {% blocktranslate count n=n trimmed %}
         {{ n }} case
      {% plural %}
         {{ n }} cases
      {% endblocktranslate %} it's {{ _("constant") }}</p>
    """
    found = {m.msgid for m in messages.from_template(source, "x.html")}
    assert found == {"A title", "%(n)s case", "constant"}


def test_a_missing_translation_is_named():
    wanted = [messages.Wanted(None, "Board", "x.py:1"), messages.Wanted(None, "Case", "x.py:2")]
    assert messages.untranslated(wanted, {(None, "Board")}) == ["x.py:2: 'Case'"]
