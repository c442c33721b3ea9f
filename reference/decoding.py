"""The inputs of a decoder, and the outputs of one that runs in lockstep with the source.

At step 1 the input is <sos>; at step t + 1 it is word t of the target in training (*teacher forcing*), and the word
that the decoder itself said at step t in evaluation (*free running*).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reference.spanish_english import Pair

SOS, EOS = "<sos>", "<eos>"


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


def lockstep_outputs(pair: Pair) -> list[str]:
    """The outputs that a decoder in lockstep should give: the target, and <eos> if there is a step left for it."""
    return [*pair.target, EOS][: len(pair.source)]
