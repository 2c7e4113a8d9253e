"""Reads settings from the environment and refuses bad values, naming the variable."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit


class BadSetting(SystemExit):
    """A setting has a value that cannot be used."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"senro: {name}: {why}")


def text(name: str, default: str = "") -> str:
    """The variable as text."""
    return os.environ.get(name, default)


def boolean(name: str, default: bool = False) -> bool:
    """1/0, true/false, yes/no, on/off."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(name, f"{value!r} is neither yes nor no")


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within bounds."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit() or not least <= int(value) <= most:
        raise BadSetting(name, f"{value!r} is not a whole number from {least} to {most}")
    return int(value)


def data_dir() -> Path:
    """The data folder, made where it is missing."""
    path = Path(text("SENRO_DATA_DIR", "senro-data")).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadSetting("SENRO_DATA_DIR", f"{path}: {error.strerror}") from error
    return path


def secret_key(folder: Path) -> str:
    """SENRO_SECRET_KEY, else a key kept in the data folder."""
    given = text("SENRO_SECRET_KEY")
    if given:
        return given
    path = folder / "secret.key"
    if not path.exists():
        handle = os.open(path.with_suffix(".new"), os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w") as new:
            new.write(secrets.token_urlsafe(50))
        path.with_suffix(".new").replace(path)
    return path.read_text().strip()


def database(folder: Path) -> dict[str, object]:
    """SQLite in the data folder, or SENRO_DATABASE_URL=postgresql://user:password@host:port/name."""
    url = text("SENRO_DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "senro.sqlite3"),
            # Opening a file costs more than most pages' queries.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                    "PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise BadSetting("SENRO_DATABASE_URL", "it must be postgresql://user:password@host/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
