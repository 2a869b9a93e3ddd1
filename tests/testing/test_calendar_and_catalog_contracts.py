"""The contracts of calendars and catalogs pass what is right and name what is not."""

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
    """The built-in calendar, with days read off the announcements by hand."""

    spec = VIETNAM
    answers = Path(__file__).parent / "vietnam.csv"


class TestPackagedCatalog(CatalogContract):
    """The packaged catalog keeps the contract it asks of others."""

    spec = PACKAGED


def calendar_contract(**more: Any) -> CalendarContract:
    """The contract over the Vietnamese calendar with something changed."""
    made: CalendarContract = type("Contract", (CalendarContract,), {"spec": attrs.evolve(VIETNAM, **more)})()
    return made


def changed(**more: Any) -> Callable[[], CalendarDocument]:
    """The official document with something changed."""
    return lambda: attrs.evolve(VIETNAM.document(), **more)


class Gap(WorkingCalendar):
    """A calendar that leaves out a day."""

    def fact_at(self, number: int) -> Any:
        """Off by one from day 100 on."""
        return super().fact_at(number + (number >= 100))


class LosesCount(WorkingCalendar):
    """A calendar that cannot count back."""

    def nth_from(self, number: int, n: int) -> int:
        """Two days back for one."""
        return super().nth_from(number, n * 2 if n < 0 and number > 9 else n)


def of(cls: type[WorkingCalendar]) -> Callable[[CalendarDocument], WorkingCalendar]:
    """A builder of a broken calendar."""

    def build(document: CalendarDocument) -> WorkingCalendar:
        start, until = document.covers.start, document.covers.until
        assert start is not None
        assert until is not None
        days: dict[str, Any] = {"facts": {}, "rest_days": (6, 7), "first": start, "until": until}
        return cls(id="broken", decided_through=document.decided_through, **days)

    return build


def moody(document: CalendarDocument) -> WorkingCalendar:
    """Another fingerprint at every build."""
    moody_days.append(dt.date(2029, 1, 1) + dt.timedelta(days=len(moody_days)))
    return official_calendar(attrs.evolve(document, decided_through=moody_days[-1]))


moody_days: list[dt.date] = []


@pytest.mark.parametrize(
    ("check", "more"),
    [
        ("test_id_version_and_titles", {"title": ""}),
        ("test_horizon", {"document": changed(covers=Period(None, dt.date(2030, 1, 1)))}),
        ("test_horizon", {"document": changed(decided_through=dt.date(2040, 1, 1))}),
        ("test_every_day_is_answered", {"build": of(Gap)}),
        ("test_counting_forth_and_back", {"build": of(LosesCount)}),
        ("test_official_days_stand", {"build": of(WorkingCalendar)}),
        ("test_built_alike_every_time", {"build": moody}),
    ],
)
def test_each_fault_of_a_calendar_is_named(check: str, more: dict[str, Any]) -> None:
    """The check that is for the fault fails and says why."""
    with pytest.raises(AssertionError) as caught:
        getattr(calendar_contract(**more), check)()
    assert str(caught.value).strip()


def test_an_unknown_time_zone_is_refused() -> None:
    """A clock nobody knows tells no time."""
    with pytest.raises(KeyError):
        calendar_contract(document=changed(time_zone="Asia/Thanh_Ha")).test_time_zone_is_known()


def test_wrong_calendar_answers_are_told(tmp_path: Path) -> None:
    """The answer file is believed, not the calendar."""
    path = tmp_path / "days.csv"
    path.write_text("# wrong on purpose\ndate,working\n2024-05-04,no\n", encoding="utf-8")
    made = calendar_contract()
    type(made).answers = path
    with pytest.raises(AssertionError, match="2024-05-04"):
        made.test_answers_from_outside()


def catalog_contract(folder: Path, **more: Any) -> CatalogContract:
    """The contract over a folder."""
    spec = attrs.evolve(PACKAGED, folder=folder, **more)
    made: CatalogContract = type("Contract", (CatalogContract,), {"spec": spec})()
    return made


def test_faults_of_a_catalog_are_named(tmp_path: Path) -> None:
    """Problems, a wrong id, an id that leads elsewhere, a missing title, a model that never holds, a reason without a citation."""
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
