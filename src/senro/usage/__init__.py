"""What customers really do: events come in here, and metrics are made of them."""
