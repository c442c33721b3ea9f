"""The command line: what is asked, who does it, and the exit status.

0 graded, whatever the score; 2 the command line, the rubric or the submission cannot be used, said in one
plain line on standard error; 1 our own fault. What a command needs is imported when it is asked for:
students notice how long start-up takes.
"""

import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from grader.cli.parser import parser
from grader.cli.status import CANNOT, INTERRUPTED, OK, OUR_FAULT
from grader.errors import GraderError, OwnFault, RubricError


def run() -> NoReturn:
    """The command as a process of its own, which starts and ends as fast as it can.

    A process this short needs no collection of garbage before its modules are loaded, no second thread for
    matrices of a few rows, and no tearing down of the interpreter: together a sixth of a student's wait.
    """
    gc.disable()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        asked = parser().parse_args(arguments)
        status = int(asked.run(asked))
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (Exception, KeyboardInterrupt) as error:
        told = _known(error)
        if told is None and (os.environ.get("GRADER_TRACEBACK") or isinstance(error, ModuleNotFoundError)):
            raise
        text, status = told or (
            f"the grader failed ({type(error).__name__}: {error}); GRADER_TRACEBACK=1 shows where",
            OUR_FAULT,
        )
        print(f"grade: {' '.join(text.splitlines())}", file=sys.stderr)
        return status


def _known(error: BaseException) -> tuple[str, int] | None:
    """The message and exit status of an error that a user can do something about; None for any other."""
    match error:
        case RubricError(problems=[(place, problem), *others]):
            rest = f" (and {len(others)} more; `lint` lists them)" if others else ""
            return f"{place}: {problem}{rest}", CANNOT
        case OwnFault():
            return f"the grader failed: {error}", OUR_FAULT
        case GraderError():
            return str(error), CANNOT
        case ModuleNotFoundError(name=str(name)) if name.partition(".")[0] != "grader":
            mend = "set up once with `make demo`, then `. .venv/bin/activate`, or `pip install .`"
            return f"the package '{name}' is not installed here; {mend}", OUR_FAULT
        case KeyboardInterrupt():
            return "stopped; what was finished is kept", INTERRUPTED
        case OSError(errno=errno.ENAMETOOLONG | errno.ELOOP):
            return f"{str(error.filename)[:100]}…: {error.strerror}; name another path", CANNOT
    return None
