"""The list of cases and the board, as views know them."""

from __future__ import annotations

from senro.kernel.lists import ListKind, register_list

from ..queries import listing

register_list(
    ListKind(
        code="cases",
        subject="case",
        filters=(*listing.FILTERS, "state", "purpose"),
        columns=listing.LIST_COLUMNS,
        sorts=(*listing.COLUMNS, *listing.DATES, "late"),
        groups=tuple(listing.GROUPS),
    )
)
register_list(
    ListKind(
        code="board",
        subject="case",
        filters=("owner", "tier", "purpose", "channel", "risk", "product"),
        lanes=("tier", "owner", "touch", "purpose", "product"),
    )
)
