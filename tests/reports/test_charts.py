"""Charts: the numbers that are drawn, the words beside them, and well-formed SVG without styles."""

import math
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.reports.html import charts, heatmap


def drawn(svg, kind):
    """The elements with this class, parsed: an ill-formed chart raises."""
    return [element for element in ElementTree.fromstring(svg).iter() if kind in element.get("class", "").split()]


def words(svg):
    return [element.text for element in ElementTree.fromstring(svg).iter("text")]


@pytest.mark.parametrize(
    ("values", "limit", "span"),
    [
        pytest.param([1e-6], 1e-6, (-8, -4), id="two-decades-each-side"),
        pytest.param([3e-16], 1e-6, (-17, -4), id="down-to-a-small-value"),
        pytest.param([250.0], 1e-6, (-8, 4), id="up-to-a-large-value"),
        pytest.param([0.0, math.nan, math.inf], 1e-3, (-5, -1), id="what-has-no-logarithm-is-left-out"),
        pytest.param([1e-300, 1e300], 1e-6, (-17, 17), id="bounded"),
    ],
)
def test_the_decades_of_a_residual(values, limit, span):
    assert charts.decades(values, limit) == span


@pytest.mark.parametrize(
    ("value", "at"),
    [(1e-8, 0), (1e-6, 0.5), (1e-4, 1), (1e-5, 0.75), (0, 0), (1e-12, 0), (1e9, 1), (math.inf, 1)],
)
def test_a_position_on_the_log_scale(value, at):
    assert charts.log_position(value, -8, -4) == pytest.approx(at)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(1e-7, "passes"), (1e-6, "passes"), (1.1e-6, "fails"), (math.inf, "fails"), (math.nan, None)],
    ids=["below", "at-the-limit", "above", "infinite", "nan-has-no-marker"],
)
def test_a_residual_is_marked_as_its_comparison_says(value, kind):
    svg = charts.residual_bar(value, 1e-6)
    assert [mark.get("class") for mark in drawn(svg, "marker")] == ([f"marker {kind}"] if kind else [])
    assert "limit 1e-6" in words(svg)


def test_residuals_beside_each_other_share_their_scale():
    limits = {charts.residual_bar(value, 1e-6, [1e-15, 0.2]).split('class="limit"')[0][-12:] for value in (1e-15, 0.2)}
    assert len(limits) == 1


def test_the_number_line_puts_value_and_stretches_in_proportion():
    svg = charts.number_line(50.0, [(100.0, 200.0, 1.0), (0.0, 10.0, 0.5)])
    weak, full = drawn(svg, "allowed")
    low, high = 10 + 300 * 124 / 248, 10 + 300 * 224 / 248
    assert float(full.get("x")) == pytest.approx(low, abs=0.01)
    assert float(full.get("x")) + float(full.get("width")) == pytest.approx(high, abs=0.01)
    assert (weak.get("opacity"), full.get("opacity")) == ("0.65", "1")
    assert words(svg) == ["50", "100", "200"]


def test_paired_bars_are_as_tall_as_their_numbers():
    svg = charts.paired_bars([1.0, 0.5], [0.25])
    assert [float(bar.get("height")) for bar in drawn(svg, "given")] == [70, 35]
    assert [float(bar.get("height")) for bar in drawn(svg, "expected")] == [17.5]
    assert 'aria-label="given 1, 0.5; expected 0.25"' in svg


def test_a_share_bar_fills_its_width():
    svg = charts.share_bar([("a", 1, "one"), ("b", 0, "none"), ("c", 3, "three")])
    rects = list(ElementTree.fromstring(svg).iter("rect"))
    assert [(rect.get("x"), rect.get("width")) for rect in rects] == [("0%", "25%"), ("25%", "75%")]
    assert 'aria-label="one, three"' in svg


def test_histogram_bars_stand_in_proportion_with_their_counts_and_in_words():
    svg = charts.histogram([0, 1, 0, 0, 4, 0, 0, 0, 0, 2])
    heights = [float(bar.get("height")) for bar in drawn(svg, "bar")]
    assert [height / heights[1] for height in heights] == [0.25, 1, 0.5]
    assert 'aria-label="Students by score. 10 to 20 percent: 1; 40 to 50 percent: 4; 90 to 100 percent: 2"' in svg
    assert {"0 %", "100 %", "students"} <= set(words(svg))
    assert not drawn(charts.histogram([0] * 10), "bar")


@given(st.integers(1, 10**9))
def test_an_axis_has_a_few_round_ticks(most):
    ticks = charts.ticks(most)
    assert 1 <= len(ticks) <= 5
    assert ticks[0] * (len(ticks) + 1) > most >= ticks[-1]
    assert int(str(ticks[0]).rstrip("0")) in (1, 2, 5)


@pytest.mark.parametrize(
    ("value", "kind", "opacity"),
    [
        (2.0, "plus", heatmap.STRONGEST),
        (-2.0, "minus", heatmap.STRONGEST),
        (1.0, "plus", heatmap.STRONGEST / 2),
        (0.0, "plus", 0),
        (math.nan, "odd", 1),
    ],
)
def test_the_colour_of_a_cell_is_symmetrical_about_zero(value, kind, opacity):
    assert heatmap.colour(value, top=2.0) == (kind, pytest.approx(opacity))


@pytest.mark.parametrize(("rows", "columns", "printed"), [(3, 8, True), (8, 8, True), (8, 9, False), (1, 1, True)])
def test_values_are_printed_in_small_matrices_only(rows, columns, printed):
    svg = heatmap.heat_map("W", [[0.25] * columns] * rows)
    assert len(drawn(svg, "plus")) == rows * columns
    assert words(svg) == (["0.25"] * (rows * columns) if printed else [])
    assert f"W, a {rows} × {columns} matrix" in svg


def test_a_large_matrix_is_cut():
    assert len(drawn(heatmap.heat_map("W", [[1.0] * 200] * 100), "plus")) == heatmap.MOST**2


def test_the_scale_passes_over_what_is_not_finite():
    assert heatmap.scale([[1.0, -3.0], [math.nan, math.inf]]) == 3
    assert heatmap.scale([[math.nan]]) == 0
    assert words(heatmap.heat_map("W", [[math.nan, -math.inf]])) == ["nan", "−inf"]


NUMBERS = st.floats() | st.integers(-5, 5).map(float)


@given(NUMBERS, st.floats(1e-300, 1e300), st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=9))
def test_every_chart_is_well_formed_whatever_the_numbers(value, limit, pairs):
    finite = [(a, b, 1.0) for a, b in pairs if math.isfinite(a) and math.isfinite(b)]
    made = [
        charts.residual_bar(value, limit),
        charts.paired_bars([a for a, _ in pairs], [b for _, b in pairs]),
        heatmap.heat_map("<W> & \u202e", pairs),
        *([charts.number_line(value, finite)] if finite else []),
    ]
    for svg in made:
        assert ElementTree.fromstring(svg).get("aria-label")
        assert "style=" not in svg
