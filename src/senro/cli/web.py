"""What each web process of `senro serve` loads."""

from __future__ import annotations

import importlib
import os
import threading
import time

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "senro.config.settings")
application = get_wsgi_application()


def _end_with_parent(parent: int) -> None:
    # A server that is killed hard would leave this process behind, holding the port.
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def _warm() -> None:
    # The engine of the event table takes seconds to load: not the first person's who asks for a metric.
    time.sleep(1)
    for name in ("ibis.backends.duckdb", "senro.lake.reading", "senro.usage.metrics.measuring",
                 "senro.usage.metrics.many", "senro.usage.queries.past"):  # fmt: skip
        importlib.import_module(name)
    importlib.import_module("senro.lake.reading").warm()


threading.Thread(target=_warm, name="senro-warm", daemon=True).start()
threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
