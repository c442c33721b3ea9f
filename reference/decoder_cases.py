"""Calls on which a student's `decoder_inputs` is tried, and every answer that the statement admits.

The sentences are words of the corpus in random order: a student cannot have seen them, and an answer that takes
even one word from the wrong list is told by it, since `target` and `predicted` have no word in common. Words repeat
within a sentence, as they do in English.
"""

from collections.abc import Mapping, Sequence
from random import Random
from types import MappingProxyType
from typing import Any

from reference.decoding import EOS, SOS, decoder_inputs
from reference.spanish_english import load

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "training": "training, with as many words said as the target has",
        "evaluation": "evaluation, with as many words said as the target has",
        "training, fewer said": "training, with fewer words said than the target has",
        "training, more said": "training, with more words said than the target has",
        "evaluation, fewer said": "evaluation, with fewer words said than the target has, perhaps none",
        "evaluation, more said": "evaluation, with more words said than the target has",
        "empty": "an empty target, and nothing said",
    }
)
LONGEST = 12
SIZES = tuple(range(1, LONGEST + 1))  # lengths of the target, the smallest first


def draw(kind: str, seed: int, size: int = 4) -> dict[str, Any]:
    """The arguments of one call: {"target": list of words, "predicted": list of words, "training": bool}.

    `size`, 1 … 12, is the length of the target; as many words at most have been said, or up to 12 where there are to
    be more (at 12 there are not). "empty" is of length 0 whatever `size`, in training or in evaluation by the seed.
    The same for the same seed.

    Raises ValueError for an unknown kind and for another size.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind {kind!r}; there are {'; '.join(KINDS)}")
    if size not in SIZES:
        raise ValueError(f"size, the length of the target, must lie in 1 … {LONGEST}; it is {size}")
    random = Random(f"{seed} {kind} {size}")
    if kind == "empty":
        return {"target": [], "predicted": [], "training": seed % 2 == 0}
    said = size
    if kind.endswith("fewer said"):
        said = random.randrange(size)
    elif kind.endswith("more said"):
        said = random.randint(min(size + 1, LONGEST), LONGEST)
    words = sorted({word for pair in load() for word in pair.target})
    random.shuffle(words)
    half = len(words) // 2
    return {
        "target": random.choices(words[:half], k=size),
        "predicted": random.choices(words[half:], k=said),
        "training": kind.startswith("training"),
    }


def readings(target: Sequence[str], predicted: Sequence[str], training: bool) -> list[list[str]]:
    """Every right answer, the reference's first.

    The statement asks for "the inputs, as many as the steps decoded". How many steps that is in training admits two
    readings, which part only where fewer words have been said than the target has:

    - the whole target is decoded at once, as teacher forcing does it: len(target) + 1 steps (the reference);
    - the decoder is watched while it runs: len(predicted) words have been said, the next is being decoded, and so
      far it was fed <sos> and as many words of the target.

    In evaluation there is one reading. "Outputs so far" could be taken to mean that the last of them has not been
    fed; then "I saw a dog" would have four inputs, and the assignment's own list has five.
    """
    whole = decoder_inputs(target, predicted, training)
    running = whole[: len(predicted) + 1]
    return [whole] if running == whole else [whole, running]


def mistakes(target: Sequence[str], predicted: Sequence[str], training: bool) -> list[tuple[str, list[str]]]:
    """Wrong answers to this call, single mistakes first: a sentence, the same for every call, and the answer.

    The words may be the wrong ones (those of the other list, or of evaluation as many as the target has); and with
    whichever words the sequence may be shifted, ended or one token too short. None of these is a right answer.
    """
    fed, other = (target, predicted) if training else (predicted, target)
    wrong_words = [(_OTHER[training], list(other))]
    if not training and len(predicted) > len(target):
        wrong_words.append((_CUT, list(predicted[: len(target)])))
    right = readings(target, predicted, training)
    found = [(sentence, tokens) for sentence, tokens in _slips(fed)]
    found += [(sentence, [SOS, *words]) for sentence, words in wrong_words]
    found += [(f"{why} {sentence}", tokens) for why, words in wrong_words for sentence, tokens in _slips(words)]
    return [(sentence, tokens) for sentence, tokens in found if tokens not in right]


_OTHER: Mapping[bool, str] = MappingProxyType(
    {
        True: "These are the words that the decoder said: in training the right translation is fed.",
        False: "These are the words of the right translation: in evaluation the decoder's own words are fed.",
    }
)
_CUT = "In evaluation all words that were said are fed, also where the right translation has fewer."


def _slips(words: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Mistakes at the ends of a sequence of these words."""
    return [
        ("The token that starts a sentence is missing: it is fed first.", [*words]),
        ("The token that ends a sentence is never fed: nothing is decoded after it.", [SOS, *words, EOS]),
        ("It starts with the token that ends a sentence.", [EOS, *words]),
        ("These are the outputs; the inputs start with the token that starts a sentence.", [*words, EOS]),
        ("The last token is missing: the last word is fed too, at the step that comes next.", [SOS, *words[:-1]]),
    ]
