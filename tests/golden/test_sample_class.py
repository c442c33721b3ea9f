"""The sample class, graded by the real engine, gets what was written down for it by hand."""

import io
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader import intake, yaml12
from grader.engine.marking.grade import Grader
from grader.engine.workers import worker
from grader.reports.record import record
from grader.rubric import load
from sample_class import classes, generated, handin
from sample_class.students.hostile import TRAP

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "submissions"
IDS = sorted(path.name.removesuffix(".expected.yaml") for path in SAMPLE.glob("*.expected.yaml"))


@pytest.fixture(scope="module")
def grader() -> Grader:
    assignment, rubric_hash = load.load(ROOT / "rubrics" / "hw7.yaml")
    return Grader(assignment, {"rubric": rubric_hash})


LONG = "autoencoder.probe"
"""A part that trains eight times for each student."""
LATER = {"maple"}
"""Students whose answer to it is judged at night; cedar's is the same."""
WITHOUT = {"indigo", "teal"}
"""Students who left it out."""


@pytest.fixture(scope="module")
def records(grader: Grader) -> dict[str, Any]:
    """What each student gets; of those who come later not the part that takes long."""
    short = [part.id for part in grader.assignment.parts if part.id != LONG]
    return {name: graded(grader, name, path, short * (name in LATER)) for name, path in intake.submissions(SAMPLE)}


def graded(grader: Grader, name: str, path: Path, only: Sequence[str] = ()) -> dict[str, Any]:
    return record(grader.grade(worker.read(path, name, grader.assignment), only=only))


def expected(name: str, folder: Path = SAMPLE) -> dict[str, Any]:
    """What is written down for every part: status, score and, where some should be named, mistakes."""
    found = yaml12.parse((folder / f"{name}.expected.yaml").read_bytes()).value
    assert isinstance(found, dict)
    return {part: points for part, points in found.items() if part != "about"}


def verdicts(name: str, folder: Path = SAMPLE) -> dict[str, Any]:
    written = expected(name, folder)
    return {part: {"status": each["status"], "score": each["score"]} for part, each in written.items()}


def by_part(full: dict[str, Any]) -> dict[str, Any]:
    return {part["id"]: {"status": part["status"], "score": part["score"]} for part in full["parts"]}


def mistakes(full: dict[str, Any], part: str) -> list[str]:
    criteria = next(each for each in full["parts"] if each["id"] == part)["criteria"]
    return [criterion["mistake"] for criterion in criteria if criterion["mistake"]]


def test_a_class_is_submissions_with_their_expectations() -> None:
    assert [name for name, _ in intake.submissions(SAMPLE)] == IDS
    assert len(IDS) >= 18


@pytest.mark.parametrize("name", IDS)
def test_every_part_gets_what_was_written_down(name: str, records: dict[str, Any]) -> None:
    wanted = verdicts(name)
    if name in LATER:
        wanted.pop(LONG)
    assert by_part(records[name]) == wanted
    assert records[name]["max_score"] == (68 if name in LATER else 73)
    assert records[name]["score"] == sum(each["score"] or 0 for each in wanted.values())


@pytest.mark.parametrize("name", IDS)
def test_the_mistakes_are_named(name: str, records: dict[str, Any]) -> None:
    wanted = {part: each["mistakes"] for part, each in expected(name).items() if each.get("mistakes")}
    assert {part: mistakes(records[name], part) for part in wanted} == wanted


def test_right_is_right_in_every_form(records: dict[str, Any]) -> None:
    for name in ("maple", "indigo", "cedar", "teal"):
        assert records[name]["score"] == (46 if name in LATER | WITHOUT else 51)
        statuses = {part["id"]: part["status"] for part in records[name]["parts"]}
        assert statuses.pop(LONG, "missing") == ("missing" if name in LATER | WITHOUT else "correct")
        assert set(statuses.values()) == {"correct", "needs_review", "needs_gpu"}


@pytest.mark.nightly
@pytest.mark.parametrize("name", sorted(LATER))
def test_what_takes_long_is_right_too(name: str, grader: Grader) -> None:
    (path,) = [path for each, path in intake.submissions(SAMPLE) if each == name]
    (part,) = graded(grader, name, path, [LONG])["parts"]
    assert {"status": part["status"], "score": part["score"]} == verdicts(name)[LONG]


MISCONCEPTIONS = {
    "training and evaluation swapped": ("ochre", "translation.train_inputs", "swapped"),
    "shifted by one, <eos> at the end": ("birch", "translation.train_inputs", "outputs_not_inputs"),
    "shifted by one, <sos> missing": ("birch", "translation.eval_inputs", "outputs_not_inputs"),
    "<eos> fed at the end": ("crimson", "translation.train_inputs", "end_token"),
    "the source sentence fed": ("crimson", "translation.eval_inputs", "source_sentence"),
    "the same in training and evaluation": ("willow", "translation.train_inputs", "same_twice"),
    "another basis, W2 A": ("ochre", "pca.weights", "not_orthonormal"),
    "another orthonormal basis": ("birch", "pca.weights", "rotated_within_subspace"),
    "a saddle": ("crimson", "pca.weights", "not_least"),
    "zero weights": ("willow", "pca.weights", "zero_weights"),
    "PCA for the regularised solution": ("willow", "regularized.weights", "orthonormal_instead"),
    "the factors out of balance": ("ochre", "regularized.weights", "not_tied"),
    "W1 = -W2ᵀ": ("azure", "regularized.weights", "tied_with_sign"),
    "half of the penalty": ("hazel", "regularized.weights", "half_penalty"),
    "one layer": ("willow", "regularized.layers", "chose 1"),
    "cross-entropy": ("walnut", "regularized.loss", "chose nn.CrossEntropyLoss"),
    "no optimiser": ("walnut", "regularized.needed", "left out SGD optimizer"),
    "not orthonormal": ("willow", "regularized.orthonormal", "chose no"),
    "the limit of the hardware as the final time": ("walnut", "resnet.final_seconds", "not_accepted"),
}


@pytest.mark.parametrize(("name", "part", "mistake"), MISCONCEPTIONS.values(), ids=MISCONCEPTIONS)
def test_a_misconception_is_told(name: str, part: str, mistake: str, records: dict[str, Any]) -> None:
    assert mistake in mistakes(records[name], part)


SAID = {
    "a penalty m times too large": ("amber", "regularized.training", "averages over the m features"),
    "m/2": ("jade", "regularized.training", "m/2 times too large"),
    "half of the penalty, in training": ("hazel", "regularized.training", "w must be 2λ"),
    "not converged": ("lilac", "regularized.training", "J has not come down to its least"),
    "on one layer": ("mauve", "regularized.training", "if the penalty is on one layer only"),
    "the wrong subspace": ("sienna", "regularized.training", "do not span the top k"),
    "PCA's codes": ("lilac", "autoencoder.probe", "not clearly better than PCA's"),
    "the wrong shape of codes": ("sienna", "autoencoder.probe", "is asked for"),
    "precision lost": ("jade", "pca.solver", "W1 is float32"),
    "points taken for rows": ("sienna", "pca.solver", "W1 has the shape"),
    "look-alike letters": ("umber", "translation.train_inputs", "CYRILLIC SMALL LETTER"),
    "transposed": ("umber", "pca.weights", "transposed"),
    "text in an array": ("umber", "regularized.weights", "text"),
    "two numbers": ("umber", "resnet.final_seconds", "several numbers"),
    "NaN": ("larch", "pca.weights", "NaN"),
    "an array missing": ("larch", "regularized.weights", "no array 'W1'"),
    "two boxes": ("larch", "regularized.layers", "'1' and '2'"),
    "answered in two files": ("olive", "translation.train_inputs", "answers.yaml"),
    "answered under two headings": ("olive", "regularized.layers", "answered twice"),
    "two array files": ("olive", "pca.weights", "pca_weights.safetensors"),
    "YAML, with the line": ("rust", "resnet.final_seconds", "line 3"),
    "a cut .npz": ("rust", "pca.weights", "damaged"),
    "code, with the line": ("rust", "pca.solver", "line 4"),
    "a pickle": ("scarlet", "pca.weights", "system"),
    "objects": ("scarlet", "regularized.weights", "objects"),
    "stride 0": ("coral", "regularized.weights", "storage"),
    "a zip bomb": ("black", "pca.weights", "data/X.npy"),
    "invisible characters": ("=1+pink", "translation.eval_inputs", "U+202E"),
}


@pytest.mark.parametrize(("name", "part", "words"), SAID.values(), ids=SAID)
def test_a_message_says_what_is_wrong(name: str, part: str, words: str, records: dict[str, Any]) -> None:
    criteria = next(each for each in records[name]["parts"] if each["id"] == part)["criteria"]
    assert words in criteria[0]["message"]


NOTED = {
    "poplar": ["pca_weight.npz", "pca_weights.npz?", "solutions.py", "notes/todo.txt", "translation.train_input'"],
    "yew": [f"../../{TRAP}", "solution.py is not read", "sub/../../answers.md", "<img src=x"],
}


@pytest.mark.parametrize("name", NOTED)
def test_files_that_are_not_read_are_noted(name: str, records: dict[str, Any]) -> None:
    notes = "\n".join(records[name]["notes"])
    assert [words for words in NOTED[name] if words not in notes] == []


def test_a_warning_for_short_and_long_essays(records: dict[str, Any]) -> None:
    words = {}
    for name, part in (("umber", "resnet.learned"), ("larch", "resnet.favourite"), ("maple", "resnet.learned")):
        (criterion,) = next(each for each in records[name]["parts"] if each["id"] == part)["criteria"]
        words[name] = (criterion["evidence"]["words"], criterion["hint"] is not None)
    assert words == {"umber": (20, True), "larch": (306, True), "maple": (112, False)}


@pytest.mark.parametrize("file", ["pca_weights.pt", "regularized_weights_W1.npy"])
def test_the_traps_would_spring(file: str, tmp_path: Path) -> None:
    data = (SAMPLE / "scarlet" / file).read_bytes()
    pickled = data[data.index(b"cos\nsystem") :]
    unpickle = [sys.executable, "-c", "import pickle, sys; pickle.load(sys.stdin.buffer)"]
    subprocess.run(unpickle, input=pickled, cwd=tmp_path, check=True)
    assert (tmp_path / TRAP).exists()


def test_nothing_of_a_submission_was_run(records: dict[str, Any]) -> None:
    assert records
    assert not [path for folder in (Path.cwd(), ROOT, SAMPLE) for path in folder.glob(f"{TRAP}*")]
    assert not Path("/tmp", TRAP).exists()


def test_the_files_are_those_that_the_script_writes(tmp_path: Path) -> None:
    classes.write_sample(tmp_path)
    stale = "stale: run `python -m sample_class sample submissions`"
    fresh, kept = files(tmp_path), files(SAMPLE)
    assert fresh.keys() == kept.keys(), stale
    assert [name for name in fresh if not same(name, fresh[name], kept[name])] == [], stale
    assert sum(map(len, kept.values())) < 600_000


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def same(name: str, first: bytes, second: bytes) -> bool:
    """Byte for byte, but for what another machine's linear algebra (X) and deflate (the zip bomb) may write."""
    if name.endswith("data/X.npy"):
        X, Y = (np.frombuffer(data[-8 * 64 * 8 :]) for data in (first, second))
        return len(first) == len(second) and bool(np.abs(X - Y).max() <= 1e-12)
    if name == "black.zip":
        return contents(first) == contents(second)
    return first == second


def contents(archive: bytes) -> dict[str, tuple[int, int]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {info.filename: (info.file_size, info.CRC) for info in opened.infolist()}


def test_writing_again_clears_what_was_there(tmp_path: Path) -> None:
    classes.write_sample(tmp_path)
    before = files(tmp_path)
    (tmp_path / "ochre" / "answers.yaml").write_text("left over")
    classes.write_sample(tmp_path)
    assert files(tmp_path) == before


def test_a_generated_class_is_graded_as_its_books_say(grader: Grader, tmp_path: Path) -> None:
    classes.write_generated(50, tmp_path, seed=7)
    entries = intake.submissions(tmp_path)
    assert len(entries) == 50
    for name, path in entries:
        wanted = {
            part: {"status": each["status"], "score": each["score"]} for part, each in expected(name, tmp_path).items()
        }
        assert by_part(graded(grader, name, path)) == wanted, (tmp_path / f"{name}.expected.yaml").read_text()


def test_a_generated_class_is_the_same_for_a_seed_and_grows_at_its_end(tmp_path: Path) -> None:
    given = classes.given()
    few, many, other = (list(generated.students(n, seed, *given)) for n, seed in ((5, 1), (9, 1), (5, 2)))
    assert few == many[:5]
    assert few != other
    assert len({student.id for student in many}) == 9
    for student in few:
        handin.write(student, tmp_path)
    before = files(tmp_path)
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    for student in few:
        handin.write(student, tmp_path)
    assert files(tmp_path) == before
