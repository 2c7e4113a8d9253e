"""Views of the onboarding screens, one file a noun."""
