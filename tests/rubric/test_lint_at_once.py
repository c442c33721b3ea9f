"""What `lint` says of a file that is no rubric, and of one with many mistakes at once."""

from pathlib import Path

import pytest

from tests.rubric.small_rubric import RIGHT, complaints, edited, write

WHOLE: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "r.yaml:1: a rubric must be a mapping, but is empty"),
    "only comments": ("# nothing\n\n", "r.yaml:1: a rubric must be a mapping, but is empty"),
    "a list": ("- assignment: hw8\n", "r.yaml:1: a rubric must be a mapping, but is a list"),
    "a text": ("hello", "r.yaml:1: a rubric must be a mapping, but is the text 'hello'"),
    "not UTF-8": ("title: é".encode("latin-1"), "r.yaml:1: not UTF-8 text; save the file as UTF-8"),
    "huge": ("#" * 2_000_000, "r.yaml:1: larger than 1,000,000 bytes"),
    "duplicate key": (
        RIGHT + "title: x\n",
        "r.yaml:42: the key 'title' is here a second time; it is already on line 2",
    ),
    "alias": (RIGHT + "more: *x\n", "r.yaml:42: anchors and aliases (& and *) are not read; write it out, or quote it"),
}


@pytest.mark.parametrize(("text", "expected"), WHOLE.values(), ids=WHOLE.keys())
def test_a_file_that_is_no_rubric_is_one_problem(tmp_path: Path, text: str | bytes, expected: str) -> None:
    assert complaints(write(tmp_path, {"r.yaml": text})) == [expected]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda path: None, "r.yaml: cannot be read: No such file or directory"),
        (lambda path: path.mkdir(), "r.yaml: cannot be read: Is a directory"),
    ],
    ids=["not there", "a folder"],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, make: object, expected: str) -> None:
    path = tmp_path / "r.yaml"
    assert callable(make)
    make(path)
    assert complaints(path) == [expected]


def test_every_mistake_of_a_rubric_is_told_at_once_in_the_order_of_its_lines(tmp_path: Path) -> None:
    text = edited(
        ("title: A", "titel: A"),
        ("linear_autoencoder.sample", "linear_autoencoder.simple"),
        ("W2: [m, k]", "W2: [m, q]"),
        ("limit: 1e-6", "limit: .nan"),
        ("lam: lam", "lam: alm"),
        ("{answer: one.others}", "{answer: one.othre}"),
        ("[on, <sos>]", "[on, 2]"),
        ("points: 1, right: yes", "points: -1, right: maybe"),
        ("number: seconds", "number: hours"),
        ("answer: text", "answer: essay"),
        ("check: review,", "check: revue,"),
    )
    assert complaints(write(tmp_path, {"r.yaml": text})) == [
        "r.yaml:2: unknown key 'titel'; did you mean 'title'?",
        "r.yaml:4: unknown oracle 'linear_autoencoder.simple'; did you mean 'linear_autoencoder.sample'?",
        "r.yaml:11: the size 'q' of W2 is not a given",
        "r.yaml:13: nan is not a number that a rubric can use; write a finite one",
        "r.yaml:16: there is not a given 'alm'; did you mean 'lam'?",
        "r.yaml:20: no other part 'one.othre'; did you mean 'one.others'?",
        "r.yaml:24: entry 2 of 'expected' must be a text, but is the number 2; put it in quotes",
        "r.yaml:30: 'points' is -1; it must be more than 0",
        "r.yaml:30: 'maybe' is not one of the options",
        "r.yaml:32: 'number' is 'hours'; it may be plain, seconds, percent",
        "r.yaml:36: unknown form of answer 'essay'",
        "r.yaml:41: unknown check 'revue'; did you mean 'review'?",
    ]


def test_the_words_on_and_yes_are_words_and_true_is_yes(tmp_path: Path) -> None:
    text = edited(("[yes, no]", "[true, false]"), ("right: yes", "right: true"))
    assert complaints(write(tmp_path, {"r.yaml": text})) == []


def test_an_oracle_may_be_given_a_word(tmp_path: Path) -> None:
    text = edited(("accept: [{from: 1, to: 2}]", "accept: {oracle: resnet_figures.accepted, question: final_seconds}"))
    assert complaints(write(tmp_path, {"r.yaml": text})) == []
