"""Health of all accounts."""
