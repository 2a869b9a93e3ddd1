"""Rules of a ranking, from an administrator's YAML file: weighted indicators, a minimum of dossiers, and a confidence."""

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
    """A share with its weight.

    Attributes:
        share: id of a rate of `SHARES`.
        optional: whether a group with too few dossiers for this share is ranked by its other shares.
    """

    share: str
    weight: int
    optional: bool = False


@attrs.frozen(kw_only=True)
class Formula:
    """How to rank one grouping, each level separately.

    Attributes:
        by: a key of `GROUPINGS`.
        minimum: the fewest dossiers that each required indicator needs; a group with fewer gets no place.
    """

    by: str
    minimum: int
    indicators: tuple[Indicator, ...]

    def sentence(self, confidence: int, lang: str = "vi") -> str:
        """Return the formula as a sentence."""
        terms = "; ".join(
            text("ranking.term.optional" if i.optional else "ranking.term", lang, weight=i.weight, share=SHARES[i.share].title(lang))
            for i in self.indicators
        )
        points = f"{100 / self.minimum:.3g}".replace(".", "," if lang == "vi" else ".")
        return text("ranking.formula", lang, terms=terms, minimum=self.minimum, points=points, confidence=confidence)


@attrs.frozen(kw_only=True)
class RankingRules:
    """The formulas of one file.

    Attributes:
        confidence: confidence of the intervals, in percent.
    """

    id: str
    title: str
    title_en: str
    note: str | None
    note_en: str | None
    confidence: int
    formulas: tuple[Formula, ...]


def packaged_rankings() -> Mapping[str, Path]:
    """Return the packaged ranking rules: id -> path."""
    return {path.stem: path for path in sorted((Path(__file__).parent / "rankings").glob("*.yaml"))}


def read_ranking(path: Path) -> RankingRules:
    """Read the rules of a file.

    Raises:
        CatalogError: the file is not a valid ranking; contains every problem with its location.
        OSError: the file cannot be read.
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
