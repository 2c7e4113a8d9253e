"""Metrics of events: what one is, and what it comes to for each account as of any instant.

Ibis expressions, run by whoever asks; no Django, no clock. The same ones run on any engine that Ibis
speaks, over the two tables of `docs/event-table.md`.

    from senro.usage.metrics.measuring import measured
    from senro.usage.metrics.rows import up_to

    asked = AsOf.of_day(date(2026, 11, 20), "Asia/Tokyo")
    measured(up_to(events, usage, asked), definitions, asked, run, sums=True)

Measuring loads the engine of queries, which takes a while: it is imported where it is done.
"""

from .definitions import KINDS, OF, Definition, definitions_of
from .fields import FIELDS, field_names
from .windows import AsOf

__all__ = [
    "FIELDS",
    "KINDS",
    "OF",
    "AsOf",
    "Definition",
    "definitions_of",
    "field_names",
]
