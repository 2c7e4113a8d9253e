"""The default method as it ships, and the presets of completion criteria."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from senro.kernel.rules.bodies import from_yaml
from senro.usage.queries.definitions import default_text as shipped_metrics

from ..rules import Words
from ..rules.words import words

CRITERIA_PRESETS = ("criteria_set", "presets/goal_used_effect")


def default_text(name: str) -> str:
    """The YAML of a part of the default method."""
    if name == "metrics":
        return shipped_metrics()
    return files("senro.programs").joinpath("default", f"{name}.yaml").read_text("utf-8")


@dataclass(frozen=True)
class Preset:
    """Completion criteria that a set may begin with."""

    code: str
    name: Words
    body: dict[str, Any]


def criteria_presets() -> tuple[Preset, ...]:
    """The presets of criteria sets, by the code that cases and files call them by."""
    bodies = (from_yaml(default_text(name))[2] for name in CRITERIA_PRESETS)
    return tuple(Preset(body["preset"], words(body["name"]), body) for body in bodies)
