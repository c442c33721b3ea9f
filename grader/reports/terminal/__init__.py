"""A record on a terminal."""
