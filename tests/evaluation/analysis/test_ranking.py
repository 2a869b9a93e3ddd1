"""Ranking: few dossiers do not beat many, equal scores share a place, and groups with too few dossiers get none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tthc_catalog.errors import CatalogError
from tthc_catalog.evaluation.analysis.ranking import rank
from tthc_catalog.evaluation.analysis.ranking_rules import KIND, RANKED, Formula, Indicator, RankingRules, packaged_rankings, read_ranking
from tthc_catalog.evaluation.analysis.wilson_interval import wilson
from tthc_catalog.evaluation.counting.figures import Figures, Group
from tthc_catalog.evaluation.counting.measures import MEASURES, SHARES

if TYPE_CHECKING:
    from tthc_catalog.evaluation.evaluation_run import Evaluation

RULES = RankingRules(
    id="test",
    title="x",
    title_en="x",
    note=None,
    note_en=None,
    confidence=95,
    formulas=(
        Formula(
            by="unit", minimum=3, indicators=(Indicator(share="promise_kept", weight=3), Indicator(share="online", weight=1, optional=True))
        ),
    ),
)


class _Groups:
    """The part of a report that a ranking reads."""

    def __init__(self, groups: list[Group]) -> None:
        self.groups = groups

    def of(self, by: str) -> list[Group]:
        """Return the groups of one grouping."""
        return [group for group in self.groups if group.by == by]


def unit(name: str | None, kept: int, broken: int, online: int = 0, direct: int = 0, level: str = "commune") -> Group:
    """Return a unit with numbers of promises kept and broken."""
    counts = {**dict.fromkeys(MEASURES, 0), "same_day_kept": kept, "same_day_broken": broken}
    counts |= {"received_online": online, "received_direct": direct}
    return Group(
        by="unit", key={"level": level, "unit": name}, name=name or "-", name_en=name or "-", figures=Figures(counts=counts, model_days=4)
    )


def table(groups: list[Group]) -> dict[str, Any]:
    """Return the ranking of these units."""
    made: dict[str, Any] = rank(_Groups(groups), RULES)["tables"][0]  # type: ignore[arg-type]
    return made


def test_wilson_returns_the_bounds_of_the_formula() -> None:
    """The bounds of 81 of 263, 0 of 20 and 1 of 29 at 95 % equal those computed by hand from the closed formula."""
    assert [round(b, 4) for b in wilson(81, 263, 95)] == [0.2553, 0.3662]
    assert [round(b, 4) for b in wilson(0, 20, 95)] == [0.0, 0.1611]
    assert [round(b, 4) for b in wilson(1, 29, 95)] == [0.0061, 0.1718]


@given(st.integers(0, 500), st.integers(1, 500), st.integers(50, 99))
def test_the_share_lies_between_its_bounds(part: int, whole: int, confidence: int) -> None:
    """Both bounds are between 0 and 1."""
    part = min(part, whole)
    low, high = wilson(part, whole, confidence)
    assert 0 <= low <= part / whole <= high <= 1


def test_three_dossiers_do_not_beat_three_thousand() -> None:
    """Three of three promises kept rank below 2,990 of 3,000."""
    assert [row["name"]["vi"] for row in table([unit("few", 3, 0), unit("many", 2990, 10)])["ranked"]] == ["many", "few"]


def test_equal_scores_share_a_place_and_the_next_is_skipped() -> None:
    """The places are 1, 2, 2, 4; groups with equal scores keep the order of the report."""
    made = table([unit("d", 10, 40), unit("b", 20, 10), unit("a", 30, 0), unit("c", 20, 10)])
    assert [(row["place"], row["name"]["vi"]) for row in made["ranked"]] == [(1, "a"), (2, "b"), (2, "c"), (4, "d")]


def test_too_few_dossiers_give_no_place() -> None:
    """Groups with too few dossiers are listed separately; a group without an id in the records is left out."""
    made = table([unit("enough", 3, 0), unit("few", 2, 0), unit(None, 9, 0)])
    assert [row["name"]["vi"] for row in made["ranked"]] == ["enough"]
    assert [(row["name"]["vi"], row["score"]) for row in made["unranked"]] == [("few", None)]


def test_an_optional_share_on_too_few_dossiers_is_left_out() -> None:
    """The other shares then take its weight: two dossiers filed at the desk cost nothing."""
    without, few, enough = table([unit("a", 30, 0), unit("b", 30, 0, online=0, direct=2), unit("c", 30, 0, online=0, direct=9)])["ranked"]
    assert without["score"] == few["score"] > enough["score"]


def test_each_level_is_ranked_separately() -> None:
    """A district is not compared with communes."""
    made = rank(_Groups([unit("x", 9, 0), unit("h", 5, 4, level="district")]), RULES)  # type: ignore[arg-type]
    assert [(t["level"], t["ranked"][0]["place"]) for t in made["tables"]] == [("commune", 1), ("district", 1)]


def test_a_score_can_be_computed_by_hand() -> None:
    """The weighted mean of the lower bounds of 8 in 10 and 5 in 10 is (3 x 0.4902 + 0.2366) / 4 = 0.4268."""
    (row,) = table([unit("a", 8, 2, online=5, direct=5)])["ranked"]
    assert row["score"] == 4268


def test_officials_appear_by_pseudonym_only(evaluated: Evaluation) -> None:
    """A row of an official contains only the level, the unit and the id of the records."""
    tables = [t for t in evaluated.report.analyses["ranking"]["tables"] if t["by"] == "official"]
    rows = [row for t in tables for row in [*t["ranked"], *t["unranked"]]]
    assert rows
    for row in rows:
        assert set(row["key"]) == {"level", "unit", "official"}
        assert row["name"]["vi"] == row["name"]["en"] == row["key"]["official"]


def test_the_formula_is_printed() -> None:
    """The sentence contains the weights, the confidence and the titles of the shares, in both languages."""
    for lang in ("vi", "en"):
        sentence = RULES.formulas[0].sentence(95, lang)
        assert all(part in sentence for part in ("3 × ", "1 × ", "95", SHARES["promise_kept"].title(lang)))


def test_the_packaged_rules_are_marked_as_a_proposal() -> None:
    """Their note says that no document prescribes them."""
    rules = read_ranking(packaged_rankings()["mac-dinh"])
    assert "chưa do văn bản nào quy định" in (rules.note or "")
    assert {formula.by for formula in rules.formulas} == {"unit", "official"}


def test_the_schema_allows_every_share_and_grouping() -> None:
    """Every rate and every grouping can be ranked."""
    from tthc_catalog.yaml_files.schemas import flat_schema

    ranking = flat_schema(KIND)["properties"]["rankings"]["items"]["properties"]
    assert set(ranking["indicators"]["items"]["properties"]["share"]["enum"]) == set(SHARES)
    assert tuple(ranking["by"]["enum"]) == RANKED


def test_faulty_rules_are_rejected_with_locations(tmp_path: Path) -> None:
    """An unknown share and a zero weight are problems with a line."""
    file = tmp_path / "rules.yaml"
    written = Path(packaged_rankings()["mac-dinh"]).read_text(encoding="utf-8")
    file.write_text(written.replace("share: on_time", "share: on_tim").replace("weight: 50", "weight: 0"), encoding="utf-8")
    with pytest.raises(CatalogError) as refused:
        read_ranking(file)
    assert {problem.code for problem in refused.value.problems} == {"value-enum", "value-range"}
    assert all(problem.line for problem in refused.value.problems)


def test_custom_rules_replace_the_packaged_ones(evaluated: Evaluation) -> None:
    """The ranking uses the rules of an administrator."""
    assert rank(evaluated.report, RULES)["id"] == "test"
