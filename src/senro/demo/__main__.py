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
    from django.utils import translation

    translation.activate("ja")
    from senro.demo.build import build
    from senro.kernel import clock
    from senro.kernel.tables import make_tables

    make_tables()
    build(at=clock.now(), say=lambda text: click.echo(text, err=True))


if __name__ == "__main__":
    main()
