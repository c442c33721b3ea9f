"""The command line: what is asked, who does it, and the exit status."""

from grader.cli.main import main, run
from grader.cli.status import CANNOT, OK, OUR_FAULT

__all__ = ["CANNOT", "OK", "OUR_FAULT", "main", "run"]
