"""The style sheet's colours against WCAG 2.2: text 4.5 to 1, in light and in dark."""

import re

import pytest

from grader.reports.html.heatmap import STRONGEST
from grader.reports.html.templates import asset

LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\}", asset("style.css"), re.DOTALL)[:2]
)
HUES = ("green", "amber", "red", "gray", "violet", "blue", "teal", "rose")
both = pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])


def channels(colour):
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def contrast(first, second):
    """WCAG's contrast of two colours, each three channels from 0 to 255."""

    def luminance(colour):
        linear = [c / 12.92 if (c := v / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for v in colour]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself():
    assert contrast([255] * 3, [0] * 3) == pytest.approx(21)
    assert contrast(channels("#777777"), channels("#ffffff")) == pytest.approx(4.48, abs=0.01)


@both
@pytest.mark.parametrize("ground", ["paper", "surface", "sunk"])
@pytest.mark.parametrize("ink", ["ink", "quiet", "link"])
def test_text_on_each_ground(scheme, ground, ink):
    assert contrast(channels(scheme[ink]), channels(scheme[ground])) >= 4.5


@both
@pytest.mark.parametrize("hue", HUES)
def test_a_status_on_its_tint_and_on_the_card(scheme, hue):
    for ground in (f"{hue}-tint", "surface", "sunk"):
        assert contrast(channels(scheme[f"{hue}-ink"]), channels(scheme[ground])) >= 4.5


@both
@pytest.mark.parametrize("sign", ["plus", "minus"])
def test_numbers_on_every_colour_of_a_heat_map(scheme, sign):
    for step in range(11):
        opacity = STRONGEST * step / 10
        blend = [
            opacity * c + (1 - opacity) * g
            for c, g in zip(channels(scheme[sign]), channels(scheme["surface"]), strict=True)
        ]
        assert contrast(channels(scheme["ink"]), blend) >= 4.5


@both
def test_the_frame_of_a_field(scheme):
    assert contrast(channels(scheme["edge"]), channels(scheme["surface"])) >= 3


@both
@pytest.mark.parametrize("mark", ["blue", "edge", "red"], ids=["a-run", "an-interval", "a-run-that-failed"])
def test_the_marks_of_a_strip_of_runs(scheme, mark):
    """Graphics must have 3 to 1; the classes are those of `grader.reports.html.training_charts`."""
    used = re.findall(r"\.strip \.(?:dot|interval|cross) \{[^}]*?var\(--([a-z]+)\)", asset("style.css"))
    assert mark in used
    assert contrast(channels(scheme[mark]), channels(scheme["surface"])) >= 3
