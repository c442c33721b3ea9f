"""What the peers of the matrix benchmark share: JSON lines in and out, a clock, a limit of time.

An adapter gives `judge(item)`: True to accept, False to reject; `NotTaken` for what its grader has no form for.
"""

import json
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

SECONDS = 10


class NotTaken(Exception):
    """The grader cannot take this input."""


def serve(judge: Callable[[dict[str, Any]], bool]) -> None:
    """Judge every line of the standard input; what takes longer than `SECONDS`, or fails, is not taken."""
    items = [json.loads(line) for line in sys.stdin if line.strip()]
    signal.signal(signal.SIGALRM, _late)
    for item in items[:20]:
        _judged(judge, item)  # warm up
    for item in items:
        print(json.dumps(_judged(judge, item)), flush=True)


def _judged(judge: Callable[[dict[str, Any]], bool], item: dict[str, Any]) -> dict[str, Any]:
    start, says, accepted, taken = time.perf_counter(), "", False, True
    signal.alarm(SECONDS)
    try:
        accepted = bool(judge(item))
    except NotTaken as why:
        taken, says = False, str(why)
    except Exception as error:  # noqa: BLE001
        taken, says = False, f"{type(error).__name__}: {error}"[:200]
    finally:
        signal.alarm(0)
    spent = 1000 * (time.perf_counter() - start)
    found = {"id": item["id"], "accepted": accepted, "taken": taken, "milliseconds": spent}
    return {**found, "first_false": None, "says": says}


def _late(number: int, frame: Any) -> None:
    raise NotTaken(f"more than {SECONDS} s")


def sides(item: dict[str, Any]) -> list[list[str]]:
    """The sides of each statement in plain source, the student's own names not put in."""
    return [said.split(" == ") for said in item["statements"] if ":=" not in said]


def lets(item: dict[str, Any]) -> dict[str, str]:
    """The student's own names and what they mean, in plain source."""
    return dict(said.split(" := ") for said in item["statements"] if ":=" in said)
