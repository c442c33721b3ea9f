"""The right answers, against a decoder that is run word by word and writes down what it was fed."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.decoder_cases import KINDS, LONGEST, SIZES, draw, mistakes, readings
from reference.decoding import decoder_inputs

kinds = pytest.mark.parametrize("kind", KINDS)


def fed(target: Sequence[str], says: Sequence[str], training: bool, steps: int) -> list[str]:
    """What a decoder that says `says` is fed in its first `steps` steps."""
    log, word = [], "<sos>"
    for step in range(steps):
        log.append(word)
        said = says[step] if step < len(says) else "<eos>"
        right = target[step] if step < len(target) else "<eos>"
        word = right if training else said
    return log


@kinds
@given(seed=st.integers(0, 2**31), size=st.sampled_from(SIZES))
def test_the_readings_are_what_a_decoder_is_fed(kind: str, seed: int, size: int) -> None:
    target, predicted, training = draw(kind, seed, size).values()
    whole = fed(target, predicted, training, len(target if training else predicted) + 1)
    so_far = fed(target, predicted, training, min(len(predicted) + 1, len(whole)))
    found = readings(target, predicted, training)
    assert found[0] == whole == decoder_inputs(target, predicted, training)
    assert found[-1] == so_far
    assert len(found) == (1 if whole == so_far else 2)


@kinds
def test_only_training_with_fewer_words_said_has_two_readings(kind: str) -> None:
    draws = [draw(kind, seed, size) for seed in range(3) for size in SIZES]
    assert {len(readings(**case)) for case in draws} == ({2} if kind == "training, fewer said" else {1})


@kinds
@given(seed=st.integers(0, 2**31), size=st.sampled_from(SIZES))
def test_each_kind_is_what_it_says(kind: str, seed: int, size: int) -> None:
    target, predicted, training = draw(kind, seed, size).values()
    assert len(target) == (0 if kind == "empty" else size) and len(predicted) <= LONGEST
    if kind != "empty":
        assert training == kind.startswith("training")
    difference = len(predicted) - len(target)
    if "fewer" in kind:
        assert difference < 0
    elif "more" in kind:
        assert difference > 0 or size == LONGEST
    else:
        assert difference == 0
    assert not set(target) & set(predicted), "a word from the wrong list is seen"
    assert not {"<sos>", "<eos>"} & {*target, *predicted}


def test_draws_reach_every_length_and_both_modes_and_repeat_words() -> None:
    draws = [draw(kind, seed, size) for kind in KINDS for seed in range(8) for size in SIZES]
    assert {len(case["predicted"]) for case in draws} == set(range(LONGEST + 1))
    assert {case["training"] for case in draws if not case["target"]} == {True, False}
    assert any(len(set(case["target"])) < len(case["target"]) for case in draws)


def test_a_draw_depends_on_the_seed_alone() -> None:
    assert draw("training", 5, 9) == draw("training", 5, 9) != draw("training", 6, 9)


def test_the_assignments_own_example_has_one_reading_in_each_mode() -> None:
    target, predicted = "I see a dog".split(), "I saw a dog".split()
    assert readings(target, predicted, True) == [["<sos>", *target]]
    assert readings(target, predicted, False) == [["<sos>", *predicted]]


@pytest.mark.parametrize(
    ("kind", "size", "what"), [("trainnig", 4, "no kind"), ("training", 0, "1 … 12"), ("empty", 13, "1 … 12")]
)
def test_what_cannot_be_drawn_is_refused(kind: str, size: int, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        draw(kind, 0, size)


SHOWN = {
    # an answer for target "I see", predicted "we saw", and what is said of it in training and in evaluation
    "right in training": (["<sos>", "I", "see"], None, "words of the right translation"),
    "right in evaluation": (["<sos>", "we", "saw"], "words that the decoder said", None),
    "no start": (["I", "see"], "starts a sentence is missing", "starts a sentence is missing"),
    "no start, own words": (["we", "saw"], "words that the decoder said", "starts a sentence is missing"),
    "the end as well": (["<sos>", "I", "see", "<eos>"], "never fed", "never fed"),
    "the outputs": (["I", "see", "<eos>"], "These are the outputs", "These are the outputs"),
    "too short": (["<sos>", "I"], "The last token is missing", "The last token is missing"),
    "too short, own words": (["<sos>", "we"], "words that the decoder said", "The last token is missing"),
    "the end for the start": (["<eos>", "I", "see"], "starts with the token that ends", "words of the right"),
    "something else": (["<sos>", "I", "saw"], None, None),
}


@pytest.mark.parametrize(("answer", "training", "evaluation"), SHOWN.values(), ids=SHOWN)
def test_what_a_wrong_answer_shows(answer: list[str], training: str | None, evaluation: str | None) -> None:
    for mode, said in ((True, training), (False, evaluation)):
        found = next(
            (sentence for sentence, wrong in mistakes(["I", "see"], ["we", "saw"], mode) if wrong == answer), None
        )
        assert (found is None) if said is None else (found is not None and said in found)


@kinds
@given(seed=st.integers(0, 2**31), size=st.sampled_from(SIZES))
def test_a_mistake_is_no_right_answer(kind: str, seed: int, size: int) -> None:
    case = draw(kind, seed, size)
    assert not any(wrong in readings(**case) for _, wrong in mistakes(**case))


def test_a_sentence_tells_nothing_of_the_call() -> None:
    """A student reads it of a hidden input: there are a few, and none holds a word or a number of the call."""
    calls = [draw(kind, seed, size) for kind in KINDS for seed in range(20) for size in SIZES]
    found = {(case["training"], sentence) for case in calls for sentence, _ in mistakes(**case)}
    assert len(found) <= 30
    assert not any(char.isdigit() for _, sentence in found for char in sentence)
