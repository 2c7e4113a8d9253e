"""The CS team's screens."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "senro.console"
    label = "console"

    def ready(self) -> None:
        from senro.kernel.notifications import register_link

        register_link("case", "/cases/{id}/")
        register_link("approval", "/approvals/{id}/")
        register_link("signal", "/signals/?scope=all")
        register_link("comment", "/comments/{id}/")
