"""Blank, empty, answered twice, misnamed, broken: nothing meant ill."""

from collections.abc import Iterator

from sample_class.handin import Student, markdown, npz, safetensors, zipped
from sample_class.students import code
from sample_class.students.answers import CHOICES, CODE, ESSAYS, NUMBERS, PROOFS, TOKENS
from sample_class.students.essays import LEARNED
from sample_class.students.expectations import RIGHT, absent, unreadable
from sample_class.weights import Weights, spoiled


def students(weights: Weights, starter: dict[str, bytes]) -> Iterator[Student]:
    yield Student("white", "Blank: the starter, handed in untouched.", absent(), starter)
    yield Student("ebony", "An empty folder.", absent(), {".gitkeep": b""})
    yield _olive(weights)
    yield _poplar(weights)
    yield _rust(weights)
    whole = zipped({"answers.md": markdown({**TOKENS, **NUMBERS})})
    yield Student("elm", "A zip that was cut off half-way.", unreadable(), {}, whole[: len(whole) // 2])


def _olive(weights: Weights) -> Student:
    about = "Answered twice: in two files, under two headings, in two array files. Inf in the other arrays."
    first = markdown({**TOKENS, **NUMBERS, **CHOICES})
    again = "\n## regularized.layers\n\nNo, I changed my mind: 3\n"
    files = {
        "answers.md": first + again.encode(),
        "answers.yaml": b"translation.train_inputs: <sos> I see a dog\nresnet.final_seconds: 34\n",
        "pca_weights.npz": npz(**weights.pca()),
        "pca_weights.safetensors": safetensors(**weights.pca(order=(1, 0, 2))),
        "regularized_weights.npz": npz(**spoiled(weights.regularized(0.05), float("inf"))),
    }
    twice = ("translation.train_inputs", "resnet.final_seconds", "regularized.layers", "pca.weights")
    expected = RIGHT | absent(*PROOFS, *ESSAYS, *CODE) | unreadable(*twice, "regularized.weights")
    return Student("olive", about, expected, files)


def _poplar(weights: Weights) -> Student:
    about = "Files and headings under names that nobody asked for; an essay that is nearly walnut's."
    answers = {
        "translation.train_input": TOKENS["translation.train_inputs"],
        "translation.eval_inputs": TOKENS["translation.eval_inputs"],
        "resnet.learned": LEARNED["poplar"],
        **CHOICES,
    }
    files = {
        "answers.md": markdown(answers),
        "pca_weight.npz": npz(**weights.pca()),
        "regularized_weights.npz": npz(**weights.regularized(0.05), loss=weights.eigenvalues[:1]),
        "solutions.py": code.ALL.encode(),
        "notes/todo.txt": b"ask about <eos>\n",
        "old/answers_v1.md": markdown({"resnet.final_seconds": "26 s"}),
        ".ipynb_checkpoints/answers-checkpoint.md": markdown({"resnet.final_seconds": "26 s"}),
    }
    parts = ("translation.train_inputs", "translation.stacking", "resnet.favourite", "regularized.argument")
    expected = RIGHT | absent(*PROOFS, *parts, *NUMBERS, *CODE) | unreadable("pca.weights")
    return Student("poplar", about, expected, files)


def _rust(weights: Weights) -> Student:
    about = "Nothing can be read: YAML with a tab, a cut .npz, a text named .npz, code that is no Python, no UTF-8."
    answers = b"resnet.final_seconds: 26\ntranslation.train_inputs:\n\t- <sos>\n\t- I\nregularized.layers: [2\n"
    whole = npz(**weights.pca())
    files = {
        "answers.yaml": answers,
        "pca_weights.npz": whole[: len(whole) - 200],
        "regularized_weights.npz": b"W1 = 0.1 0.2 0.3\n",
        "solution.py": code.EIGEN_SOLVER.replace("(X, k):", "(X, k)").encode(),
        "train_resnet.py": "# entraîner\ndef train(images, labels, *, seed, device):\n    return 1\n".encode("latin-1"),
    }
    return Student("rust", about, unreadable(), files)
