"""The public JSON."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "senro.api"
    label = "api"
