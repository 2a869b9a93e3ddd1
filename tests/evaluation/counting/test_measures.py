"""Form II.06a has one list of columns, and its printed definition agrees with the list."""

from __future__ import annotations

import pytest

from tthc_catalog.evaluation.counting.measures import FORM_COLUMNS, MEASURES
from tthc_catalog.messages import text


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
