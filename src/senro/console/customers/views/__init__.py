"""Views of accounts, search and custom fields."""
