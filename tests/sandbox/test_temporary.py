"""Temporary folders are made where the user wants them, without a file that a kill could leave."""

import os
import tempfile
from pathlib import Path

import pytest

from grader.sandbox import Sandbox
from grader.sandbox.host.sandbox import temporary


def test_it_is_where_the_user_wants_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert temporary() == str(tmp_path)


@pytest.mark.parametrize("name", ["", "gone", "file"])
def test_what_is_no_folder_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TMPDIR", str(tmp_path / name) if name else "")
    assert temporary() != str(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="templates start by fork")
def test_a_sandbox_writes_nothing_to_see_whether_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def probe() -> str:
        raise AssertionError("it asks `tempfile`, which writes a file")

    monkeypatch.setattr(tempfile, "gettempdir", probe)
    monkeypatch.setattr(tempfile, "_gettempdir", probe)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Sandbox(trust_students=True) as sandbox:
        sandbox.prepare(torch=False)
        assert [path.name.startswith("grader-") for path in tmp_path.iterdir()] == [True]
    assert list(tmp_path.iterdir()) == []
