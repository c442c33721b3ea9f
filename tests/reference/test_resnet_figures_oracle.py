"""The figures agree among themselves and with the answers to accept."""

import pytest

from reference import resnet_figures as oracle


def fraction(question: str, value: float) -> float:
    return max((a.fraction for a in oracle.accepted(question) if a.low <= value <= a.high), default=0.0)


def test_the_series_only_ever_gets_faster() -> None:
    after = [figure for figure in oracle.figures() if figure.post > 0]
    seconds = [figure.seconds for figure in after]
    assert seconds == sorted(seconds, reverse=True)
    assert [figure.post for figure in after] == sorted(figure.post for figure in after)


def test_the_ends_of_posts_are_verified() -> None:
    last = {figure.post: figure for figure in oracle.figures()}
    assert {post: f.seconds for post, f in last.items() if f.verified} == {
        1: 297,
        2: 256,
        3: 154,
        4: 79,
        8: 26,
    }


def test_what_was_read_second_hand_is_said_to_be() -> None:
    doubtful = {figure.seconds for figure in oracle.figures() if not figure.verified}
    assert {356, 323} <= doubtful
    assert not {340.63, 297, 26} & doubtful


@pytest.mark.parametrize(
    ("question", "value", "share"),
    [
        ("baseline_seconds", 356, 1),
        ("baseline_seconds", 341, 1),
        ("baseline_seconds", 340.63, 1),
        ("baseline_seconds", 297, 1),
        ("baseline_seconds", 323, 0),
        ("baseline_seconds", 345, 0),
        ("baseline_seconds", 26, 0),
        ("final_seconds", 26, 1),
        ("final_seconds", 25.5, 1),
        ("final_seconds", 34, 1),
        ("final_seconds", 33.5, 1),
        ("final_seconds", 79, 0.5),
        ("final_seconds", 74, 0.5),
        ("final_seconds", 40, 0),
        ("final_seconds", 27, 0),
        ("final_seconds", float("nan"), 0),
        ("baseline_accuracy", 94, 1),
        ("baseline_accuracy", 93.9, 0),
        ("baseline_accuracy", 0.94, 0),
        ("final_accuracy", 94.1, 1),
        ("final_accuracy", 94.2, 0),
    ],
)
def test_what_is_accepted(question: str, value: float, share: float) -> None:
    assert fraction(question, value) == share


def test_no_answer_is_accepted_twice_and_all_questions_have_one() -> None:
    for question in oracle.QUESTIONS:
        intervals = sorted((a.low, a.high) for a in oracle.accepted(question))
        assert intervals and all(low <= high for low, high in intervals)
        assert all(a[1] < b[0] for a, b in zip(intervals, intervals[1:], strict=False))


def test_spellings_are_lower_case_and_lead_to_one_technique() -> None:
    spellings = [spelling for found in oracle.techniques().values() for spelling in found]
    assert spellings == [spelling.lower() for spelling in spellings]
    assert len(spellings) == len(set(spellings))
