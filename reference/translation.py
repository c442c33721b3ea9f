"""What an RNN decoder is fed: the target's words in training, its own words afterwards.

A decoder says one word a step and is fed one word a step. At step 1 that is <sos>; at step t + 1

- in training (*teacher forcing*) it is word t of the target, whatever the decoder said;
- in evaluation (*free running*) it is the word that the decoder itself said at step t.

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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reference.spanish_english import HELD_OUT, KINDS, LESSON_1, LESSON_2, Pair, load

FILE = Path(__file__).parent / "data" / "translation.json"
SOS, EOS = "<sos>", "<eos>"
SOURCE, TARGET = ("veo", "un", "perro"), ("I", "see", "a", "dog")
EPOCHS_DIARY, EPOCHS_ALL = 200, 80


@dataclass(frozen=True, slots=True)
class Run:
    """A decoder at work: the words fed to it and the words it said, one of each a step."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The outputs before <eos>."""
        return self.outputs[: self.outputs.index(EOS)] if EOS in self.outputs else self.outputs


def decoder_inputs(target: Sequence[str], predicted: Sequence[str], training: bool) -> list[str]:
    """The decoder's inputs, one for each step decoded.

    `target`: the words of the right translation, `predicted`: the words that the decoder has said so far,
    both without special tokens. (An <eos> in `predicted`, and what follows it, is passed over: it ends the
    run and is never fed.)

    How many steps? A sentence of L words takes L + 1: the last one says <eos>. In training the whole target
    is known beforehand and decoded, so L = len(target), and `predicted` plays no part. In evaluation
    len(predicted) words have been said and the next step is the one whose input is asked for last, so L =
    len(predicted). At the very start, with nothing said, that is the one input <sos>.

    The statement settles this by its own example: "I see a dog" and "I saw a dog", four words each, have five
    inputs, and <eos>, the fifth word said, is fed to nobody. For training with fewer words said than the target
    has it admits a second answer; `decoder_cases.readings` lists both.

    >>> decoder_inputs(["I", "see", "a", "dog"], ["I", "saw", "a", "dog"], training=True)
    ['<sos>', 'I', 'see', 'a', 'dog']
    >>> decoder_inputs(["I", "see", "a", "dog"], ["I", "saw"], training=False)
    ['<sos>', 'I', 'saw']
    """
    if training:
        return [SOS, *target]
    return [SOS, *Run((), tuple(predicted)).words]


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
    """What `experiment` found when `data/translation.json` was written."""
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


def lockstep_outputs(pair: Pair) -> list[str]:
    """What a decoder in lock step is to say: the target, and <eos> if there is a step left for it."""
    return [*pair.target, EOS][: len(pair.source)]


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
