"""Students drawn at random: the ingredients of the sample class, mixed, with their points kept as they are drawn."""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from sample_class.handin import Expected, Student, filled, markdown, notebook, npy, npz, safetensors, zipped
from sample_class.students.essays import FAVOURITE, LEARNED
from sample_class.students.expectations import MISSING, UNREADABLE, WAITS, absent, partial, wrong
from sample_class.students.reasons import ARGUMENT, STACKING
from sample_class.weights import MIX, Pair, Weights, cast, rotation, scaled, spoiled, zero

TREES = ("alder", "ash", "aspen", "beech", "birch", "cedar", "elm", "hazel", "larch", "linden", "maple", "oak",
         "pine", "poplar", "rowan", "spruce", "walnut", "willow", "yew")  # fmt: skip
Drawn = tuple[str | list[str], Expected]
"""An answer, a list where several are ticked or tokens follow each other, and what it should get."""


def students(count: int, seed: int, weights: Weights, starter: Mapping[str, bytes]) -> Iterator[Student]:
    """`count` students; number i is the same for every count."""
    for number in range(count):
        rng = random.Random(f"{seed} {number}")
        yield _student(f"{rng.choice(TREES)}-{number:04d}", rng, weights, starter["answers.md"])


def _student(name: str, rng: random.Random, weights: Weights, starter: bytes) -> Student:
    drawn = {**_tokens(rng), **_numbers(rng), **_choices(rng), **_texts(rng)}
    answers = {part: answer for part, (answer, _) in drawn.items()}
    expected = absent() | {part: points for part, (_, points) in drawn.items()}
    files: dict[str, bytes] = {}
    for part, table in (("pca", _PCA), ("regularized", _REGULARIZED)):
        make, points = table[rng.choices(range(len(table)), [6, *[1] * (len(table) - 1)])[0]]
        pair = make(weights, rng)
        expected[f"{part}.weights"] = points
        files |= _array_files(f"{part}_weights", pair, rng) if pair else {}
    form = rng.choices(("starter", "markdown", "yaml", "notebook", "zip"), (4, 2, 3, 2, 2))[0]
    files |= _written(form, answers, rng, starter)
    about = f"Drawn at random; written as {form}."
    return Student(name, about, expected, files, zipped(files) if form == "zip" else None)


# --- arrays ---------------------------------------------------------------------------------------

Make = Callable[[Weights, random.Random], Pair | None]


def _turned(rng: random.Random) -> Pair:
    angles = rng.uniform(0.2, 1.2), rng.uniform(0.2, 1.2)
    return {"Q": rotation(*angles)}


def _principal(weights: Weights, rng: random.Random) -> Pair:
    order = rng.sample((0, 1, 2), 3)
    return weights.pca(order=(order[0], order[1], order[2]), signs=(rng.choice((1, -1)), 1, -1))


_PCA: Sequence[tuple[Make, Expected]] = (
    (_principal, ("correct", 6)),
    (lambda weights, rng: cast(_principal(weights, rng), "float32"), ("correct", 6)),
    (lambda weights, rng: weights.mixed(_turned(rng)["Q"]), partial(5)),
    (lambda weights, rng: weights.mixed(rng.uniform(0.5, 1.5) * MIX), partial(3)),
    (lambda weights, rng: weights.pca(order=(0, rng.randint(3, 7), 1)), partial(4)),
    (lambda weights, rng: zero(), wrong()),
    (lambda weights, rng: {"W1": weights.U[:, :3], "W2": weights.U[:, :3].T}, UNREADABLE),
    (lambda weights, rng: spoiled(_principal(weights, rng), float("nan")), UNREADABLE),
    (lambda weights, rng: None, MISSING),
)
_REGULARIZED: Sequence[tuple[Make, Expected]] = (
    (lambda weights, rng: weights.regularized(0.05, _turned(rng)["Q"]), ("correct", 5)),
    (lambda weights, rng: weights.regularized(rng.choice((0.025, 0.1, 0.4))), partial(2)),
    (lambda weights, rng: _principal(weights, rng), partial(2)),
    (lambda weights, rng: scaled(weights.regularized(0.05), -1, 1), partial(2)),
    (lambda weights, rng: scaled(weights.regularized(0.05), 0.5, 2), partial(1)),
    (lambda weights, rng: spoiled(weights.regularized(0.05), float("inf")), UNREADABLE),
    (lambda weights, rng: None, MISSING),
)


def _array_files(stem: str, pair: Pair, rng: random.Random) -> dict[str, bytes]:
    form = rng.choice(("npz", "npz", "npy", "safetensors"))
    if form == "npy":
        return {f"{stem}_{name}.npy": npy(array) for name, array in pair.items()}
    return {f"{stem}.{form}": npz(**pair) if form == "npz" else safetensors(**pair)}


# --- tokens, numbers, choices, texts --------------------------------------------------------------

_TRAIN, _EVAL = "<sos> I see a dog", "<sos> I saw a dog"
_RIGHT: Expected = ("correct", 3)
_TOKENS: Sequence[tuple[str, Expected, str, Expected]] = (
    (_TRAIN, _RIGHT, _EVAL, _RIGHT),
    (_EVAL, wrong(), _TRAIN, wrong()),
    ("I see a dog <eos>", wrong(), "I saw a dog <eos>", wrong()),
    ("I see a dog", wrong(), _EVAL, _RIGHT),
    (f"{_TRAIN} <eos>", partial(2.5), f"{_EVAL} <eos>", partial(2.5)),
    ("<sos> veo un perro", partial(0.5), "veo un perro", wrong()),
    (_EVAL, wrong(), _EVAL, _RIGHT),
    (_TRAIN, _RIGHT, _TRAIN, wrong()),
    (_TRAIN, _RIGHT, "<sos> I saw the cat", partial(1.5)),
    ("", MISSING, "", MISSING),
)
_NUMBERS: Mapping[str, Sequence[Drawn]] = {
    "resnet.baseline_seconds": (
        ("356", ("correct", 1)), ("297 s", ("correct", 1)), ("5 min 56 s", ("correct", 1)),
        ("341 seconds", ("correct", 1)), ("300 s", wrong()), ("356 or 297", UNREADABLE), ("fast", UNREADABLE),
    ),
    "resnet.baseline_accuracy": (
        ("94%", ("correct", 1)), ("0.94", ("correct", 1)), ("94.08 %", ("correct", 1)), ("93.5 %", wrong()),
    ),
    "resnet.final_seconds": (
        ("26", ("correct", 1)), ("~26 seconds", ("correct", 1)), ("34 s", ("correct", 1)), ("79 s", partial(0.5)),
        ("74", partial(0.5)), ("40 s", wrong()), ("2 min", wrong()), ("26 epochs", UNREADABLE),
    ),
    "resnet.final_accuracy": (
        ("94.1 %", ("correct", 1)), ("0.941", ("correct", 1)), ("96%", wrong()), ("94 to 96 %", UNREADABLE),
    ),
}  # fmt: skip
_OPTIONS = {
    "regularized.layers": ("2", ("0", "1", "2", "3")),
    "regularized.loss": ("nn.MSELoss", ("nn.L1Loss", "nn.MSELoss", "nn.CrossEntropyLoss")),
    "regularized.orthonormal": ("yes", ("yes", "no")),
}
_NEEDED = {"Weight Decay": True, "Dropout": False, "Layer Norm": False, "Batch Norm": False, "SGD optimizer": True}
_TEXTS = {
    "translation.stacking": STACKING,
    "resnet.learned": LEARNED,
    "resnet.favourite": FAVOURITE,
    "regularized.argument": ARGUMENT,
}


def _tokens(rng: random.Random) -> dict[str, Drawn]:
    row = _TOKENS[rng.choices(range(len(_TOKENS)), [8, *[1] * (len(_TOKENS) - 1)])[0]]
    both = {"translation.train_inputs": row[:2], "translation.eval_inputs": row[2:]}
    return {part: (tokens.split(), points) for part, (tokens, points) in both.items() if tokens}


def _numbers(rng: random.Random) -> dict[str, Drawn]:
    return {part: rng.choice(table) for part, table in _NUMBERS.items() if rng.random() < 0.9}


def _choices(rng: random.Random) -> dict[str, Drawn]:
    drawn: dict[str, Drawn] = {}
    for part, (right, options) in _OPTIONS.items():
        chosen = rng.choice((right, rng.choice(options)))
        drawn[part] = ([chosen], ("correct", 1) if chosen == right else wrong())
    ticked = [name for name, needed in _NEEDED.items() if rng.random() < (0.8 if needed else 0.2)]
    mistakes = sum((name in ticked) != needed for name, needed in _NEEDED.items())
    points = {0: ("correct", 2.0), 1: partial(1)}
    if ticked:
        drawn["regularized.needed"] = (ticked, points.get(mistakes, wrong()))
    return drawn


_CONDITIONS: list[Drawn] = [
    ("$W_2^\\top (W_2 W_1 - I) C = 0$ and $(W_2 W_1 - I) C W_1^\\top = 0$", ("correct", 4)),
    ("2 W2ᵀ W2 W1 X Xᵀ = 2 W2ᵀ X Xᵀ\n\nW2 W1 X Xᵀ W1ᵀ = X Xᵀ W1ᵀ", ("correct", 4)),
    ("$W_2^\\top (W_2 W_1 - I) = 0$, $(W_2 W_1 - I) C W_1^\\top = 0$", partial(3)),
    ("$W_2^\\top (W_2 W_1 - I) X X^\\top = 0$", partial(2)),
    ("$(W_2 W_1 - I) X X^\\top = 0$", wrong()),
]


def _texts(rng: random.Random) -> dict[str, Drawn]:
    """Texts of sentences drawn from the sample class's; each about as long as is asked for."""
    drawn: dict[str, Drawn] = {}
    for part, texts in _TEXTS.items():
        sentences = [f"{s.strip()}." for text in texts.values() for s in " ".join(text.split()).split(". ")]
        if rng.random() < 0.9:
            drawn[part] = (" ".join(rng.sample(sentences, 5)), WAITS)
    if rng.random() < 0.8:
        drawn["pca.conditions"] = rng.choice(_CONDITIONS)
    return drawn


# --- how it is written ----------------------------------------------------------------------------


def _written(form: str, answers: Mapping[str, str | list[str]], rng: random.Random, starter: bytes) -> dict[str, bytes]:
    if form == "yaml":
        values = {part: answer[0] if part in _OPTIONS else answer for part, answer in answers.items()}
        lines = [f"{part}: {json.dumps(value, ensure_ascii=False)}\n" for part, value in values.items()]
        return {"answers.yaml": "".join(lines).encode()}
    texts = {part: _in_markdown(part, answer, rng) for part, answer in answers.items()}
    if form == "starter":
        return {"answers.md": filled(starter, texts)}
    if form == "notebook":
        return {"hw7.ipynb": notebook(("markdown", f"## {part}\n\n{text}") for part, text in texts.items())}
    return {"answers.md": markdown(texts)}


def _in_markdown(part: str, answer: str | list[str], rng: random.Random) -> str:
    if isinstance(answer, str):
        return answer
    if part in _OPTIONS or part == "regularized.needed":
        options = _OPTIONS[part][1] if part in _OPTIONS else tuple(_NEEDED)
        return "\n".join(f"- [{'x' if option in answer else ' '}] {option}" for option in options)
    return _spelled(answer, rng)


def _spelled(tokens: list[str], rng: random.Random) -> str:
    """A token sequence as people write it."""
    words = [rng.choice(("<sos>", "`<s>`", "<BOS>", "SOS")) if word == "<sos>" else word for word in tokens]
    names = [f"w{number}" for number in range(1, len(words) + 1)]
    ways = [" ".join(words), ", ".join(words), str(tokens), f"`{' '.join(tokens)}`"]
    if len(words) <= 5:
        ways.append(f"| {' | '.join(names)} |\n|{'---|' * len(names)}\n| {' | '.join(words)} |")
        ways.append("| | token |\n|---|---|\n" + "\n".join(f"| {n} | {w} |" for n, w in zip(names, words, strict=True)))
        ways.append("\n".join(f"{name} = {word}" for name, word in zip(names, words, strict=True)))
    return rng.choice(ways)
