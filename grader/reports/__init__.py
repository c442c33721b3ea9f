"""A grade, written for its readers: terminal, JSON, CSV, HTML."""
