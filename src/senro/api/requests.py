"""A request that has passed the door: who asks, and when."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from senro.kernel.rules.access import Actor


class ApiRequest(HttpRequest):
    """What the operations are given. The door sets `at`, the key `actor`; only types, no code."""

    actor: Actor
    at: datetime
