"""What each web process of `senro serve` loads."""

from __future__ import annotations

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


threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
