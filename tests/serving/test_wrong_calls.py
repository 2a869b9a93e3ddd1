"""Wrong calls get the answer that a developer would wish: what is wrong, where, and what to write instead."""

from __future__ import annotations

import pytest
from service_process import BASE, Service
from wrong_calls import WRONG, Wrong, call


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.what)
def test_a_wrong_call_is_answered_with_its_remedy(service: Service, wrong: Wrong) -> None:
    """The answer has the right status and kind, names the parameter, and suggests what works, in both languages."""
    found = call(service, wrong)
    problem = found.json
    assert (found.status, problem["status"], problem["type"]) == (wrong.status, wrong.status, f"/problems/{wrong.kind}"), problem
    assert found.headers["content-type"] == "application/problem+json"
    if wrong.parameter is not None:
        assert problem["parameter"] == wrong.parameter
    assert set(wrong.suggestions) <= set(problem["suggestions"]), problem
    if wrong.status == 405:
        assert found.headers["allow"].split(", ") == problem["suggestions"]
    vietnamese = call(service, wrong, "vi")
    assert vietnamese.headers["content-language"] == "vi"
    for text in (problem["title"], problem["detail"], vietnamese.json["title"], vietnamese.json["detail"]):
        assert "{" not in text.replace("{catalog}", "")
        assert "serving." not in text
    assert vietnamese.json["detail"] != problem["detail"]
    page = service.get(problem["type"])
    assert (page.status, page.json["title"]) == (200, problem["title"])


def test_there_are_forty() -> None:
    """The table has at least forty calls, each with something else that is wrong."""
    assert len({wrong.what for wrong in WRONG}) == len(WRONG) >= 40


def test_a_suggestion_works(service: Service) -> None:
    """A code, a level and a desk that are suggested are accepted in the next call."""
    for wrong in WRONG:
        if wrong.parameter in ("code", "level", "office") and isinstance(wrong.body, dict) and wrong.kind != "missing-parameter":
            suggestion = call(service, wrong).json["suggestions"][0].strip('"')
            repaired = service.post(f"{BASE}/decisions", {**wrong.body, "level": wrong.body.get("level"), wrong.parameter: suggestion})
            assert repaired.status == 200 or repaired.json["parameter"] != wrong.parameter, (wrong.what, repaired.json)
