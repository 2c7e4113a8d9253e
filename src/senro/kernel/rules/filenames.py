"""Names and types of files that do no harm where they are opened. Pure."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

# What a double click would run. It is kept, and handed out under a name that runs nothing.
RUNS = frozenset(
    [
        "exe",
        "com",
        "scr",
        "pif",
        "bat",
        "cmd",
        "ps1",
        "psm1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "wsf",
        "wsh",
        "hta",
        "msi",
        "msp",
        "msc",
        "cpl",
        "jar",
        "lnk",
        "reg",
        "url",
        "scf",
        "inf",
        "sh",
        "command",
        "app",
        "dmg",
        "pkg",
        "deb",
        "rpm",
        "apk",
        "iso",
        "img",
        "vhd",
        "docm",
        "xlsm",
        "pptm",
        "xlam",
        "chm",
        "ade",
        "adp",
        "html",
        "htm",
        "xhtml",
        "mht",
        "mhtml",
        "svg",
        "svgz",
        "xml",
        "xsl",
        "swf",
    ]
)
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))]
)
FORBIDDEN = dict.fromkeys(map(ord, '<>:"/\\|?*'), "_")
PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


def plain_name(name: str) -> str:
    """The last part of a path of any system, without control characters."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    kept = "".join(sign for sign in unicodedata.normalize("NFC", last) if sign.isprintable())
    return kept.strip()[-255:] or "file"


def neutral_name(name: str) -> str:
    """A name to hand a file out under: no path, no device, nothing that runs by a double click."""
    plain = plain_name(name).translate(FORBIDDEN).rstrip(". ") or "file"
    stem, _dot, ending = plain.rpartition(".")
    if plain.split(".", 1)[0].strip().lower() in RESERVED:
        plain = f"_{plain}"
    return f"{plain}.download" if stem and ending.strip().lower() in RUNS else plain


def picture_type(head: bytes) -> str:
    """The type of a picture that a browser shows and never runs, by its first bytes; else nothing."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in PICTURES if head.startswith(mark)), "")
