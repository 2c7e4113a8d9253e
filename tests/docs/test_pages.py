"""What people wrote: links and pictures exist, commands exist, both languages keep step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.guards import ROOT
from tests.architecture.test_tree import tracked_files

PAGES = sorted(path for path in tracked_files() if path.suffix == ".md")
LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
MAKE = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
SENRO = re.compile(r"(?:^|`|\.venv/bin/)senro ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual hosts make them."""
    found = set()
    for heading in HEADING.findall(page.read_text("utf-8")):
        plain = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
        found.add(plain.strip().replace(" ", "-"))
    return found


def broken(page: Path) -> list[str]:
    """Links of one page that lead nowhere inside the project."""
    wrong = []
    for target in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists() or (
            anchor and there.suffix == ".md" and anchor not in anchors(there)
        ):
            wrong.append(target)
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_and_pictures_lead_somewhere(page):
    assert broken(page) == []


def test_a_broken_link_is_caught(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A title\n[a](#a-title) [b](#gone) [c](gone.md) [d](https://example.com) [e](page.md)"
    )
    assert broken(page) == ["#gone", "gone.md"]


def test_make_targets_that_the_pages_name_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for page in PAGES for name in MAKE.findall(page.read_text("utf-8"))}
    assert named - targets == set()


def test_commands_that_the_pages_name_exist():
    click = pytest.importorskip("click")
    cli = pytest.importorskip("senro.cli")
    if not isinstance(main := getattr(cli, "main", None), click.Group):
        pytest.fail("senro.cli has no command yet")
    context = click.Context(main)
    named = {found for page in PAGES for found in SENRO.findall(page.read_text("utf-8"))}
    unknown = {first for first, _second in named if main.get_command(context, first) is None}
    assert unknown == set()


def test_every_make_target_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    documented = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    assert set(phony.group(1).split()) == documented


def test_the_guide_has_the_same_pages_in_both_languages():
    guide = ROOT / "docs" / "guide"
    japanese, english = (
        {path.name for path in (guide / code).glob("*.md")} for code in ("ja", "en")
    )
    assert japanese == english
    assert "README.md" in japanese


def test_both_readmes_show_the_same_pictures_and_commands():
    english, japanese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.ja.md"))
    pictures = [re.findall(r"docs/images/([a-z]+)-", text) for text in (english, japanese)]
    assert pictures[0] == pictures[1]
    assert set(MAKE.findall(english)) == set(MAKE.findall(japanese))


def test_every_decision_is_numbered_and_listed():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    decisions = sorted(path.name for path in folder.glob("0*.md"))
    assert [name[:4] for name in decisions] == [f"{n:04}" for n in range(1, len(decisions) + 1)]
    assert [name for name in decisions if f"({name})" not in index] == []


def test_the_changelog_has_a_place_for_what_comes_next():
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_picture_is_shown_in_its_language_and_is_small():
    shown = {
        code: "".join(
            path.read_text("utf-8")
            for path in [*(ROOT / "docs" / "guide" / code).glob("*.md"), readme]
        )
        for code, readme in (("en", ROOT / "README.md"), ("ja", ROOT / "README.ja.md"))
    }
    pictures = sorted((ROOT / "docs" / "images").glob("*.png"))
    assert [one.name for one in pictures if one.stat().st_size > 200_000] == []
    assert [one.name for one in pictures if f"images/{one.name}" not in shown[one.stem[-2:]]] == []
    every = list((ROOT / "docs" / "images" / "screens").glob("*.webp"))
    assert sum(one.stat().st_size for one in every) < 6_000_000
    assert [one.name for one in every if f"screens/{one.name}" not in shown[one.stem[-2:]]] == []
    named = {
        f"{name}.png"
        for text in shown.values()
        for name in re.findall(r"images/([a-z-]+)\.png", text)
    }
    assert named <= {one.name for one in pictures}
