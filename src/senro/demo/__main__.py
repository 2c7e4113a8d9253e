"""Builds the sample company into the data folder of the environment."""

from __future__ import annotations

import os

import click
import django


def main() -> None:
    """Tables, then the company."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "senro.config.settings")
    os.environ.setdefault("SENRO_DEMO_BUILD", "1")
    django.setup()
    from django.core.management import call_command
    from django.utils import translation

    translation.activate("ja")
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    call_command("createcachetable", verbosity=0)
    from senro.demo.build import build
    from senro.kernel import clock

    build(at=clock.now(), say=lambda text: click.echo(text, err=True))


if __name__ == "__main__":
    main()
