"""What a template says to a person goes through translation, from the first template on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.guards import SRC

TEMPLATES = sorted(path for path in SRC.rglob("*.html") if "templates" in path.parts)
# template -> why it speaks for itself
EXEMPT = {
    "ui/templates/500.html": "shown when nothing else can be relied on: both languages at once",
    "ui/templates/ui/components.html": "the page of parts, DEBUG only: sample words beside samples",
}
NOT_SPOKEN = [
    re.compile(r"\{% block \w*class\w* %\}.*?\{% endblock", re.DOTALL),
    re.compile(r"\{#.*?#\}", re.DOTALL),
    re.compile(r"\{% comment.*?endcomment %\}", re.DOTALL),
    re.compile(r"\{% blocktrans(?:late)?\b.*?endblocktrans(?:late)? %\}", re.DOTALL),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"<(script|style|code|pre|kbd|svg)\b.*?</\1>", re.DOTALL),
    re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL),
    re.compile(r"&[a-z#0-9]+;"),
]
SPOKEN_ATTRIBUTES = re.compile(r'\s(?:title|aria-label|placeholder|alt)="([^"]*)"')
TAG = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}")
NAMES = {
    "Senro",
    "CSV",
    "TSV",
    "XLSX",
    "Excel",
    "JSON",
    "API",
    "ID",
    "MRR",
    "NPS",
    "YAML",
    "English",
}


def name(path: Path) -> str:
    """A template's path under src/senro."""
    return path.relative_to(SRC).as_posix()


def unmarked(source: str) -> list[str]:
    """Words that a person would read and no catalogue could change."""
    for pattern in NOT_SPOKEN:
        source = pattern.sub(" ", source)
    spoken = [*SPOKEN_ATTRIBUTES.findall(source), *TAG.sub("\n", source).splitlines()]
    return [text.strip() for text in spoken if set(WORD.findall(text)) - NAMES]


@pytest.mark.parametrize("path", [p for p in TEMPLATES if name(p) not in EXEMPT], ids=name)
def test_every_word_of_a_template_can_be_translated(path):
    assert unmarked(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["<p>Hello there</p>", '<a title="Close">{{ x }}</a>', "<p>{% translate 'a' %} and more</p>"],
)
def test_an_unmarked_word_is_caught(source):
    assert unmarked(source)


@pytest.mark.parametrize(
    "source",
    [
        "<p>{% translate 'Hello' %} {{ name }} &nbsp; · 12</p>",
        '<a class="some-class" title="{% translate "Close" %}">×</a>',
        "{% blocktranslate trimmed %}Hello <b>you</b>{% endblocktranslate %}",
        "<h1>Senro</h1><kbd>Ctrl K</kbd>",
    ],
)
def test_marked_words_pass(source):
    assert unmarked(source) == []
