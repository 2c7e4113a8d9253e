"""Undoes the only import and kills its own process while so many pieces are being written.

python -m tests.exchange.killed_undo PIECES ROWS_IN_ONE_TRANSACTION PIECE
"""

from __future__ import annotations

import os
import sys
from typing import Any

import django

django.setup()

from senro.exchange import undoing  # noqa: E402
from senro.exchange.models import Import  # noqa: E402
from senro.kernel import clock  # noqa: E402
from senro.kernel.access import SYSTEM  # noqa: E402


def main(pieces: int, whole: int, piece: int) -> None:
    """Undo, or die in the middle."""
    undoing.ONE_TRANSACTION, undoing.PIECE = whole, piece
    written, revert = 0, undoing._revert

    def mortal(*args: Any) -> Any:
        nonlocal written
        written += 1
        result = revert(*args)
        if written == pieces:
            os.kill(os.getpid(), 9)
        return result

    undoing._revert = mortal
    done = undoing.undo_whole(import_row=Import.objects.get(), by=SYSTEM, at=clock.now())
    assert done is not None
    sys.stdout.write(f"{done.restored} {len(done.kept)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
