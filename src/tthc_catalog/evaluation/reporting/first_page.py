"""The first page of a report: the answer in one sentence, the trend, the units, and the promise by hour of receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tthc_catalog.evaluation.analysis.promise_over_time import rate_with_bounds
from tthc_catalog.evaluation.counting.figures import Rate
from tthc_catalog.evaluation.counting.measures import SHARES
from tthc_catalog.evaluation.reporting.charts import distinct_labels
from tthc_catalog.evaluation.reporting.presentation import Column, Point, RateChart, Row, Section, Table, unbroken
from tthc_catalog.evaluation.sql_conditions import equals
from tthc_catalog.plain_text import shown_text

if TYPE_CHECKING:
    from tthc_catalog.evaluation.report import Report
    from tthc_catalog.evaluation.reporting.report_wording import Wording

FEW = 10
"""With fewer dossiers, one changes a rate by more than 10 points: such slots are joined in the chart, and nothing is concluded from them."""

_SLOTS = 40
"""A slot with less than one in so many of the dossiers is joined with its neighbour, so that the chart stays legible."""

SHOWN_UNITS = 10
"""Most units of each side in the table; the report as data has all."""

Slot = tuple[str, str, Mapping[str, Any]]
"""The first and the last minute of a slot, and its outcomes."""


class FirstPage:
    """Build the first section of a report, and the section with the figures of its charts."""

    def __init__(self, report: Report, words: Wording) -> None:
        self._report = report
        self._words = words
        self._lang = words.lang

    def section(self) -> Section:
        """Return the first section."""
        trend = self._trend()
        return Section(
            id="look",
            title=self._words.phrase("section.look"),
            sentences=(unbroken(self.answer()),),
            blocks=(trend, *self._units(), self._hours(has_legend=not trend.is_drawn)),
        )

    def figures(self) -> Section:
        """Return the section with the figures of the charts."""
        months = [month for month in self._report.analyses["trend"]["months"] if month["outcomes"] is not None]
        by_month = self._table("months", ((month["title"][self._lang], month["outcomes"]) for month in months), ("broken_without_result",))
        slots = self._report.analyses["hours"]["slots"]
        names = ("same_day", "later_day", "ready_same_day")
        by_hour = self._table("hours", ((f"{slot['from']}–{slot['through']}", slot["outcomes"]) for slot in slots), names)
        return Section(id="over-time", title=self._words.phrase("section.over-time"), blocks=(by_month, by_hour))

    def answer(self) -> str:
        """Return the result of the period in one sentence."""
        total, period = self._report.total, self._report.period
        rate, number = total.figures.rate("promise_kept"), self._words.number
        title = period.short_title(self._lang)
        shown = {"period": title[0].upper() + title[1:]}
        if not rate.whole:
            on_time = total.figures.rate("on_time")
            return self._words.phrase(
                "look.answer_without_promise",
                **shown,
                part=number(on_time.part),
                whole=number(on_time.whole),
                rate=self._words.beside_rate(on_time.text(self._lang), self._report.intake),
            )
        before = total.previous.rate("promise_kept") if total.previous is not None else Rate(0, 0)
        previous = self._words.phrase(
            "look.previous" if before.whole else "look.no_previous",
            period=period.previous.short_title(self._lang),
            **self._rate(before),
        )
        without = sum(slot["outcomes"]["broken_without_result"] for slot in self._report.analyses["hours"]["slots"])
        return self._words.phrase(
            "look.answer_without_result" if without else "look.answer",
            **shown,
            **{**self._rate(rate), "rate": self._words.beside_rate(rate.text(self._lang), self._report.intake)},
            broken=number(rate.whole - rate.part),
            without=number(without),
            previous=previous,
        )

    def _rate(self, rate: Rate) -> dict[str, str]:
        """Return a rate as parameters of a text."""
        return {"part": self._words.number(rate.part), "whole": self._words.number(rate.whole), "rate": rate.text(self._lang)}

    def _legend(self, confidence: int) -> str:
        return self._words.phrase("look.legend", confidence=confidence)

    def _trend(self) -> RateChart:
        """Return the chart of months, from the first month that the records reach."""
        trend = self._report.analyses["trend"]
        months = trend["months"]
        first = next((place for place, month in enumerate(months) if month["outcomes"] is not None), len(months) - 1)
        points = tuple(
            _point(_month_label(month["label"], is_end=place in (first, len(months) - 1)), month["title"][self._lang], month["outcomes"])
            for place, month in enumerate(months[first:], first)
        )
        chart = RateChart(id="trend", title=self._words.phrase("look.trend"), points=points, note="")
        with_rate = [point for point in points if point.rate.whole]
        if not chart.is_drawn:
            return RateChart(id=chart.id, title=chart.title, points=points, note=self._words.phrase("look.one_month"))
        best = max(with_rate, key=lambda point: (point.rate.permille or 0, point.rate.whole))
        worst = min(with_rate, key=lambda point: (point.rate.permille or 0, -point.rate.whole))
        note = self._words.phrase(
            "look.trend_note",
            months=len(with_rate),
            best=best.rate.text(self._lang),
            best_month=best.name,
            worst=worst.rate.text(self._lang),
            worst_month=worst.name,
        )
        missing = [point.name for point in points if not point.rate.whole]
        if missing:
            note += " " + self._words.phrase("look.missing_months", months=", ".join(missing))
        return RateChart(id=chart.id, title=chart.title, points=points, note=unbroken(f"{note} {self._legend(trend['confidence'])}"))

    def _units(self) -> Sequence[Table]:
        """Return a table of notable units for each level; one without rows if no level has two units to compare."""
        units = self._report.analyses["units"]
        tables = [self._level(level, units["confidence"]) for level in units["levels"]]
        if tables:
            return tables
        return (Table(id="units", title=self._words.phrase("look.units"), columns=(), rows=(), note=self._words.phrase("look.no_units")),)

    def _level(self, level: Any, confidence: int) -> Table:
        share = SHARES[level["share"]]
        overall = Rate(level["overall"]["part"], level["overall"]["whole"]).text(self._lang)
        units = [(side, unit) for side in ("below", "above") for unit in level[side][:SHOWN_UNITS]]
        left_out = sum(max(len(level[side]) - SHOWN_UNITS, 0) for side in ("below", "above"))
        rows = [
            Row(
                values=(
                    name,
                    Rate(unit["part"], unit["whole"]),
                    unit["part"],
                    unit["whole"],
                    *_point("", "", {"rate": unit}).interval,
                    self._words.phrase(f"look.{'certain' if unit['side'] else 'doubtful'}.{side}"),
                ),
                condition=equals(unit["key"]),
            )
            for (side, unit), name in zip(units, distinct_labels([shown_text(unit["name"][self._lang]) for _, unit in units]), strict=True)
        ]
        columns = (
            Column(title=self._words.phrase("column.unit"), kind="text"),
            Column(title=share.title(self._lang), kind="rate", measure=f"share-{share.id}"),
            Column(title=self._words.phrase("column.part")),
            Column(title=self._words.phrase("column.whole")),
            Column(title=self._words.phrase("column.low"), kind="rate"),
            Column(title=self._words.phrase("column.high"), kind="rate"),
            Column(title=self._words.phrase("column.compared", overall=overall), kind="text"),
        )
        note = self._words.phrase(
            "look.units_note", ranked=level["ranked"], minimum=level["minimum"], confidence=confidence, overall=overall
        )
        if level["unranked"]:
            note += " " + self._words.counted("look.units_few", level["unranked"])
        if left_out:
            note += " " + self._words.counted("look.units_more", left_out)
        name = self._words.levels.get(level["level"], level["level"])
        return Table(
            id=f"units-{level['level']}",
            title=self._words.phrase("look.units_of", level=name),
            columns=columns,
            rows=tuple(rows),
            note=unbroken(note),
            widths=(23, 10, 9, 9, 9, 9, 30),
        )

    def _hours(self, *, has_legend: bool) -> RateChart:
        """Return the chart of slots of the day, with a line at the cutoff."""
        hours = self._report.analyses["hours"]
        slots: list[Slot] = [(slot["from"], slot["through"], slot["outcomes"]) for slot in hours["slots"]]
        cutoff = _cutoff(hours["slots"], hours["minutes"])
        before, after = slots[: cutoff or len(slots)], slots[cutoff or len(slots) :]
        least = max(FEW, sum(outcomes["rate"]["whole"] for *_, outcomes in slots) // _SLOTS)
        halves = _joined(before, least), _joined(after, least)
        divider = None
        if cutoff is not None:
            divider = (len(halves[0]), self._words.phrase("look.cutoff", time=before[-1][1]))
        note = self._no_cutoff() if cutoff is None else self._at_cutoff(before, after)
        joined = [*halves[0], *halves[1]]
        if has_legend and len(joined) > 1:
            note += " " + self._legend(hours["confidence"])
        return RateChart(
            id="hours",
            title=self._words.phrase("look.hours"),
            points=tuple(_point(through, f"{first}–{through}", outcomes) for first, through, outcomes in joined),
            note=unbroken(note),
            divider=divider,
        )

    def _no_cutoff(self) -> str:
        return self._words.phrase("look.no_cutoff" if self._report.analyses["hours"]["slots"] else "look.no_hours")

    def _at_cutoff(self, before: Sequence[Slot], after: Sequence[Slot]) -> str:
        """Return what the figures say about the cutoff: the last slot before it, those before that, and the dossiers after it."""
        last, earlier = _sum(before[-1:]), _sum(before[:-1])
        later = _sum(after)
        ready = Rate(later["ready_same_day"], later["same_day"] + later["later_day"])
        few = min(last["rate"]["whole"], earlier["rate"]["whole"]) < FEW
        verdict = "few" if few else "lower" if last["rate"]["high"] < earlier["rate"]["low"] else "alike"
        return self._words.phrase(
            "look.at_cutoff",
            first=before[-1][0],
            cutoff=before[-1][1],
            last=self._interval(last["rate"]),
            earlier=self._interval(earlier["rate"]),
            verdict=self._words.phrase(f"look.cutoff_{verdict}"),
            after=self._interval(later["rate"]),
            ready=self._interval(rate_with_bounds(ready)),
        )

    def _interval(self, rate: Mapping[str, Any]) -> str:
        """Return two counts, the rate and its interval."""
        shown = _point("", "", {"rate": rate})
        if not rate["whole"]:
            return self._words.phrase("look.no_dossier")
        low, high = shown.interval
        bounds = f"{low.text(self._lang).removesuffix('%').strip()}–{high.text(self._lang)}"
        return self._words.phrase("look.interval", **self._rate(shown.rate), bounds=bounds)

    def _table(self, name: str, rows: Any, more: Sequence[str]) -> Table:
        """Return the table of a chart's figures."""
        heads = ("kept", "broken", *more)
        columns = [
            Column(title=self._words.phrase(f"column.{name}"), kind="text"),
            *(Column(title=self._words.phrase(f"look.column.{head}")) for head in heads),
            Column(title=SHARES["promise_kept"].title(self._lang), kind="rate"),
            Column(title=self._words.phrase("column.low"), kind="rate"),
            Column(title=self._words.phrase("column.high"), kind="rate"),
        ]
        return Table(
            id=f"{name}-table",
            title=self._words.phrase(f"look.table.{name}"),
            columns=tuple(columns),
            rows=tuple(
                Row(values=(title, *(outcomes[head] for head in heads), _point("", "", outcomes).rate, *_point("", "", outcomes).interval))
                for title, outcomes in rows
            ),
            widths=(24, *(12 for _ in columns[1:])),
            note=self._words.phrase(f"look.table.{name}_note"),
        )


def _month_label(label: str, *, is_end: bool) -> str:
    """Return the label of a month below its point; at either end and in January it has the year.

    >>> _month_label("2024-01", is_end=False), _month_label("2024-02", is_end=False)
    ('01/24', '02')
    """
    year, month = label[2:4], label[5:]
    return f"{month}/{year}" if is_end or month == "01" else month


def _point(label: str, name: str, outcomes: Mapping[str, Any] | None) -> Point:
    rate: Mapping[str, Any] = {"part": 0, "whole": 0, "low": None, "high": None} if outcomes is None else outcomes["rate"]
    return Point(label=label, name=name, rate=Rate(rate["part"], rate["whole"]), low=rate["low"], high=rate["high"])


def _cutoff(slots: Sequence[Mapping[str, Any]], minutes: int) -> int | None:
    """Return the number of slots before the cutoff: those promised for the same day, if all later ones, without a gap, are promised for another."""
    same = [place for place, slot in enumerate(slots) if slot["outcomes"]["same_day"]]
    later = [place for place, slot in enumerate(slots) if slot["outcomes"]["later_day"]]
    if not same or not later or same[-1] + 1 != later[0] or len(same) < 2:
        return None
    gap = _minute(slots[later[0]]["through"]) - _minute(slots[same[-1]]["through"])
    return later[0] if gap == minutes else None


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _joined(slots: Sequence[Slot], least: int) -> list[Slot]:
    """Return slots in time order, joined with those after them until each has so many dossiers; the last one with those before it."""
    groups: list[list[Slot]] = []
    for slot in slots:
        if groups and _sum(groups[-1])["rate"]["whole"] < least:
            groups[-1].append(slot)
        else:
            groups.append([slot])
    if len(groups) > 1 and _sum(groups[-1])["rate"]["whole"] < least:
        groups[-2:] = [groups[-2] + groups[-1]]
    return [(group[0][0], group[-1][1], _sum(group)) for group in groups]


def _sum(slots: Sequence[Slot]) -> dict[str, Any]:
    """Return the outcomes of slots together."""
    names = ("same_day", "later_day", "kept", "broken", "ready_same_day")
    total = {name: sum(outcomes[name] for *_, outcomes in slots) for name in names}
    return {**total, "rate": rate_with_bounds(Rate(total["kept"], total["kept"] + total["broken"]))}
