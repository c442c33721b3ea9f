"""The inputs of an RNN decoder: the target's words in training, its own words afterwards.

The two lists of this assignment are not written down here: they were recorded from a real model
(`translator.Translator`) and lie in `data/translation.json`, together with what was measured. The model first
learns from a diary of things seen, in the past tense only. At that point it is to translate "veo un perro",
in the present tense: it has not met the word "veo", makes the best of the rest and says "I saw a dog". Then
it is taught the present tense, and says "I see a dog". `python -m reference.translation` trains again (a few
seconds; needs torch) and writes the file anew.

Importing this module needs no torch.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reference.decoding import lockstep_outputs
from reference.spanish_english import HELD_OUT, KINDS, LESSON_1, LESSON_2, Pair, load

FILE = Path(__file__).parent / "data" / "translation.json"
SOURCE, TARGET = ("veo", "un", "perro"), ("I", "see", "a", "dog")
EPOCHS_DIARY, EPOCHS_ALL = 200, 80


def source() -> list[str]:
    """The sentence to be translated, "veo un perro", as tokens."""
    return list(SOURCE)


def target() -> list[str]:
    """Its right translation, "I see a dog", as tokens."""
    return list(TARGET)


def train_inputs() -> list[str]:
    """The decoder inputs recorded from the teacher-forced run on "veo un perro"."""
    return [str(word) for word in recording()["teacher forced"]["inputs"]]


def eval_inputs() -> list[str]:
    """The decoder inputs recorded from the free run, at the same state of the model."""
    return [str(word) for word in recording()["free running"]["inputs"]]


def recording() -> dict[str, Any]:
    """The results of `experiment` when `data/translation.json` was written."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def lockstep_ceiling(pairs: Sequence[Pair]) -> float:
    """The largest share of `pairs` that *any* decoder in lock step with the source can translate word for
    word.

    What such a decoder says at step t can depend on the first t source words only, so two sentences that
    begin alike must be translated alike that far. Counted by walking down the tree of beginnings, taking at
    each the word that leaves most pairs right; no model is involved. Pairs whose target is the longer are
    lost from the start.
    """

    def most(group: list[Pair], step: int) -> int:
        right = sum(len(lockstep_outputs(pair)) == step for pair in group)
        branches: dict[str, dict[str, list[Pair]]] = {}
        for pair in group:
            if len(words := lockstep_outputs(pair)) > step:
                branches.setdefault(pair.source[step], {}).setdefault(words[step], []).append(pair)
        return right + sum(max(most(g, step + 1) for g in said.values()) for said in branches.values())

    return most([pair for pair in pairs if len(pair.target) <= len(pair.source)], 0) / len(pairs)


def experiment(seed: int = 0) -> dict[str, Any]:
    """Train both models, run them on SOURCE and measure them on the corpus. A few seconds on one core.

    The checkpoint at which the teacher-forced and the free run are recorded is the end of lesson 1; the rates
    are those at the end of lesson 2: shares of pairs translated word for word, free running.
    """
    from reference import translator

    pairs = load()
    diary = [pair for pair in pairs if pair.use == LESSON_1]
    taught = [pair for pair in pairs if pair.use in (LESSON_1, LESSON_2)]
    groups = {kind: [pair for pair in taught if pair.kind == kind] for kind in KINDS}
    groups |= {"all taught": taught, "held out": [pair for pair in pairs if pair.use == HELD_OUT]}

    with translator.one_thread(seed):
        model, stacked = translator.Translator(pairs), translator.Stacked(pairs)
        translator.teach(model, diary, EPOCHS_DIARY)
        runs = {
            "teacher forced": translator.run(model, SOURCE, TARGET),
            "free running": translator.run(model, SOURCE),
        }
        diary_exact = translator.exact(model, diary)
        translator.teach(model, taught, EPOCHS_ALL)
        translator.teach(stacked, diary, EPOCHS_DIARY)
        translator.teach(stacked, taught, EPOCHS_ALL)
        runs |= {
            "free running, taught": translator.run(model, SOURCE),
            "stacked, taught": translator.run(stacked, SOURCE),
        }
        return {name: {"inputs": run.inputs, "outputs": run.outputs} for name, run in runs.items()} | {
            "diary exact": diary_exact,
            "pairs": {name: len(group) for name, group in groups.items()},
            "last state": {name: translator.exact(model, group) for name, group in groups.items()},
            "stacked": {name: translator.exact(stacked, group) for name, group in groups.items()},
            "lock-step ceiling": lockstep_ceiling(taught),
        }


if __name__ == "__main__":
    FILE.write_text(json.dumps(experiment(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
