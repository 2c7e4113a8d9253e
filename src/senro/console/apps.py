"""The CS team's screens."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "senro.console"
    label = "console"
