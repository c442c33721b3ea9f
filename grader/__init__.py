"""Grades deep-learning homework by comparing answers with reference implementations."""

__version__ = "0.1.0"
