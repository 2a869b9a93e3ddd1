"""The formula of a ranking, as an administrator writes it in YAML: indicators with weights, a minimum, and how sure one must be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.evaluation.counting.measures import SHARES
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Mapping


KIND = "evaluation-ranking"
RANKED = ("unit", "procedure", "field", "official")
"""Groupings that can be ranked."""


@attrs.frozen(kw_only=True)
class Indicator:
    """One share that counts.

    Attributes:
        share: id of a rate of `SHARES`.
        optional: where the share rests on too few dossiers, the group is ranked by the others alone.
    """

    share: str
    weight: int
    optional: bool = False


@attrs.frozen(kw_only=True)
class Formula:
    """How one grouping is ranked, each level apart.

    Attributes:
        by: a key of `GROUPINGS`.
        minimum: the fewest dossiers each indicator that is not optional must rest on; with fewer there is no place.
    """

    by: str
    minimum: int
    indicators: tuple[Indicator, ...]

    def sentence(self, confidence: int, lang: str = "vi") -> str:
        """The formula, to be printed."""
        mark = "; "
        said = mark.join(
            text("ranking.term.optional" if i.optional else "ranking.term", lang, weight=i.weight, share=SHARES[i.share].title(lang))
            for i in self.indicators
        )
        return text("ranking.formula", lang, terms=said, minimum=self.minimum, confidence=confidence)


@attrs.frozen(kw_only=True)
class RankingRules:
    """All formulas of one file.

    Attributes:
        confidence: of the intervals, in percent.
    """

    id: str
    title: str
    title_en: str
    note: str | None
    note_en: str | None
    confidence: int
    formulas: tuple[Formula, ...]


def packaged_rankings() -> Mapping[str, Path]:
    """The formulas that come with the library, by id."""
    return {path.stem: path for path in sorted((Path(__file__).parent / "rankings").glob("*.yaml"))}


def read_ranking(path: Path) -> RankingRules:
    """Read the formulas of a file.

    Raises:
        CatalogError: it holds none; with every problem and its place.
        OSError: it cannot be read.
    """
    from tthc_catalog.checks.single_file import read_valid

    data = read_valid(path, KIND)
    return RankingRules(
        id=data["id"],
        title=data["title"],
        title_en=data.get("title_en") or data["title"],
        note=data.get("note"),
        note_en=data.get("note_en") or data.get("note"),
        confidence=data["confidence"],
        formulas=tuple(
            Formula(by=ranking["by"], minimum=ranking["minimum"], indicators=tuple(Indicator(**entry) for entry in ranking["indicators"]))
            for ranking in data["rankings"]
        ),
    )
