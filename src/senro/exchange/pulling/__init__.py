"""Rows of other databases, asked for by SQL and read only: the way of a file, without the file."""
