"""A copy of the database, to run the same SQL against the same rows once more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection


def copy() -> str:
    """Copy the database as it is now; the copy's name."""
    name = str(settings.DATABASES["default"]["NAME"])
    connection.close()
    if connection.vendor == "sqlite":
        shutil.copy(name, f"{name}.copy")
        return f"{name}.copy"
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}_copy"')
        server.execute(f'CREATE DATABASE "{name}_copy" TEMPLATE "{name}"')
    return f"{name}_copy"


@contextmanager
def instead(name: str) -> Iterator[None]:
    """Everything inside runs on the copy, which is gone afterwards."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        drop(name)


def drop(name: str) -> None:
    """Remove a copy."""
    if connection.vendor == "sqlite":
        for extra in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{name}{extra}").unlink()
        return
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _server() -> psycopg.Connection:
    own = settings.DATABASES["default"]
    return psycopg.connect(
        host=own["HOST"], port=own["PORT"], user=own["USER"], password=own["PASSWORD"],
        dbname="postgres", autocommit=True,
    )  # fmt: skip
