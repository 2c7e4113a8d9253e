"""Verbs of onboarding."""
