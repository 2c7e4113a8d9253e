"""Which of the encodings in use in Japan a file is written in.

Every candidate decodes the whole file strictly and drops out at its first error. Where more
than one survives, the one whose text is the more plausible Japanese wins.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from os import PathLike

from senro.exchange.rules.plausible import is_beyond_euc, is_western, score
from senro.exchange.rules.said import Reason, Unreadable

CHUNK = 1 << 20
SAMPLE = 64 * 1024
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# euc_jis_2004 has ① and ㈱, which euc_jp lacks; it is asked last because it knows rarer kanji too.
CANDIDATES = ("utf-8", "cp932", "euc_jp", "euc_jis_2004")
SUPPORTED = frozenset(
    (
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "cp932",
        "euc_jp",
        "euc_jis_2004",
        "cp1252",
    )
)
_ALIASES = {
    "shift_jis": "cp932", "ms932": "cp932", "windows-31j": "cp932", "utf_8": "utf-8", "utf_8_sig": "utf-8-sig",
    "utf_16": "utf-16", "utf_16_le": "utf-16-le", "utf_16_be": "utf-16-be", "ascii": "utf-8",
    "iso8859-1": "cp1252", "windows-1252": "cp1252", "shift_jis_2004": "cp932", "cp51932": "euc_jp",
}  # fmt: skip

_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UTF16_STRANGE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ue000-\uf8ff\ufffe\uffff]")


@dataclass(frozen=True)
class Encoding:
    """A Python codec name with the reasons for it."""

    codec: str
    reasons: tuple[Reason, ...] = ()


def canonical(name: str) -> str:
    """The codec name that Senro uses for what people call it (Shift_JIS is cp932)."""
    key = name.strip().lower()
    if key in SUPPORTED:
        return key
    try:
        key = codecs.lookup(key).name
    except LookupError:
        key = key.replace(" ", "")
    found = _ALIASES.get(key, key)
    if found not in SUPPORTED:
        raise Unreadable("encoding_unsupported", codec=name)
    return found


def detect_encoding(path: str | PathLike[str]) -> Encoding:
    """Decide by the byte order mark, else by reading all of the file."""
    with open(path, "rb") as file:
        head = file.read(64 * 1024)
    for bom, codec in BOMS:
        if head.startswith(bom):
            _check(path, codec)
            return Encoding(codec, (Reason("why_bom", {"codec": codec}),))
    if b"\x00" in head:
        return _detect_utf16(path, head)
    return _Trial().run(path)


def _chunks(path: str | PathLike[str]) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _check(path: str | PathLike[str], codec: str) -> None:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    position = 0
    strange = total = 0
    try:
        for chunk in _chunks(path):
            text = decoder.decode(chunk)
            if codec.startswith("utf-16"):
                strange += len(_UTF16_STRANGE.findall(text))
                total += len(text)
            position += len(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "encoding_unknown", codec=codec, position=position + error.start
        ) from error
    if strange * 50 > total:
        raise Unreadable("binary")


def _detect_utf16(path: str | PathLike[str], head: bytes) -> Encoding:
    even = head[: len(head) // 2 * 2]
    best, best_share = "", 0.0
    for codec in ("utf-16-le", "utf-16-be"):
        text = even.decode(codec, errors="replace")
        usual = sum(char.isascii() and (char.isprintable() or char in "\t\r\n") for char in text)
        japanese = sum(
            "\u3000" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" or char > "\uff00"
            for char in text
        )
        lines = any(char in text for char in "\n\r,\t;")
        share = (usual + japanese) / max(len(text), 1) if lines and "\x00" not in text else 0.0
        if share > best_share:
            best, best_share = codec, share
    if best_share < 0.9:
        raise Unreadable("binary")
    _check(path, best)
    return Encoding(best, (Reason("why_utf16"),))


@dataclass
class _Trial:
    """The candidates that have not failed yet, and a sample of what is not ASCII."""

    alive: dict[str, codecs.IncrementalDecoder] = field(
        default_factory=lambda: {
            name: codecs.getincrementaldecoder(name)("strict") for name in CANDIDATES
        }
    )
    failed: dict[str, int] = field(default_factory=dict)
    sample: bytes = b""
    position: int = 0
    controls: int = 0
    ascii_only: bool = True

    def run(self, path: str | PathLike[str]) -> Encoding:
        """Read all of the file and decide."""
        for chunk in _chunks(path):
            self._feed(chunk)
        for name in list(self.alive):
            self._decode(name, b"", final=True)
        if self.controls * 200 > self.position:
            raise Unreadable("binary")
        return self._decide()

    def _feed(self, chunk: bytes) -> None:
        if b"\x00" in chunk:
            raise Unreadable("binary")
        if self.ascii_only and (b"\x1b$B" in chunk or b"\x1b$@" in chunk):
            raise Unreadable("iso2022")
        self.controls += len(_CONTROLS.findall(chunk.removesuffix(b"\x1a")))
        if not chunk.isascii():
            self._take_sample(chunk)
            self.ascii_only = False
        if not self.ascii_only:
            for name in list(self.alive):
                self._decode(name, chunk)
        self.position += len(chunk)

    def _decode(self, name: str, chunk: bytes, final: bool = False) -> None:
        try:
            self.alive[name].decode(chunk, final)
        except UnicodeDecodeError as error:
            self.failed[name] = self.position + error.start
            del self.alive[name]

    def _take_sample(self, chunk: bytes) -> None:
        room = SAMPLE - len(self.sample)
        if room > 0:
            lines = (line for line in chunk.splitlines(keepends=True) if not line.isascii())
            self.sample += b"".join(lines)[:room]

    def _decide(self) -> Encoding:
        if self.ascii_only:
            return Encoding("utf-8", (Reason("why_ascii"),))
        scores = {name: self._score(name) for name in self.alive}
        if "utf-8" in scores and scores["utf-8"] > 0:
            return Encoding("utf-8", (Reason("why_utf8"),))
        ranked = sorted(
            (name for name in scores if self._fits(name)), key=lambda name: -scores[name]
        )
        if (not ranked or scores[ranked[0]] <= 0) and is_western(self._text("cp1252", "replace")):
            return Encoding("cp1252", (Reason("why_western"),))
        if ranked and scores[ranked[0]] > -2 * len(self.sample):
            return self._named(ranked)
        codec, position = max(self.failed.items(), key=lambda one: one[1], default=("utf-8", 0))
        raise Unreadable("encoding_unknown", codec=codec, position=position)

    def _text(self, name: str, errors: str = "ignore") -> str:
        return self.sample.decode(name, errors=errors)

    def _score(self, name: str) -> int:
        text = self._text(name)
        # Bytes that happen to be valid UTF-8 are hardly ever anything else.
        return score(text) + (4 * sum(char > "\x7f" for char in text) if name == "utf-8" else 0)

    def _fits(self, name: str) -> bool:
        """euc_jis_2004 serves only where euc_jp failed, and only for ① and its neighbours."""
        return name != "euc_jis_2004" or not (
            "euc_jp" in self.alive or is_beyond_euc(self._text(name))
        )

    def _named(self, ranked: list[str]) -> Encoding:
        best = ranked[0]
        if len(ranked) == 1:
            return Encoding(best, (Reason("why_only", {"codec": best}),))
        return Encoding(best, (Reason("why_likelier", {"codec": best, "other": ranked[1]}),))
