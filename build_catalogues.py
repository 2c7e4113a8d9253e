"""Merge the part catalogues of each language and compile them into django.mo.

What a library says by itself, which it looks up under a name of its own, lies in `borrowed/`.

Run by the build hook, and by hand after editing a part:
    python build_catalogues.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "src" / "senro" / "locale"
LANGUAGES = ("ja", "en")


def part_files(language: str) -> list[Path]:
    """The .po files that make up one language, in the order they win."""
    folder = LOCALES / language
    whole = folder / "LC_MESSAGES" / "django.po"
    parts = sorted((folder / "parts").glob("*.po"))
    return ([whole] if whole.exists() else []) + parts


def read_part(path: Path, language: str) -> Catalog:
    with path.open("rb") as handle:
        return read_po(handle, locale=language, abort_invalid=True)


def merged(language: str) -> Catalog:
    """One catalogue of all parts; the first translation of a message wins."""
    whole = Catalog(locale=language, domain="django", fuzzy=False)
    for path in part_files(language):
        for message in read_part(path, language):
            if not message.id or message.fuzzy or not any_text(message.string):
                continue
            known = whole.get(message.id, message.context)
            if known is None:
                whole.add(message.id, message.string, context=message.context)
            elif known.string != message.string:
                warn(f"{path.name}: {message.id!r} is already translated as {known.string!r}")
    return whole


def any_text(string: object) -> bool:
    """Whether a translation has been written at all."""
    return any(string) if isinstance(string, (tuple, list)) else bool(string)


def warn(sentence: str) -> None:
    print(f"build_catalogues: {sentence}", file=sys.stderr)


def compile_all() -> list[Path]:
    """Write the .mo files of every language and return the paths written."""
    written = []
    for language in LANGUAGES:
        written.append(compiled(merged(language), language, "django"))
        for path in sorted((LOCALES / language / "borrowed").glob("*.po")):
            written.append(compiled(read_part(path, language), language, path.stem))
    return written


def compiled(catalogue: Catalog, language: str, domain: str) -> Path:
    """One .mo; whoever reads meanwhile sees a whole file."""
    target = LOCALES / language / "LC_MESSAGES" / f"{domain}.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_suffix(".new")
    with new.open("wb") as handle:
        write_mo(handle, catalogue)
    new.replace(target)
    return target


if __name__ == "__main__":
    for path in compile_all():
        print(path)
