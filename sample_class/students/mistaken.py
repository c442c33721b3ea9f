"""The misconceptions that the assignment knows, one or two a student, each with its points."""

from collections.abc import Iterator

from sample_class.handin import Student, markdown, npz
from sample_class.students import code
from sample_class.students.answers import CHOICES, CODE, NUMBERS, ticks
from sample_class.students.essays import FAVOURITE, LEARNED
from sample_class.students.expectations import HALF, RIGHT, absent, partial, wrong
from sample_class.students.reasons import ARGUMENT, STACKING
from sample_class.weights import Weights, rotation, scaled, zero


def students(weights: Weights) -> Iterator[Student]:
    for make in (_walnut, _ochre, _birch, _crimson, _willow):
        yield make(weights)


def _walnut(weights: Weights) -> Student:
    about = "Half right: half of the parts missing, of the rest half wrong; decoder outputs given for its inputs."
    answers = {
        "pca.conditions": "W2ᵀ (W2 W1 − I) = 0\n\n(W2 W1 − I) X Xᵀ W1ᵀ = 0",
        "translation.stacking": STACKING["walnut"],
        "translation.train_inputs": "<sos> I see a dog",
        "translation.eval_inputs": "I saw a dog <eos>",
        "resnet.baseline_seconds": "340.63",
        "resnet.baseline_accuracy": "94%",
        "resnet.final_seconds": "40 s",
        "resnet.final_accuracy": "96 %",
        "resnet.learned": LEARNED["walnut"],
        "regularized.layers": "- [x] 2",
        "regularized.loss": "- [x] nn.CrossEntropyLoss",
        "regularized.needed": ticks("Weight Decay"),
    }
    expected = RIGHT | {
        "pca.conditions": partial(3, "assumption"),
        "translation.eval_inputs": wrong("outputs_not_inputs"),
        "resnet.final_seconds": wrong("not_accepted"),
        "resnet.final_accuracy": wrong("not_accepted"),
        "regularized.loss": wrong("chose nn.CrossEntropyLoss"),
        "regularized.needed": partial(1, "left out SGD optimizer"),
        **HALF,
    }
    left_out = ["pca.derivation", "resnet.favourite", "resnet.training", "regularized.orthonormal"]
    left_out += ["regularized.argument", "regularized.weights", "autoencoder.probe"]
    files = {
        "answers.md": markdown(answers),
        "pca_weights.npz": npz(**weights.pca()),
        "solution.py": (code.HALF + code.STUBS["encoder"]).encode(),
    }
    return Student("walnut", about, expected | absent(*left_out), files)


def _ochre(weights: Weights) -> Student:
    about = "Training and evaluation swapped; W2 A and A⁻¹ W1; the two regularised factors out of balance."
    answers = (
        NUMBERS
        | CHOICES
        | {
            "pca.conditions": "$(W_2 W_1 - I) X X^T = 0$",
            "translation.stacking": STACKING["ochre"],
            "translation.train_inputs": "`<sos> I saw a dog`",
            "translation.eval_inputs": "`<sos> I see a dog`",
            "resnet.learned": LEARNED["ochre"],
            "resnet.favourite": FAVOURITE["ochre"],
            "regularized.needed": ticks("Weight Decay", "Dropout", "SGD optimizer"),
            "regularized.argument": ARGUMENT["ochre"],
        }
    )
    expected = (
        RIGHT
        | absent("pca.derivation", *CODE)
        | {
            "pca.conditions": wrong("unsound"),
            "pca.weights": partial(3, "not_orthonormal", "rotated_within_subspace"),
            "translation.train_inputs": wrong("swapped"),
            "translation.eval_inputs": wrong("swapped"),
            "regularized.needed": partial(1, "ticked Dropout"),
            "regularized.weights": partial(1, "not_tied", "unequal_sizes", "second_condition_fails", "not_least"),
        }
    )
    files = {
        "answers.md": markdown(answers),
        "pca_weights.npz": npz(**weights.mixed()),
        "regularized_weights.npz": npz(**scaled(weights.regularized(0.05), 0.5, 2.0)),
    }
    return Student("ochre", about, expected, files)


def _birch(weights: Weights) -> Student:
    about = "Tokens shifted by one, with `<eos>` and without; an orthonormal basis of the right subspace, but another."
    answers = (
        NUMBERS
        | CHOICES
        | {
            "pca.conditions": "∂L/∂W_1 = 2 W_2^T (W_2 W_1 - I) X X^T = 0\n\n∂L/∂W_2 = 2 (W_2 W_1 - I) X X^T W_1^T = 0",
            "translation.stacking": STACKING["birch"],
            "translation.train_inputs": "I see a dog <eos>",
            "translation.eval_inputs": "I saw a dog",
            "resnet.learned": LEARNED["birch"],
            "resnet.favourite": FAVOURITE["birch"],
            "regularized.argument": ARGUMENT["birch"],
        }
    )
    expected = (
        RIGHT
        | absent("pca.derivation", *CODE[1:])
        | {
            "pca.weights": partial(5, "rotated_within_subspace"),
            "translation.train_inputs": wrong("outputs_not_inputs"),
            "translation.eval_inputs": wrong("outputs_not_inputs"),
        }
    )
    files = {
        "answers.md": markdown(answers),
        "pca_weights.npz": npz(**weights.mixed(rotation(0.6, -0.3))),
        "regularized_weights.npz": npz(**weights.regularized(0.05, rotation(1.0, 0.5))),
        "solution.py": "".join((code.EIGEN_SOLVER, *code.STUBS.values())).encode(),
    }
    return Student("birch", about, expected, files)


def _crimson(weights: Weights) -> Student:
    about = "`<eos>` fed at the end, the source sentence fed; a saddle; the end of post 4 as final time; λ twofold."
    answers = (
        NUMBERS
        | CHOICES
        | {
            "pca.conditions": r"$$W_2^\top (W_2 W_1 - I) X X^\top = 0$$ $$(W_2 W_1 - I) W_1^\top = 0$$",
            "translation.train_inputs": "<sos> I see a dog <eos>",
            "translation.eval_inputs": "<sos> veo un perro",
            "resnet.final_seconds": "79 s",
            "resnet.learned": LEARNED["crimson"],
        }
    )
    missing = ("pca.derivation", "translation.stacking", "resnet.favourite", "regularized.argument")
    expected = (
        RIGHT
        | absent(*missing, *CODE)
        | {
            "pca.conditions": partial(1, "unsound"),
            "pca.weights": partial(4, "not_least", "other_directions"),
            "translation.train_inputs": partial(2.5, "end_token"),
            "translation.eval_inputs": partial(0.5, "source_sentence"),
            "resnet.final_seconds": partial(0.5),
            "regularized.weights": partial(2, "twice_penalty", "not_stationary", "not_least"),
        }
    )
    files = {
        "answers.md": markdown(answers),
        "pca_weights.npz": npz(**weights.pca(order=(0, 1, 3))),
        "regularized_weights.npz": npz(**weights.regularized(0.1)),
    }
    return Student("crimson", about, expected, files)


def _willow(weights: Weights) -> Student:
    about = "The sampled words in training as in evaluation; zero weights; the PCA solution for the regularised one."
    answers = (
        NUMBERS
        | CHOICES
        | {
            "pca.derivation": "W2ᵀ(W2W1 − I)C = 0 ✓ and (W2W1 − I)CW1ᵀ = 0 ✓",
            "translation.train_inputs": "<sos> I saw a dog",
            "translation.eval_inputs": "<sos> I saw a dog",
            "resnet.baseline_seconds": "5 min 56 s",
            "resnet.baseline_accuracy": "0.94",
            "resnet.final_seconds": "74 s",
            "resnet.final_accuracy": "0.941",
            "regularized.layers": "1",
            "regularized.orthonormal": "no",
        }
    )
    given = {*answers, "pca.weights", "regularized.weights"}
    expected = (
        RIGHT
        | absent(*(part for part in RIGHT if part not in given))
        | {
            "pca.derivation": wrong("not_shown"),
            "pca.weights": wrong("not_orthonormal", "lower_rank", "zero_weights", "other_directions"),
            "translation.train_inputs": wrong("same_twice"),
            "resnet.final_seconds": partial(0.5),
            "regularized.layers": wrong("chose 1"),
            "regularized.orthonormal": wrong("chose no"),
            "regularized.weights": partial(2, "orthonormal_instead", "not_stationary", "not_least"),
        }
    )
    files = {
        "answers.md": markdown(answers),
        "pca_weights.npz": npz(**zero()),
        "regularized_weights.npz": npz(**weights.pca()),
    }
    return Student("willow", about, expected, files)
