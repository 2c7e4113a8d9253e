"""What the pages of an import show, out of the row and its stored preview."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from senro.exchange.engine.source import kind_of_import
from senro.exchange.models import Import
from senro.exchange.rules.kinds import BULK, KINDS
from senro.exchange.rules.mapping import codes_of

from .forms import ENCODINGS

ENCODING_WORDS = {
    "cp932": "CP932 (Shift_JIS)", "utf-8": "UTF-8", "utf-8-sig": "UTF-8 (BOM)", "utf-16": "UTF-16",
    "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "euc_jp": "EUC-JP", "euc_jis_2004": "EUC-JP",
    "cp1252": "Windows-1252",
}  # fmt: skip


def state_words(state: str) -> str:
    """The state of an import in words."""
    return {
        "uploaded": _("File received"),
        "previewed": _("Waiting to be imported"),
        "running": _("Being imported"),
        "committed": _("Imported"),
        "taken": _("Taken in"),
        "undone": _("Undone"),
        "failed": _("Could not be read"),
        "undoing": _("Being taken back"),
        "redoing": _("Being brought back"),
        "cancelled": _("Import cancelled"),
        "expired": _("File no longer kept"),
    }[state]


def kind_words(code: str) -> str:
    """The kind of a file in words."""
    kind = {**KINDS, **BULK}.get(code)
    return kind.label(get_language() or "ja") if kind else code


def delimiter_words(delimiter: str) -> str:
    """A separator by its name."""
    names = {",": _("comma"), "\t": _("tab"), ";": _("semicolon"), "|": _("bar")}
    return names.get(delimiter, delimiter)


def line_words(row: Import) -> dict[str, Any]:
    """An import as a line of the list."""
    return {"row": row, "kind": kind_words(row.kind), "state": state_words(row.state)}


def steps(row: Import) -> dict[str, Any]:
    """The wizard's line and where it is."""
    names = [_("File"), _("Columns and preview"), _("Import"), _("Done")]
    here = {
        "uploaded": 2,
        "previewed": 2,
        "failed": 2,
        "running": 3,
        "undoing": 3,
        "redoing": 3,
    }.get(row.state, 4)
    preview = row.options.get("preview") or {}
    columns = preview.get("columns") or []
    mapped = sum(1 for column in columns if column["field"])
    text = _("%(mapped)s/%(all)s columns") % {"mapped": mapped, "all": len(columns)}
    return {"step_names": names, "here": here, "step_text": text if here == 2 else ""}


def mapping_context(row: Import) -> dict[str, Any]:
    """The page on which columns are mapped and the outcome is seen beforehand."""
    preview = row.options.get("preview") or {}
    locale = get_language() or "ja"
    kind = kind_of_import(row.kind)
    fields = [(one.code, one.label(locale), one.required) for one in kind.fields]
    labels = {code: label for code, label, _required in fields}
    used = [code for one in preview.get("columns", ()) for code in codes_of(one["field"])]
    counts = preview.get("counts") or {}
    take = counts.get("created", 0) + counts.get("updated", 0)
    return {
        **steps(row),
        "row": row,
        "kind": kind_words(row.kind),
        "preview": preview,
        "columns": [
            {**column, "index": index, "label": labels.get(column["field"], "")}
            | _both(column["field"], labels)
            for index, column in enumerate(preview.get("columns", ()))
        ],
        "fields": fields,
        "heads": [labels[code] for code in used if code in labels],
        "first": [
            (one["row"], [one.get(code, "") for code in used]) for one in preview.get("first", ())
        ],
        "counts": counts,
        "take": take,
        "take_words": ngettext("Import %(n)s row", "Import %(n)s rows", take) % {"n": f"{take:,}"},
        "rejects": with_labels(preview.get("rejects", ())[:50], labels),
        "rejects_more": max(0, counts.get("refused", 0) - 50),
        "encodings": ENCODINGS,
        "encoding": row.options.get("encoding") or "auto",
        "encoding_words": ENCODING_WORDS.get(
            preview.get("encoding", ""), preview.get("encoding", "")
        ),
        "delimiter": delimiter_words(preview.get("delimiter", "")),
        "line_end": (preview.get("line_end") or "").upper(),
        "coverage": coverage(row.kind, preview),
        "kept": bool(row.options.get("keep")),
    }


def _both(told: str, labels: dict[str, str]) -> dict[str, str]:
    """The words for a column that a mapping file has given to several fields."""
    codes = codes_of(told)
    words = " + ".join(labels.get(code, code) for code in codes)
    return {"both": words} if len(codes) > 1 else {}


def with_labels(rejects: Any, labels: dict[str, str]) -> list[dict[str, Any]]:
    """Refusals with the words for their fields."""
    return [{**one, "label": labels.get(one["field"], one["field"])} for one in rejects]


def coverage(kind: str, preview: dict[str, Any]) -> dict[str, Any] | None:
    """How many end users can be reached by mail, against the gate's 95 %."""
    if kind != "end-users":
        return None
    have, lack = preview.get("with_email", 0), preview.get("without_email", 0)
    if not have + lack:
        return None
    share = have / (have + lack)
    return {"have": have, "lack": lack, "share": share, "tone": "go" if share >= 0.95 else "care"}


def done_context(row: Import) -> dict[str, Any]:
    """The page of an import that runs, is done, or was undone."""
    locale = get_language() or "ja"
    labels = {one.code: one.label(locale) for one in kind_of_import(row.kind).fields}
    return {
        **steps(row),
        "row": row,
        "kind": kind_words(row.kind),
        "state": state_words(row.state),
        "rejects": with_labels(row.rejects[:50], labels),
        "rejects_more": max(0, row.refused - 50),
        "encoding_words": ENCODING_WORDS.get(row.encoding, row.encoding),
        "changed": row.created + row.updated,
        "kept": row.options.get("kept") or [],
        "kept_count": row.options.get("kept_count", 0),
        "restored": row.options.get("restored", 0),
        **progress_of(row),
    }


def progress_of(row: Import) -> dict[str, Any]:
    """How far an import, or its undoing, has come."""
    if row.state == "running":
        done, total = row.read, row.options.get("total")
    else:
        done = (row.options.get("reverting") or {}).get("restored", 0)
        total = row.created + row.updated
    return {"busy": row.state in {"running", "undoing", "redoing"}, "done": done, "total": total}
