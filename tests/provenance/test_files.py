"""Names of files, and digests that tell whether they are what they were."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.provenance import Sources
from grader.provenance.digest import of_bytes
from grader.provenance.sources import NONE
from tests.provenance.packages import AROUND, written

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of some packages, beside another folder."""
    files = {**AROUND, "pkg/data/x.csv": "1", "beside.csv": "2", "data/y.csv": "3", "pkg-data/z.csv": "4"}
    written(tmp_path / "root", files)
    (tmp_path / "far.csv").write_text("5")
    return tmp_path / "root"


def sources(root: Path, since: float = float("inf")) -> Sources:
    return Sources({"pkg": root, "other": root}, since)


# --- names --------------------------------------------------------------------------------------

NAMED = {
    "a module": ("root/pkg/a.py", "pkg/a.py"),
    "data in a package": ("root/pkg/data/x.csv", "pkg/data/x.csv"),
    "data that is not there": ("root/pkg/data/none.csv", "pkg/data/none.csv"),
    "another package": ("root/other/o.py", "other/o.py"),
    "beside the packages": ("root/beside.csv", None),
    "in a folder beside them": ("root/data/y.csv", None),
    "in a folder called nearly like one": ("root/pkg-data/z.csv", None),
    "elsewhere": ("far.csv", None),
    "nowhere": ("nowhere/none.csv", None),
}


@pytest.mark.parametrize(("path", "name"), NAMED.values(), ids=NAMED)
def test_files_of_the_packages_are_named_from_their_package_on_and_others_whole(
    root: Path, path: str, name: str | None
) -> None:
    whole = root.parent / path
    assert sources(root).named(str(whole)) == (name or str(whole))


@pytest.mark.parametrize(("path", "_"), NAMED.values(), ids=NAMED)
def test_a_name_leads_back_to_its_file_wherever_one_stands(
    root: Path, monkeypatch: pytest.MonkeyPatch, path: str, _: str | None
) -> None:
    whole = root.parent / path
    expected = of_bytes(whole.read_bytes()) if whole.exists() else NONE
    for folder in (root, root.parent, Path("/")):
        monkeypatch.chdir(folder)
        looking = sources(root)
        assert looking.file(looking.named(str(whole))) == expected


@pytest.mark.parametrize("path", ["root/pkg", "root/pkg/data", "root/data", "root", "."])
def test_a_folders_name_leads_back_too(root: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.chdir("/")
    whole = Path(os.path.normpath(root.parent / path))
    looking = sources(root)
    names = "\0".join(sorted(each.name for each in whole.iterdir()))
    assert looking.folder(looking.named(str(whole))) == of_bytes(names.encode())


MODULES = {
    "pkg": "pkg/__init__.py",
    "pkg.a": "pkg/a.py",
    "pkg.sub": "pkg/sub/__init__.py",
    "pkg.sub.c": "pkg/sub/c.py",
    "pkg.nothing": "pkg/nothing.py",
    "other.o": "other/o.py",
}


@pytest.mark.parametrize(("module", "name"), MODULES.items(), ids=MODULES)
def test_names_of_modules(root: Path, module: str, name: str) -> None:
    looking = sources(root)
    assert looking.name(module) == name == looking.named(str(root / name))
    there = root / name
    assert looking.file(name) == (of_bytes(there.read_bytes()) if there.exists() else NONE)


def test_modules_of_a_package_are_those_in_its_folder_and_below(root: Path) -> None:
    assert {"pkg", "pkg.a", "pkg.sub", "pkg.sub.c"} <= set(sources(root).package("pkg"))
    assert list(sources(root).package("pkg.sub")) == ["pkg.sub", "pkg.sub.c", "pkg.sub.deep", "pkg.sub.deep.d"]
    assert list(sources(root).package("pkg.no_init")) == ["pkg.no_init.e"]
    assert list(sources(root).package("pkg.nothing")) == []


def test_names_of_the_grader_are_the_same_wherever_it_lies() -> None:
    looking = Sources.of_the_grader()
    assert looking.name("grader.checks.numbers") == "grader/checks/numbers.py"
    assert looking.name("reference") == "reference/__init__.py"
    assert looking.file("reference/__init__.py") == of_bytes((ROOT / "reference/__init__.py").read_bytes())


# --- digests ------------------------------------------------------------------------------------


@settings(calm, suppress_health_check=list(HealthCheck), max_examples=40)
@given(before=st.binary(max_size=20), after=st.binary(max_size=20))
def test_changed_contents_have_another_digest(root: Path, before: bytes, after: bytes) -> None:
    (root / "pkg" / "a.py").write_bytes(before)
    old = sources(root).file("pkg/a.py")
    (root / "pkg" / "a.py").write_bytes(after)
    assert (sources(root).file("pkg/a.py") == old) == (before == after)


def test_the_time_of_a_file_does_not_count_nor_does_its_place(root: Path) -> None:
    before = sources(root).file("pkg/a.py")
    os.utime(root / "pkg" / "a.py", (0, 0))
    assert sources(root).file("pkg/a.py") == before
    moved = root.rename(root.with_name("moved"))
    assert sources(moved).file("pkg/a.py") == before


UNREADABLE = {"not there": "pkg/none.py", "a folder": "pkg/sub", "below a file": "pkg/a.py/x", "a loop": "pkg/loop"}


@pytest.mark.parametrize("name", UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_has_none(root: Path, name: str) -> None:
    (root / "pkg" / "loop").symlink_to("loop")
    assert sources(root).file(name) == NONE


def test_names_in_a_folder_count_and_nothing_else_in_it(root: Path) -> None:
    before = sources(root).folder("pkg/data")
    (root / "pkg" / "data" / "x.csv").write_text("changed")
    assert sources(root).folder("pkg/data") == before
    (root / "pkg" / "data" / "new.csv").touch()
    assert sources(root).folder("pkg/data") != before
    (root / "pkg" / "data" / "new.csv").unlink()
    assert sources(root).folder("pkg/data") == before
    (root / "pkg" / "data" / "x.csv").rename(root / "pkg" / "data" / "y.csv")
    assert sources(root).folder("pkg/data") != before
    assert sources(root).folder("pkg/none") == sources(root).folder("pkg/a.py") == NONE


# --- files that are written while they are in use -----------------------------------------------

NOW = time.time()
WRITTEN = {
    # seconds from the begin of the process to when the file was written; whether the digest is its content's
    "long before": (-1000.0, True),
    "just before": (-0.01, True),
    "as it began": (0.0, True),
    "just after": (0.01, False),
    "a while after": (50.0, False),
    "in the future, by a clock that is wrong": (10_000.0, True),
}


@pytest.mark.parametrize(("after", "content"), WRITTEN.values(), ids=WRITTEN)
def test_what_was_written_while_it_was_in_use_is_never_found_again(root: Path, after: float, content: bool) -> None:
    since = NOW - 100
    path = root / "pkg" / "a.py"
    path.write_text("x = 1")
    os.utime(path, (since + after, since + after))
    found = sources(root, since).file("pkg/a.py")
    assert (found == of_bytes(b"x = 1")) == content
    later = [sources(root).file("pkg/a.py"), sources(root, NOW + 1).file("pkg/a.py")]
    path.write_text("x = 2")
    later += [sources(root).file("pkg/a.py"), sources(root, NOW + 1).file("pkg/a.py")]
    assert (found in later) == content


def test_a_file_is_looked_at_once(root: Path) -> None:
    looking = sources(root)
    before = looking.file("pkg/a.py")
    (root / "pkg" / "a.py").write_text("changed = 1")
    assert looking.file("pkg/a.py") == before
