"""What is known about onboarding without asking the database."""
