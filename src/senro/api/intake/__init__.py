"""Where events come in: plain views, since a schema per event would cost thirty times as much."""
