"""The default method as it ships."""

from __future__ import annotations

from importlib.resources import files


def default_text(name: str) -> str:
    """The YAML of a part of the default method."""
    return files("senro.programs").joinpath("default", f"{name}.yaml").read_text("utf-8")
