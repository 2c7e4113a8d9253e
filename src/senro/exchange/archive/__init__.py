"""One archive of everything: out of one installation and into an empty one, on either database.

A ZIP that a person can open: one CSV a table, JSON lines for the method and the facts, the stored
files, and `manifest.json` with rows and SHA-256 of each. Nothing in it depends on the machine, the
day or the database, so two installations are equal when their manifests are. Passwords, keys and
sessions stay out.
"""

from .loading import load_archive
from .packing import write_archive
from .reading import Archive, ArchiveRefused, opened

__all__ = ["Archive", "ArchiveRefused", "load_archive", "opened", "write_archive"]
