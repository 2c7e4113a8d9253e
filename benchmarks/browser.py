"""One signed-in browser, straight at the door that the web server knocks at."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client

from senro.kernel.models import Person


class Browser:
    """GETs pages: middleware, session and all."""

    def __init__(self, person: Person) -> None:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        self.cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
        self.application = get_wsgi_application()

    def get(self, address: str) -> bytes:
        """The body of a page. Raises RuntimeError for anything but 200."""
        told: list[str] = []
        answer = self.application(
            self._environ(address), lambda status, headers, error=None: told.append(status)
        )
        try:
            body = b"".join(answer)
        finally:
            answer.close()
        if not told[0].startswith("200"):
            raise RuntimeError(f"{address}: {told[0]}")
        return body

    def _environ(self, address: str) -> dict[str, Any]:
        parts = urlsplit(address)
        return {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_COOKIE": self.cookies,
            "HTTP_ACCEPT": "text/html",
            "HTTP_ACCEPT_LANGUAGE": "ja",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        }
