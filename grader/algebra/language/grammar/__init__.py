"""From tokens to trees, one construct a module."""
