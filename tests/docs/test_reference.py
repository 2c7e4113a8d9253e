"""Reference pages are made from the code, and are as fresh as it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import util
from types import ModuleType

import pytest
from django.utils import translation

from tests.architecture.guards import ROOT


@pytest.fixture
def generate() -> Iterator[ModuleType]:
    """docs/generate.py as a module, speaking English."""
    spec = util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with translation.override("en"):
        yield module


def test_no_reference_page_is_missing_or_stale(generate):
    assert generate.stale() == [], "run `make docs`"


def test_a_changed_page_is_called_stale(generate, tmp_path, monkeypatch):
    for name, text in generate.render_all().items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "words.yaml").write_text(
        (generate.REFERENCE / "words.yaml").read_text("utf-8"), "utf-8"
    )
    (tmp_path / "settings.md").write_text("old", "utf-8")
    (tmp_path / "gone.md").write_text("what nothing makes any more", "utf-8")
    monkeypatch.setattr(generate, "REFERENCE", tmp_path)
    assert generate.stale() == ["gone.md", "settings.md"]


def test_a_setting_without_words_is_named(generate, monkeypatch):
    monkeypatch.setattr(generate, "words", lambda kind: {})
    with pytest.raises(generate.MissingWords, match="SENRO_DATA_DIR"):
        generate.settings()


def test_no_words_are_left_for_a_setting_that_nobody_reads(generate):
    read = {name for name, _kind, _default in generate.environment_reads()}
    assert set(generate.words("settings")) - read == set()


def test_every_verb_says_what_it_does(generate):
    generate.import_domains()
    verbs = generate.module("senro.kernel.verbs").REGISTRY.values()
    assert [
        verb.name
        for verb in verbs
        if verb.function.__module__.startswith("senro.") and not verb.doc
    ] == []
