"""The ids of submissions, and the submissions in a class folder."""

import os
from collections import Counter
from pathlib import Path

from grader.errors import SubmissionError
from grader.intake.text import printable
from grader.intake.tree import ignored, shown_path


def submission_id(path: Path) -> str:
    """The folder's name, or the zip's without `.zip`, with what cannot be shown escaped."""
    name = path.name if path.name not in ("", "..") else path.resolve().name
    return printable(_stem(name) if path.is_file() else name) or "submission"


def submissions(folder: Path) -> list[tuple[str, Path]]:
    """A class: one folder or zip per student, as (id, path), sorted by id.

    Hidden entries, links and other files do not count. Where two would have the same id (`oak/` and
    `oak.zip`), the zip's keeps its ending.

    Raises:
        SubmissionError: `folder` cannot be listed.
    """
    try:
        with os.scandir(folder) as listing:
            entries = {entry.name: entry.is_dir(follow_symlinks=False) for entry in listing if _counts(entry)}
    except OSError as error:
        raise SubmissionError(f"{shown_path(folder)} cannot be listed: {error.strerror}") from None
    short = {name: name if is_dir else _stem(name) for name, is_dir in entries.items()}
    taken = Counter(short.values())
    found = []
    for name in entries:
        alone = taken[short[name]] == 1 and (short[name] == name or short[name] not in entries)
        found.append((printable(short[name] if alone else name), folder / name))
    return sorted(found)


def others(folder: Path) -> list[str]:
    """The entries of a class folder that are not submissions and not known to be something else."""
    with os.scandir(folder) as listing:
        names = [entry.name for entry in listing if not ignored(entry.name) and not _counts(entry)]
    known = (".expected.yaml", ".md", ".txt", ".csv")
    return sorted(printable(name) for name in names if not name.casefold().endswith(known))


def _counts(entry: "os.DirEntry[str]") -> bool:
    if ignored(entry.name):
        return False
    return entry.is_dir(follow_symlinks=False) or (
        entry.name.casefold().endswith(".zip") and entry.is_file(follow_symlinks=False)
    )


def _stem(name: str) -> str:
    return name[:-4] if name.casefold().endswith(".zip") else name
