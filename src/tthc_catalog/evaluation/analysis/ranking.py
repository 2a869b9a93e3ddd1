"""Ranking for the emulation of units and individuals.

The score of a group is the weighted mean of the *lower bounds* of its shares, so three dossiers with every promise kept rank below three thousand
with ten promises broken. Equal scores share a place. Officials appear by the pseudonymous id of the records only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tthc_catalog.evaluation.analysis.ranking_rules import Formula, RankingRules, packaged_rankings, read_ranking
from tthc_catalog.evaluation.analysis.wilson_interval import wilson
from tthc_catalog.evaluation.counting.figures import Group
from tthc_catalog.evaluation.judging.judged_dossiers import Facts
from tthc_catalog.evaluation.report import Report

SCALE = 10_000
"""Scores are whole ten-thousandths, so that equal scores are equal on every machine."""


def ranking_by(rules: RankingRules) -> Callable[[Facts, Report], dict[str, Any]]:
    """Return the analysis that ranks by these rules."""
    return lambda _facts, report: rank(report, rules)


def rank_by_default(facts: Facts, report: Report) -> dict[str, Any]:
    """Rank by the packaged rules."""
    return ranking_by(read_ranking(packaged_rankings()["mac-dinh"]))(facts, report)


def rank(report: Report, rules: RankingRules) -> dict[str, Any]:
    """Rank the groups of a report.

    Returns:
        Plain data: the rules, and one table for each formula and level.
    """
    tables = []
    for formula in rules.formulas:
        groups = [group for group in report.of(formula.by) if None not in group.key.values()]
        levels = dict.fromkeys(group.key["level"] for group in groups)
        tables += [_table([g for g in groups if g.key["level"] == level], level or "", formula, rules.confidence) for level in levels]
    return {
        "id": rules.id,
        "title": {"vi": rules.title, "en": rules.title_en},
        "note": None if rules.note is None else {"vi": rules.note, "en": rules.note_en or rules.note},
        "confidence": rules.confidence,
        "tables": tables,
    }


def _table(groups: Sequence[Group], level: str, formula: Formula, confidence: int) -> dict[str, Any]:
    rows = [_row(group, formula, confidence) for group in groups]
    ranked = sorted((row for row in rows if row["score"] is not None), key=lambda row: -row["score"])
    places = _places([row["score"] for row in ranked])
    return {
        "by": formula.by,
        "level": level,
        "formula": {lang: formula.sentence(confidence, lang) for lang in ("vi", "en")},
        "minimum": formula.minimum,
        "indicators": [{"share": i.share, "weight": i.weight, "optional": i.optional} for i in formula.indicators],
        "ranked": [{"place": place, **row} for place, row in zip(places, ranked, strict=True)],
        "unranked": [row for row in rows if row["score"] is None],
    }


def _row(group: Group, formula: Formula, confidence: int) -> dict[str, Any]:
    """Return one group with its score and upper bound, both None if it has too few dossiers."""
    shares: list[dict[str, Any]] = []
    low = high = 0.0
    weights = 0
    enough = True
    for indicator in formula.indicators:
        rate = group.figures.rate(indicator.share)
        enough = enough and (indicator.optional or rate.whole >= formula.minimum)
        entry: dict[str, Any] = {"share": indicator.share, **rate.to_dict(), "low": None, "high": None}
        if rate.whole:
            lower, upper = wilson(rate.part, rate.whole, confidence)
            entry |= {"low": round(lower * SCALE), "high": round(upper * SCALE)}
            weight = indicator.weight if rate.whole >= formula.minimum else 0
            low, high, weights = low + weight * lower, high + weight * upper, weights + weight
        shares.append(entry)
    scored = enough and weights > 0
    return {
        "key": dict(group.key),
        "name": {"vi": group.name, "en": group.name_en},
        "score": round(low / weights * SCALE) if scored else None,
        "upper": round(high / weights * SCALE) if scored else None,
        "indicators": shares,
    }


def _places(scores: Sequence[int]) -> list[int]:
    """Return the places of scores in descending order; equal scores share a place, and the next places are skipped.

    >>> _places([9, 8, 8, 7])
    [1, 2, 2, 4]
    """
    first: dict[int, int] = {}
    for place, score in enumerate(scores, 1):
        first.setdefault(score, place)
    return [first[score] for score in scores]
