"""Draws `docs/figures/stacking.svg` from the numbers in `data/translation.json`: `python -m
reference.figures`.

Plain SVG, written by hand; its colours follow the reader's light or dark theme.
"""

from pathlib import Path
from typing import Any

from reference.translation import recording

FILE = Path(__file__).parent.parent / "docs" / "figures" / "stacking.svg"
MODELS = {"last state": "decoder starts from the last state", "stacked": "stacked, in lock step"}
TITLE = "In lock step, a decoder cannot translate what it has not read"
LEFT, RIGHT, TOP, ROW, BAR = 210, 640, 78, 58, 18  # pixels; RIGHT is where 100 % lies

STYLE = """
  text { font: 14px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .small { font-size: 12px; fill: #59636e }
  .grid { stroke: #d1d9e0 } .axis { stroke: #59636e }
  .last { fill: #0b6bcb } .stacked { fill: #c4570a }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .small { fill: #9198a1 }
    .grid { stroke: #3d444d } .axis { stroke: #9198a1 }
    .last { fill: #4493f8 } .stacked { fill: #f0883e }
  }
"""


def stacking() -> str:
    """A bar for each model and kind of pair: the share translated word for word."""
    found = recording()
    groups: dict[str, int] = found["pairs"]
    bottom = TOP + ROW * len(groups)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {bottom + 56}" role="img" aria-labelledby="title">',
        f'<title id="title">{TITLE}</title>',
        f"<desc>{description(found)}</desc>",
        f"<style>{STYLE}</style>",
        f'<text x="16" y="24" class="title">{TITLE}</text>',
    ]
    for x, (name, label) in zip((16, 290), MODELS.items(), strict=True):
        parts.append(f'<rect class="{name.split()[0]}" x="{x}" y="40" width="12" height="12" rx="2"/>')
        parts.append(f'<text x="{x + 18}" y="51">{label}</text>')
    for percent in range(0, 101, 25):
        x = _x(percent / 100)
        line = "axis" if percent == 0 else "grid"
        parts.append(f'<line class="{line}" x1="{x}" y1="{TOP - 6}" x2="{x}" y2="{bottom}"/>')
        parts.append(f'<text class="small" x="{x}" y="{bottom + 18}" text-anchor="middle">{percent}</text>')
    parts.append(f'<text class="small" x="{LEFT - 12}" y="{TOP - 4}" text-anchor="end">kind of pair</text>')
    middle = (LEFT + RIGHT) // 2
    parts.append(
        f'<text class="small" x="{middle}" y="{bottom + 40}" text-anchor="middle">'
        "pairs translated word for word, free running (%)</text>"
    )
    for row, (group, count) in enumerate(groups.items()):
        y = TOP + ROW * row + 6
        parts.append(f'<text x="{LEFT - 12}" y="{y + 16}" text-anchor="end">{group}</text>')
        size = f"{count} pairs"
        parts.append(f'<text class="small" x="{LEFT - 12}" y="{y + 32}" text-anchor="end">{size}</text>')
        for i, name in enumerate(MODELS):
            share, top = found[name][group], y + i * (BAR + 2)
            width = _x(share) - LEFT
            parts.append(f'<rect class="{name.split()[0]}" x="{LEFT}" y="{top}" width="{width}" height="{BAR}"/>')
            parts.append(f'<text class="small" x="{_x(share) + 6}" y="{top + 13}">{100 * share:.0f}</text>')
    return "\n".join([*parts, "</svg>", ""])


def description(found: dict[str, Any]) -> str:
    """The figure in words, for those who cannot see it."""
    shares = (
        f"{group}: {100 * found['last state'][group]:.0f} against {100 * found['stacked'][group]:.0f} %"
        for group in found["pairs"]
    )
    return "Pairs translated word for word, last state against stacked. " + "; ".join(shares) + "."


def _x(share: float) -> int:
    """The place of a share of 0 … 1 on the horizontal axis, in pixels."""
    return round(LEFT + share * (RIGHT - LEFT))


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(stacking(), encoding="utf-8")
