"""Charts as SVG, with values as text, so that no information depends on colour."""

from __future__ import annotations

import itertools
from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from tthc_catalog.evaluation.reporting.presentation import Chart, RateChart, value_text
from tthc_catalog.evaluation.reporting.rate_marks import HEIGHT, WIDTH, rate_marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COLOURS = ("#12405a", "#ab4a12", "#5a6b3f", "#6b4c7a")
"""Colours of the series, with a contrast of at least 4.5 : 1 against white. The second series is also hatched, for prints in grey."""

_HATCHED = 1
"""Index of the hatched series."""

_WIDTH, _BAR, _STEP, _TOP = 760, 18, 28, 34
_LABELS, _VALUES = 300, 110
_LETTERS = 44


def svg(chart: Chart | RateChart, lang: str, *, font: str = "sans-serif") -> str:
    """Return a chart as SVG, with a title and a description for screen readers.

    Args:
        chart: the chart.
        lang: language of the numbers.
        font: font family of the text.
    """
    if isinstance(chart, RateChart):
        width, height, letters = WIDTH, HEIGHT, 10.5
        marks = rate_marks(chart, lang, COLOURS[0], COLOURS[1])
    else:
        width, height, letters = _WIDTH, _TOP + _STEP * len(chart.labels) + 6, 13.0
        marks = itertools.chain(_hatch(chart), _legend(chart), _bars(chart, lang))
    title, description = escape(chart.title), escape(chart.description(lang))
    return "".join(
        (
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
                f'aria-labelledby="{chart.id}-title {chart.id}-description" font-family="{font}" font-size="{letters:g}" fill="#1b2530">'
            ),
            f'<title id="{chart.id}-title">{title}</title><desc id="{chart.id}-description">{description}</desc>',
            *marks,
            "</svg>",
        )
    )


def _hatch(chart: Chart) -> Iterator[str]:
    if len(chart.series) > _HATCHED:
        yield (
            f'<defs><pattern id="{chart.id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<path d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2" stroke="{COLOURS[_HATCHED]}" stroke-width="2.2"/></pattern></defs>'
        )


def _fill(chart: Chart, series: int) -> str:
    """Return the attributes that paint a series."""
    colour = COLOURS[series]
    return f'fill="url(#{chart.id}-hatch)" stroke="{colour}"' if series == _HATCHED else f'fill="{colour}"'


def _legend(chart: Chart) -> Iterator[str]:
    if len(chart.series) < 2:
        return
    left = _LABELS
    for series, name in enumerate(chart.series):
        yield f'<rect x="{left}" y="6" width="14" height="14" {_fill(chart, series)}/><text x="{left + 20}" y="18">{escape(name)}</text>'
        left += 40 + 8 * len(name)


def _bars(chart: Chart, lang: str) -> Iterator[str]:
    room = _WIDTH - _LABELS - _VALUES
    largest = 1000 if chart.unit == "percent" else max((_length(chart, place) for place in range(len(chart.labels))), default=0) or 1
    for place, label in enumerate(distinct_labels(chart.labels)):
        top = _TOP + _STEP * place
        shown = label if len(label) <= _LETTERS else label[: _LETTERS - 1] + "…"
        yield f'<text x="{_LABELS - 10}" y="{top + 14}" text-anchor="end">{escape(shown)}</text>'
        left = float(_LABELS)
        texts = []
        for series, values in enumerate(chart.series.values()):
            value = values[place]
            width = round(room * (value or 0) / largest, 1)
            texts.append(value_text(value, chart.unit, lang))
            if width:
                yield f'<rect x="{left:g}" y="{top}" width="{max(width - 1, 1):g}" height="{_BAR}" {_fill(chart, series)}/>'
            left += width
        yield f'<text x="{left + 6:g}" y="{top + 14}">{escape(" / ".join(texts))}</text>'


def distinct_labels(labels: Sequence[str]) -> list[str]:
    """Return the labels; if one is too long, without the first words that most of them share.

    >>> distinct_labels([f"The one-stop desk for administrative procedures of {name}" for name in ("Tân Việt", "Thanh An")])
    ['Tân Việt', 'Thanh An']
    >>> distinct_labels(["Share kept", "Share early"])
    ['Share kept', 'Share early']
    """
    if all(len(label) <= _LETTERS for label in labels):
        return list(labels)
    starts = Counter(tuple(label.split(" ")[:3]) for label in labels)
    start, number = max(starts.items(), key=lambda item: item[1])
    matching = [label.split(" ") for label in labels if tuple(label.split(" ")[:3]) == start]
    shared = 0
    while all(len(words) > shared + 1 for words in matching) and len({words[shared] for words in matching}) == 1:
        shared += 1
    if 2 * number <= len(labels):
        return list(labels)
    return [" ".join(label.split(" ")[shared:]) if tuple(label.split(" ")[:3]) == start else label for label in labels]


def _length(chart: Chart, place: int) -> int:
    return sum(values[place] or 0 for values in chart.series.values())
