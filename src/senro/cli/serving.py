"""`senro serve`: the web, and background work beside it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click

from .base import Command, Refused, option, set_up, tell
from .base import gettext as _

ANYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 - named to warn about
GRACE = 30


@click.command(cls=Command)
@option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port.")
@option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Web processes."
)
@option("--no-worker", is_flag=True, help="No background work: `senro worker` runs elsewhere.")
def command(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Serve the web pages and the API, with background work in a second process."""
    set_up()
    serve(host, port, workers=workers, background=not no_worker)


def serve(
    host: str,
    port: int,
    *,
    workers: int = 1,
    background: bool = True,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve until told to stop. `announce(address)` prints what a person needs (default: address).

    Django is set up and the installation exists. Raises Refused when the port is taken.
    """
    from django.conf import settings

    check_free(host, port)
    if host in ANYWHERE and not os.environ.get("SENRO_HOSTS"):
        tell(_("Only localhost may be asked for: name your hosts in SENRO_HOSTS."))
    address = f"http://{'127.0.0.1' if host in ANYWHERE else host}:{port}/"
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    helper = Background() if background else None
    (announce or _say)(address)
    # Web processes begin clean: a fork would inherit locks and database connections of this one.
    multiprocessing.set_start_method("spawn", force=True)
    server = _server(host, port, workers)
    if helper:
        helper.start()
    try:
        server.serve()
    finally:
        if helper:
            helper.stop()


def _say(address: str) -> None:
    click.echo(address)
    sys.stdout.flush()


def _server(host: str, port: int, workers: int):  # type: ignore[no-untyped-def]
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    return Granian(
        "senro.cli.web:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
    )


def check_free(host: str, port: int) -> None:
    """Raises Refused when somebody else listens there, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = _("%(host)s:%(port)s cannot be used: %(why)s")
            raise Refused(
                message % {"host": host, "port": port, "why": error.strerror or error}
            ) from error


class Background:
    """The worker process: started again when it dies, ended with this process."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()

    def start(self) -> None:
        """Start it and keep it running."""
        self._spawn()
        threading.Thread(target=self._keep, name="senro-worker", daemon=True).start()

    def _spawn(self) -> None:
        # Its own session, so that Ctrl-C reaches it once and through us.
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "senro.cli", "worker", "--parent", str(os.getpid())],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _keep(self) -> None:
        while not self.stopping.is_set():
            assert self.process is not None
            self.process.wait()
            if self.stopping.wait(2):
                return
            tell(_("The worker ended; starting it again."))
            self._spawn()

    def stop(self) -> None:
        """Let it finish what it is doing, for a while."""
        self.stopping.set()
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
