"""Arrays under other names than those asked for: named as what may be meant, never taken."""

import io
from pathlib import Path

import numpy as np
import pytest

from grader import intake
from grader.model import Status
from tests.answers.handing_in import graded, hw7
from tests.intake.intake_cases import ASSIGNMENT, submission

W1, W2 = np.eye(3, 8), np.eye(8, 3)


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


LOADED = 'W1=numpy.load("W1.npy"), W2=numpy.load("W2.npy")'
LIKELY: dict[str, tuple[dict[str, bytes], str, str]] = {
    # files, what is there, part of the hint
    "a file an array": ({"W1.npy": npy(W1), "W2.npy": npy(W2)}, "W1.npy and W2.npy are, and may be meant", LOADED),
    "in small letters": ({"w1.npy": npy(W1), "w2.npy": npy(W2)}, "w1.npy and w2.npy are", 'W1=numpy.load("w1.npy")'),
    "one of the two": ({"W1.npy": npy(W1)}, "W1.npy is, and may be meant", 'W1=numpy.load("W1.npy"), W2=W2)'),
    "in a folder": ({"out/W1.npy": npy(W1), "a.txt": b""}, "out/W1.npy is", 'numpy.load("out/W1.npy")'),
    "as tables": ({"W1.csv": b"1,2", "W2.csv": b"1,2"}, "W1.csv and W2.csv are", "W1=W1, W2=W2"),
    "misspelt": ({"pca_weigths.npz": npz(W1=W1, W2=W2)}, "pca_weigths.npz is", "W1=W1, W2=W2"),
    "in another program's form": ({"pca_weights.mat": b"MATLAB"}, "pca_weights.mat is", "numpy.savez"),
    "another name, the same arrays": ({"results.npz": npz(W1=W1, W2=W2)}, "results.npz is", "W1=W1, W2=W2"),
}


@pytest.mark.parametrize(("files", "there", "hint"), LIKELY.values(), ids=LIKELY)
def test_what_may_be_meant_is_named_with_how_to_hand_it_in(
    tmp_path: Path, files: dict[str, bytes], there: str, hint: str
) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
    (part,) = graded(tmp_path, files, "pca.weights").parts
    for result in part.results:
        assert (result.verdict.status, result.score) == (Status.UNREADABLE, 0)
        assert f"pca_weights.npz is not there; {there}" in result.verdict.message
        assert hint in str(result.verdict.hint) and '"pca_weights.npz"' in str(result.verdict.hint)


UNLIKELY: dict[str, dict[str, bytes]] = {
    "nothing": {},
    "what was given": {"data/X.npy": npy(W1), "data/W1.npy": npy(W1)},
    "other arrays": {"codes.npy": npy(W1), "results.npz": npz(A=W1, B=W2)},
    "one array of two in an archive": {"results.npz": npz(W1=W1)},
    "a damaged archive": {"results.npz": b"PK\x03\x04 no more"},
    "a picture of them": {"W1.png": b"PNG", "pca_weights.png": b"PNG"},
    "code of the name": {"W1.py": b"x = 1", "pca_weights.py": b"x = 1"},
    "another part's file": {"regularized_weights.npz": npz(W1=W1, W2=W2)},
}


@pytest.mark.parametrize("files", UNLIKELY.values(), ids=UNLIKELY)
def test_what_is_not_meant_leaves_the_part_missing(tmp_path: Path, files: dict[str, bytes]) -> None:
    (tmp_path / "data").mkdir()
    (part,) = graded(tmp_path, files, "pca.weights").parts
    assert part.status is Status.MISSING and part.score == 0


def test_the_file_asked_for_is_the_answer_whatever_lies_beside_it(tmp_path: Path) -> None:
    files = {"pca_weights.npz": npz(W1=W1, W2=W2), "W1.npy": npy(2 * W1), "W2.npy": npy(2 * W2)}
    pca, regularized = graded(tmp_path, files, "pca.weights", "regularized.weights").parts
    assert "are orthonormal" in pca.results[0].verdict.message  # of the file asked for
    assert "W1.npy and W2.npy are, and may be meant" in regularized.results[0].verdict.message


def test_the_same_files_may_be_meant_for_two_parts(tmp_path: Path) -> None:
    found = intake.read(submission(tmp_path, {"W1.npy": npy(W1), "W2.npy": npy(W2)}), hw7().assignment)
    assert {part for part, answer in found.answers.items() if answer.problem} == {"pca.weights", "regularized.weights"}
    assert found.notes == ()


def test_a_misspelt_file_stays_in_the_notes(tmp_path: Path) -> None:
    found = intake.read(submission(tmp_path, {"pca_weight.npz": b""}), ASSIGNMENT)
    assert found.answers["pca.weights"].problem is not None
    assert found.notes == ("not part of this assignment: pca_weight.npz (did you mean pca_weights.npz?)",)
