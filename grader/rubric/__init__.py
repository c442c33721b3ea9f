"""YAML becomes an `Assignment` here, or a list of everything that is wrong with it."""
