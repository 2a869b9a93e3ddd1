"""An answer that rests on a document known to end says so; the law of November 2026 holds from its days on, and not before."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import attrs
import pytest

import tthc_catalog as tthc
from tthc_catalog.decisions.law_notices import law_notices
from tthc_catalog.effective import Period

CATALOG = tthc.load_catalog(Path(__file__).parents[2] / "catalog")
ENGINE = tthc.Engine(CATALOG)


def notices(code: str, at: str, lang: str = "en") -> list[str]:
    """Return the notices about law that ends."""
    shown = ENGINE.decide(code, level="commune", received_at=at).explain(lang).notices
    return [notice for notice in shown if "end on" in notice or "hết hiệu lực từ ngày" in notice]


def test_the_notice_names_the_day_and_the_replacement() -> None:
    """One sentence for one day, with every document that ends on it."""
    (notice,) = notices("1.000894", "2026-11-27 09:00")
    assert notice.endswith("end on 1/3/2027: 60/2014/QH13 (replaced by 03/2026/QH16); 120/2025/NĐ-CP; 66.7/2025/NQ-CP.")
    (vietnamese,) = notices("1.000894", "2026-11-27 09:00", "vi")
    assert "60/2014/QH13 (thay bằng 03/2026/QH16)" in vietnamese


@pytest.mark.parametrize(
    ("code", "at", "count"),
    [
        ("1.000894", "2026-02-27 09:00", 0),
        ("1.000894", "2026-03-02 09:00", 1),
        ("1.000894", "2023-09-29 09:00", 0),
        ("2.001035", "2026-11-27 09:00", 1),
        ("2.001035", "2027-03-02 09:00", 0),
        ("2.000815", "2026-11-27 09:00", 0),
    ],
)
def test_the_notice_appears_in_the_year_before(code: str, at: str, count: int) -> None:
    """The end is named for receipts of the year before it, and only if the edition of the receipt rests on the document."""
    assert len(notices(code, at)) == count


def test_an_end_is_unknown_before_the_replacement_was_issued() -> None:
    """A law that is replaced is known to end from the day on which the new one was issued."""
    documents = {**CATALOG.documents}
    for name in ("120/2025/NĐ-CP", "66.7/2025/NQ-CP"):
        documents[name] = attrs.evolve(documents[name], effective_until=None)
    starts = {
        n.period.start for n in law_notices(CATALOG.procedure("1.000894", level="commune"), attrs.evolve(CATALOG, documents=documents))
    }
    assert min(str(start) for start in starts) == "2026-04-23"


def test_a_notice_is_for_the_receipts_of_its_edition() -> None:
    """An edition that begins within the last year of a document, and rests on it, has the notice from its own first day on."""
    procedure = CATALOG.procedure("1.000894", level="commune")
    begins = dt.date(2026, 12, 1)
    edition = attrs.evolve(procedure.editions[-1], period=Period(begins, None))
    (notice,) = law_notices(attrs.evolve(procedure, editions=(edition,)), CATALOG)
    assert notice.period == Period(begins, None)


@pytest.mark.parametrize(
    ("code", "at", "components", "covered_from"),
    [
        ("1.000894", "2025-12-31 09:00", ["to-khai"], False),
        ("1.000894", "2026-01-05 09:00", ["to-khai"], True),
        ("2.001035", "2025-12-31 09:00", ["giay-to-tuy-than", "du-thao-hop-dong"], True),
        ("2.000908", "2026-01-05 09:00", [], True),
        ("2.000908", "2025-12-31 09:00", [], False),
    ],
)
def test_papers_are_no_longer_demanded(code: str, at: str, components: list[str], covered_from: bool) -> None:
    """From 1/1/2026 the papers that data replace are needed only where the data cannot be read."""
    decision = ENGINE.decide(code, level="commune", received_at=at, components=components)
    assert (decision.due_at is not None) is covered_from


def test_land_and_movables_have_conditions_of_their_own() -> None:
    """The land-use certificate is needed if the land data cannot be read, the papers of a vehicle as before."""
    have = ["giay-to-tuy-than", "du-thao-hop-dong"]
    for condition, paper in (
        ("khong-khai-thac-duoc-dat-dai", "giay-chung-nhan-quyen-dat"),
        ("dong-san-phai-dang-ky", "giay-chung-nhan-quyen"),
    ):
        decision = ENGINE.decide("2.001035", level="commune", received_at="2026-11-24 09:00", components=have, conditions=[condition])
        assert [c.id for item in decision.missing for c in item.components] == [paper]


def test_an_abolished_procedure_is_promised_until_its_last_day() -> None:
    """2.001009 ended on 1/11/2025."""
    assert ENGINE.decide("2.001009", level="commune", received_at="2025-10-31 09:00").due_at is not None
    ended = ENGINE.decide("2.001009", level="commune", received_at="2025-11-03 09:00")
    assert (ended.due_at, ended.reason) == (None, "not-in-force")
    assert "280/2025/NĐ-CP" in str(ended.explain("vi"))


@pytest.mark.parametrize(
    ("at", "due"), [("2026-11-26 15:00", "2026-11-26"), ("2026-11-26 15:01", "2026-11-27"), ("2020-06-02 15:01", "2020-06-03")]
)
def test_supplements_follow_the_rule_of_15_00(at: str, due: str) -> None:
    """The recorded correction of `chi-bo-sung`: after 15:00, the next working day."""
    decision = ENGINE.decide("1.004859", level="commune", case="chi-bo-sung", received_at=at)
    assert decision.statutory is not None
    assert decision.statutory.due_at.date().isoformat() == due


def test_the_days_of_2027_are_decided() -> None:
    """The Tết of 2027 is from 4/2 to 10/2; an answer in 2027 is not provisional."""
    decision = ENGINE.decide("2.000815", level="commune", received_at="2027-02-04 09:00")
    assert decision.statutory is not None
    assert (decision.statutory.due_at.date().isoformat(), decision.provisional) == ("2027-02-11", False)
