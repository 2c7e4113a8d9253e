"""The usage app."""

from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "senro.usage"
    label = "usage"
