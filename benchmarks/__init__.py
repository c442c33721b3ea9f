"""Measurements, each as a ratio against a peer in the same run. No test judges a wall time."""
