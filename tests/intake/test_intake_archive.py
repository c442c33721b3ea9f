"""Zips, honest and hostile: each hostile one ends in one plain line or a note."""

import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.intake import fingerprint, read
from tests.intake.intake_cases import ASSIGNMENT, submission, zip_bytes, zipped

ANSWER = "## more.tokens\n<sos> I\n"
FILES: dict[str, str | bytes] = {
    "answers.md": ANSWER,
    "solution.py": "def linear_autoencoder(X, k): ...\n",
    "more_weights.npz": b"\x00\xff" * 500,
}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("top", ["", "ada/", "a/b/"])
def test_a_zip_is_read_as_its_folder(tmp_path: Path, top: str, method: int) -> None:
    noise = {"__MACOSX/._answers.md": b"\0", f"{top}.DS_Store": b"\0", f"{top}._answers.md": b"\0"}
    path = zipped(tmp_path / "ada.zip", {top + name: data for name, data in FILES.items()} | noise, method)
    folder = submission(tmp_path / "ada", FILES)
    assert read(path, ASSIGNMENT) == read(folder, ASSIGNMENT)
    assert set(read(path, ASSIGNMENT).answers) == {"more.tokens", "pca.solver", "more.weights"}
    assert fingerprint(path) == fingerprint(folder)


def patched(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data and len(old) == len(new)
    return data.replace(old, new)


def flagged(data: bytes, flag: int) -> bytes:
    """The zip with a flag bit set in each local and central header."""
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        position = data.find(signature)
        while position >= 0:
            data = data[: position + offset] + struct.pack("<H", flag) + data[position + offset + 2 :]
            position = data.find(signature, position + 4)
    return data


def end_record(entries: int, length: int, offset: int) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, entries & 0xFFFF, entries & 0xFFFF, length, offset, 0)


def many_entries() -> bytes:
    """100,000 empty members, as only the central directory has to hold them."""
    header = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0)
    directory = b"".join(header + b"%05d" % number for number in range(100_000))
    return directory + end_record(0xFFFF, len(directory), 0)


def zip64() -> bytes:
    """A small end record, and a zip64 one in front of it that claims a directory of 2^60 bytes."""
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 1 << 60, 0)
    return record + struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1) + end_record(1, 46, 0)


def bad_name() -> bytes:
    return patched(flagged(zip_bytes({"xx.md": "a"}), 0x800), b"xx.md", b"\xff\xfe.md")


ZIP = zip_bytes(FILES)
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "not a whole zip file"),
    "no zip": (lambda: b"hello", "not a whole zip file"),
    "truncated": (lambda: ZIP[:-30], "not a whole zip file"),
    "directory beyond the file": (lambda: end_record(1, 46, 1 << 31), "damaged zip"),
    "directory overwritten": (lambda: ZIP.replace(b"PK\1\2", b"XXXX"), "damaged zip"),
    "encrypted": (lambda: flagged(ZIP, 0x1), "encrypted; zip the folder again without a password"),
    "another method": (lambda: _packed(zipfile.ZIP_LZMA), "a method other than 'deflate'"),
    "a bomb": (lambda: zip_bytes({"pca_weights.npz": bytes(50_000_000)}), "unpacks to 50,000,000 bytes"),
    "100,000 entries": (many_entries, "more than 1,000 files"),
    "1,001 files": (lambda: zip_bytes({f"{n}.txt": "" for n in range(1_001)}), "more than 1,000 files"),
    "zip64 lies": (zip64, "zip64"),
    "in pieces": (lambda: ZIP[:-18] + b"\1\0" + ZIP[-16:], "in several pieces"),
    "a directory larger than any": (lambda: end_record(1, 1 << 31, 0), "more than 1,000 files"),
    "the same name twice": (
        lambda: patched(zip_bytes({"a.md": "1", "b.md": "2"}), b"b.md", b"a.md"),
        "two files named a.md",
    ),
    "the same name, spelled otherwise": (
        lambda: zip_bytes({"x/a.md": "1", "x/./a.md": "2"}),
        "two files named x/a.md",
    ),
    "a name that is not the UTF-8 it claims": (bad_name, "damaged zip"),
}


def _packed(method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("answers.md", ANSWER)
    return buffer.getvalue()


@pytest.mark.parametrize(("make", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(tmp_path: Path, make: Callable[[], bytes], message: str) -> None:
    path = tmp_path / "eve.zip"
    path.write_bytes(make())
    with pytest.raises(SubmissionError) as error:
        read(path, ASSIGNMENT)
    assert message in str(error.value) and "\n" not in str(error.value)
    assert fingerprint(path).startswith("sha256:")


def test_a_zip_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "eve.zip"
    path.touch()
    os.truncate(path, 128_000_001)
    with pytest.raises(SubmissionError, match="128,000,001 bytes"):
        read(path, ASSIGNMENT)


SKIPPED = {
    "parent": "../answers.yaml",
    "parent within": "a/../../answers.yaml",
    "nothing but a point": ".",
    "absolute": "/etc/answers.yaml",
    "backslashes": "..\\answers.yaml",
    "drive": "C:answers.yaml",
    "deep": "d/" * 12 + "answers.yaml",
}


@pytest.mark.parametrize("name", SKIPPED.values(), ids=SKIPPED)
def test_odd_names_are_skipped_with_a_note(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "eve.zip", {"answers.md": ANSWER, name: "more.boxes: [a]"})
    submission = read(path, ASSIGNMENT)
    assert set(submission.answers) == {"more.tokens"}
    assert len(submission.notes) == 1 and "is not read:" in submission.notes[0]


def test_links_in_a_zip_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "eve.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("answers.md", ANSWER)
        link = zipfile.ZipInfo("solution.py")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    submission = read(path, ASSIGNMENT)
    assert set(submission.answers) == {"more.tokens"} and "no links" in submission.notes[0]


def test_a_damaged_member_is_one_parts_problem(tmp_path: Path) -> None:
    data = zip_bytes(FILES)
    start = data.index(b"solution.py") + len("solution.py")
    path = tmp_path / "ada.zip"
    path.write_bytes(data[:start] + b"\xff" * 8 + data[start + 8 :])
    answers = read(path, ASSIGNMENT).answers
    problem = answers["pca.solver"].problem
    assert problem and "solution.py cannot be read: damaged in the zip" in problem[0]
    assert answers["more.tokens"].raw and answers["more.weights"].raw


def test_a_member_that_unpacks_to_more_than_it_says(tmp_path: Path) -> None:
    """The header claims 10 bytes where 900,000 are packed."""
    data = zip_bytes({"solution.py": b"#" * 900_000, "answers.md": ANSWER})
    path = tmp_path / "eve.zip"
    path.write_bytes(data.replace(struct.pack("<L", 900_000), struct.pack("<L", 10)))
    answers = read(path, ASSIGNMENT).answers
    assert answers["pca.solver"].problem and answers["more.tokens"].raw
