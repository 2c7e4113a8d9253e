"""What the HTML faces share: shell, components, template tags."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "senro.ui"
    label = "ui"
