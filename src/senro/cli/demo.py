"""`senro demo`: the sample company, in a data folder of its own, with one sign-in link a role."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path

import click

from .base import (
    Command,
    Refused,
    answer,
    choose_folder,
    data_folder,
    option,
    set_up,
    state_of_run,
    tell,
)
from .base import gettext as _

# The company's today: everything in it is told from here.
NOW = "2026-11-20T13:22:00+09:00"
FOLDER = "senro-demo"
BUILT = "demo.built"


@click.command(cls=Command)
@option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port.")
@option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@option("--no-browser", is_flag=True, help="Do not open a browser.")
@option("--fresh", is_flag=True, help="Build the sample company anew.")
@option("--build-only", is_flag=True, help="Build it and stop.")
@option("--remove", is_flag=True, help="Delete the sample company.")
def command(
    port: int, host: str, no_browser: bool, fresh: bool, build_only: bool, remove: bool
) -> None:
    """The sample company: built once, then served with a sign-in link for each role."""
    folder = choose_demo_folder()
    if remove:
        remove_demo(folder)
        answer({"removed": str(folder)}, lambda: tell(_("The sample company is deleted.")))
        return
    if not build_only:
        from .serving import check_free

        check_free(host, port)
    if fresh or not (folder / BUILT).exists():
        build_into(folder)
    if build_only:
        answer({"data_dir": str(folder)}, lambda: tell(_("The sample company is ready.")))
        return
    set_up()
    from .serving import serve

    serve(host, port, announce=announcer(port, open_browser=not no_browser))


def choose_demo_folder() -> Path:
    """--data-dir or $SENRO_DATA_DIR, else ./senro-demo: never the folder of real work."""
    state = state_of_run()
    if not state.data_dir and not os.environ.get("SENRO_DATA_DIR"):
        state.data_dir = FOLDER
    choose_folder()
    os.environ["SENRO_DEMO"] = "1"
    os.environ.setdefault("SENRO_NOW", NOW)
    return data_folder()


def remove_demo(folder: Path) -> None:
    """Delete the folder. Raises Refused when it holds anything but a sample company."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / BUILT).exists():
            raise Refused(_("%(folder)s holds no sample company.") % {"folder": folder})
        shutil.rmtree(folder)


def build_into(folder: Path) -> None:
    """Build beside and move into place, so that a half-built company is never served."""
    remove_demo(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".senro-demo-", dir=folder.parent))
    try:
        _build(work)
        (work / BUILT).touch()
        if folder.exists():
            folder.rmdir()
        work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _build(work: Path) -> None:
    # In a process of its own: Django is set up once a process, and this folder is about to move.
    import subprocess

    environment = {**os.environ, "SENRO_DATA_DIR": str(work)}
    done = subprocess.run([sys.executable, "-m", "senro.demo"], env=environment, check=False)
    if done.returncode:
        raise click.ClickException(_("The sample company could not be built."))


def announcer(port: int, *, open_browser: bool) -> Callable[[str], None]:
    """Prints one unwrapped line a role, the administrator's first."""

    def announce(address: str) -> None:
        from senro.demo.links import sign_in_links

        base = f"http://127.0.0.1:{port}"
        links = sign_in_links(base)
        for words, link in links:
            click.echo(f"{words}: {link}")
        sys.stdout.flush()
        if open_browser and sys.stdout.isatty():
            webbrowser.open(links[0][1])

    return announce
