"""The contracts of calendars and catalogs pass for ours and name the faults of broken ones."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.calendars.working import WorkingCalendar, official_calendar
from tthc_catalog.effective import Period
from tthc_catalog.registry import Registry
from tthc_catalog.testing import CalendarContract, CatalogContract

if TYPE_CHECKING:
    from collections.abc import Callable

    from tthc_catalog.records.official_calendar import CalendarDocument

VIETNAM = Registry(plugins=()).calendar("vietnam", requested_by="the contract")
PACKAGED = Registry(plugins=()).catalog("thanh-ha", requested_by="the contract")


class TestVietnam(CalendarContract):
    """The contract of the built-in calendar, with days copied from the announcements by hand."""

    spec = VIETNAM
    answers = Path(__file__).parent / "vietnam.csv"


class TestPackagedCatalog(CatalogContract):
    """The contract of the packaged catalog."""

    spec = PACKAGED


def calendar_contract(**more: Any) -> CalendarContract:
    """Return the contract of the Vietnamese calendar with changes to its spec."""
    made: CalendarContract = type("Contract", (CalendarContract,), {"spec": attrs.evolve(VIETNAM, **more)})()
    return made


def changed(**more: Any) -> Callable[[], CalendarDocument]:
    """Return a function that returns the official document with changes."""
    return lambda: attrs.evolve(VIETNAM.document(), **more)


class Gap(WorkingCalendar):
    """A calendar without day 100."""

    def fact_at(self, number: int) -> Any:
        """Return the facts about the following day, from day 100 on."""
        return super().fact_at(number + (number >= 100))


class LosesCount(WorkingCalendar):
    """A calendar that counts back wrongly."""

    def nth_from(self, number: int, n: int) -> int:
        """Count back twice as far as requested."""
        return super().nth_from(number, n * 2 if n < 0 and number > 9 else n)


def of(cls: type[WorkingCalendar]) -> Callable[[CalendarDocument], WorkingCalendar]:
    """Return a builder of a broken calendar without special days."""

    def build(document: CalendarDocument) -> WorkingCalendar:
        start, until = document.covers.start, document.covers.until
        assert start is not None
        assert until is not None
        days: dict[str, Any] = {"facts": {}, "rest_days": (6, 7), "first": start, "until": until}
        return cls(id="broken", decided_through=document.decided_through, **days)

    return build


def inconstant(document: CalendarDocument) -> WorkingCalendar:
    """Build a calendar with another fingerprint on every call."""
    last_days.append(dt.date(2024, 1, 1) + dt.timedelta(days=len(last_days)))
    return official_calendar(attrs.evolve(document, decided_through=last_days[-1]))


last_days: list[dt.date] = []


@pytest.mark.parametrize(
    ("check", "more"),
    [
        ("test_id_version_and_titles", {"title": ""}),
        ("test_horizon", {"document": changed(covers=Period(None, dt.date(2030, 1, 1)))}),
        ("test_horizon", {"document": changed(decided_through=dt.date(2040, 1, 1))}),
        ("test_every_day_is_answered", {"build": of(Gap)}),
        ("test_counting_forth_and_back", {"build": of(LosesCount)}),
        ("test_official_days_stand", {"build": of(WorkingCalendar)}),
        ("test_built_alike_every_time", {"build": inconstant}),
    ],
)
def test_each_fault_of_a_calendar_is_named(check: str, more: dict[str, Any]) -> None:
    """The test for the fault fails with a message."""
    with pytest.raises(AssertionError) as caught:
        getattr(calendar_contract(**more), check)()
    assert str(caught.value).strip()


def test_an_unknown_time_zone_raises_an_error() -> None:
    """The time zone must be in the zone database."""
    with pytest.raises(KeyError):
        calendar_contract(document=changed(time_zone="Asia/Thanh_Ha")).test_time_zone_is_known()


def test_differences_from_the_answer_file_are_reported(tmp_path: Path) -> None:
    """The test fails and names the day if the answer file disagrees with the calendar."""
    path = tmp_path / "days.csv"
    path.write_text("# wrong on purpose\ndate,working\n2024-05-04,no\n", encoding="utf-8")
    made = calendar_contract()
    type(made).answers = path
    with pytest.raises(AssertionError, match="2024-05-04"):
        made.test_answers_from_outside()


def catalog_contract(folder: Path, **more: Any) -> CatalogContract:
    """Return the contract of the packaged catalog's spec, with another folder and other changes."""
    spec = attrs.evolve(PACKAGED, folder=folder, **more)
    made: CatalogContract = type("Contract", (CatalogContract,), {"spec": spec})()
    return made


def test_faults_of_a_catalog_are_named(tmp_path: Path) -> None:
    """Problems, wrong ids, a missing title, a model that never applies and a rule without a citation are each reported."""
    folder = tmp_path / "catalog"
    shutil.copytree(catalog_folder(), folder)
    model = folder / "models" / "thu-sau-khong-cho.yaml"
    model.write_text(model.read_text(encoding="utf-8").replace("weekdays: [friday]", 'dates: ["1999-01-01"]'), encoding="utf-8")
    with pytest.raises(AssertionError, match="never holds"):
        catalog_contract(folder).test_every_model_has_a_day()
    with pytest.raises(AssertionError, match="states the id"):
        catalog_contract(folder, id="other").test_id_is_the_manifest_s()
    with pytest.raises(AssertionError, match="leads elsewhere"):
        catalog_contract(folder).test_installed_under_its_id()
    with pytest.raises(AssertionError, match="title_en"):
        catalog_contract(folder, title_en="").test_titles()
    manifest = folder / "manifest.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("id: minute-precision", "id: second-thoughts"), encoding="utf-8")
    with pytest.raises(AssertionError, match="nothing is cited for minute-precision"):
        catalog_contract(folder).test_every_reason_is_cited()
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("procedures: 14", "procedures: 13"), encoding="utf-8")
    with pytest.raises(AssertionError, match="count-mismatch"):
        catalog_contract(folder).test_no_problem_is_left()
