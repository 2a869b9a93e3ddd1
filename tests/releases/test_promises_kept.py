"""The past edited in ten ways: the check names each record, a recorded correction excuses it, and verify names the correction."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pytest

import tthc_catalog as tthc
from tthc_catalog.policies import processing_time
from tthc_catalog.releases.making import new_release

SMALL = Path(__file__).parents[1] / "small_catalog"
FRIDAY, MONDAY = "2024-03-08 15:45", "2024-03-04 15:45"


def replace(path: Path, *pairs: tuple[str, str]) -> None:
    """Replace texts that a file must contain."""
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text, (path, old)
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a catalog of two procedures with a release of 22/11/2026; its own version is 23/11/2026."""
    folder = tmp_path_factory.mktemp("released") / "catalog"
    shutil.copytree(SMALL, folder)
    replace(folder / "calendar" / "vietnam.yaml", ('covers_from: "2020-01-01"', 'covers_from: "2023-09-01"'))
    second = folder / "commune" / "ho-tich" / "1.000656.yaml"
    shutil.copy(folder / "commune" / "ho-tich" / "1.001193.yaml", second)
    replace(second, ("1.001193", "1.000656"))
    replace(folder / "manifest.yaml", ('"2026.11.23"', '"2026.11.22"'), ("procedures: 1", "procedures: 2"))
    new_release(folder)
    replace(folder / "manifest.yaml", ('"2026.11.22"', '"2026.11.23"'))
    return folder


@pytest.fixture
def folder(released: Path, tmp_path: Path) -> Path:
    """Return a copy to edit."""
    return Path(shutil.copytree(released, tmp_path / "catalog"))


def delete(folder: Path) -> None:
    """Delete a procedure."""
    (folder / "commune" / "ho-tich" / "1.000656.yaml").unlink()
    replace(folder / "manifest.yaml", ("procedures: 2", "procedures: 1"))


def add_day(folder: Path) -> None:
    """Add a day off in the past without a day of announcement."""
    day = '"2024-03-11"\n    kind: holiday\n    name: Nghỉ thêm\n    status: verified\n    source: x\n  - date: "2024-04-29"'
    replace(folder / "calendar" / "vietnam.yaml", ('"2024-04-29"\n    kind: swap_off', day + "\n    kind: swap_off"))


def edit(name: str, *pairs: tuple[str, str]) -> Callable[[Path], None]:
    """Return a function that edits one file."""
    return lambda folder: replace(folder / name, *pairs)


class Edit(NamedTuple):
    """An edit of the past.

    Attributes:
        apply: edits the folder.
        record: the record that the check must name.
        at: a receipt whose answer changes.
        case: its case.
        code: its procedure.
    """

    apply: Callable[[Path], None]
    record: tuple[str, str]
    at: str = FRIDAY
    case: str | None = None
    code: str = "1.001193"


PROCEDURE = "commune/ho-tich/1.001193.yaml"
OFFICE = (
    "hours: hanh-chinh\n    effective_from: null\n    effective_until: null",
    'hours: hanh-chinh\n    effective_from: null\n    effective_until: "2024-01-01"',
)

EDITS = {
    "cutoff": Edit(edit("models/thu-sau.yaml", ('"15:30"', '"16:00"')), ("model", "thu-sau")),
    "weekday": Edit(edit("models/thu-sau.yaml", ("friday", "thursday")), ("model", "thu-sau")),
    "hours": Edit(edit("offices.yaml", ("13:00-16:30", "13:00-16:00")), ("hours", "hanh-chinh"), "2024-03-08 10:00"),
    "holiday": Edit(add_day, ("day", "2024-03-11")),
    "case time": Edit(edit(PROCEDURE, ("amount: 5\n", "amount: 6\n")), ("procedure", "commune/1.001193"), FRIDAY, "xac-minh"),
    "edition start": Edit(edit(PROCEDURE, ('"2016-01-01"', '"2024-06-01"')), ("procedure", "commune/1.001193")),
    "deleted procedure": Edit(delete, ("procedure", "commune/1.000656"), FRIDAY, None, "1.000656"),
    "ended office": Edit(edit("offices.yaml", OFFICE), ("office", "xa-mau")),
    "calendar": Edit(edit("calendar/vietnam.yaml", ("[saturday, sunday]", "[friday, saturday, sunday]")), ("calendar", "vietnam")),
}


def record(folder: Path, what: str, name: str) -> None:
    """Record a correction."""
    entry = f'kind: corrections\ncorrections:\n  - id: sua\n    what: {what}\n    name: "{name}"\n    why: ghi nhầm\n    citation: null\n'
    (folder / "corrections.yaml").write_text(entry + '    known_since: "2026-11-23"\n', "utf-8")


def found(folder: Path) -> list[tthc.Problem]:
    """Return the problems of releases that the check reports."""
    return [p for p in tthc.check(folder).problems if p.code in ("promise-broken", "release-invalid", "correction-unused")]


def paper_of(folder: Path, one: Edit) -> dict[str, Any]:
    """Return the answer as the catalog gives it, as plain data."""
    engine = tthc.Engine(tthc.load_catalog(folder))
    data: dict[str, Any] = json.loads(json.dumps(engine.decide(one.code, level="commune", received_at=one.at, case=one.case).to_dict()))
    return data


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_the_past_is_named_then_excused_then_reported(folder: Path, name: str) -> None:
    """The check names the record with the number of promises; with a correction it passes, and verify names the correction."""
    one = EDITS[name]
    paper = paper_of(folder, one) | {"catalog": {"id": "mau", "version": "2026.11.22"}}
    one.apply(folder)
    (problem,) = found(folder)
    assert (problem.code, problem.found) == ("promise-broken", " ".join(one.record))
    assert problem.params["count"] > 0
    record(folder, *one.record)
    assert found(folder) == []
    new_release(folder)
    (verdict,) = tthc.verify([paper], catalog=folder)
    assert (verdict.status, verdict.promised, verdict.since) == ("different", True, "2026.11.23")
    assert [correction.id for correction in verdict.corrections] == ["sua"]
    assert verdict.differences


def test_the_number_of_promises_is_that_of_the_days(folder: Path) -> None:
    """A later cutoff breaks one promise for each Friday of the model, for the procedure that it lists."""
    assert found(folder) == []
    EDITS["cutoff"].apply(folder)
    days = [dt.date(2023, 9, 25) + dt.timedelta(days=n) for n in range((dt.date(2026, 11, 23) - dt.date(2023, 9, 25)).days)]
    assert found(folder)[0].params["count"] == sum(day.isoweekday() == 5 for day in days)
    with pytest.raises(tthc.CatalogError, match="promise"):
        new_release(folder)


def test_another_version_of_a_policy_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy that answers otherwise is named with its id; a correction excuses it, and verify names it, or that the old policy is missing."""
    spec = processing_time.SPEC

    def build(parameters: Any, citations: Any) -> Any:
        time = parameters["time"]
        later = attrs.evolve(time, then_working_days=2) if time.then_working_days else time
        return spec.build({**parameters, "time": later}, citations)

    paper = paper_of(folder, EDITS["case time"]) | {"catalog": {"id": "mau", "version": "2026.11.22"}}
    changed = [attrs.evolve(spec, version="9", build=build)]
    others = [s for s in tthc.Registry.library["policy"]() if s.id != spec.id]
    monkeypatch.setitem(tthc.Registry.library, "policy", lambda: [*others, *changed])
    (problem,) = found(folder)
    assert (problem.code, problem.found) == ("promise-broken", f"policy {spec.id}")
    record(folder, "policy", spec.id)
    assert found(folder) == []
    new_release(folder)
    known_earlier = {**paper, "inputs": {**paper["inputs"], "known_on": "2024-01-01"}}
    verdicts = tthc.verify([paper, known_earlier], catalog=folder)
    assert [(verdict.status, verdict.promised) for verdict in verdicts] == [("different", True), ("unknown", None)]
    assert [correction.id for correction in verdicts[0].corrections] == ["sua"]


def test_the_policy_of_one_procedure_among_many_is_named(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A policy is compared with the release even if it applies to one procedure only, and to the last of seventy."""
    folder = Path(shutil.copytree(released, tmp_path / "catalog", ignore=shutil.ignore_patterns("releases")))
    first = folder / "commune" / "ho-tich" / "1.001193.yaml"
    for number in range(68):
        code = f"2.{number:06}"
        (first.parent / f"{code}.yaml").write_text(first.read_text("utf-8").replace("1.001193", code), "utf-8")
    replace(folder / "models" / "thu-sau.yaml", ('include: ["1.001193"]', 'include: ["2.000067"]'))
    replace(folder / "manifest.yaml", ('"2026.11.23"', '"2026.11.22"'), ("procedures: 2", "procedures: 70"))
    new_release(folder)
    specs = tthc.Registry.library["policy"]()
    spec = next(spec for spec in specs if spec.id == "service-days")
    shifted = spec_with(spec, lambda parameters: json.loads(json.dumps(parameters).replace("15:30", "16:00")))
    monkeypatch.setitem(tthc.Registry.library, "policy", lambda: [*(s for s in specs if s.id != spec.id), shifted])
    (problem,) = found(folder)
    assert (problem.code, problem.found) == ("promise-broken", f"policy {spec.id}")


def spec_with(spec: Any, change: Callable[[Any], Any]) -> Any:
    """Return another version of a policy, which changes the parameters before it builds."""
    return attrs.evolve(spec, version="9", build=lambda parameters, citations: spec.build(change(parameters), citations))


def test_a_correction_excuses_nothing_else(folder: Path) -> None:
    """If two records are edited and one is recorded, the other is still an error."""
    EDITS["cutoff"].apply(folder)
    EDITS["case time"].apply(folder)
    record(folder, "model", "thu-sau")
    (problem,) = found(folder)
    assert problem.found == "procedure commune/1.001193"


def test_what_had_no_answer_was_no_promise(folder: Path) -> None:
    """A new desk and a new case answer receipts of the past, to which the release had no answer; no promise is broken."""
    offices = folder / "offices.yaml"
    text = offices.read_text("utf-8")
    second = text[text.index("  - id: xa-mau") :].replace("xa-mau", "xa-hai").replace("xã Mẫu", "xã Hai")
    offices.write_text(text + second, "utf-8")
    replace(folder / PROCEDURE, ("- id: xac-minh", "- id: xac-minh-lai"))
    (problem,) = found(folder)  # only the case that was removed
    assert problem.found == "procedure commune/1.001193"
    replace(folder / PROCEDURE, ("- id: xac-minh-lai", "- id: xac-minh"))
    assert found(folder) == []


def test_diff_lists_broken_and_recorded_promises(folder: Path, tthc_command: Any) -> None:
    """``tthc diff released`` counts the broken promises as the check does, then lists them as recorded; without a release it is refused."""
    words = ("diff", "released", str(folder), "--format", "json")
    EDITS["cutoff"].apply(folder)
    promises = json.loads(tthc_command(*words).stdout)["promises"]
    assert [(one["records"], one["count"]) for one in promises["broken"]] == [([{"what": "model", "name": "thu-sau"}], 165)]
    assert found(folder)[0].params["count"] == 165
    record(folder, "model", "thu-sau")
    promises = json.loads(tthc_command(*words).stdout)["promises"]
    assert (promises["broken"], [one["count"] for one in promises["corrected"]]) == ([], [165])
    assert "165" in tthc_command("diff", "released", str(folder), "--lang", "en").stdout
    shutil.rmtree(folder / "releases")
    refused = tthc_command(*words)
    assert (refused.returncode, "tthc release" in refused.stderr) == (2, True)


def test_edits_of_the_future_pass(folder: Path) -> None:
    """An edit from a later day on, another horizon and new words break no promise."""
    replace(folder / "models" / "thu-sau.yaml", ("effective_until: null", 'effective_until: "2026-12-01"'), ("Ngày Thứ sáu", "Thứ sáu"))
    replace(folder / "calendar" / "vietnam.yaml", ('decided_through: "2026-12-31"', 'decided_through: "2027-12-31"'))
    assert found(folder) == []


def test_an_edit_without_another_version_is_derived_from_the_catalog(folder: Path) -> None:
    """If a later edit kept the version, answers of the release and answers of the edited catalog both verify, each by its own source."""
    one = EDITS["cutoff"]._replace(at="2026-12-04 15:45")
    replace(folder / "manifest.yaml", ('"2026.11.23"', '"2026.11.22"'))
    before = paper_of(folder, EDITS["cutoff"])
    replace(folder / "models" / "thu-sau.yaml", ("effective_until: null", 'effective_until: "2026-12-01"'))
    verdicts = tthc.verify([before, paper_of(folder, one)], catalog=folder)
    assert [(verdict.status, (verdict.source or "").split()[0]) for verdict in verdicts] == [("same", "release"), ("same", "catalog")]


def test_an_edit_without_another_version_is_a_warning(folder: Path) -> None:
    """Words edited under the version of the last release are a warning at the version; comments, and edits under a new version, are not reported."""
    replace(folder / "manifest.yaml", ('"2026.11.23"', '"2026.11.22"'))
    model = folder / "models" / "thu-sau.yaml"
    text = model.read_text("utf-8")
    model.write_text(f"# sửa chú thích\n{text}", "utf-8")
    assert not tthc.check(folder).problems
    replace(model, ("title: Ngày Thứ sáu", "title: Thứ sáu"))
    (problem,) = tthc.check(folder).problems
    assert (problem.code, problem.severity, problem.path) == ("version-released", tthc.Severity.WARNING, ("version",))
    replace(folder / "manifest.yaml", ('"2026.11.22"', '"2026.11.24"'))
    assert not tthc.check(folder).problems


def test_the_packaged_catalog_is_as_released() -> None:
    """The packaged catalog has the version and the content of its last release."""
    assert tthc.check().problems == ()


def test_a_shorter_calendar_loses_promises(folder: Path) -> None:
    """Days of receipt that the calendar does not cover any more are counted."""
    replace(folder / "calendar" / "vietnam.yaml", ('covers_from: "2023-09-01"', 'covers_from: "2023-09-11"'))
    assert any(p.code == "promise-broken" and p.params["count"] >= 10 for p in found(folder))
