"""Signals: the list, and what is done with them."""
