"""What the screens of the method show."""
