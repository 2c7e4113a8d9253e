"""The onboarding app."""

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "senro.onboarding"
    label = "onboarding"
