"""Training runs on a page: the table, what stands around it, and the charts, which are read back from their SVG."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.reports import training
from grader.reports.html import training_charts
from grader.reports.html.training_charts import LETTER, TALLEST, WIDE
from grader.reports.record import for_student, plain
from tests.reports import trainings
from tests.reports.classroom import HOSTILE, fragment
from tests.reports.trainings import PAPER, handed_in, run


def page(given=None, ratios=None, key=trainings.KEY):
    return fragment(PAPER, handed_in(given or trainings.training(), ratios or trainings.ratios(), key))


def cells(html):
    """The table of runs as the texts of its cells."""
    table = re.search(r'run-by-run".*?<table.*?</table>', html, re.DOTALL)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
    return [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


def words(html):
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def accuracies(**changed):
    return ElementTree.fromstring(training_charts.accuracies(training.read(trainings.training(**changed))))


def ratios(*given, **changed):
    return ElementTree.fromstring(training_charts.ratios(training.ratios(trainings.ratios(*given, **changed))))


def test_where_all_runs_failed_there_is_no_median_to_draw():
    svg = ratios(None, None, median="inf", low="inf", high="inf")
    assert [len(drawn(svg, kind)) for kind in ("dot", "cross", "middle", "interval")] == [0, 2, 0, 0]
    partly = ratios(1.2, None, 1.3, median=1.3, low=1.2, high="inf")
    assert [len(drawn(partly, kind)) for kind in ("dot", "cross", "middle", "interval")] == [2, 1, 1, 1]


def drawn(svg, kind):
    return [element for element in svg.iter() if kind in element.get("class", "").split()]


def dots(svg):
    return [float(dot.get("cx")) for dot in drawn(svg, "dot")]


def starts(svg, kind):
    """Where paths of this class begin, from the left."""
    return [float(path.get("d")[1:].split()[0]) for path in drawn(svg, kind)]


# --- the page -------------------------------------------------------------------------------------


def test_a_row_a_run():
    runs = [
        run(),
        run(2, accuracy=None, trained=None, problem="It ran out of memory.", notes=["2 threads were left running."]),
        run(3, accuracy=0.9301, seconds=1234.5, reference_accuracy=None, repeated="another process ran"),
    ]
    assert cells(page(trainings.training(runs=runs))) == [
        ["Run", "Student", "Reference", "Ran first"],
        ["accuracy", "seconds", "until trained", "accuracy", "seconds"],
        ["1", "94.32 %", "12.3", "11.9", "95.12 %", "9.8", "reference"],
        ["2", "failed", "12.3", "–", "95.12 %", "9.8", "student"],
        ["", "It ran out of memory. 2 threads were left running."],
        ["3", "93.01 %", "1234", "11.9", "failed", "9.8", "reference"],
        ["", "Repeated: another process ran"],
    ]


def test_what_stands_around_the_runs():
    html = page(trainings.training(stopped="The time was up.", small=True, counts=False))
    text = words(html)
    assert "a rehearsal, which does not count" in text
    assert "No more runs were made. The time was up." in text
    assert "Mean accuracy 94.34 % ± 0.13; at least 94 % asked for: reached." in text
    assert "✓ few data With 5,000" not in text  # the mark is said in words too
    assert "✓ few data , passed With 5,000 images it reached 68.10 %, as it should." in text
    assert "? random labels , to be looked at With random labels it reached 31.00 %, not 10 %." in text
    claimed = "seconds 7.5 · accuracy 96.1 % · device RTX 4090 · Claimed on another device."
    assert f"Claimed, worth nothing here. {claimed}" in text
    assert "Driver 570.1 Torch 2.10.0 Images 60000" in text
    assert "Seeds of the runs: 17, 4711" in text.split("After the release")[1]


def test_what_is_not_there_takes_no_room():
    bare = trainings.training(runs=[], mean=None, half=None, phases=[], canaries=[], fingerprint={}, claimed={})
    nothing = {"ratios": [], **dict.fromkeys(("median", "low", "high", "student_seconds", "reference_seconds"))}
    html = page(bare, nothing, {"training": {"seeds": [], "told": []}})
    assert html.count("<summary>Evidence") == 1
    assert "0 pairs of runs, 5 planned" in html
    for absent in ('<svg class="chart strip', "chart phases", "run-by-run", "Claimed", "ran on", "After the release"):
        assert absent not in html


def test_runs_beyond_the_most_are_counted():
    assert "… and 3 more" in page(trainings.training(runs=[run(at) for at in range(training.MOST_RUNS + 3)]))


def test_ratios_stand_in_words_below_their_chart():
    text = words(page(ratios=trainings.ratios(1.21, None, 1.24)))
    assert "run 1: 1.21× · run 2: failed · run 3: 1.24×" in text
    assert "Seconds, student to reference: median 1.24×, interval 1.19× to 1.30×; limit 2×." in text


def test_hostile_texts_are_escaped_and_cut():
    key = {"training": {"seeds": [], "told": [{"number": 1, "told": HOSTILE * 5_000}]}}
    html = fragment(PAPER, handed_in(plain(trainings.hostile(HOSTILE * 5_000)), trainings.ratios(), key))
    assert "<script" not in html and "<img" not in html and "style=" not in html
    assert "\u202e" not in html and "⟨U+202E⟩" in html and "\x07" not in html
    assert len(html) < 60_000


@given(st.text(max_size=60))
def test_any_text_stays_text(text):
    def tags(words):
        key = {"training": {"seeds": [], "told": [{"number": 1, "told": f"!{words}"}]}}
        given = plain(trainings.hostile(f"!{words}"))
        return fragment(PAPER, handed_in(given, trainings.ratios(), plain(key))).count("<")

    assert tags(text) == tags("plain")


def test_what_a_program_told_waits_for_the_release():
    told = [{"number": 1, "told": HOSTILE}]
    full = handed_in(trainings.training(), trainings.ratios(), {"training": {"seeds": [], "told": told}})
    assert "own words" in fragment(PAPER, for_student(full, released=True))
    assert "own words" not in fragment(PAPER, for_student(full, released=False))


# --- the charts -----------------------------------------------------------------------------------


def test_accuracies_stand_in_proportion_to_what_is_asked_for():
    svg = accuracies(runs=[run(1, accuracy=0.93), run(2, accuracy=0.95)], mean=0.94, half=0.005)
    low, high = dots(svg)
    (limit,) = starts(svg, "limit")
    (mean,) = starts(svg, "middle")
    (bar,) = drawn(svg, "interval")
    assert mean == limit == pytest.approx((low + high) / 2, abs=0.02)
    assert float(bar.get("width")) == pytest.approx((high - low) / 2, abs=0.02)
    assert float(bar.get("x")) == pytest.approx(mean - (high - low) / 4, abs=0.02)
    assert [element.text for element in svg.iter("text")] == [
        *("asked for 94 %", "93.0 %", "93.5 %", "94.0 %", "94.5 %", "95.0 %"),
    ]
    assert svg.get("aria-label") == (
        "Accuracies of the runs: 93.00 %, 95.00 %. Mean accuracy 94.00 % ± 0.50; at least 94 % asked for: reached"
    )


def test_the_axis_of_ratios_is_a_logarithm_that_marks_1_and_2():
    svg = ratios(0.5, 1, 2, 4, at_most=4, median=1)
    places = dots(svg)
    steps = [after - before for before, after in zip(places, places[1:], strict=False)]
    assert steps == pytest.approx([steps[0]] * 3, abs=0.03)
    assert starts(svg, "known") == pytest.approx(places[1:3], abs=0.02)
    assert starts(svg, "limit") == pytest.approx(places[3:], abs=0.02)
    assert {"1×", "2×", "limit 4×"} <= {element.text for element in svg.iter("text")}


def test_failed_runs_are_crosses_beside_the_axis():
    svg = ratios(1.2, None, "inf", 1.3)
    (axis,) = [path for path in drawn(svg, "axis") if "H" in path.get("d")]
    assert len(drawn(svg, "cross")) == len(dots(svg)) == 2
    assert min(starts(svg, "cross")) > float(axis.get("d").split("H")[1])
    assert "1.20×, failed, failed, 1.30×" in svg.get("aria-label")
    svg = accuracies(runs=[run(), run(2, accuracy=None)])
    (axis,) = [path for path in drawn(svg, "axis") if "H" in path.get("d")]
    assert max(starts(svg, "cross")) + 7 < float(axis.get("d")[1:].split()[0])


@pytest.mark.parametrize("count", [1, 5, 20, 60])
def test_equal_runs_are_stacked_up_to_a_height(count):
    svg = accuracies(runs=[run(at, accuracy=0.94) for at in range(count)], mean=0.94, half=0)
    heights = [float(dot.get("cy")) for dot in drawn(svg, "dot")]
    assert len(set(heights)) == count
    assert max(heights) - min(heights) <= TALLEST + 0.01


def test_without_a_limit_none_is_drawn_and_1_and_2_are():
    svg = ratios(0.9, at_most=None)
    assert not drawn(svg, "limit")
    assert len(drawn(svg, "known")) == 2


SHARES = st.floats(0, 1) | st.sampled_from([0, 1, 0.94, 0.9401])
RATIOS = st.floats(0, allow_nan=False) | st.sampled_from([0.01, 0.5, 1, 2, 2.05, 500]) | st.none()


def assert_readable(svg):
    """Everything within the picture, no style, and no word on another: by a generous width of letters."""
    boxes = []
    for element in svg.iter("text"):
        x, y, half = float(element.get("x")), float(element.get("y")), LETTER * len(element.text) / 2
        assert half - 0.01 <= x <= WIDE - half + 0.01
        assert all(other_y != y or abs(x - other) >= half + room - 1 for other, other_y, room in boxes)
        boxes.append((x, y, half))
    for element in svg.iter():
        assert element.get("style") is None
        for name in ("cx", "x"):
            assert 0 <= float(element.get(name, 0)) <= WIDE
    assert 0 < float(svg.get("height")) < 160
    assert svg.get("aria-label")


@given(
    st.lists(SHARES | st.none(), max_size=20), SHARES, SHARES | st.none(), st.floats(0, 2) | st.just("inf") | st.none()
)
def test_accuracies_are_readable_whatever_they_are(figures, at_least, mean, half):
    runs = [run(at, accuracy=figure) for at, figure in enumerate(figures, 1)]
    assert_readable(accuracies(runs=runs, at_least=at_least, mean=mean, half=half))


@given(st.lists(RATIOS, max_size=20), RATIOS, RATIOS, RATIOS, st.floats(0.001, 1e300) | st.none())
def test_ratios_are_readable_whatever_they_are(given, median, low, high, at_most):
    if low is not None and high is not None:
        low, high = sorted((low, high))
    listed = [{"number": at, "ratio": ratio} for at, ratio in enumerate(given)]
    changed = plain({"ratios": listed, "median": median, "low": low, "high": high, "at_most": at_most})
    assert_readable(ratios(**changed))


SECONDS = st.none() | st.floats(0, allow_nan=False)


@given(st.lists(st.tuples(st.sampled_from(sorted(training.PHASES)), SECONDS, SECONDS), min_size=1, max_size=4))
def test_phases_are_bars_in_proportion(given):
    listed = plain([dict(zip(("phase", "student", "reference"), values, strict=True)) for values in given])
    svg = ElementTree.fromstring(training_charts.phases(training.read(trainings.training(phases=listed)).phases))
    bars = [float(bar.get("width")) for bar in svg.iter("rect")]
    assert len(bars) == 2 * len(given)
    assert all(0 < wide <= 150 for wide in bars)
    assert svg.get("aria-label").count("student ") == len(given)


def test_phases_beside_the_references():
    svg = ElementTree.fromstring(training_charts.phases(training.read(trainings.training()).phases))
    given, expected = ([float(bar.get("width")) for bar in drawn(svg, kind)] for kind in ("given", "expected"))
    assert given[2] == 150 and expected[2] == pytest.approx(150 * 9.1 / 11.48, abs=0.01)
    assert "train: student 11.5, reference 9.1" in svg.get("aria-label")
