"""Reads of onboarding."""
