"""The `senro` command."""

from .root import main

__all__ = ["main"]
