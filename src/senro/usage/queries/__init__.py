"""What is asked about usage."""
