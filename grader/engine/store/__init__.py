"""`grades.sqlite`: a row a submission and part, appended as it is done and never overwritten."""

from grader.engine.store.rows import HandIn, Report, Row
from grader.engine.store.store import Known, Store

__all__ = ["HandIn", "Known", "Report", "Row", "Store"]
