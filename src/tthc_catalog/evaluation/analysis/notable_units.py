"""The units that need help and those that others can learn from, among those that the ranking gives a place.

A unit is *below* if the whole interval of its rate is below the rate of its level, and *above* if it is above. The others may differ by chance only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.evaluation.analysis.promise_over_time import SCALE
from tthc_catalog.evaluation.counting.figures import Rate

if TYPE_CHECKING:
    from tthc_catalog.evaluation.judging.judged_dossiers import Facts
    from tthc_catalog.evaluation.report import Report

NAMED = 3
"""Most units named on either side if none differs certainly."""


def notable_units(_facts: Facts, report: Report) -> dict[str, Any]:
    """Compare the ranked units of each level with their level.

    Returns:
        Plain data: for each level with two ranked units or more, the units on either side.
    """
    ranking = report.analyses["ranking"]
    levels = [_of_level(table, report) for table in ranking["tables"] if table["by"] == "unit"]
    return {"confidence": ranking["confidence"], "levels": [level for level in levels if level["ranked"] > 1]}


def _of_level(table: Any, report: Report) -> dict[str, Any]:
    """Compare the units of one ranking by its weightiest share, a required one if there is any."""
    place, share = max(enumerate(table["indicators"]), key=lambda entry: (not entry[1]["optional"], entry[1]["weight"], -entry[0]))
    level = next(group for group in report.of("level") if group.key["level"] == table["level"])
    overall = level.figures.rate(share["share"])
    rates = [(row, row["indicators"][place]) for row in table["ranked"]]
    units = [_unit(row, rate, overall) for row, rate in rates if rate["whole"] >= table["minimum"]]
    most = min(NAMED, len(units) // 2)
    low = sorted((unit for unit in units if unit["part"] < unit["whole"]), key=lambda unit: (unit["high"], unit["low"]))
    high = sorted(units, key=lambda unit: (-unit["low"], -unit["high"]))
    certain = {side: [unit for unit in found if unit["side"] == side] for side, found in (("below", low), ("above", high))}
    return {
        "level": table["level"],
        "share": share["share"],
        "minimum": table["minimum"],
        "ranked": len(units),
        "unranked": len(table["unranked"]),
        "overall": overall.to_dict(),
        "below": certain["below"] or low[:most],
        "above": certain["above"] or high[:most],
    }


def _unit(row: Any, rate: Any, overall: Rate) -> dict[str, Any]:
    """Return one unit with the side on which its whole interval is, or None."""
    level = overall.part * SCALE
    side = "below" if rate["high"] * overall.whole < level else "above" if rate["low"] * overall.whole > level else None
    kept = {name: rate[name] for name in ("part", "whole", "percent", "low", "high")}
    return {"key": row["key"], "name": row["name"], "place": row["place"], "side": side, **kept}
