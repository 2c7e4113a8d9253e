"""How a share is written wherever somebody reads it: on screens, in gates, in rules put into words."""

from __future__ import annotations


def percent(shown: str) -> str:
    """31.7 %, from its number as it is shown."""
    return f"{shown} %"
