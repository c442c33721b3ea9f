"""Folders, ids and fingerprints."""

import os
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.intake import fingerprint, read, submission_id, submissions
from tests.intake.intake_cases import ASSIGNMENT, submission, zipped

ANSWER = "## more.tokens\n<sos> I\n"
needs_links = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no links and pipes here")


@pytest.mark.parametrize("top", ["", "hw/", "hw/hw/"])
def test_a_lone_folder_around_everything_is_left_out(tmp_path: Path, top: str) -> None:
    folder = submission(tmp_path / "ada", {f"{top}answers.md": ANSWER, f"{top}data/X.npy": b""})
    answers = read(folder, ASSIGNMENT).answers
    assert str(answers["more.tokens"].raw[0].place) == "answers.md:1"


def test_untouched_data_is_no_folder_around_everything(tmp_path: Path) -> None:
    assert read(submission(tmp_path / "ada", {"data/answers.txt": "a"}), ASSIGNMENT).notes == ()


@needs_links
def test_links_pipes_and_devices_are_left_alone(tmp_path: Path) -> None:
    folder = submission(tmp_path / "eve", {"answers.md": ANSWER})
    outside = submission(tmp_path / "outside", {"answers.yaml": "more.boxes: [a]"})
    (folder / "solution.py").symlink_to("/etc/passwd")
    (folder / "answers.yaml").symlink_to(outside / "answers.yaml")
    (folder / "more").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pca_weights.npz")
    found = read(folder, ASSIGNMENT)
    assert set(found.answers) == {"more.tokens"}
    assert [note.split(" is not read: ") for note in found.notes] == [
        ["answers.yaml", "symbolic links are not followed; hand in the file itself"],
        ["loop", "symbolic links are not followed; hand in the file itself"],
        ["more", "symbolic links are not followed; hand in the file itself"],
        ["pca_weights.npz", "not a regular file"],
        ["solution.py", "symbolic links are not followed; hand in the file itself"],
    ]
    assert fingerprint(folder).startswith("sha256:")


@needs_links
@pytest.mark.parametrize("swap", ["link", "pipe"])
def test_what_takes_a_files_place_is_not_opened(tmp_path: Path, swap: str) -> None:
    from grader.errors import Unreadable
    from grader.intake.opening import opened

    folder = submission(tmp_path / "eve", {"a.md": ANSWER, "b": b""})
    with opened(folder) as tree:
        (folder / "a.md").unlink()
        (folder / "a.md").symlink_to(folder / "b") if swap == "link" else os.mkfifo(folder / "a.md")
        with pytest.raises(Unreadable, match="a.md cannot be read"):
            tree.read("a.md", 1_000)


@pytest.mark.parametrize(
    ("name", "size", "part"),
    [
        ("solution.py", 1_000_001, "pca.solver"),
        ("pca_weights.npz", 10**12, "pca.weights"),
        ("answers.md", 10**10, "more.tokens"),
    ],
)
def test_a_huge_file_is_not_read(tmp_path: Path, name: str, size: int, part: str) -> None:
    folder = submission(tmp_path / "eve", {name: b"", "answers.yaml": "more.boxes: [a]"})
    os.truncate(folder / name, size)
    answers = read(folder, ASSIGNMENT).answers
    problem = answers[part].problem
    assert problem and f"{name} has {size:,} bytes; at most" in problem[0] and problem[1].file == name
    assert answers["more.boxes"].raw
    assert fingerprint(folder).startswith("sha256:")


def test_too_much_altogether(tmp_path: Path) -> None:
    """Two files of 64 MB are read; what comes after them is not."""
    folder = submission(
        tmp_path / "eve", {"pca_weights_W1.npy": b"", "pca_weights_W2.npy": b"", "more_weights.npz": b"a" * 9}
    )
    for name in ("pca_weights_W1.npy", "pca_weights_W2.npy"):
        os.truncate(folder / name, 64_000_000)
    problem = read(folder, ASSIGNMENT).answers["more.weights"].problem
    assert problem and "more_weights.npz is not read: the files together" in problem[0]


def test_too_many_files(tmp_path: Path) -> None:
    folder = submission(tmp_path / "eve", {f"{n}.txt": "" for n in range(1_001)})
    with pytest.raises(SubmissionError, match="more than 1,000 files; hand in only"):
        read(folder, ASSIGNMENT)


def test_too_deep(tmp_path: Path) -> None:
    folder = submission(tmp_path / "eve", {"answers.md": ANSWER, "d/" * 11 + "a.txt": "", "d/" * 12 + "b.txt": ""})
    assert [note[-40:] for note in read(folder, ASSIGNMENT).notes] == [
        "not part of this assignment: d/d/d/d/d/d/d/d/d/d/d/a.txt"[-40:],
        "folders deeper than 12 levels are left out"[-40:],
    ]


def test_what_is_no_submission(tmp_path: Path) -> None:
    (tmp_path / "answers.md").write_text(ANSWER)
    for path, message in [(tmp_path / "absent", "no such folder or zip file"), (tmp_path / "answers.md", "is neither")]:
        with pytest.raises(SubmissionError, match=message):
            read(path, ASSIGNMENT)
        assert fingerprint(path).startswith("sha256:")
    with pytest.raises(SubmissionError, match="no such folder"):
        read(Path("a\0b"), ASSIGNMENT)


def test_an_empty_folder(tmp_path: Path) -> None:
    found = read(tmp_path, ASSIGNMENT)
    assert not found.answers and found.notes == ("no files were handed in",)


def test_names_that_cannot_be_shown_are_escaped(tmp_path: Path) -> None:
    folder = submission(tmp_path / "ada", {})
    (folder / "a\nb\\.txt").touch()
    (folder / os.fsdecode(b"\xff.txt")).touch()
    note = read(folder, ASSIGNMENT).notes[0]
    assert note == r"not part of this assignment: \udcff.txt, a\nb\\.txt"


def test_ids_of_a_class(tmp_path: Path) -> None:
    names = ["oak", "elm", ".git", "__MACOSX", "ash.zip.zip", "tab\t"]
    for name in names:
        submission(tmp_path / name, {})
    for name in ["oak.zip", "fir.zip", "Yew.ZIP", "yew.zip", "fir.zip.zip", ".a.zip", "notes.txt"]:
        zipped(tmp_path / name, {"answers.md": ANSWER}) if name != "notes.txt" else (tmp_path / name).touch()
    (tmp_path / "link").symlink_to(tmp_path / "oak")
    found = submissions(tmp_path)
    assert [id for id, _ in found] == [
        "Yew",
        "ash.zip.zip",
        "elm",
        "fir",
        "fir.zip.zip",
        "oak",
        "oak.zip",
        "tab\\t",
        "yew",
    ]
    assert all(path.exists() for _, path in found)


def test_ids_stay_unique(tmp_path: Path) -> None:
    """Endings in either case, folders named like zips, and escapes that look like other names."""
    (tmp_path / "a.zip").mkdir()
    for name in ["a.ZIP", "a.zip.zip", "b.zip", "b.ZIP", "t\t.zip", "t\\t.zip"]:
        zipped(tmp_path / name, {})
    ids = [id for id, _ in submissions(tmp_path)]
    assert len(set(ids)) == len(ids) == 7


def test_id_of_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = submission(tmp_path / "ada.v2", {})
    assert submission_id(folder) == "ada.v2"
    assert submission_id(zipped(tmp_path / "eve.ZIP", {})) == "eve"
    monkeypatch.chdir(folder)
    assert submission_id(Path()) == "ada.v2"


def test_a_class_that_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="cannot be listed"):
        submissions(tmp_path / "absent")


def test_fingerprint_follows_names_and_contents(tmp_path: Path) -> None:
    base = {"a.txt": "1", "b/c.txt": "2"}
    same = fingerprint(submission(tmp_path / "1", dict(reversed(base.items()))))
    assert fingerprint(submission(tmp_path / "2", base)) == same
    others = [
        base | {"a.txt": "3"},
        base | {"d.txt": ""},
        {"a.txt": "2", "b/c.txt": "1"},
        {"a.txt": "12", "b/c.txt": ""},
    ]
    prints = {fingerprint(submission(tmp_path / f"x{n}", files)) for n, files in enumerate(others)}
    assert len(prints) == 4 and same not in prints
    assert fingerprint(submission(tmp_path / "3", base | {".git/x": "1", "__pycache__/a.pyc": "2"})) == same
