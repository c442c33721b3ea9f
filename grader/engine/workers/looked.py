"""A glance at what was handed in, before anything is graded: for which parts there seems to be code."""

import os
import re
import stat
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from grader.answers import code, form_of
from grader.answers.definitions import may_bind
from grader.engine.marking import workload
from grader.intake.regular import glance
from grader.intake.tree import ignored
from grader.model import Part

ENTRIES = 50
"""Entries looked at in a folder."""
FOLDERS = 20
FILES = 10
"""Files of code looked into, all folders together."""
LEVELS = 3
SIZE = 200_000
"""Bytes read of a file."""


def code_in(path: Path, parts: Sequence[Part]) -> frozenset[str]:
    """The parts, of those whose code is run, for which a folder or zip seems to hold code.

    A zip is not opened here, and may hold code for each of them. Whatever lies there, nothing is raised: what cannot
    be read holds no code.
    """
    asked = {part.id: part for part in parts if workload.is_run(part)}
    if not asked:
        return frozenset()
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        return frozenset()
    if not stat.S_ISDIR(mode):
        return frozenset(asked if stat.S_ISREG(mode) else ())
    names = {_file(part) for part in asked.values()}
    found = set[str]()
    for file in islice(_programs(path, names), FILES):
        start = glance(file, SIZE)
        if start is not None:
            found |= {name for name, part in asked.items() if name not in found and _defines(file, start, part)}
        if len(found) == len(asked):
            break
    return frozenset(found)


def _programs(root: Path, names: set[str]) -> Iterator[Path]:
    """The files of these names, in any letter case, and the notebooks: the nearest first, not through links."""
    waiting = deque([(root, 1)])
    for _ in range(FOLDERS):
        if not waiting:
            return
        folder, level = waiting.popleft()
        try:
            with os.scandir(folder) as listing:
                for entry in islice(listing, ENTRIES):
                    name = entry.name.casefold()
                    if ignored(entry.name):
                        continue
                    if name in names or name.endswith(".ipynb"):
                        yield folder / entry.name
                    elif level < LEVELS and entry.is_dir(follow_symlinks=False):
                        waiting.append((folder / entry.name, level + 1))
        except OSError:
            continue


def _file(part: Part) -> str:
    """The file that a part's program is asked for in, folded."""
    return form_of(part).file(part.answer.settings).casefold()


def _defines(file: Path, start: bytes, part: Part) -> bool:
    """Whether a file seems to define the function of a part. Of a notebook that is cut off, nobody can tell."""
    name = code.function_name(part.answer.settings)
    if file.suffix.casefold() == ".ipynb":
        return len(start) == SIZE or re.search(rf"def +{re.escape(name)}\b".encode(), start) is not None
    if file.name.casefold() != _file(part):
        return False
    return name.encode() in start and may_bind(_written(start.decode("utf-8", "replace")), name)


def _written(source: str) -> str:
    """The source without the starter's stubs: whatever is at the top level and ends in raising this error."""
    pieces = re.split(r"^(?=\S)", source, flags=re.MULTILINE)
    return "".join(each for each in pieces if not _last_line(each).startswith("raise NotImplementedError"))


def _last_line(piece: str) -> str:
    return piece.rstrip().rpartition("\n")[2].lstrip()
