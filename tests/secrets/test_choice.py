"""Which secret a batch draws with: made only where no row was drawn with another one, unless the user names it."""

from itertools import product
from pathlib import Path

import pytest

from grader.engine.secrets import file
from grader.engine.secrets.choice import Chosen, Where, choose, see
from grader.engine.secrets.draws import Secret
from grader.errors import UsageError

OTHER = Secret(b"another one, which is not here").id
EITHER = (True, False)
TABLE = [
    # is its file there?  is it named?  the rows' secret         draws?  only what waits?  what happens
    (EITHER, (False,), ("none", "same", "other", "both"), (False,), EITHER, "nothing"),
    ((True,), (False,), ("none", "same", "both"), (True,), EITHER, "found"),
    ((True,), (True,), ("none", "same", "both"), EITHER, EITHER, "found"),
    ((True,), (False,), ("other",), (True,), EITHER, "refused"),
    ((True,), (True,), ("other",), EITHER, (True,), "refused"),
    ((True,), (True,), ("other",), EITHER, (False,), "taken, and said"),
    ((False,), (False,), ("none",), (True,), EITHER, "made"),
    ((False,), (True,), ("none",), EITHER, EITHER, "made"),
    ((False,), (False,), ("same", "other", "both"), (True,), EITHER, "refused"),
    ((False,), (True,), ("same", "other", "both"), EITHER, (True,), "refused"),
    ((False,), (True,), ("same", "other", "both"), EITHER, (False,), "made"),
]
CASES = [(*case, outcome) for *columns, outcome in TABLE for case in product(*columns)]


def test_the_table_says_one_thing_of_every_case() -> None:
    every = set(product(EITHER, EITHER, ("none", "same", "other", "both"), EITHER, EITHER))
    assert len(CASES) == len(every) and {case[:-1] for case in CASES} == every


@pytest.mark.parametrize(("there", "is_named", "rows", "draws", "waiting", "outcome"), CASES)
def test_which_secret_is_used(
    tmp_path: Path, there: bool, is_named: bool, rows: str, draws: bool, waiting: bool, outcome: str
) -> None:
    path = tmp_path / ("mine" if is_named else "report.secret")
    own = file.make(path)
    used = {"none": set(), "same": {own.id}, "other": {OTHER}, "both": {own.id, OTHER}}[rows]
    if not there:
        path.unlink()
    before = path.read_bytes() if there else None

    def chosen() -> Chosen:
        named = path if is_named else None
        return choose(Where(tmp_path / "report", tmp_path / "class", named, draws), used, waiting=waiting)

    if outcome == "refused":
        with pytest.raises(UsageError) as raised:
            chosen()
        said = str(raised.value)
        assert str(path) in said and "bring" in said and "\n" not in said
        assert all(name in said for name in used), "it is said which one is wanted"
        assert (f"--secret {path}" in said) != waiting, "another one is no help for what only waits"
    else:
        found = chosen()
        if outcome == "nothing":
            assert found == Chosen(None)
        elif outcome == "made":
            assert found.secret is not None and found.secret != own
            assert file.read(path) == found.secret
            assert str(found.said).startswith("secret ") and str(path) in str(found.said)
            assert found.secret.key.hex() not in str(found.said)
            return
        else:
            assert found.secret == own
            assert (found.said is not None) == (outcome == "taken, and said")
            assert found.said is None or str(path) in found.said
    assert (path.read_bytes() if path.exists() else None) == before
    assert len(list(tmp_path.iterdir())) == there, "nothing else is written"


def test_what_was_made_is_found_from_then_on(tmp_path: Path) -> None:
    def chosen() -> Chosen:
        return choose(Where(tmp_path / "report", tmp_path / "class", None, True), set(), waiting=False)

    made = chosen()
    assert made.said is not None
    assert chosen() == Chosen(made.secret)


REFUSED = {
    "others can read it": ("can be read by others", lambda path: path.chmod(0o644)),
    "it is no secret": ("does not hold a secret", lambda path: path.write_bytes(b"mine\n")),
    "a folder": ("directory|regular file", lambda path: (path.unlink(), path.mkdir())),
}


@pytest.mark.parametrize("is_named", EITHER)
@pytest.mark.parametrize(("said", "change"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_private_secret_is_refused_and_none_is_made(
    tmp_path: Path, said: str, change: object, is_named: bool
) -> None:
    path = tmp_path / "report.secret"
    file.make(path)
    change(path)  # type: ignore[operator]
    with pytest.raises(UsageError, match=said):
        choose(Where(tmp_path / "report", tmp_path / "class", path if is_named else None, True), set(), waiting=False)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("is_named", EITHER)
def test_in_the_class_folder_none_is_made_or_read(tmp_path: Path, is_named: bool) -> None:
    (tmp_path / "class").mkdir()
    named = tmp_path / "class" / "mine" if is_named else None
    with pytest.raises(UsageError, match="must not lie in the class folder"):
        choose(Where(tmp_path / "class" / "report", tmp_path / "class", named, True), set(), waiting=False)
    assert list((tmp_path / "class").iterdir()) == []


def test_a_link_to_nothing_is_no_place_for_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "report.secret").symlink_to("gone")
    with pytest.raises(UsageError, match="report.secret cannot be written: File exists"):
        choose(Where(tmp_path / "report", tmp_path / "class", None, True), set(), waiting=False)
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize("is_named", EITHER)
def test_where_no_batch_came_to_its_end_it_is_said_again_where_it_is(tmp_path: Path, is_named: bool) -> None:
    """The batch that made it may have been killed before its last lines."""
    named = tmp_path / "mine" if is_named else None

    def chosen(*, first: bool) -> Chosen:
        place = (tmp_path / "report", tmp_path / "class", named)
        return choose(Where(*place, True), set(), waiting=False, first=first)

    made = chosen(first=True)
    again, later = chosen(first=True), chosen(first=False)
    assert made.secret == again.secret == later.secret
    assert str(again.said).startswith(f"secret     {named or tmp_path / 'report.secret'}: keep it")
    assert later.said is None


def test_a_name_mistyped_makes_no_new_secret_while_the_old_one_is_there(tmp_path: Path) -> None:
    own = file.make(tmp_path / "report.secret")

    def chosen(used: set[str]) -> Chosen:
        named = tmp_path / "reprot.secret"
        return choose(Where(tmp_path / "report", tmp_path / "class", named, True), used, waiting=False)

    with pytest.raises(UsageError, match=r"reprot.secret is not there, .*report.secret: leave --secret out"):
        chosen({own.id})
    assert [path.name for path in tmp_path.iterdir()] == ["report.secret"]
    assert "graded again" in str(chosen({OTHER}).said), "what lies there is not the one that is wanted"


def test_one_that_others_can_read_may_be_replaced(tmp_path: Path) -> None:
    own = file.make(tmp_path / "report.secret")
    (tmp_path / "report.secret").chmod(0o644)
    found = choose(Where(tmp_path / "report", tmp_path / "class", tmp_path / "new", True), {own.id}, waiting=False)
    assert found.secret not in (None, own) and "graded again" in str(found.said)


@pytest.mark.parametrize("is_named", EITHER)
@pytest.mark.parametrize(("said", "change"), REFUSED.values(), ids=REFUSED)
def test_what_would_be_refused_is_seen_before_anything_is_written(
    tmp_path: Path, said: str, change: object, is_named: bool
) -> None:
    path = tmp_path / "report.secret"
    file.make(path)
    see(Where(tmp_path / "report", tmp_path / "class", path if is_named else None, True))
    change(path)  # type: ignore[operator]
    with pytest.raises(UsageError, match=said):
        see(Where(tmp_path / "report", tmp_path / "class", path if is_named else None, True))
    if not is_named:
        see(Where(tmp_path / "report", tmp_path / "class", None, False))


def test_nothing_is_seen_where_nothing_is_there_and_nothing_made(tmp_path: Path) -> None:
    see(Where(tmp_path / "report", tmp_path / "class", None, True))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match="must not lie in the class folder"):
        see(Where(tmp_path / "class" / "report", tmp_path / "class", None, True))


def test_none_among_the_reports(tmp_path: Path) -> None:
    """What lies there is written anew, or handed out."""
    (tmp_path / "report" / "results").mkdir(parents=True)
    for name in ("report", "report/index.html", "report/results/oak.json", "report/mine.secret"):
        with pytest.raises(UsageError, match="must not lie in the output folder"):
            see(Where(tmp_path / "report", tmp_path / "class", tmp_path / name, True))
