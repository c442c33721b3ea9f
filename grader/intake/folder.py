"""A folder's regular files. Links, pipes and devices are never followed or opened."""

import os
from collections import deque
from functools import partial
from pathlib import Path

from grader.errors import SubmissionError
from grader.intake import limits
from grader.intake.regular import beginning
from grader.intake.text import brief, printable
from grader.intake.tree import Entry, Tree, ignored, shown_path, too_many


def walk(root: Path) -> Tree:
    """List the files under `root`, the nearest first.

    Raises:
        SubmissionError: too many of them, or `root` cannot be listed.
    """
    tree = Tree({})
    waiting = deque([(root, "", 1)])
    seen = 0
    while waiting:
        folder, prefix, level = waiting.popleft()
        try:
            with os.scandir(folder) as listing:
                for entry in listing:
                    seen += 1
                    if seen > limits.ENTRIES:
                        raise too_many(root, limits.FILES)
                    if ignored(entry.name):
                        continue
                    name = prefix + printable(entry.name)
                    if entry.is_dir(follow_symlinks=False) and level < limits.LEVELS:
                        waiting.append((folder / entry.name, name + "/", level + 1))
                    elif entry.is_file(follow_symlinks=False):
                        size = entry.stat(follow_symlinks=False).st_size
                        tree.entries[name] = Entry(size, partial(beginning, folder / entry.name))
                    else:
                        tree.notes.append(f"{brief(name)} is not read: {_why(entry)}")
                    if len(tree.entries) > limits.FILES:
                        raise too_many(root, limits.FILES)
        except OSError as error:
            if not prefix:
                raise SubmissionError(f"{shown_path(root)} cannot be opened: {error.strerror}") from None
            tree.notes.append(f"{brief(prefix)} is not read: {error.strerror}")
    tree.notes.sort()
    return tree


def _why(entry: "os.DirEntry[str]") -> str:
    if entry.is_symlink():
        return "symbolic links are not followed; hand in the file itself"
    if entry.is_dir(follow_symlinks=False):
        return f"folders deeper than {limits.LEVELS} levels are left out"
    return "not a regular file"
