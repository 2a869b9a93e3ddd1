"""The marks of a chart of rates: a scale, a point with its interval for each rate, and the line that joins the points."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from tthc_catalog.evaluation.reporting.presentation import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.evaluation.reporting.presentation import Point, RateChart

WIDTH, HEIGHT = 466, 230
"""Size of the chart. On a phone it is two thirds as wide, with larger letters and every second text (`_MINOR`) left out."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 6, 32, 38
_MOST_LINES = 5
_STEPS = (20, 50, 100, 200, 250)
"""Distances of the lines of a scale, in thousandths."""

_DIGIT = 6.2
"""Width of a digit."""

_MINOR = ' class="minor"'
MANY = 15
"""With more points, values are shown without decimals."""


def scale(chart: RateChart) -> tuple[int, int]:
    """Return the lowest value of the scale and the distance of its lines, in thousandths; the highest value is 1000."""
    lowest = min((point.interval[0].permille or 0 for point in chart.points if point.rate.whole), default=0)
    step = next((step for step in _STEPS if (1000 - lowest) / step <= _MOST_LINES), _STEPS[-1])
    return max(lowest // step * step, 0), step


def rate_marks(chart: RateChart, lang: str, colour: str, accent: str) -> Iterator[str]:
    """Yield the marks as SVG.

    Args:
        chart: the chart.
        lang: language of the numbers.
        colour: colour of the points.
        accent: colour of the divider.
    """
    floor, step = scale(chart)
    slot = (WIDTH - _LEFT - _RIGHT) / len(chart.points)
    bottom = HEIGHT - _BOTTOM

    def up(permille: int) -> float:
        return round(bottom - (bottom - _TOP) * (permille - floor) / (1000 - floor), 1)

    for line in range(floor, 1001, step):
        percent = f"{line // 10} %" if lang == "vi" else f"{line // 10}%"
        yield f'<path d="M{_LEFT} {up(line):g}H{WIDTH - _RIGHT}" stroke="#c9c5b8"/>'
        yield f'<text x="{_LEFT - 5}" y="{up(line) + 4:g}" text-anchor="end">{percent}</text>'
    if chart.divider is not None:
        x = f"{_LEFT + slot * chart.divider[0]:.1f}"
        yield f'<path d="M{x} 14V{bottom}" stroke="{accent}" stroke-width="1.5" stroke-dasharray="5 3"/>'
        yield f'<text x="{x}" y="11" text-anchor="middle" fill="{accent}" font-weight="bold">{escape(chart.divider[1])}</text>'
    places = [round(_LEFT + slot * (place + 0.5), 1) for place in range(len(chart.points))]
    yield f'<path d="{_line(chart, places, [up(p.rate.permille or 0) for p in chart.points])}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
    anchor = chart.divider[0] - 1 if chart.divider else len(places) - 1
    counts = [number_text(point.rate.whole, lang) for point in chart.points]
    widest = max(map(len, counts), default=0) * _DIGIT
    every = 1 if widest <= slot else 2 * math.ceil(widest / slot * 0.7)  # an even number, since a phone leaves out every second text
    for number, (x_at, point, count) in enumerate(zip(places, chart.points, counts, strict=True)):
        minor = _MINOR if (number - anchor) % 2 else ""
        label = "" if minor and len(places) > MANY else point.label
        texts = [(bottom + 14.0, label, ""), (bottom + 29.0, "" if (number - anchor) % every else count, ' fill="#4a5763"')]
        if point.rate.permille is not None:
            low, high = (up(bound.permille or 0) for bound in point.interval)
            yield (
                f'<path d="M{x_at:g} {high:g}V{low:g}m-3 0h6M{x_at - 3:g} {high:g}h6" stroke="{colour}"/>'
                f'<circle cx="{x_at:g}" cy="{up(point.rate.permille):g}" r="3.5" fill="{colour}"/>'
            )
            texts.append((high - 5, _value(point, lang, short=len(places) > MANY), ""))
        for y, words, paint in texts:
            if words:
                yield f'<text x="{x_at:g}" y="{y:g}" text-anchor="middle"{paint}{minor}>{escape(words)}</text>'


def _value(point: Point, lang: str, *, short: bool) -> str:
    """Return a rate without its percent sign, which the scale has; only a full rate is 100."""
    permille = point.rate.permille or 0
    if short:
        return str(min((permille + 5) // 10, 99 if permille < 1000 else 100))
    return "100" if permille == 1000 else point.rate.text(lang).removesuffix("%").strip()


def _line(chart: RateChart, places: list[float], heights: list[float]) -> str:
    """Return the path through the points, with a gap where a rate has no value."""
    path, pen = "", "M"
    for point, x, y in zip(chart.points, places, heights, strict=True):
        has_value = point.rate.permille is not None
        path += f"{pen}{x:g} {y:g}" if has_value else ""
        pen = "L" if has_value else "M"
    return path
