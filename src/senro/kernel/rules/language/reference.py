"""The reference page of the language, from the tables that the checker itself uses."""

from collections.abc import Iterable

from .errors import MESSAGES
from .names import FUNCTIONS, MAX_DEPTH, MAX_DIGITS, MAX_LENGTH, MAX_NESTED, MAX_NODES

LEAD = (
    "One language for gates, criteria, segments, filters and `where=`: SQL's own expression syntax, "
    "a small part of it. A rule is a condition over names; nothing outside of this page parses."
)

# (written as, what it is, what it means)
VALUES = (
    ("`seats`", "name", "A metric, or a field of the record. Case does not matter."),
    ("`14`, `0.6`, `-3`", "number", "A share is written as a decimal: `0.6`, not `60%`."),
    (
        "`'MM'`",
        "text",
        "In single quotes; a quote inside is doubled: `'O''Brien'`. Compares by code point.",
    ),
    ("`'2026-11-20'`", "date", "A quoted literal takes the type of what it is compared with."),
    ("`TRUE`, `FALSE`", "condition", "A yes/no name is a condition by itself: `NOT stalled`."),
    ("`NULL`", "unknown", "Comparing with it is unknown; ask `IS NULL`."),
)
# (example, what it means); tightest last
OPERATORS = (
    ("tier = 'MM' OR stalled", "True when one side is; otherwise unknown when one side is."),
    ("tier = 'MM' AND seats > 20", "False when one side is; otherwise unknown when one side is."),
    ("NOT stalled", "Unknown stays unknown."),
    ("tier <> 'ENT'", "`=`, `<>`, `<`, `<=`, `>`, `>=`. Unknown when one side is."),
    ("renewal BETWEEN today() AND '2026-12-31'", "Both ends included. Also `NOT BETWEEN`."),
    ("tier IN ('ENT', 'MM')", "Equal to one of them. Also `NOT IN`."),
    ("seats IS NULL", "The only question that an unknown value answers. Also `IS NOT NULL`."),
    ("seats - quota > 0", "`+` and `-` of numbers. Dates are moved with `add_days`, `add_months`."),
    ("active_users_28d / seats >= 0.6", "`*` and `/`. Division is decimal; by zero it is unknown."),
)
NOTES = (
    "A missing fact makes a comparison unknown. A gate opens, and a segment contains a record, on TRUE only.",
    (
        "Computed numbers less than a billionth apart are equal, so that `110 >= 100 * 1.1` is true. "
        "In arithmetic a number of 10^15 and more is unknown."
    ),
    "A date moved beyond the years 1 to 9999 is unknown.",
    (
        f"At most {MAX_LENGTH:,} characters, {MAX_NODES} names, literals, operators and functions, numbers of "
        f"{MAX_DIGITS} digits, {MAX_DEPTH} brackets and {MAX_NESTED} divisors or moved dates in each other."
    ),
)


def page() -> str:
    """The body of the page, as Markdown."""
    functions = [
        (f"`{f.name}`", f"`{f.usage}`", _gives(f.result), f.en, f.ja)
        for _name, f in sorted(FUNCTIONS.items())
    ]
    errors = [(f"`{code}`", en, ja) for code, (en, ja) in sorted(MESSAGES.items())]
    return "\n\n".join(
        (
            LEAD,
            "## Values",
            _table(("written", "is", ""), VALUES),
            "## Operators",
            "From the loosest to the tightest; brackets change the order.",
            _table(("example", "meaning"), ((f"`{text}`", words) for text, words in OPERATORS)),
            "## Functions",
            _table(("function", "example", "gives", "what it does", "日本語"), functions),
            "## What to know",
            "\n".join(f"- {note}" for note in NOTES),
            "## Refusals",
            "A refusal has a code, the place (characters from 0), a sentence, and what may have been meant.",
            _table(("code", "sentence", "日本語"), errors),
        )
    )


def _gives(result: str) -> str:
    return {"boolean": "condition", "same": "as its arguments"}.get(result, result)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(c.replace("|", "\\|") for c in line) + " |" for line in lines
    )
