"""Unusual ways to write what is right, and answers that say nothing: two numbers, two boxes, NaN."""

from collections.abc import Iterator

import numpy as np

from sample_class.handin import Student, markdown, npy, npz, safetensors
from sample_class.students import code
from sample_class.students.answers import CHOICES, CODE, NUMBERS, PROOFS, ticks
from sample_class.students.essays import FAVOURITE, LEARNED
from sample_class.students.expectations import HALF, RIGHT, UNREADABLE, WAITS, absent, partial, unreadable, wrong
from sample_class.students.reasons import ARGUMENT, STACKING
from sample_class.weights import Weights, cast, scaled, spoiled


def students(weights: Weights) -> Iterator[Student]:
    for make in (_azure, _hazel, _umber, _larch):
        yield make(weights)


def _azure(weights: Weights) -> Student:
    about = "Aliases of `<sos>`; tables across and down; numbers in LaTeX; W1 = −W2ᵀ in the regularised pair."
    answers = (
        NUMBERS
        | CHOICES
        | {
            "pca.conditions": "$W_2^\\top W_2 W_1 U D U^\\top = W_2^\\top U D U^\\top$\n\n"
            "$W_2 W_1 \\sum_i x_i x_i^\\top W_1^\\top = \\sum_i x_i x_i^\\top W_1^\\top$",
            "translation.stacking": STACKING["azure"],
            "translation.train_inputs": (
                "| | w1 | w2 | w3 | w4 | w5 |\n|---|---|---|---|---|---|\n| input | `<bos>` | I | see | a | dog |"
            ),
            "translation.eval_inputs": (
                "| step | input |\n|---|---|\n| 1 | SOS |\n| 2 | i |\n| 3 | saw |\n| 4 | a |\n| 5 | dog |"
            ),
            "resnet.baseline_seconds": r"$297\,\text{s}$",
            "resnet.baseline_accuracy": r"$94.08\,\%$",
            "resnet.learned": LEARNED["azure"],
            "resnet.favourite": FAVOURITE["azure"],
            "regularized.argument": ARGUMENT["azure"],
        }
    )
    expected = (
        RIGHT
        | absent("pca.derivation", *CODE)
        | {
            "regularized.weights": partial(2, "tied_with_sign", "not_stationary", "not_least"),
        }
    )
    files = {
        "answers.md": markdown(answers),
        "pca_weights.safetensors": safetensors(**weights.pca(order=(0, 2, 1))),
        "regularized_weights.npz": npz(**scaled(weights.regularized(0.05), -1.0, 1.0)),
    }
    return Student("azure", about, expected, files)


def _hazel(weights: Weights) -> Student:
    about = "Lines `w1 = …`, `<sos>` unescaped; right weights in float16; half of the penalty, as by weight_decay=λ."
    answers = (
        NUMBERS
        | CHOICES
        | {
            "translation.stacking": STACKING["hazel"],
            "translation.train_inputs": "w1 = <sos>\nw2 = I\nw3 = see\nw4 = a\nw5 = dog",
            "translation.eval_inputs": "- w_1: <SOS>\n- w_2: I\n- w_3: saw\n- w_4: a\n- w_5: dog",
            "resnet.final_seconds": "33.5 s (without test-time augmentation)",
            "resnet.learned": LEARNED["hazel"],
            "regularized.argument": ARGUMENT["hazel"],
        }
    )
    expected = (
        RIGHT
        | absent(*PROOFS, "resnet.favourite", "resnet.training", "autoencoder.probe")
        | HALF
        | {
            "regularized.weights": partial(2, "half_penalty", "not_least"),
        }
    )
    files = {
        "answers.md": markdown(answers),
        "pca_weights.npz": npz(**cast(weights.pca(), "float16")),
        "regularized_weights.npz": npz(**weights.regularized(0.025)),
        "solution.py": (code.HALF + code.STUBS["encoder"]).encode(),
    }
    return Student("hazel", about, expected, files)


def _umber(weights: Weights) -> Student:
    about = "Cyrillic letters that look Latin, full-width ones; transposed arrays, text arrays; two numbers; 20 words."
    answers = (
        NUMBERS
        | CHOICES
        | {
            "translation.train_inputs": "<sos> I ѕее a dog",
            "translation.eval_inputs": "＜ｓｏｓ＞ Ｉ ｓａｗ ａ ｄｏｇ",
            "resnet.baseline_seconds": "356 s, or 297 s after the duplicate work was removed",
            "resnet.final_seconds": "26 / 34",
            "resnet.learned": LEARNED["umber"],
        }
    )
    given = {*answers, "pca.weights", "regularized.weights"}
    expected = RIGHT | absent(*(part for part in RIGHT if part not in given))
    expected |= unreadable("pca.weights", "regularized.weights", "resnet.baseline_seconds", "resnet.final_seconds")
    expected |= {"translation.train_inputs": partial(2)}
    pca = weights.pca()
    words = {name: np.full(array.shape, "0.5") for name, array in pca.items()}
    files = {
        "answers.md": markdown(answers),
        "pca_weights.npz": npz(W1=pca["W2"], W2=pca["W1"]),
        "regularized_weights_W1.npy": npy(words["W1"]),
        "regularized_weights_W2.npy": npy(words["W2"]),
    }
    return Student("umber", about, expected, files)


def _larch(weights: Weights) -> Student:
    about = "NaN in W1, W1 left out; two boxes where one is asked for, three boxes wrong; an essay of 300 words."
    answers = (
        NUMBERS
        | CHOICES
        | {
            "translation.train_inputs": "['<sos>', 'I', 'see', 'a', 'dog']",
            "translation.eval_inputs": "[BOS] → I → saw → a → dog",
            "resnet.favourite": FAVOURITE["larch"],
            "regularized.layers": "- [ ] 0\n- [x] 1\n- [x] 2\n- [ ] 3",
            "regularized.needed": ticks("Weight Decay", "Dropout", "Batch Norm"),
            "regularized.orthonormal": "- [ ] yes\n- [ ] no",
        }
    )
    given = {*answers, "pca.weights", "regularized.weights"}
    expected = (
        RIGHT
        | absent("regularized.orthonormal", *(part for part in RIGHT if part not in given))
        | {
            "pca.weights": UNREADABLE,
            "resnet.favourite": WAITS,
            "regularized.layers": UNREADABLE,
            "regularized.needed": wrong("ticked Dropout"),
            "regularized.weights": UNREADABLE,
        }
    )
    files = {
        "answers.md": markdown(answers),
        "pca_weights.npz": npz(**spoiled(weights.pca(), float("nan"))),
        "regularized_weights.npz": npz(W2=weights.regularized(0.05)["W2"]),
    }
    return Student("larch", about, expected, files)
