"""The effect of changed rules, hours or calendars on due dates, reported by weekday and stretch of the day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from channel_catalog import ONE_DAY, with_channels_of_models, with_own_time

from tthc_catalog.comparison.promise_changes import DueComparison, compare_due_dates
from tthc_catalog.comparison.timetable_changes import DueChange
from tthc_catalog.effective import Period
from tthc_catalog.policies.contract import DueOnCalendarDay, DueOnWorkingDay
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.registry import Registry
from tthc_catalog.timetable.compiler import Compiler

if TYPE_CHECKING:
    from collections.abc import Callable

    from tthc_catalog.records.procedure import Edition

CODE = "1.004873"
FIRST, UNTIL = dt.date(2025, 8, 1), dt.date(2026, 8, 1)
SAME_DAY = DueOnWorkingDay(working_days=0)


def compared(before: Catalog, after: Catalog) -> DueComparison:
    """Return the comparison over one year."""
    return compare_due_dates(Compiler(before, Registry()), Compiler(after, Registry()), first=FIRST, until=UNTIL)


def with_time(catalog: Catalog, change: Callable[[Edition], Edition]) -> Catalog:
    """Return the catalog with every edition of one procedure changed."""
    return attrs.evolve(
        catalog,
        procedures=tuple(attrs.evolve(p, editions=tuple(map(change, p.editions))) if p.code == CODE else p for p in catalog.procedures),
    )


def with_model(catalog: Catalog, **changes: Any) -> Catalog:
    """Return the catalog with its model changed."""
    return attrs.evolve(catalog, models={id: attrs.evolve(model, **changes) for id, model in catalog.models.items()})


def windows(catalog: Catalog, *, until: int) -> dict[str, Any]:
    """Return the model's parameters with only the first ``until`` windows."""
    (model,) = catalog.models.values()
    return {**model.parameters, "windows": list(model.parameters["windows"][:until])}


def only(comparison: DueComparison) -> tuple[tuple[Any, ...], tuple[DueChange, ...]]:
    """Return the only group of a comparison."""
    (group,) = comparison.groups
    return group


def test_nothing_differs_from_itself(catalog: Catalog) -> None:
    """A catalog compared with itself has no changes."""
    assert compared(catalog, catalog).groups == ()


def test_dropping_the_cutoff(catalog: Catalog) -> None:
    """Without the 15:30 cutoff, Friday 15:31 to closing moves from before 09:00 of the next working day to the same day."""
    (keys, (change,)), (abolished, _) = compared(catalog, with_model(catalog, parameters=windows(catalog, until=1))).groups
    assert {key.code for key in abolished} == {"2.001009"}
    assert {key.code for key in keys} == {p.code for p in catalog.procedures if p.level == "commune"} - {"2.001009"}
    assert (change.weekdays, change.first, change.last) == ((5,), 15 * 60 + 31, None)
    assert change.before.outcome == DueOnWorkingDay(working_days=1, minute=9 * 60, bound="before")
    assert change.after.outcome == SAME_DAY
    assert change.closes == (16 * 60 + 30, 17 * 60)


def test_every_reported_instance_is_what_the_engine_decides(catalog: Catalog) -> None:
    """The old and the new moment of each reported day are those of `Engine.decide`, and no other day differs."""
    from tthc_catalog import Engine

    after = with_model(catalog, parameters=windows(catalog, until=1))
    (_, (change,)), _ = compared(catalog, after).groups
    engines = Engine(catalog), Engine(after)
    reported = {instance.day: (instance.before, instance.after) for instance in change.instances}
    for step in range((UNTIL - FIRST).days):
        day = FIRST + dt.timedelta(days=step)
        due = tuple(e.decide(CODE, received_at=dt.datetime.combine(day, dt.time(15, 45))).due_at for e in engines)
        assert reported.get(day, (due[0], due[0])) == due


def test_a_shorter_time_moves_every_working_day(catalog: Catalog) -> None:
    """Reducing three working days to two changes every working day, all day, and only that procedure."""
    after = with_time(catalog, lambda e: attrs.evolve(e, processing_time=attrs.evolve(e.processing_time, amount=2)))
    keys, (change,) = only(compared(catalog, after))
    assert keys == (("commune", CODE, None, "cap-xa", None),)
    assert set(range(1, 6)) - {5} <= set(change.weekdays)
    assert (change.first, change.last) == (None, None)
    assert (change.before.outcome, change.after.outcome) == (DueOnWorkingDay(working_days=3), DueOnWorkingDay(working_days=2))
    assert not change.before.deemed


def test_a_case_is_compared_by_itself(catalog: Catalog) -> None:
    """A changed case moves only the dossiers of that case."""

    def changed(edition: Edition) -> Edition:
        cases = tuple(attrs.evolve(c, processing_time=attrs.evolve(c.processing_time, amount=20)) for c in edition.cases)
        return attrs.evolve(edition, cases=cases)

    keys, changes = only(compared(catalog, with_time(catalog, changed)))
    assert keys == (("commune", CODE, "xac-minh", "cap-xa", None),)
    assert {change.before.outcome for change in changes} == {DueOnCalendarDay(calendar_days=23), DueOnWorkingDay(working_days=3)}


def test_a_reworded_rule_is_no_change(catalog: Catalog) -> None:
    """A changed text, note or citation moves no due date."""
    after = with_time(catalog, lambda e: attrs.evolve(e, processing_time=attrs.evolve(e.processing_time, note="khác", citations=())))
    assert compared(catalog, with_model(after, title="Khác", citations=())).groups == ()


def test_a_new_day_off_is_reported_by_its_dates(catalog: Catalog) -> None:
    """With 24/4/2026 off, a Friday, its dossiers count from Monday, and earlier ones whose term crosses it are due later."""
    friday = attrs.evolve(catalog.calendar.days[-1], date=dt.date(2026, 4, 24), kind="holiday", name="Nghỉ", swap_with=None)
    after = attrs.evolve(catalog, calendar=attrs.evolve(catalog.calendar, days=(*catalog.calendar.days, friday)))
    changes = [
        change for keys, found in compared(catalog, after).groups for change in found if ("commune", CODE, None, "cap-xa", None) in keys
    ]
    days = {instance.day for change in changes for instance in change.instances}
    assert days == {dt.date(2026, 4, day) for day in (21, 22, 23, 24)}
    crossing = [change for change in changes if change.same_rule]
    assert {instance.day.day for change in crossing for instance in change.instances} == {21, 22, 23}
    assert all(change.after.deemed for change in changes if not change.same_rule)


def test_the_weekend_before_a_moved_day_is_not_reported_twice(catalog: Catalog) -> None:
    """Receipts of a day off are due as those of the next working day: the change is reported only there."""
    monday = dt.date(2026, 3, 2)
    after = with_time(catalog, lambda e: attrs.evolve(e, processing_time=attrs.evolve(e.processing_time, amount=2)))
    _, (change,) = only(compared(catalog, after))
    days = {instance.day for instance in change.instances}
    assert monday in days
    assert monday - dt.timedelta(days=1) not in days


def test_losing_the_commitment_is_reported_even_if_no_moment_moves(catalog: Catalog) -> None:
    """If a model ends, certification on Friday mornings loses its commitment, although the law also requires the same day."""
    after = with_model(catalog, period=Period(dt.date(2023, 9, 25), FIRST))
    found = [change for keys, changes in compared(catalog, after).groups for change in changes if keys[0][1] == "2.000815"]
    early = next(change for change in found if change.first is None)
    assert early.before.covered
    assert not early.after.covered
    assert all(instance.before == instance.after for instance in early.instances)


def test_other_hours_of_one_office_are_reported_for_that_office(catalog: Catalog) -> None:
    """If only one commune's office closes earlier, that office is reported and the default one is not."""
    hours = catalog.hours["hai-duong"]
    short = attrs.evolve(hours, id="ngan", seasons=tuple(attrs.evolve(s, sessions=s.sessions[:1]) for s in hours.seasons))
    offices = {**catalog.offices, "xa-an-phuong": attrs.evolve(catalog.offices["xa-an-phuong"], hours="ngan")}
    after = attrs.evolve(catalog, hours={**catalog.hours, "ngan": short}, offices=offices)
    comparison = compare_due_dates(
        Compiler(catalog, Registry()), Compiler(after, Registry()), first=dt.date(2025, 5, 1), until=dt.date(2025, 7, 1)
    )
    assert {key.office for keys, _ in comparison.groups for key in keys} == {"xa-an-phuong"}


def test_a_changed_time_of_a_channel_moves_its_dossiers_only(catalog: Catalog) -> None:
    """With one working day online instead of three, the dossiers filed online are due earlier, and no others."""
    keys, changes = only(compared(catalog, with_own_time(catalog, CODE, "online", ONE_DAY)))
    assert keys == (("commune", CODE, None, "cap-xa", "online"),)
    weekday = max(changes, key=lambda change: len(change.instances))
    assert (weekday.before.outcome, weekday.after.outcome) == (DueOnWorkingDay(working_days=3), DueOnWorkingDay(working_days=1))


def test_channels_with_equal_changes_are_reported_together(catalog: Catalog) -> None:
    """A change of all channels names none; a change of some names each of them, also where one side does not distinguish them."""
    before = with_own_time(catalog, CODE, "online", ONE_DAY)
    four = with_time(before, lambda e: attrs.evolve(e, processing_time=attrs.evolve(e.processing_time, amount=4)))
    keys, _ = only(compared(before, four))
    assert [key.channel for key in keys] == ["in_person", "postal"]
    bound = with_channels_of_models(catalog, "in_person", "postal")
    assert {key.channel for keys, _ in compared(catalog, bound).groups for key in keys} == {"online"}
    assert {key.channel for keys, _ in compared(before, catalog).groups for key in keys} == {"online"}


def without(catalog: Catalog, *codes: str) -> Catalog:
    """Return the catalog without some procedures of the communes."""
    return attrs.evolve(catalog, procedures=tuple(p for p in catalog.procedures if p.level != "commune" or p.code not in codes))


def test_a_procedure_that_goes_or_comes_is_a_deadline_that_goes_or_comes(catalog: Catalog) -> None:
    """Every working day of a removed procedure loses its due time, and of an added one gains it, once for all its cases."""
    keys, gone = only(compared(catalog, without(catalog, CODE)))
    assert keys == (("commune", CODE, None, "cap-xa", None),)
    assert {change.after.reason for change in gone} == {"no-such-procedure"}
    assert all(instance.before is not None and instance.after is None for change in gone for instance in change.instances)
    days = {instance.day for change in gone for instance in change.instances}
    working = Compiler(catalog, Registry()).calendar
    assert days == {day for step in range((UNTIL - FIRST).days) if working.is_working_day(day := FIRST + dt.timedelta(days=step))}
    keys, come = only(compared(without(catalog, CODE), catalog))
    assert keys == (("commune", CODE, None, "cap-xa", None),)
    assert {change.before.reason for change in come} == {"no-such-procedure"}
    assert [change.after for change in come] == [change.before for change in gone]


def test_an_edition_that_ends_is_a_deadline_that_ends(catalog: Catalog) -> None:
    """From the day of the end on, no receipt has a due time."""
    end = dt.date(2026, 3, 2)
    after = with_time(catalog, lambda e: attrs.evolve(e, period=Period(e.period.start, min(end, e.period.until or end))))
    found = [(keys, changes) for keys, changes in compared(catalog, after).groups if any(key.case is None for key in keys)]
    ((keys, changes),) = found
    assert {key.code for key in keys} == {CODE}
    assert {change.after.reason for change in changes} == {"not-in-force"}
    assert min(instance.day for change in changes for instance in change.instances) == end


def test_a_case_that_goes_is_a_deadline_that_goes(catalog: Catalog) -> None:
    """A removed case loses its due times; the procedure without it keeps them."""
    after = with_time(catalog, lambda e: attrs.evolve(e, cases=()))
    keys, changes = only(compared(catalog, after))
    assert keys == (("commune", CODE, "xac-minh", "cap-xa", None),)
    assert {change.after.reason for change in changes} == {"no-such-case"}


def test_an_office_that_goes_is_a_deadline_that_goes(catalog: Catalog) -> None:
    """Of a removed office all procedures lose their due times there; at the default office nothing changes."""
    offices = {id: office for id, office in catalog.offices.items() if id != "xa-an-phuong"}
    comparison = compare_due_dates(
        Compiler(catalog, Registry()),
        Compiler(attrs.evolve(catalog, offices=offices), Registry()),
        first=dt.date(2025, 5, 1),
        until=dt.date(2025, 7, 1),
    )
    assert {key.office for keys, _ in comparison.groups for key in keys} == {"xa-an-phuong"}
    assert {change.after.reason for _, changes in comparison.groups for change in changes} == {"no-such-office"}


def test_only_days_of_both_calendars_are_compared(catalog: Catalog) -> None:
    """The comparison begins with the later of the two calendars."""
    covers = Period(dt.date(2024, 1, 1), catalog.calendar.covers.until)
    days = tuple(day for day in catalog.calendar.days if day.date >= dt.date(2024, 1, 1))
    after = attrs.evolve(catalog, calendar=attrs.evolve(catalog.calendar, covers=covers, days=days))
    comparison = compare_due_dates(Compiler(catalog, Registry()), Compiler(after, Registry()))
    assert comparison.first == dt.date(2024, 1, 1)
    assert comparison.groups == ()


@pytest.mark.parametrize("unit", ["working_hour", "working_minute"])
def test_times_that_move_with_receipt(catalog: Catalog, unit: str) -> None:
    """A time in working hours is compared too, although its due moment moves with every minute of receipt."""
    four = with_time(catalog, lambda e: attrs.evolve(e, processing_time=attrs.evolve(e.processing_time, amount=4, unit=unit)))
    five = with_time(catalog, lambda e: attrs.evolve(e, processing_time=attrs.evolve(e.processing_time, amount=5, unit=unit)))
    assert compared(four, four).groups == ()
    keys, changes = only(compared(four, five))
    assert keys == (("commune", CODE, None, "cap-xa", None),)
    assert changes
