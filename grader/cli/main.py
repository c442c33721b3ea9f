"""The command line: what is asked, who does it, and the exit status.

0 graded, whatever the score; 2 the command line, the rubric or the submission cannot be used, said in one
plain line on standard error; 1 our own fault. What a command needs is imported when it is asked for:
start-up is what a student feels.
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
    except RubricError as error:
        more = len(error.problems) - 1
        rest = f" (and {more} more; `lint` lists them)" if more else ""
        return _say(f"{error.problems[0][0]}: {error.problems[0][1]}{rest}", CANNOT)
    except OwnFault as error:
        return _say(f"the grader failed: {error}", OUR_FAULT)
    except GraderError as error:
        return _say(str(error), CANNOT)
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] == "grader":
            raise
        mend = "set up once with `make demo`, then `. .venv/bin/activate`, or `pip install .`"
        return _say(f"the package '{error.name}' is not installed here; {mend}", OUR_FAULT)
    except KeyboardInterrupt:
        return _say("stopped; what was finished is kept", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        if isinstance(error, OSError) and error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
            return _say(f"{str(error.filename)[:100]}…: {error.strerror}; name another path", CANNOT)
        if os.environ.get("GRADER_TRACEBACK"):
            raise
        kind = type(error).__name__
        return _say(f"the grader failed ({kind}: {error}); GRADER_TRACEBACK=1 shows where", OUR_FAULT)


def _say(text: str, status: int) -> int:
    print(f"grade: {' '.join(text.splitlines())}", file=sys.stderr)
    return status
