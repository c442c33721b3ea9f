"""A store that has grown by many regrades, made small again."""

from pathlib import Path

import pytest

from tests.journeys import small_class
from tests.journeys.command import STORE, asked, files, grade, rows

pytestmark = pytest.mark.journey

NAMES = ("bluebell", "edelweiss", "fern", "gorse", "heather")


def test_after_many_rubrics_it_is_smaller_and_nothing_is_lost(tmp_path: Path) -> None:
    rubric, out = small_class.write(tmp_path, *NAMES), tmp_path / "out"
    store, count = out / STORE, len(NAMES) * len(small_class.PARTS)
    arguments = ["batch", tmp_path / "class", "--rubric", rubric, "--out", out, "--pages", "--criteria"]
    for number in range(4):
        text = small_class.RUBRIC.read_text(encoding="utf-8").replace("from: 25.5", f"from: 25.{number}")
        rubric.write_text(text.replace("title: Layers", f"title: Layers {number}"), encoding="utf-8")
        grade(*arguments, "--fresh")
    before, size, written = rows(out), store.stat().st_size, files(out)
    assert len(before) == 4 * count

    said = grade("thin", out).stdout
    assert f"dropped {3 * count} rows that newer ones replace, kept {count}" in said
    assert store.stat().st_size < size
    assert rows(out) == before[-count:]
    assert asked(store, "PRAGMA integrity_check") == [("ok",)]
    assert files(out) == written

    grade(*arguments)
    assert rows(out) == before[-count:]
    assert files(out) == written
    for name in NAMES:
        (out / "results" / f"{name}.json").unlink()
    grade(*arguments)
    assert files(out) == written, "what is left is enough to write them anew"
