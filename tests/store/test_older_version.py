"""Grades of version 1 become history: kept with their dates and pages, used for nothing, and copied before."""

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from grader.engine.store import Store, packed
from grader.errors import UsageError
from tests.store.filling import everything, row
from tests.store.processes import die, forking, in_little_room, killed, killed_after

SCHEMA_OF_1 = """
CREATE TABLE IF NOT EXISTS grades (
    number INTEGER PRIMARY KEY,
    submission TEXT NOT NULL,        -- the student's id
    submission_hash TEXT NOT NULL,
    rubric_hash TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    score REAL NOT NULL,
    max_score REAL NOT NULL,
    status TEXT NOT NULL,
    record TEXT NOT NULL,            -- the result as JSON, grader/result/v1
    page TEXT NOT NULL,              -- the student's result for graders as HTML, deflated, in base64
    graded_at TEXT NOT NULL          -- UTC
);
CREATE INDEX IF NOT EXISTS by_submission ON grades (submission, number);
PRAGMA user_version = 1;
"""
GRADES = [
    # submission, score, status, the page's text, date; oak was graded twice
    ("oak", 5.0, "graded", "<p>five</p>", "2025-01-01T10:00:00+00:00"),
    ("elm", 0.0, "needs_review", "", "2025-01-01T10:00:01+00:00"),
    ("oak", 6.5, "graded", "<p>six and a half \N{PILE OF POO}</p>" * 3000, "2025-01-02T10:00:00+00:00"),
    ("weiße\0Birke", 1 / 3, "graded", "<p>a third</p>", "2025-01-03T10:00:00+00:00"),
]
HISTORY = [
    (number, name, score, 10.0, status, packed(page), date)
    for number, (name, score, status, page, date) in enumerate(GRADES, 1)
]


def of_version_1(path: Path, copies: int = 1) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA_OF_1)
        for name, score, status, page, date in GRADES * copies:
            told = (name, "sha256:1", "sha256:r", "sha256:c", score, 10.0, status, '{"score": 5}', packed(page), date)
            connection.execute(f"INSERT INTO grades VALUES (NULL, {', '.join('?' * len(told))})", told)
        connection.commit()


def of_1(path: Path) -> list[tuple[Any, ...]]:
    """All that a file of version 1 holds."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        return connection.execute("SELECT * FROM grades ORDER BY number").fetchall()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "grades.sqlite"
    of_version_1(path)
    return path


def history(path: Path) -> list[tuple[Any, ...]]:
    return [entry[:-1] for entry in everything(path)["history"]]


def test_grades_of_version_1_become_history_and_are_used_for_nothing(path: Path) -> None:
    before = of_1(path)
    with Store(path) as store:
        assert store.moved == path.with_name("grades.v1.sqlite")
        assert (store.known(), store.contexts, store.rows("oak")) == ({}, {}, {})
        assert (store.hand_in("oak"), store.report("oak")) == (None, None)
        store.add("oak", [row()], {})
    assert history(path) == HISTORY
    assert of_1(path.with_name("grades.v1.sqlite")) == before
    assert sorted(each.name for each in path.parent.iterdir()) == ["grades.sqlite", "grades.v1.sqlite"]


def test_opened_again_it_is_of_this_version(path: Path) -> None:
    Store(path).__exit__(None, None, None)
    before = path.read_bytes()
    with Store(path) as store:
        assert store.moved is None
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 2


def test_a_copy_that_is_there_keeps_its_name(path: Path) -> None:
    whole = of_1(path)
    path.with_name("grades.v1.sqlite").write_text("mine")
    path.with_name("grades.v1-2.sqlite").mkdir()
    with Store(path) as store:
        assert store.moved == path.with_name("grades.v1-3.sqlite")
    assert of_1(path.with_name("grades.v1-3.sqlite")) == whole
    assert path.with_name("grades.v1.sqlite").read_text() == "mine"


def test_a_file_without_a_grade_becomes_one_of_this_version(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "grades.sqlite")) as connection:
        connection.executescript(SCHEMA_OF_1)
    with Store(tmp_path / "grades.sqlite") as store:
        assert store.moved == tmp_path / "grades.v1.sqlite"
    assert history(tmp_path / "grades.sqlite") == []


def test_texts_that_are_damaged_are_history_as_they_are(path: Path) -> None:
    data = path.read_bytes()
    place = data.index(b"needs_review")
    path.write_bytes(data[:place] + b"\xff" + data[place + 1 :])
    with Store(path) as store:
        assert store.moved is not None
    statuses = [entry[4] for entry in history(path)]
    assert statuses == ["graded", "\N{REPLACEMENT CHARACTER}eeds_review", "graded", "graded"]


def test_a_damaged_file_of_version_1_is_left_alone(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:4096] + bytes(4096) + data[8192:])
    damaged = path.read_bytes()
    with pytest.raises(UsageError, match="grades.sqlite is damaged .*older version.*move it away"):
        Store(path)
    assert path.read_bytes() == damaged and list(path.parent.iterdir()) == [path]


# --- interrupted ------------------------------------------------------------------------------------


def whole_or_as_it_was(path: Path, before: list[tuple[Any, ...]]) -> None:
    """Opened now, all is history, with a whole copy beside it, whatever an earlier try left."""
    with Store(path):
        pass
    assert history(path) == HISTORY
    copies = [each for each in path.parent.glob("grades.v1*.sqlite") if each.suffix == ".sqlite"]
    assert copies and all(of_1(each) == before for each in copies)


@forking
def test_killed_at_any_step_nothing_is_lost(path: Path) -> None:
    steps, ended, outcomes, before = 0, False, set(), of_1(path)
    while not ended:
        folder = path.with_name(str(steps))
        folder.mkdir()
        (folder / "grades.sqlite").write_bytes(path.read_bytes())
        ended = not killed_after(steps, partial(Store, folder / "grades.sqlite"))
        outcomes.add(tuple(sorted(each.name for each in folder.iterdir())))
        whole_or_as_it_was(folder / "grades.sqlite", before)
        steps += 8
    assert {("grades.sqlite",), ("grades.sqlite", "grades.v1.sqlite")} < outcomes, "killed before the copy, and after"
    assert any("grades.sqlite-journal" in names for names in outcomes), "killed while the file itself was written"


@forking
def test_killed_when_the_copy_takes_its_name_nothing_is_lost(path: Path) -> None:
    def work() -> None:
        Path.replace = lambda self, target: die()  # type: ignore[assignment]
        Store(path)

    before = of_1(path)
    assert killed(work)
    assert path.with_name(".grades.v1.sqlite.part").is_file()
    whole_or_as_it_was(path, before)
    assert not path.with_name(".grades.v1.sqlite.part").exists()


def no_room(path: Path) -> str:
    try:
        Store(path)
    except UsageError as error:
        return str(error)
    return "opened"


@forking
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 1.0, 1.2])
def test_without_room_the_file_is_what_it_was(path: Path, share: float) -> None:
    before, size = of_1(path), path.stat().st_size
    said = in_little_room(int(share * size), lambda: no_room(path))
    assert said.startswith(f"{path} cannot be written: "), said
    assert of_1(path) == before
    whole_or_as_it_was(path, before)


def test_a_name_that_cannot_be_given_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    before = of_1(path)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fails)
        with pytest.raises(UsageError, match="grades.sqlite cannot be written: Permission denied"):
            Store(path)
    assert of_1(path) == before
    whole_or_as_it_was(path, before)
