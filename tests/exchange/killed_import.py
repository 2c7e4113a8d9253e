"""Imports a file and kills its own process after so many pieces have been written.

python -m tests.exchange.killed_import KIND FILE PIECES ROWS_IN_ONE_TRANSACTION CHUNK
"""

from __future__ import annotations

import os
import sys
from typing import Any

import django

django.setup()

from senro.exchange import importing  # noqa: E402
from senro.exchange.engine import run  # noqa: E402
from senro.kernel import clock  # noqa: E402
from senro.kernel.access import SYSTEM  # noqa: E402


def main(kind: str, file: str, pieces: int, whole: int, chunk: int) -> None:
    """Import, or die in the middle."""
    importing.ONE_TRANSACTION, importing.CHUNK, run.PIECE = whole, chunk, chunk
    written, write_rows = 0, run.write_rows

    def mortal(*args: Any, **more: Any) -> Any:
        nonlocal written
        written += 1
        result = write_rows(*args, **more)
        if written == pieces:
            os.kill(os.getpid(), 9)
        return result

    run.write_rows = mortal
    result = importing.import_file(kind=kind, path=file, by=SYSTEM, at=clock.now())
    sys.stdout.write(f"{result.created} {result.unchanged} {result.refused}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
