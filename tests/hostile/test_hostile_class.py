"""The whole corpus as one class, with five honest students in it; and the command on some of it."""

import base64
import csv
import json
import os
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from grader.engine import batch
from sample_class.classes import RUBRIC, given
from sample_class.handin import write
from sample_class.students import sample_class
from tests.hostile.cases import TRAP, Case, all_cases, lay

pytestmark = pytest.mark.journey

ROOT = Path(__file__).resolve().parents[2]
CASES = all_cases()
HONEST = 5
UNSEEN = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066]"
PAYLOAD = re.compile(rf"<img src=x|<script>alert|</script><!--|href=\"?javascript|{UNSEEN}")
"""What must not stand in a page as it was sent: markup, and characters that drive a terminal or turn text round."""


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`class` with everybody, `honest` with the honest ones, both graded."""
    root = tmp_path_factory.mktemp("school")
    for name in ("class", "honest"):
        (root / name).mkdir()
        for student in sample_class(*given())[:HONEST]:
            write(student, root / name)
    for case in CASES:
        lay(case, root / "class")
    for name in ("class", "honest"):
        options = batch.Options(jobs=2, pages=True, secret=root / "secret")
        summary = batch.run(root / name, RUBRIC, root / f"{name}-out", options)
        assert summary.lost == 0
    return root


def test_everybody_is_graded_and_nobody_lost(school: Path) -> None:
    results = list((school / "class-out" / "results").iterdir())
    assert len(results) == len(CASES) + HONEST
    assert len(list((school / "class-out" / "students").iterdir())) == len(results)
    for path in results:
        result = json.loads(path.read_text(encoding="utf-8"))
        assert "grader_error" not in {part["status"] for part in result["parts"]}, result["submission"]
    with (school / "class-out" / "grades.csv").open(encoding="utf-8", newline="") as book:
        rows = list(csv.reader(book))
    assert len(rows) == len(results) + 1 and {len(row) for row in rows} == {len(rows[0])}
    assert not [row[0] for row in rows if row[0].startswith(tuple("=+-@＝＋－＠\t\r\n"))]


def test_the_honest_get_what_they_get_among_the_honest(school: Path) -> None:
    for kind in ("results", "students"):
        alone = list((school / "honest-out" / kind).iterdir())
        assert len(alone) == HONEST
        for path in alone:
            assert (school / "class-out" / kind / path.name).read_bytes() == path.read_bytes()


def test_no_page_holds_what_was_sent_as_it_was_sent(school: Path) -> None:
    index = (school / "class-out" / "index.html").read_text(encoding="utf-8")
    embedded = re.findall(r'<script type="text/plain" id="s\d+">([^<]*)</script>', index)
    assert len(embedded) == len(CASES) + HONEST
    pages = [index, *(zlib.decompress(base64.b64decode(page)).decode() for page in embedded)]
    pages += [path.read_text(encoding="utf-8") for path in (school / "class-out" / "students").iterdir()]
    for page in pages:
        found = PAYLOAD.search(page)
        assert not found, page[max(0, found.start() - 100) : found.end() + 20]
        assert str(school) not in page and str(ROOT) not in page
    assert "&lt;img src=x" in "".join(pages), "the payloads are shown, escaped"


def test_no_students_page_holds_the_key(school: Path) -> None:
    for path in (school / "class-out" / "students").iterdir():
        page = path.read_text(encoding="utf-8")
        assert "After the release" not in page and "is not among the accepted values.</p><aside" not in page
        assert "The series ends at 26 s" not in page


def test_nothing_ran_and_nothing_was_written_elsewhere(school: Path) -> None:
    assert sorted(path.name for path in school.iterdir()) == ["class", "class-out", "honest", "honest-out", "secret"]
    assert not (ROOT / TRAP).exists() and not (Path.cwd() / TRAP).exists()


COMMANDED = (
    "md-not-utf8",
    "md-noise-backticks",
    "md-link-to-a-secret",
    "typed-choice-html",
    "yaml-billion-laughs",
    "nb-deep",
    "npz-bomb",
    "safe-header-of-exabytes",
    "zip-no-bytes",
    "zip-bomb",
    "zip-encrypted",
    "name-escape",
    "code-parentheses",
    "folder-of-1001-files",
)


@pytest.mark.parametrize("case", [case for case in CASES if case.id in COMMANDED], ids=lambda case: case.id)
def test_the_command_answers_in_plain_lines(case: Case, school: Path, tmp_path: Path) -> None:
    path = school / "class" / (case.name or (f"{case.id}.zip" if case.archive else case.id))
    command = [sys.executable, str(ROOT / "grade.py"), "check", str(path), "--rubric", str(RUBRIC)]
    env = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == (2 if case.refused else 0), done.stderr
    assert len(done.stderr.splitlines()) == case.refused and "Traceback" not in done.stderr
    assert done.stderr.startswith("grade: ") or not case.refused
    assert bool(done.stdout) is not case.refused
    assert not re.search(UNSEEN, done.stdout + done.stderr)


def test_every_commanded_case_exists() -> None:
    assert set(COMMANDED) <= {case.id for case in CASES}
