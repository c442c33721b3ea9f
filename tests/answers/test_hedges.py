"""A hedged answer is never read as its better half; an explanation beside a right answer is no hedge."""

from pathlib import Path

import pytest

from grader.model import Status
from tests.answers.handing_in import result

TIME, ACCURACY = "resnet.final_seconds", "resnet.final_accuracy"
LAYERS, LOSS, SAME = "regularized.layers", "regularized.loss", "regularized.orthonormal"
NEEDED, TOKENS = "regularized.needed", "translation.train_inputs"

HEDGED = [
    (TIME, "26..34"),
    (TIME, "26…34"),
    (TIME, "26_34"),
    (TIME, "26 or thirty-four"),
    (TIME, "maybe 26, otherwise thirty-four"),
    (TIME, "not 26"),
    (TIME, "anything but 26"),
    (TIME, "≠ 26"),
    (TIME, "<26"),
    (TIME, "less than 26"),
    (TIME, "26 trillion"),
    (TIME, "26 fortnights"),
    (TIME, "26 (x2)"),
    (ACCURACY, "94.1 % error"),
    (LOSS, "nn.MSELoss (but maybe nn.L1Loss)"),
    (LOSS, "nn.MSELoss is wrong; nn.L1Loss"),
    (LOSS, "nn.MSELoss xor nn.L1Loss"),
    (LOSS, "nn.MSELoss unless it is nn.L1Loss"),
    (LOSS, "MSELoss. Or L1Loss."),
    (LOSS, "nn.MSELoss because not L1; otherwise nn.CrossEntropyLoss"),
    (LOSS, "- [x] nn.MSELoss, if not then nn.L1Loss"),
    (LAYERS, "2 layers... or 3"),
    (LAYERS, "2 if tied, 1 otherwise"),
    (LAYERS, "2%"),
    (SAME, "yes but no"),
    (SAME, "yes unless no"),
    (SAME, "yes, although the answer is no"),
    (NEEDED, "Weight Decay and SGD optimizer (and maybe Dropout)"),
    (NEEDED, "- [x] Weight Decay\n- [ ] Weight Decay\n- [x] SGD optimizer"),
    (TOKENS, "`<sos> I see a dog` or maybe `I saw`"),
    (TOKENS, "`<sos> I see a dog`\n\nor maybe <sos> I saw a dog"),
    (TOKENS, "<sos> I see a dog (or saw)"),
    (TOKENS, "<sos> I see a dog. But I mean saw."),
]
EXPLAINED = [
    (TIME, "26 s, not counting the download"),
    (TIME, "It takes 26 s or so."),
    (TIME, "26 seconds on one V100 with test-time augmentation"),
    (TIME, "In the last post it is 26 s, less than anybody before."),
    (ACCURACY, "94.1 % test accuracy on CIFAR-10"),
    (LOSS, "nn.MSELoss"),
    (LOSS, "nn.MSELoss, because nn.L1Loss does not square the errors"),
    (LOSS, "MSELoss since the targets are no classes as for CrossEntropyLoss"),
    (LOSS, "- [x] nn.MSELoss\n\nnn.L1Loss would not square the errors, but MSELoss does."),
    (LAYERS, "2 layers, or one encoder and one decoder"),
    (SAME, "Yes, because there is no cheaper pair."),
    (SAME, "Yes. There is no doubt about it."),
    (NEEDED, "Weight Decay and SGD optimizer (Dropout is not in J)"),
    (TOKENS, "<sos> I see a dog because the teacher forces the right words, but only in training"),
    (TOKENS, "`<sos> I see a dog`, since in training the words come from the data."),
]


def named(rows: list[tuple[str, str]]) -> list[object]:
    return [pytest.param(*row, id=f"{row[0].partition('.')[2]}: {row[1]}"[:70]) for row in rows]


@pytest.mark.parametrize(("part", "text"), named(HEDGED))
def test_a_hedge_earns_nothing_and_is_told(tmp_path: Path, part: str, text: str) -> None:
    told = result(tmp_path, part, text)
    assert (told.score, told.verdict.status) == (0, Status.UNREADABLE), told.verdict.message
    assert told.verdict.message


@pytest.mark.parametrize(("part", "text"), named(EXPLAINED))
def test_an_explanation_beside_a_right_answer_is_welcome(tmp_path: Path, part: str, text: str) -> None:
    told = result(tmp_path, part, text)
    assert told.verdict.status is Status.CORRECT, told.verdict.message
