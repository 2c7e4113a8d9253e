"""What a restored database needs before anybody uses it."""

from __future__ import annotations

from django.db import connection, transaction

from .fact_reader import settle_restored_facts
from .models import JobLease
from .triggers import drop_triggers, make_triggers


def settle() -> None:
    """Workers of the old machine hold nothing here, and transaction numbers begin anew."""
    with transaction.atomic():
        JobLease.objects.update(worker="")
        if connection.vendor == "postgresql":
            drop_triggers()
            settle_restored_facts()
            make_triggers()
