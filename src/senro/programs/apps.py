"""The programs app."""

from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "senro.programs"
    label = "programs"
