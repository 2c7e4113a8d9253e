"""What is decided about events without a database."""
