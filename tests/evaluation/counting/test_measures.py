"""Form II.06a has one list of columns, its printed definition agrees with the list, and measures can be counted by their predicates."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

import tthc_catalog as tthc
from tthc_catalog.evaluation.counting.measures import FORM_COLUMNS, MEASURES, Measure, predicates, with_tests
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.usefixtures("registry")
def test_the_definition_of_the_form_states_its_columns(lang: str) -> None:
    """The definition names the first and the last column, and the sum of every column whose parts are columns."""
    definition = text("evaluation.definition.form", lang)
    numbers = [measure.column for measure in FORM_COLUMNS]
    assert numbers == list(range(3, 3 + len(numbers)))
    assert definition.startswith(("Cột 3 đến", "Columns 3 to"))
    assert str(numbers[-1]) in definition.split("(")[0].split(" II.06a")[0]
    for measure in FORM_COLUMNS:
        columns = [str(MEASURES[part].column) for part in measure.parts if MEASURES[part].column]
        if columns:
            assert f"{measure.column}={'+'.join(columns)}" in definition


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
def test_only_and_and_or_connect_predicates(measure: Measure) -> None:
    """A predicate that is unknown counts as false, which would be wrong below a NOT."""
    words = re.findall(r"[^\s()]+", with_tests(measure.formula, dict.fromkeys(predicates([measure.id]), "p")))
    assert set(words) <= {"p", "AND", "OR"}
    assert not re.search(r"[][]", measure.condition)


def test_marks_fit_into_an_integer() -> None:
    """Every predicate and every measure has a bit of a signed integer of 64 bits."""
    assert len(predicates(list(MEASURES))) <= 62
    assert len(MEASURES) <= 62


@pytest.mark.parametrize("hashes", [1, 3, 1000])
def test_duplicates_are_found_in_parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hashes: int) -> None:
    """However few hashes of ids are compared at once, each id counts once, in the order of lines."""
    monkeypatch.setattr("tthc_catalog.evaluation.judging.record_store._HASHES", hashes)
    rows = [f"H{number % 7},xa-thanh-hai,commune,1.001193,2024-10-04 08:{number:02},2024-10-04 09:00" for number in range(10)]
    file = tmp_path / "export.csv"
    file.write_text("\n".join(["mã hồ sơ,đơn vị,cấp,mã thủ tục,ngày tiếp nhận,ngày có kết quả", *rows]), encoding="utf-8")
    report = tthc.evaluate(file, period="2024-10", as_of=dt.datetime(2024, 11, 1))
    assert report.intake.rejected == {"duplicate": 3}
