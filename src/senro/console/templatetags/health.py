"""A level of health as a mark with its words."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from senro.ui.svg.marks import signal

from ..customers.words import HEALTH_LEVELS

register = template.Library()


@register.simple_tag
def health_level(code: str) -> SafeString:
    """● Good, ▲ needs care, ■ at risk, or unknown."""
    return signal(code, HEALTH_LEVELS.get(code))
