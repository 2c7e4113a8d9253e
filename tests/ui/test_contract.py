"""The rules of src/senro/ui/README.md, checked on the sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from senro.ui.templatetags.senro_ui import register

ROOT = Path(__file__).resolve().parents[2]
SRC, FRONTEND = ROOT / "src/senro", ROOT / "frontend"
TEMPLATES = sorted(SRC.rglob("templates/**/*.html"))
STYLES = sorted(FRONTEND.glob("css/**/*.css"))
PYTHON = sorted(SRC.rglob("*.py"))
INNER = {"brand", "empty_line", "undo_of"}  # used by the shell itself
FORBIDDEN = re.compile(r"\sstyle=|\son[a-z]+=\"|\shx-on|<style|<script(?![^>]*\ssrc=)|javascript:")


def used_icons() -> dict[str, str]:
    found = {}
    for path in [*TEMPLATES, *PYTHON]:
        text = path.read_text("utf-8")
        for name in re.findall(r"""\{% icon ["']([a-z0-9-]+)["']""", text):
            found[name] = path.name
        for name in re.findall(r"""\bicon\(["']([a-z0-9-]+)["']|icon=["']([a-z0-9-]+)["']""", text):
            found["".join(name)] = path.name
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SRC).as_posix())
def test_no_template_carries_what_the_content_security_policy_forbids(path):
    assert FORBIDDEN.findall(path.read_text("utf-8")) == []


def test_each_class_of_a_template_has_a_style():
    styles = "".join(path.read_text("utf-8") for path in STYLES)
    known = set(re.findall(r"\.(sn-[\w-]+)", styles))
    unknown = {
        f"{path.relative_to(SRC).as_posix()}: {word}"
        for path in TEMPLATES
        for value in re.findall(r'class="([^"]*)"', path.read_text("utf-8"))
        for word in re.findall(r"\bsn-[\w-]+", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", value))
        if word not in known
    }
    assert sorted(unknown) == []


def test_each_icon_used_is_in_the_sprite():
    listed = (FRONTEND / "icons/used.txt").read_text("utf-8").split("\n")
    names = {line.split("#")[0].strip() for line in listed}
    assert {name: where for name, where in used_icons().items() if name not in names} == {}


def test_the_readme_names_every_tag_and_filter():
    readme = (SRC / "ui/README.md").read_text("utf-8")
    names = {*register.tags, *register.filters} - INNER
    assert [name for name in names if not re.search(rf"[`|]{name}\b", readme)] == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_raw_colours_stand_in_the_tokens_only(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    if path.name != "tokens.css":
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\w)", text) == []
    assert len(text.splitlines()) < 300


def tokens() -> dict[str, tuple[str, str]]:
    """Each colour token: light, dark."""
    text = (FRONTEND / "css/tokens.css").read_text("utf-8")
    pairs = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", text)
    return {name: (light, dark) for name, light, dark in pairs}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted([luminance(first), luminance(second)], reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", ["paper", "well", "raised"])
@pytest.mark.parametrize("text", ["ink", "ink-2", "ink-3", "accent", "care", "stop"])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_is_readable_on_every_ground(text, ground, theme):
    assert contrast(tokens()[text][theme], tokens()[ground][theme]) >= 4.5


@pytest.mark.parametrize("mark", ["ctl", "care-mark", "stop-mark", "accent"])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_marks_are_visible_on_every_ground(mark, theme):
    for ground in ("paper", "well", "raised"):
        assert contrast(tokens()[mark][theme], tokens()[ground][theme]) >= 2.95


def test_the_lock_file_names_no_registry():
    assert "resolved" not in (FRONTEND / "package-lock.json").read_text("utf-8")
