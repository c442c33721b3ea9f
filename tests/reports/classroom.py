"""A class for the tests of the pages: an assignment, and grades with every kind of evidence."""

import random
from collections.abc import Iterable
from typing import Any, TextIO

from grader.model import (
    AnswerSpec,
    Assignment,
    Criterion,
    Grade,
    Part,
    PartGrade,
    Place,
    Problem,
    Result,
    Status,
    Verdict,
)
from grader.reports.html.document import ClassEntry, class_page
from grader.reports.html.pieces import pieces
from grader.reports.record import Record, record

HERE = Place("rubric.yaml", 1)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202egnp.exe\u2028</script><!-- & \x00\x07"
EYE = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def part(id: str, *criteria: tuple[str, float], title: str = "", question: str = "") -> Part:
    made = tuple(Criterion(check, points, HERE) for check, points in criteria)
    return Part(id, title, question, AnswerSpec("text", {}, HERE), made, {}, HERE)


def assignment(*parts: Part, id: str = "hw", title: str = "A homework") -> Assignment:
    """An assignment of one problem."""
    return Assignment(id, title, {}, (Problem("only", "The only problem", parts),))


def graded(of: Assignment, id: str, *verdicts: tuple[Verdict, ...], notes: tuple[str, ...] = ()) -> Record:
    """The record of a submission whose parts got these verdicts, one tuple a part."""
    parts = tuple(
        PartGrade(
            part, tuple(result(criterion, verdict) for criterion, verdict in zip(part.criteria, said, strict=True))
        )
        for part, said in zip(of.parts, verdicts, strict=True)
    )
    return record(Grade(of, id, parts, notes))


def fragment(of: Assignment, record: Record) -> str:
    """A student's result as HTML: its pieces joined."""
    return "".join(piece.render() for piece in pieces(of, record))


def write_class(of: Assignment, records: Iterable[Record], out: TextIO) -> None:
    """The class page of these records, with all their pieces made."""
    drawn: dict[str, str] = {}

    def entry(record: Record) -> ClassEntry:
        made = list(pieces(of, record))
        drawn.update((piece.key, piece.render()) for piece in made)
        return ClassEntry(record, tuple(piece.key for piece in made))

    class_page(of, map(entry, records), drawn.__getitem__, out)


def result(criterion: Criterion, verdict: Verdict) -> Result:
    return Result(criterion, verdict, None if verdict.fraction is None else verdict.fraction * criterion.points)


# --- the sample class -----------------------------------------------------------------------------

HOMEWORK = Assignment(
    "hw7",
    "Autoencoders, translation, fast ResNets",
    {},
    (
        Problem(
            "pca",
            "The linear autoencoder and PCA",
            (
                part(
                    "pca.conditions",
                    ("stationarity_system", 4),
                    title="First-order conditions",
                    question="Write the first-order conditions that a minimum of $\\|X - W_2 W_1 X\\|_F^2$ satisfies, "
                    "for $W_1 \\in \\mathbb{R}^{k \\times m}$ and `W2`.",
                ),
                part("pca.derivation", ("derivation", 4), title="PCA satisfies both"),
                part(
                    "pca.weights",
                    *(("orthonormal", 2), ("stationary", 2), ("least_loss", 1), ("principal_directions", 1)),
                    title="Weights for the given data",
                    question="Hand in `W1` and `W2` in `pca_weights.npz` for the given $X$.",
                ),
                part("pca.solver", ("solver", 4), title="A solver"),
            ),
        ),
        Problem(
            "translation",
            "An RNN encoder-decoder",
            (
                part("translation.stacking", ("human", 4), title="Why not stack?"),
                part("translation.train_inputs", ("tokens", 3), title="Decoder inputs in training"),
                part("translation.decoder_inputs", ("decoder", 3), title="Decoder inputs as code"),
            ),
        ),
        Problem(
            "resnet",
            "Training a ResNet fast",
            (
                part("resnet.baseline_seconds", ("figure", 1), title="The baseline's seconds"),
                part("resnet.learned", ("human", 3), title="What you learned"),
                part("resnet.training", ("accuracy", 4), ("time", 4), title="Train it"),
            ),
        ),
        Problem(
            "regularized",
            "The regularised autoencoder",
            (
                part("regularized.needed", ("choices", 2), title="What is needed"),
                part("regularized.weights", ("singular_values", 5), title="Regularised weights"),
            ),
        ),
    ),
)


def student(id: str, seed: int) -> Record:
    """One student of the sample class, with evidence of every kind; the same for the same seed."""
    draw = random.Random(seed)
    skill = draw.betavariate(4, 2)
    verdicts = tuple(
        tuple(_verdict(criterion.check, draw, skill) for criterion in part.criteria) for part in HOMEWORK.parts
    )
    notes = ("The file `notes.txt` is not asked for and was not read.",) if seed % 5 == 0 else ()
    return graded(HOMEWORK, id, *verdicts, notes=notes)


def _verdict(check: str, draw: random.Random, skill: float) -> Verdict:
    if draw.random() < 0.04:
        return Verdict.missing()
    if draw.random() < 0.03:
        return Verdict.unreadable(
            "The file is not an npz archive: it starts with `PK\\x05`.", "Save it with `np.savez`."
        )
    if draw.random() < 0.01:
        return Verdict.pending(Status.GRADER_ERROR, "The oracle `linear_autoencoder.sample` stopped with a ValueError.")
    return _CASES.get(check, _plain)(draw.random() < skill, draw)


def _plain(right: bool, draw: random.Random) -> Verdict:
    if right:
        return Verdict.scored(1, "Both conditions follow from the answer.")
    return Verdict.scored(
        0.5,
        f"The second line is false: the sides differ by {draw.uniform(0.1, 2):.3f}.",
        hint="Check the order of the factors: $W_2^\\top W_2$ is $k \\times k$.",
        mistake="cancelled_covariance",
        evidence={
            "line": 2,
            "left_shape": [3, 8],
            "right_shape": [8, 3],
            "counterexample": {"m": 8, "k": 3, "gap": 0.31234},
        },
        answer_key={"explanation": "The covariance may be singular, so it cannot be cancelled."},
    )


def _residual(right: bool, draw: random.Random) -> Verdict:
    size = draw.uniform(1, 9) * (1e-16 if right else 1e-2)
    matrices = {"W2ᵀW2": [[value + (0 if right else draw.uniform(-0.6, 0.4)) for value in row] for row in EYE]}
    evidence: dict[str, Any] = {"residuals": {"W2ᵀW2 = I": size, "W1W1ᵀ = I": size / 7}, "limit": 1e-6}
    if right:
        return Verdict.scored(1, "The columns are orthonormal.", evidence={"residual": size, "limit": 1e-6})
    return Verdict.scored(
        0,
        f"The columns of W2 are not orthonormal: the residual is {size:.3g}.",
        hint="Divide each column by its norm, or take `U[:, :k]`.",
        mistake="not_orthonormal",
        evidence={**evidence, "matrices": matrices},
    )


def _tokens(right: bool, draw: random.Random) -> Verdict:
    key = ["<sos>", "I", "see", "a", "dog"]
    given = key if right else ["I", "see", "a", "dog", "<eos>"]
    steps = [{"position": f"w{at + 1}", "given": token, "right": token == key[at]} for at, token in enumerate(given)]
    if right:
        return Verdict.scored(1, "Every position is right.", evidence={"tokens": steps}, answer_key={"tokens": key})
    return Verdict.scored(
        0,
        "These are the outputs, not the inputs.",
        hint="The decoder's first input is `<sos>`.",
        mistake="shifted_by_one",
        evidence={"tokens": steps},
        answer_key={"tokens": key, "explanation": "Teacher forcing feeds the right words, shifted by one."},
    )


def _human(right: bool, draw: random.Random) -> Verdict:
    if right and draw.random() < 0.7:
        return Verdict.scored(1, "Read and accepted.")
    return Verdict.pending(
        Status.NEEDS_REVIEW,
        "A person will read this answer.",
        evidence={
            "text": "The two sentences need not have the same length.\n\nA speed of 94 % in 79 s was the surprise.",
            "words": 17,
            "asked_words": [70, 150],
            "ideas": [
                {"idea": "the lengths differ", "sentence": "The two sentences need not have the same length."},
                {"idea": "word order differs", "sentence": None},
            ],
            "figures": [
                {"quoted": "94 %", "known": True, "what": "the accuracy of the series"},
                {"quoted": "80 s", "known": False, "what": None},
            ],
            "caveat": "Ideas are found by their words; a good sentence may say them in others.",
        },
    )


def _gpu(right: bool, draw: random.Random) -> Verdict:
    return Verdict.pending(Status.NEEDS_GPU, "This part runs on the target GPU, which this machine lacks.")


def _figure(right: bool, draw: random.Random) -> Verdict:
    seconds = 356 if right else 260
    return Verdict.scored(
        float(right),
        "The figure is one of the series'." if right else "The series gives another figure.",
        evidence={"number": {"given": f"{seconds} s", "value": seconds, "unit": "seconds"}},
        answer_key={
            "accepted": [
                {"from": 340, "to": 372, "credit": 1, "note": "the first post's baseline"},
                {"from": 295, "to": 299, "credit": 0.5, "note": "after the first fixes"},
            ]
        },
    )


def _choices(right: bool, draw: random.Random) -> Verdict:
    options = ["Weight Decay", "Dropout", "Layer Norm", "Batch Norm", "SGD optimizer"]
    ticked = ["Weight Decay", "SGD optimizer"] if right else ["Weight Decay", "Dropout"]
    return Verdict.scored(
        float(right),
        "The ticks are right." if right else "Two boxes are wrong.",
        evidence={"boxes": [{"option": option, "ticked": option in ticked} for option in options]},
        answer_key={"ticked": ["Weight Decay", "SGD optimizer"]},
    )


def _singular(right: bool, draw: random.Random) -> Verdict:
    truth = [0.981, 0.953, 0.902]
    given = truth if right else [1.0, 1.0, 1.0]
    return Verdict.scored(
        float(right),
        "The singular values are right." if right else "The singular values are those of the unregularised problem.",
        evidence={"singular_values": given, "limit": 1e-4, "residual": 1e-9 if right else "nan"},
        answer_key={"singular_values": truth},
    )


def _code(right: bool, draw: random.Random) -> Verdict:
    if right:
        return Verdict.scored(1, "All 40 sentences agree with the reference decoder.")
    source = "def decoder_inputs(target, predicted, training):\n    return target if training else predicted\n"
    return Verdict.scored(
        0,
        "It fails on an empty target: solution.py:14 raised IndexError: list index out of range",
        evidence={
            "code": {"file": "solution.py", "line": 12, "source": source},
            "calls": 24,
            "failed": 24,
            "where": "solution.py:12",
            "first": {
                "kind": "an empty target",
                "visible": True,
                "input": {"target": "[]", "predicted": "['" + "a', 'dog', '" * 40 + "']", "training": "True"},
                "trace": 'Traceback (most recent call last):\n  File "solution.py", line 14, in decoder_inputs\n'
                "    return ['<sos>', target[0], *target]\nIndexError: list index out of range",
                "output": "".join(f"step {step}\n" for step in range(50)),
            },
        },
        mistake="no_start",
    )


_CASES = {
    **{"orthonormal": _residual, "stationary": _residual, "least_loss": _residual, "principal_directions": _residual},
    **{"tokens": _tokens, "human": _human, "accuracy": _gpu, "time": _gpu, "figure": _figure},
    **{"choices": _choices, "singular_values": _singular, "decoder": _code},
}
