"""`grades.sqlite`: one row per submission and part, appended when it is done and never overwritten."""

from grader.engine.store.rows import HandIn, Packed, Report, Row, Unit, packed, unpacked
from grader.engine.store.store import Known, Reported, Store

__all__ = ["HandIn", "Known", "Packed", "Report", "Reported", "Row", "Store", "Unit", "packed", "unpacked"]
