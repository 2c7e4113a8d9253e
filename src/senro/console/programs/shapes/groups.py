"""Every part of the method that is shown as tables: its tab, and how its entries are grouped."""

from __future__ import annotations

from .health import health
from .metrics import metrics
from .signals import signals
from .tables import GROUPS as TABLES

GROUPS = {**TABLES, "metrics": metrics, "signals": signals, "health": health}
