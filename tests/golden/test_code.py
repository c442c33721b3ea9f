"""The programs in tests/golden/code graded as a class is: through the rubric, in the sandbox, to the points."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.engine.marking.grade import Grader
from grader.engine.marking.runs import Runner
from grader.model import Answer, Cells, File, PartGrade, Place, Submission
from grader.rubric import load

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "tests/golden/code"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yaml").read_text(encoding="utf-8"))
SLOW = {"probe_pca_mixed", "probe_tensors", "probe_random", "probe_constant", "probe_codes_at_once"}
"""What takes seconds and shows nothing here that tests/reference does not show."""
TRAINED = {f"training_{name}" for name in ("right", "not_squared", "too_short", "swapped")}
"""The programs that train an autoencoder here; all do in tests/golden/test_stability.py."""
OFTEN = {
    *(
        "probe_one_by_one",
        "probe_batch_norm",
        "probe_batch_norm_training",
        "probe_centred_by_batch",
        "probe_dropout_left_on",
    ),
    *("probe_linear_adam", "probe_linear_masked", "probe_plain"),
}
"""What trains eight times, and is judged on forty draws by tests/golden/test_stability.py."""
JOURNEYS = {"probe_right"}
"""What trains eight times, and is judged with the journeys too."""


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    assignment, _ = load.load(ROOT / "rubrics/hw7.yaml")
    with Runner(require="C") as runner:
        yield Grader(assignment, {}, runner)


def graded(grader: Grader, part: str, source: bytes) -> PartGrade:
    answer = Answer((File(source, Place("solution.py")),))
    return grader.grade(Submission("ada", {part: answer}), only=[part]).parts[0]


def least(expected: dict[str, Any]) -> float:
    points = expected["points"]
    return float(points[0] if isinstance(points, list) else points)


def most(expected: dict[str, Any]) -> float:
    points = expected["points"]
    return float(points[1] if isinstance(points, list) else points)


PROGRAMS = [
    pytest.param(part, name, expected, id=name, marks=pytest.mark.journey if name in JOURNEYS else ())
    for part, programs in EXPECTED.items()
    for name, expected in programs.items()
    if name not in SLOW | OFTEN and (name in TRAINED or not name.startswith("training_"))
]


@pytest.mark.parametrize(("part", "name", "expected"), PROGRAMS)
def test_a_program_gets_its_points(grader: Grader, part: str, name: str, expected: dict[str, Any]) -> None:
    found = graded(grader, part, (FOLDER / f"{name}.py").read_bytes())
    said = [(result.verdict.status, result.verdict.message) for result in found.results]
    if name == "probe_label_hunter" and found.score is None:  # scikit-learn is installed here, and has the images
        assert found.results[0].verdict.evidence["finding"] == "too good"
        return
    assert found.score is not None and least(expected) <= found.score <= most(expected), said
    lost = [result.verdict for result in found.results if result.verdict.fraction != 1]
    if "says" in expected:
        assert all(expected["says"] in verdict.message for verdict in lost[:1]), said
        assert all(verdict.before_release is None or "not right." in verdict.before_release for verdict in lost), said
    if "told" in expected:
        assert all(expected["told"] in str(result.verdict.hint) for result in found.results)
    if "finding" in expected:
        assert found.results[0].verdict.evidence["finding"] == expected["finding"], said


PROBLEMS = {
    "a wrong signature": ("def linear_autoencoder(X):\n    return X", "cannot be called"),
    "an import error": ("from nothing_of_that_name import linear_autoencoder", "solution.py:1"),
    "an exception": ("def linear_autoencoder(X, k):\n    return X[10**6]", "solution.py:2"),
    "one value": ("def linear_autoencoder(X, k):\n    return X", "2 values (W1, W2) are asked for"),
    "text": ("def linear_autoencoder(X, k):\n    return 'W1', 'W2'", "W1 is a str"),
    "transposed": (
        "import numpy as np\ndef linear_autoencoder(X, k):\n    U = np.linalg.svd(X)[0][:, :k]\n    return U, U.T",
        "Is it transposed?",
    ),
    "one shape for all": (
        "import numpy as np\ndef linear_autoencoder(X, k):\n    return np.full((k, 3), np.nan), np.zeros((3, k))",
        "W1",
    ),
    "its own exit": ("import os\ndef linear_autoencoder(X, k):\n    os._exit(0)", "ended"),
}


@pytest.mark.parametrize(("source", "said"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_problem_is_told_plainly_and_costs_its_criteria(grader: Grader, source: str, said: str) -> None:
    found = graded(grader, "pca.solver", source.encode())
    assert found.score == 0
    for result in found.results:
        assert said in result.verdict.message
        assert "grader" not in str(result.verdict.evidence.get("trace", ""))


def test_a_program_that_hangs_is_stopped_and_not_tried_for_ever() -> None:
    assignment, _ = load.load(ROOT / "rubrics/hw7.yaml")
    problem = assignment.problems[0]
    solver = next(part for part in problem.parts if part.id == "pca.solver")
    spec = replace(solver.answer, settings={**solver.answer.settings, "limits": {"seconds": 0.4}})
    impatient = replace(problem, parts=(replace(solver, answer=spec),))
    source = b"def linear_autoencoder(X, k):\n    while True: pass"
    with Runner(require="C") as runner:
        grader = Grader(replace(assignment, problems=(impatient,)), {}, runner)
        found = graded(grader, "pca.solver", source)
    assert found.score == 0
    assert "0.4 s" in found.results[0].verdict.message
    assert "56 of 56 calls fail" in found.results[0].verdict.message


def test_one_input_that_fails_leaves_the_others() -> None:
    """A child that dies on one input is replaced for the next."""
    assignment, _ = load.load(ROOT / "rubrics/hw7.yaml")
    source = (FOLDER / "solver_right.py").read_text(encoding="utf-8")
    dies = source.replace("def linear_autoencoder(X, k):", "def linear_autoencoder(X, k):\n    _fall(X, k)", 1)
    dies += "\n\ndef _fall(X, k):\n    import os\n    if X.shape == (5, 3) and k == 2:\n        os._exit(3)\n"
    with Runner(require="C") as runner:
        found = graded(Grader(assignment, {}, runner), "pca.solver", dies.encode())
    told = found.results[0].verdict
    assert told.evidence["failed"] == 1, told
    assert "fewer points than features" in told.message


def test_hidden_inputs_are_told_by_their_kind_and_visible_ones_in_full(grader: Grader) -> None:
    wrong = b"def decoder_inputs(target, predicted, training):\n    return ['<sos>']"
    training, _, other = (result.verdict for result in graded(grader, "translation.decoder_inputs", wrong).results)
    assert set(training.evidence["first"]["input"]) == {"target", "predicted", "training"}
    assert "input" not in other.evidence["first"] and "more words said" in other.message


CELLS = (
    ("cell 1", "import numpy as np\ndisplay('hello')"),
    ("cell 2", "def linear_autoencoder(X, k):\n    U = np.linalg.svd(X)[0][:, :k]\n    return U.T, U"),
    ("cell 3", "x = 1 / 0\ndef linear_autoencoder(X, k):\n    return None"),
)


def test_a_notebooks_cells_are_run_and_one_that_fails_loses_nothing_before_it(grader: Grader) -> None:
    answer = Answer((Cells(CELLS, Place("hw7.ipynb")),))
    found = grader.grade(Submission("ada", {"pca.solver": answer}), only=["pca.solver"]).parts[0]
    assert found.score == 4, [result.verdict.message for result in found.results]


def test_a_cell_that_fails_is_named_where_something_is_missing(grader: Grader) -> None:
    broken = (("cell 1", CELLS[0][1]), ("cell 2", "U = 1 / 0\n" + CELLS[1][1]))
    answer = Answer((Cells(broken, Place("hw7.ipynb")),))
    verdict = grader.grade(Submission("ada", {"pca.solver": answer}), only=["pca.solver"]).parts[0].results[0].verdict
    assert verdict.fraction == 0
    (said,) = verdict.evidence["first"]["cells that failed"]
    assert said.startswith("cell 2, line 1: ") and "division by zero" in said


SOLVER = "import numpy as np\n" + CELLS[1][1] + "\n"
LOADING = {
    # a file with a right solver in it, and what is told of the line that fails
    "weights that are saved": (SOLVER + "np.savez('pca_weights.npz', W1=np.eye(3))\n", "solution.py, line 5: raised "),
    "a plot behind it": (SOLVER + "import no_plots as plt\nplt.plot([1])\n", "line 5: raised ModuleNotFoundError"),
    "a plot's library at the top": ("import no_plots as plt\n" + SOLVER, "line 1: raised ModuleNotFoundError"),
    "an exit": (SOLVER + "raise SystemExit\n", "line 5: ended the program"),
    "a demonstration without end": (SOLVER + "\nwhile True: np.eye(3)\n", "line 6: was still running"),
}


@pytest.mark.parametrize(("source", "said"), LOADING.values(), ids=LOADING)
def test_what_stands_behind_a_right_solver_costs_nothing_and_is_told(grader: Grader, source: str, said: str) -> None:
    found = graded(grader, "pca.solver", source.encode())
    assert found.score == 4, [result.verdict.message for result in found.results]
    for result in found.results:
        assert result.verdict.hint is not None
        assert said in result.verdict.hint and "Everything else that it defines counts." in result.verdict.hint


def test_a_failure_in_loading_is_named_beside_the_one_that_it_explains(grader: Grader) -> None:
    source = "import no_such as np\n\ndef linear_autoencoder(X, k):\n    return np.linalg.svd(X)[0].T[:k], None\n"
    for result in graded(grader, "pca.solver", source.encode()).results:
        assert "solution.py:4 raised NameError: name 'np' is not defined" in result.verdict.message
        assert "line 1: raised ModuleNotFoundError: No module named 'no_such'" in str(result.verdict.hint)
        assert result.verdict.evidence["first"]["lines that failed"][0].startswith("solution.py, line 1: ")


def test_the_isolation_stands_in_the_grade(grader: Grader) -> None:
    answer = Answer((File((FOLDER / "decoder_right.py").read_bytes(), Place("solution.py")),))
    part = "translation.decoder_inputs"
    assert grader.grade(Submission("ada", {part: answer}), only=[part]).provenance["isolation"][0] in "ABC"
    assert "isolation" not in grader.grade(Submission("ada", {}), only=[part]).provenance
