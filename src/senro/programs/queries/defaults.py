"""The default method as it ships."""

from __future__ import annotations

from importlib.resources import files

from senro.usage.queries.definitions import default_text as shipped_metrics


def default_text(name: str) -> str:
    """The YAML of a part of the default method."""
    if name == "metrics":
        return shipped_metrics()
    return files("senro.programs").joinpath("default", f"{name}.yaml").read_text("utf-8")
