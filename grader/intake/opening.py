"""A submission opened: its folder walked, or its zip listed."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import SubmissionError
from grader.intake.tree import Tree, neither, shown_path


@contextmanager
def opened(path: Path) -> Iterator[Tree]:
    """The tree of a folder or a zip file. A single folder around everything is left out of the names.

    Raises:
        SubmissionError: `path` is neither, or cannot be opened as a whole.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        raise SubmissionError(f"{shown_path(path)}: no such folder or zip file") from None
    if stat.S_ISDIR(mode):
        from grader.intake.folder import walk

        yield _unwrapped(walk(path))
    elif stat.S_ISREG(mode):
        from grader.intake.archive import unzipped

        with unzipped(path) as tree:
            yield _unwrapped(tree)
    else:
        raise neither(path)


def _unwrapped(tree: Tree) -> Tree:
    while True:
        tops = {name.split("/", 1)[0] if "/" in name else "" for name in tree.entries}
        if len(tops) != 1 or tops <= {"", "data"}:
            return tree
        tree.entries = {name.split("/", 1)[1]: entry for name, entry in tree.entries.items()}
