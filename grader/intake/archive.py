"""A zip's regular files, read in memory and never unpacked to disk.

The format is PKWARE's APPNOTE.TXT; section numbers below are its. `zipfile` reads as much as the end record
says, so that record is judged first.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from grader.errors import SubmissionError
from grader.intake import limits
from grader.intake.text import brief, printable
from grader.intake.tree import Entry, Tree, ignored, neither, shown_path, too_many

_END = struct.Struct("<4s4H2LH")
"""The end record, 4.3.16: signature, two disk numbers, entries here and in all, the central directory's size
and offset, the comment's length."""
_LOCATOR = 20
"""Size of the zip64 end record's locator, 4.3.15, which is right before the end record."""
_ENCRYPTED = 0x1 | 0x40
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError,
           ValueError, LookupError, OverflowError)  # fmt: skip
"""What zipfile raises on damaged input (its UnicodeDecodeError is a ValueError)."""


@contextmanager
def unzipped(path: Path) -> Iterator[Tree]:
    """List the files in the zip `path`; they can be read until the context ends.

    Raises:
        SubmissionError: it is not a zip, or damaged, encrypted, too large, or a zip bomb.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise SubmissionError(f"{shown_path(path)} cannot be opened: {error.strerror}") from None
    with file:
        _judge_end(file, path)
        try:
            archive = zipfile.ZipFile(file)
        except _BROKEN as error:
            raise _refused(path, f"is a damaged zip ({_reason(error)})") from None
        with archive:
            yield _listed(archive, path)


def _judge_end(file: BinaryIO, path: Path) -> None:
    """Refuse what `zipfile` had better not parse, by the same end record that it will take."""
    size = file.seek(0, 2)
    if size > limits.ARCHIVE:
        raise SubmissionError(
            f"{shown_path(path)} has {size:,} bytes, and at most {limits.ARCHIVE:,} are read; "
            "leave out what is not asked for"
        )
    file.seek(max(0, size - 0xFFFF - _END.size - _LOCATOR))
    tail = file.read()
    start = len(tail) - _END.size
    if not (tail[start:].startswith(b"PK\5\6") and tail.endswith(b"\0\0")):
        start = tail.rfind(b"PK\5\6")
    if start < 0 or start + _END.size > len(tail):
        if path.suffix.casefold() == ".zip":
            raise _refused(path, "is not a whole zip file")
        raise neither(path)
    _, disk, first_disk, here, entries, length, _, _ = _END.unpack_from(tail, start)
    if tail[max(0, start - _LOCATOR) :].startswith(b"PK\6\7"):
        raise _refused(path, "is in the zip64 format, which is for far larger archives")
    if disk or first_disk or here != entries:
        raise _refused(path, "is one piece of a zip in several pieces")
    if entries > limits.ENTRIES or length > limits.ARCHIVE_DIRECTORY:
        raise too_many(path, limits.FILES)


def _listed(archive: zipfile.ZipFile, path: Path) -> Tree:
    tree = Tree({})
    for info in archive.infolist():
        name = info.orig_filename
        parts = [part for part in name.split("/") if part != "."]
        shown = printable("/".join(parts))
        if name.endswith("/") or any(ignored(part) for part in parts if not part.startswith("..")):
            continue
        why = _skipped(info, parts)
        if why:
            tree.notes.append(f"{brief(shown)} is not read: {why}")
            continue
        _judge(info, shown, path)
        if shown in tree.entries:
            raise _refused(path, f"holds two files named {shown}")
        tree.entries[shown] = Entry(info.file_size, partial(_read, archive, info))
        if len(tree.entries) > limits.FILES:
            raise too_many(path, limits.FILES)
    return tree


def _skipped(info: zipfile.ZipInfo, parts: list[str]) -> str | None:
    """The reason why a member is left out; None if it is not."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "only regular files are read from a zip, no links; hand in the file itself"
    name = info.orig_filename
    odd = any(part in ("", "..") or len(part) > limits.NAME for part in parts) or name[1:2] == ":"
    if not parts or odd or "\\" in name or "\0" in name:
        return "its name leads out of the folder or is not portable; rename it"
    if len(parts) > limits.LEVELS:
        return f"folders deeper than {limits.LEVELS} levels are left out"
    return None


def _judge(info: zipfile.ZipInfo, shown: str, path: Path) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise SubmissionError(f"{shown_path(path)} is encrypted; zip the folder again without a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(path, f"packs {shown} by a method other than 'deflate'")
    if info.file_size > limits.RATIO_FROM and info.file_size > limits.RATIO * info.compress_size:
        raise SubmissionError(
            f"{shown_path(path)}: {shown} unpacks to {info.file_size:,} bytes, "
            f"more than {limits.RATIO} times its size in the zip; leave it out"
        )


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, count: int) -> bytes:
    try:
        with archive.open(info) as member:
            return member.read(count)
    except _BROKEN as error:
        raise OSError(0, f"damaged in the zip ({_reason(error)})") from None


def _reason(error: BaseException) -> str:
    return printable(str(error)) or type(error).__name__


def _refused(path: Path, what: str) -> SubmissionError:
    return SubmissionError(f"{shown_path(path)} {what}; zip the folder again")
