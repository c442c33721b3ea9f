"""Files take their place once they are whole, under names that no two submissions share."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.engine.output.files import Out, drafted, file_name, is_there, replacing, settle, write
from grader.errors import UsageError
from tests.store.processes import die, forking, in_little_room, killed

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

# --- whole or as it was -----------------------------------------------------------------------------


@pytest.fixture(params=["there before", "new"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file to write, which is there already, or is not."""
    path = tmp_path / "grades.csv"
    if request.param == "there before":
        path.write_text("before", encoding="utf-8")
    return path


def content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def test_a_file_is_written_whole(path: Path) -> None:
    with replacing(path) as file:
        file.write("ä \N{PILE OF POO}\n")
        file.write("and more\r\n")
    assert path.read_bytes() == "ä \N{PILE OF POO}\nand more\r\n".encode()
    write(path, "again")
    assert path.read_bytes() == b"again"
    assert list(path.parent.iterdir()) == [path]


def test_until_it_is_whole_the_old_one_stands(path: Path) -> None:
    before = content(path)
    with replacing(path) as file:
        file.write("x" * 100_000)
        file.flush()
        assert content(path) == before
    assert content(path) == "x" * 100_000


RAISED: dict[str, tuple[BaseException, type[BaseException]]] = {
    "a slip": (KeyError("x"), KeyError),
    "an interruption": (KeyboardInterrupt(), KeyboardInterrupt),
    "a full disk": (OSError(28, "No space left on device"), UsageError),
    "a refusal": (UsageError("no"), UsageError),
}


@pytest.mark.parametrize(("error", "seen"), RAISED.values(), ids=RAISED)
def test_if_something_raises_the_old_one_stays(path: Path, error: BaseException, seen: type[BaseException]) -> None:
    before = content(path)
    with pytest.raises(seen), replacing(path) as file:
        file.write("half")
        raise error
    assert content(path) == before
    write(path, "whole")
    assert content(path) == "whole" and list(path.parent.iterdir()) == [path]


def test_a_text_that_is_none_leaves_the_old_one(path: Path) -> None:
    before = content(path)
    with pytest.raises(UnicodeEncodeError):
        write(path, "half a character: \ud800")
    assert content(path) == before


@forking
def test_killed_in_the_middle_the_old_one_stays(path: Path) -> None:
    before = content(path)

    def work() -> None:
        with replacing(path) as file:
            file.write("half")
            file.flush()
            die()

    assert killed(work)
    assert content(path) == before
    write(path, "whole")
    assert content(path) == "whole" and list(path.parent.iterdir()) == [path]


@forking
def test_without_room_the_old_one_stays_and_that_is_said(path: Path) -> None:
    before = content(path)

    def work() -> str:
        try:
            write(path, "x" * 100_000)
        except UsageError as error:
            return str(error)
        return "written"

    assert in_little_room(5000, work) == f"{path} cannot be written: File too large"
    assert content(path) == before


def below_a_file(folder: Path) -> Path:
    (folder / "file").write_text("")
    return folder / "file" / "x"


def in_no_folder(folder: Path) -> Path:
    return folder / "none" / "x"


def over_a_folder(folder: Path) -> Path:
    (folder / "x" / "y").mkdir(parents=True)
    return folder / "x"


@pytest.mark.parametrize("place", [below_a_file, in_no_folder, over_a_folder])
def test_where_it_cannot_be_written_that_is_said(tmp_path: Path, place: Callable[[Path], Path]) -> None:
    path = place(tmp_path)
    with pytest.raises(UsageError, match=f"^{path} cannot be written: [A-Z]"):
        write(path, "text")


# --- names ------------------------------------------------------------------------------------------

MADE = "x" * 40 + "-" + "0123456789abcdef"
letters = st.sampled_from(["a", "A", ".", "-", "ä", "\N{PILE OF POO}", "x" * 100, "json", "0123456789abcdef"])
ids = st.lists(letters, min_size=1, max_size=6).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=60
)


@calm
@given(st.sets(ids | st.just(MADE), max_size=8), st.sampled_from([".json", ".html"]))
def test_no_two_have_the_same_file(names: set[str], suffix: str) -> None:
    assert len({file_name(name, suffix) for name in names}) == len(names)


@calm
@given(ids, ids)
def test_a_name_that_was_made_is_nobody_elses(name: str, other: str) -> None:
    """Whoever is called as another's file is, in any letter case, gets another name than that."""
    taken = file_name(name, ".json")
    thief = taken.removesuffix(".json")
    if thief != name:
        for each in (thief, thief.upper(), thief.lower()):
            assert file_name(each, ".json").casefold() != taken.casefold()


@calm
@given(ids)
def test_a_name_fits_into_every_folder(name: str) -> None:
    for suffix in (".json", ".html"):
        found = file_name(name, suffix)
        assert len(f".{found}.part".encode()) <= 255
        assert "/" not in found and not found.startswith(".") and found.endswith(suffix)
        assert found == file_name(name, suffix)


PLAIN = {
    "ada": True,
    "Müller, Jörg": True,
    "ada.json": True,
    "a.b": True,
    "-": True,
    "=1+1": True,
    "0123456789abcdef": True,
    ".hidden": False,
    "..": False,
    "ada-0123456789abcdef": False,
    "ada-0123456789ABCDEF": False,
    "a\nb-0123456789abcdef": False,
    "x" * 195: True,
    "x" * 196: False,
    "ä" * 97: True,
    "ä" * 98: False,
}


@pytest.mark.parametrize(("name", "plain"), PLAIN.items(), ids=[name[:24] for name in PLAIN])
def test_ids_are_names_where_they_can_be(name: str, plain: bool) -> None:
    assert (file_name(name, ".json") == f"{name}.json") == plain


# --- the folder -------------------------------------------------------------------------------------


def test_folders_are_made_and_kept(tmp_path: Path) -> None:
    out = Out(tmp_path / "a" / "out")
    for _ in range(2):
        out.make()
        assert [each.name for each in out.folder.iterdir()] == ["results"]
    for _ in range(2):
        out.make_students()
        assert sorted(out.folder.iterdir()) == sorted(out.folders)


@pytest.mark.parametrize("make", [Out.make, Out.make_students])
def test_where_no_folder_can_be_made_that_is_said(tmp_path: Path, make: Callable[[Out], None]) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(UsageError, match="out/(results|students) cannot be written: Not a directory"):
        make(Out(tmp_path / "out"))


LONG = "x" * 300


def test_files_of_those_who_left_go_and_all_others_stay(tmp_path: Path) -> None:
    out = Out(tmp_path)
    out.make()
    out.make_students()
    for name in ("oak", "elm", "yew", LONG):
        write(out.result(name), "{}")
        write(out.page(name), "<p>")
    out.result("yew").unlink()
    for half in (
        ".grades.csv.part",
        "results/.oak.json.part",
        "students/.fir.html.part",
        ".grades.damaged.sqlite.part",
    ):
        (tmp_path / half).write_text("half, of a batch that was killed")
    theirs = {"mine.txt", ".mine.part", "results/mine.json", "results/.mine.part", "students/oak.txt"}
    for name in theirs:
        (tmp_path / name).write_text("what the user keeps there")
    (tmp_path / "results" / "folder").mkdir()
    assert out.tidy(("fir", "elm", "yew")) == ("elm",), "who had a result"
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    kept = {
        path.relative_to(tmp_path).as_posix() for name in ("oak", LONG) for path in (out.result(name), out.page(name))
    }
    assert left == kept | theirs | {"results", "results/folder", "students"}


@pytest.mark.parametrize("name", ["../elsewhere", "../../elsewhere", "{tmp}/elsewhere", "a\0b", "..", "", "/"])
def test_names_in_a_file_of_grades_lead_nowhere_else(tmp_path: Path, name: str) -> None:
    """Somebody else may have written it."""
    name = name.format(tmp=tmp_path)
    out = Out(tmp_path / "a" / "out")
    out.make()
    others = [tmp_path / f"{folder}elsewhere.{kind}" for folder in ("", "a/", "a/out/") for kind in ("json", "html")]
    for path in others:
        path.write_text("mine")
    assert out.tidy([name]) == ()
    assert all(path.read_text() == "mine" for path in others)


def test_without_pages_there_is_nothing_to_tidy(tmp_path: Path) -> None:
    out = Out(tmp_path)
    out.make()
    assert out.tidy([]) == ()
    assert os.listdir(tmp_path) == ["results"]  # noqa: PTH208


def test_a_draft_is_no_file_until_it_is_settled(tmp_path: Path) -> None:
    path = tmp_path / "oak.json"
    path.write_text("before")
    assert drafted(path, "äöü\n") and path.read_text() == "before"
    settle(path)
    assert path.read_bytes() == "äöü\n".encode() and list(tmp_path.iterdir()) == [path]


LEADING: Mapping[str, Callable[[Path], object]] = {
    "a link": lambda path: path.symlink_to("elsewhere"),
    "a link to nothing": lambda path: path.symlink_to("gone"),
    "a pipe that nobody reads": os.mkfifo,
}


@pytest.mark.parametrize("lay", LEADING.values(), ids=LEADING)
def test_what_lies_where_a_draft_is_written_leads_nowhere(tmp_path: Path, lay: Callable[[Path], object]) -> None:
    (tmp_path / "elsewhere").write_text("mine")
    for put in (drafted, write):
        lay(tmp_path / ".oak.json.part")
        put(tmp_path / "oak.json", "{}")
        if put is drafted:
            settle(tmp_path / "oak.json")
        assert (tmp_path / "oak.json").read_text() == "{}" and not (tmp_path / "oak.json").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "oak.json"]
    assert (tmp_path / "elsewhere").read_text() == "mine"


def test_a_draft_that_cannot_be_written_or_is_gone_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "oak.json"
    assert not drafted(path, "{}")
    with pytest.raises(UsageError, match="oak.json cannot be written: No such file"):
        settle(path)


@pytest.mark.parametrize(("content", "there"), [(None, False), ("", False), ("x", True)])
def test_an_empty_file_counts_as_none(tmp_path: Path, content: str | None, there: bool) -> None:
    if content is not None:
        (tmp_path / "f").write_text(content)
    assert is_there(tmp_path / "f") == there
    assert not is_there(tmp_path / "f" / "below")
    assert not is_there(tmp_path), "a folder is no file"
