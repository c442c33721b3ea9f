"""The real model says what the assignment says; the stacked one fails as arithmetic says it must."""

import itertools
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch

from reference import figures, spanish_english, translation, translator
from reference.decoding import EOS, SOS, decoder_inputs, lockstep_outputs
from reference.spanish_english import HELD_OUT, KINDS, LENGTHS_DIFFER, LESSON_1, REORDERED, SAME, Pair
from reference.translation import lockstep_ceiling

DOCS = Path(__file__).parents[2] / "docs"
FORCED = [SOS, "I", "see", "a", "dog"]
FREE = [SOS, "I", "saw", "a", "dog"]


@pytest.fixture(scope="module")
def fresh() -> dict[str, Any]:
    """Both models, trained here and now; as it would be read back from the file."""
    found: dict[str, Any] = json.loads(json.dumps(translation.experiment()))
    return found


# The inputs of a decoder


SENTENCE = [f"w{i}" for i in range(12)]


@pytest.mark.parametrize("length", range(13))
def test_as_many_inputs_as_steps(length: int) -> None:
    target, predicted = SENTENCE[:length], SENTENCE[::-1][:length]
    assert decoder_inputs(target, predicted, True) == [SOS, *target]
    assert decoder_inputs(target, predicted, False) == [SOS, *predicted]


@pytest.mark.parametrize(
    ("target", "predicted", "training", "inputs"),
    [
        ("I see a dog", "I saw a dog", True, FORCED),
        ("I see a dog", "I saw a dog", False, FREE),
        ("I see a dog", "I saw a dog <eos>", False, FREE),
        ("I see a dog", "", True, FORCED),
        ("I see a dog", "", False, [SOS]),
        ("I see a dog", "I saw", False, [SOS, "I", "saw"]),
        ("", "I saw", True, [SOS]),
        ("", "<eos>", False, [SOS]),
    ],
)
def test_decoder_inputs(target: str, predicted: str, training: bool, inputs: list[str]) -> None:
    assert decoder_inputs(target.split(), predicted.split(), training) == inputs


def test_the_arguments_are_left_alone() -> None:
    target, predicted = ["a", "b"], ["c", EOS]
    for training in (True, False):
        decoder_inputs(target, predicted, training).append("x")
    assert (target, predicted) == (["a", "b"], ["c", EOS])


# What the real model does


def test_the_recorded_lists_are_those_of_the_assignment() -> None:
    assert (translation.source(), translation.target()) == (["veo", "un", "perro"], FORCED[1:])
    assert translation.train_inputs() == FORCED
    assert translation.eval_inputs() == FREE


@pytest.mark.parametrize(
    "name",
    ["teacher forced", "free running", "free running, taught"],
    ids=lambda name: name.replace(" ", "-"),
)
def test_a_model_trained_anew_does_what_was_recorded(fresh: dict[str, Any], name: str) -> None:
    assert fresh[name] == translation.recording()[name]


def test_the_decoder_was_fed_what_the_rule_says(fresh: dict[str, Any]) -> None:
    for name, training in [
        ("teacher forced", True),
        ("free running", False),
        ("free running, taught", False),
    ]:
        run = fresh[name]
        assert run["inputs"] == decoder_inputs(translation.target(), run["outputs"], training)
        assert len(run["inputs"]) == len(run["outputs"])


def test_the_mistake_is_made_by_a_model_that_knows_its_first_lesson(fresh: dict[str, Any]) -> None:
    assert fresh["diary exact"] >= 0.95
    assert fresh["free running"]["outputs"] == ["I", "saw", "a", "dog", EOS]
    assert fresh["free running, taught"]["outputs"] == ["I", "see", "a", "dog", EOS]


def test_the_taught_model_translates(fresh: dict[str, Any]) -> None:
    assert all(fresh["last state"][kind] >= 0.95 for kind in (*KINDS, "all taught"))
    assert fresh["last state"]["held out"] >= 0.6


def test_the_stacked_model_does_not(fresh: dict[str, Any]) -> None:
    stacked = fresh["stacked"]
    assert stacked["all taught"] <= fresh["lock-step ceiling"] + 1e-12 < 0.3
    assert stacked[LENGTHS_DIFFER] < 0.15
    assert stacked["held out"] < fresh["last state"]["held out"] - 0.3
    assert len(fresh["stacked, taught"]["outputs"]) <= len(translation.source())


# How a run is recorded


@pytest.mark.parametrize("kind", [translator.Translator, translator.Stacked])
@pytest.mark.parametrize("forced", [True, False], ids=["forced", "free"])
def test_a_run_is_the_same_step_by_step(kind: type[translator.Translator], forced: bool) -> None:
    """The second witness carries the decoder's state from step to step instead of starting over."""
    pairs = spanish_english.load()
    with translator.one_thread(seed=1):
        model = kind(pairs)
        model.taught = {word for pair in pairs for word in pair.source}
        for pair in pairs[::40]:
            run = translator.run(model, pair.source, pair.target if forced else None)
            assert run.outputs == tuple(witness(model, pair.source, run.inputs))
            assert run.inputs[0] == SOS
            assert run.inputs[1:] == (pair.target if forced else run.outputs)[: len(run.inputs) - 1]


@torch.no_grad()
def witness(model: translator.Translator, source: Sequence[str], inputs: Sequence[str]) -> list[str]:
    state = torch.zeros(1, 1, 64, dtype=torch.float64)
    read = []
    for number in model.number_source(source):
        _, state = model.encoder(model.read(torch.tensor([[number]])), state)
        read.append(state)
    stacked = isinstance(model, translator.Stacked)
    state = torch.zeros_like(state) if stacked else state
    said = []
    for step, number in enumerate(model.number_target(inputs)):
        heard = model.hear(torch.tensor([[number]]))
        heard, state = model.decoder(torch.cat([heard, read[step]], dim=2) if stacked else heard, state)
        said.append(model.target_words[int(model.say(heard).argmax())])
    return said


def test_training_leaves_threads_and_random_numbers_as_they_were() -> None:
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    with translator.one_thread(seed=5):
        assert torch.get_num_threads() == 1
        torch.rand(3)
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), state)


# The ceiling of a decoder in lock step


def pair(source: str, target: str) -> Pair:
    return Pair(LESSON_1, tuple(source.split()), tuple(target.split()), ())


@pytest.mark.parametrize(
    ("pairs", "share"),
    [
        ([pair("a b", "A B"), pair("b a", "B A")], 1),
        ([pair("a", "A A")], 0),
        ([pair("a b", "A")], 1),
        ([pair("a b", "B A"), pair("a c", "C A")], 1 / 2),
        ([pair("a b", "B A"), pair("a c", "C A"), pair("a d", "B D")], 2 / 3),
        ([pair("a", "A"), pair("a b", "B A")], 1 / 2),
    ],
    ids=[
        "word by word",
        "too long",
        "shorter",
        "order",
        "order, one guess right twice",
        "one ends where one goes on",
    ],
)
def test_the_ceiling(pairs: list[Pair], share: float) -> None:
    assert lockstep_ceiling(pairs) == pytest.approx(share)


def test_the_ceiling_is_what_trying_every_decoder_finds() -> None:
    """The second witness tries every decoder: every way to answer each beginning with a word."""
    rng = random.Random(0)
    for _ in range(30):
        sources = rng.sample([(a, *b) for a in "ab" for n in range(2) for b in itertools.product("ab", repeat=n)], 4)
        pairs = [pair(" ".join(s), " ".join(rng.choices("AB", k=rng.randint(1, 2)))) for s in sources]
        beginnings = sorted({s[: t + 1] for s in sources for t in range(len(s))})
        best = 0
        for words in itertools.product(["A", "B", EOS], repeat=len(beginnings)):
            answer = dict(zip(beginnings, words, strict=True))
            right = 0
            for p in pairs:
                said = [answer[p.source[: t + 1]] for t in range(len(p.source))]
                wanted = lockstep_outputs(p)
                right += len(p.target) <= len(p.source) and said[: len(wanted)] == wanted
            best = max(best, right)
        assert lockstep_ceiling(pairs) == pytest.approx(best / len(pairs))


# The corpus


def test_the_file_is_what_the_grammar_writes() -> None:
    assert spanish_english.FILE.read_text(encoding="utf-8") == spanish_english.write()


def test_the_corpus() -> None:
    pairs = spanish_english.load()
    assert len({p.source for p in pairs}) == len(pairs) <= 400
    by_source = {p.source: p for p in pairs}
    assert by_source[translation.SOURCE].target == translation.TARGET
    diary = [p for p in pairs if p.use == LESSON_1]
    assert not {"see", "sees", "buy", "buys"} & {word for p in diary for word in p.target}, "no present tense"
    assert "veo" not in {word for p in diary for word in p.source}
    taught = {word for p in pairs if p.use != HELD_OUT for word in (*p.source, *p.target)}
    assert all(word in taught for p in pairs for word in (*p.source, *p.target)), "no word is only in the test"


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("veo un perro", "I see a dog", LENGTHS_DIFFER),
        ("veo un perro blanco", "I see a white dog", LENGTHS_DIFFER),
        ("yo vi a Ana", "I saw Ana", LENGTHS_DIFFER),
        ("vi a Ana", "I saw Ana", SAME),
        ("ella vio un perro", "she saw a dog", SAME),
        ("yo vi una silla pequeña", "I saw a small chair", REORDERED),
    ],
)
def test_kinds_of_pairs(source: str, target: str, kind: str) -> None:
    found = {p.source: p for p in spanish_english.load()}[tuple(source.split())]
    assert (" ".join(found.target), found.kind) == (target, kind)
    words = {"veo": "see", "vi": "saw", "un": "a", "perro": "dog", "silla": "chair", "pequeña": "small"}
    for i, j in found.links:
        known = words.get(found.source[i])
        assert known is None or found.target[j] in (known, "I"), "a link joins a word and its translation"


# The page and its figure say what was measured


def test_the_figure_is_drawn_from_the_recording() -> None:
    assert (DOCS / "figures" / "stacking.svg").read_text(encoding="utf-8") == figures.stacking()


def test_the_page_quotes_the_recording() -> None:
    page = (DOCS / "translation.md").read_text(encoding="utf-8")
    found = translation.recording()
    for group, count in found["pairs"].items():
        right, stacked = (f"{100 * found[name][group]:.0f} %" for name in ("last state", "stacked"))
        assert f"| {group} | {count} | {right} | {stacked} |" in page
    assert f"more than {100 * found['lock-step ceiling']:.0f} %" in re.sub(r"\s+", " ", page)
    for name in ("teacher forced", "free running"):
        for row in found[name].values():
            cells = (f"`{word}`" if word.startswith("<") else word for word in row)
            assert f"| {' | '.join(cells)} |" in page
