"""Click's own words, in Japanese: "Usage", "Missing argument", "No such option"."""

from __future__ import annotations

import ast
import os
import string
import subprocess
import sys
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po

from tests.conftest import ROOT

CLICK = Path(click.__file__).parent
WORDS = ROOT / "src" / "senro" / "locale" / "ja" / "borrowed" / "click.po"
# Said to whoever writes a command, by consoles of Windows, by completion, by editors.
TO_PROGRAMMERS = (
    "_winconsole", "_termui_impl", "shell_completion", "Could not determine", "No options defined",
    "Arguments take exactly", "defined twice", "Boolean option", "Value must be", "Unknown color",
    "Unknown standard", "Choice({", "Invalid start",
)  # fmt: skip


def said(*arguments: str, **environment: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SENRO_")}
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        kept.pop(name, None)
    found = subprocess.run(
        [sys.executable, "-m", "senro.cli", *arguments],
        env={**kept, **environment}, cwd=ROOT, text=True, capture_output=True, check=False,
    )  # fmt: skip
    return found.stdout + found.stderr


def test_help_and_errors_are_japanese_throughout():
    helped, wrong = said("--help", LANG="ja_JP.UTF-8"), said("user", "--neme", LANG="ja_JP.UTF-8")

    assert helped.startswith("使い方: ")
    assert "\nオプション:\n" in helped
    assert "\nコマンド:\n" in helped
    assert "この説明を表示して終了します。" in helped
    assert "エラー: '--neme' というオプションはありません。" in wrong
    for english in ("Usage", "Options", "Commands", "Error", "Try", "Show"):
        assert english not in helped + wrong


def test_the_language_asked_for_goes_before_that_of_the_shell():
    assert "Error: No such command 'impot'." in said("--lang", "en", "impot", LANG="ja_JP.UTF-8")
    assert "エラー: 'impot' というコマンドはありません。" in said(
        "impot", SENRO_LANG="ja", LANG="en"
    )


def messages_of_click() -> set[str]:
    found = set()
    for path in CLICK.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in {"_", "ngettext"}
                and isinstance(node.args[0], ast.Constant)
                and not any(part in f"{path.stem} {node.args[0].value}" for part in TO_PROGRAMMERS)
            ):
                found.add(node.args[0].value)
    return found


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_every_word_of_this_click_has_its_japanese_with_the_same_placeholders():
    with WORDS.open("rb") as handle:
        known = {entry.id if isinstance(entry.id, str) else entry.id[0]: entry
                 for entry in read_po(handle, locale="ja") if entry.id}  # fmt: skip

    assert messages_of_click() - set(known) == set()
    for entry in known.values():
        ids = [entry.id] if isinstance(entry.id, str) else entry.id
        for text in [entry.string] if isinstance(entry.string, str) else entry.string:
            assert text
            assert fields(text) <= set().union(*map(fields, ids)), ids[0]
            if isinstance(entry.id, str):
                assert fields(text) == fields(ids[0]), ids[0]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_missing_is_named(language):
    missing = said("user", "password", SENRO_LANG=language)
    assert ("必要な引数がありません: 'MAIL'" in missing) == (language == "ja")
    assert ("Missing argument 'MAIL'" in missing) == (language == "en")
