"""Grading: one submission, or a class of them in worker processes that may die."""
