"""Grades are appended, and the newest by the same rubric and code is the one that counts."""

import dataclasses
import sqlite3
from pathlib import Path

import pytest

from grader.engine.store import Row, Store
from grader.errors import UsageError

OAK = Row("oak", "sha256:1", 5.0, 6.0, "graded", '{"score": 5}', "page")


def test_a_grade_is_kept_and_found(tmp_path: Path) -> None:
    with Store(tmp_path / "grades.sqlite", "rubric", "code") as store:
        store.add(OAK)
    with Store(tmp_path / "grades.sqlite", "rubric", "code") as store:
        assert store.newest("oak") == OAK
        assert store.known_hash("oak") == "sha256:1"
        assert store.newest("elm") is None


@pytest.mark.parametrize(("rubric", "code"), [("another", "code"), ("rubric", "another")])
def test_a_grade_by_another_rubric_or_code_does_not_count(tmp_path: Path, rubric: str, code: str) -> None:
    with Store(tmp_path / "grades.sqlite", "rubric", "code") as store:
        store.add(OAK)
    with Store(tmp_path / "grades.sqlite", rubric, code) as store:
        assert store.newest("oak") is None


def test_a_regrade_is_appended_and_nothing_overwritten(tmp_path: Path) -> None:
    later = dataclasses.replace(OAK, submission_hash="sha256:2", score=6.0)
    with Store(tmp_path / "grades.sqlite", "rubric", "code") as store:
        store.add(OAK)
        store.add(later)
        assert store.newest("oak") == later
    with sqlite3.connect(tmp_path / "grades.sqlite") as connection:
        assert connection.execute("SELECT score FROM grades ORDER BY number").fetchall() == [(5.0,), (6.0,)]
    connection.close()


def test_rows_come_in_the_order_asked_without_those_never_graded(tmp_path: Path) -> None:
    elm = dataclasses.replace(OAK, submission="elm")
    with Store(tmp_path / "grades.sqlite", "rubric", "code") as store:
        store.add(OAK)
        store.add(elm)
        assert list(store.rows(["elm", "fir", "oak"])) == [elm, OAK]


def test_a_second_writer_is_told(tmp_path: Path) -> None:
    path = tmp_path / "grades.sqlite"
    with Store(path, "rubric", "code"), pytest.raises(UsageError, match="another batch is writing there"):
        Store(path, "rubric", "code")


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "grades.sqlite"
    path.write_text("my notes, not a database; long enough to be looked at" * 20)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="is not a file of grades"):
        Store(path, "rubric", "code")
    assert path.read_bytes() == before


def test_a_store_of_another_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "grades.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UsageError, match="another version"):
        Store(path, "rubric", "code")
