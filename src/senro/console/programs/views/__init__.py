"""Views of the method."""
