"""A folder or zip, as a student hands it in, to a `Submission`. Nothing is executed or unpacked to disk."""

from grader.intake.collect import read
from grader.intake.fingerprint import fingerprint
from grader.intake.names import others, submission_id, submissions

__all__ = ["fingerprint", "others", "read", "submission_id", "submissions"]
