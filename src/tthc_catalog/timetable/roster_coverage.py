"""Check that the rosters cover every model day and, on each, every field of the office's procedures."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.messages import text, text_pair
from tthc_catalog.problems.problem_factory import problem_at
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.model_days import model_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.effective import Period
    from tthc_catalog.errors import Problem
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.commitment_model import Model
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.roster import Roster
    from tthc_catalog.yaml_files.document import Document


def coverage_problems(catalog: Catalog, documents: Sequence[Document], registry: SpecRegistry) -> Iterator[Problem]:
    """Yield a problem for each model day or field that a roster misses, and for each roster day that is not a model day.

    Args:
        catalog: the catalog, with its rosters in the order of ``documents``.
        documents: the files of the rosters, for the positions of problems.
        registry: provides the policies of the models.
    """
    compiler = Compiler(catalog, registry)
    for roster, document in zip(catalog.rosters, documents, strict=True):
        office = catalog.offices[roster.office]
        models = _models(catalog, office)
        expected, lost = _days(compiler, models, office, roster.period)
        listed = {duty.date: index for index, duty in enumerate(roster.days)}
        for date in sorted(expected - listed.keys()):
            yield problem_at(document, ("days",), "roster-day-missing", at_key=True, found=date.isoformat(), hint=f'- date: "{date}"')
        for date, index in listed.items():
            path = ("days", index)
            if date not in expected:
                why = lost.get(date)
                reason = text_pair("timetable.roster.not-in-force") if why is None else _closed(*why)
                yield problem_at(document, (*path, "date"), "roster-day-extra", found=date.isoformat(), reason=reason)
                continue
            missing = _fields(catalog, models, office, date) - _served(roster, index)
            for field in sorted(missing):
                yield problem_at(document, (*path, "posts"), "roster-field", at_key=True, found=field, date=date.isoformat())


def days_to_cover(catalog: Catalog, office: Office, period: Period, registry: SpecRegistry) -> tuple[list[dt.date], set[str]]:
    """Return the model days of an office in a period, and the fields of the procedures that its models promise on them."""
    models = _models(catalog, office)
    days = sorted(_days(Compiler(catalog, registry), models, office, period)[0])
    return days, {field for date in days for field in _fields(catalog, models, office, date)}


def _closed(why: str, why_en: str) -> tuple[str, str]:
    """Return the reason for a lost day in Vietnamese and English."""
    return text("timetable.roster.closed", "vi", why=why), text("timetable.roster.closed", "en", why=why_en)


def _models(catalog: Catalog, office: Office) -> tuple[Model, ...]:
    """Return the commitments that bind the office."""
    bound = next((level.commitments for level in catalog.manifest.levels if level.level == office.level), ())
    models = (catalog.models[name] for name in bound)
    return tuple(
        model
        for model in models
        if (not model.scope.offices or office.id in model.scope.offices) and (not model.scope.levels or office.level in model.scope.levels)
    )


def _days(
    compiler: Compiler, models: Sequence[Model], office: Office, period: Period
) -> tuple[set[dt.date], dict[dt.date, tuple[str, str]]]:
    """Return the model days of a period, and the lost days with the reason."""
    start, until = period.start, period.until
    assert start is not None, "the schema requires both bounds"
    assert until is not None, "the schema requires both bounds"
    expected: set[dt.date] = set()
    lost: dict[dt.date, tuple[str, str]] = {}
    for model in models:
        for year in range(start.year, until.year + 1):
            for day in model_days(model, compiler.desk(office), compiler.registry, year):
                date = day.fact.date
                if date in period and date in office.period:
                    if day.applies:
                        expected.add(date)
                    else:
                        lost[date] = (day.fact.name, day.fact.name) if day.fact.name else text_pair(f"fact.day.{day.fact.kind}")
    return expected, lost


def _fields(catalog: Catalog, models: Sequence[Model], office: Office, date: dt.date) -> set[str]:
    """Return the fields of the procedures that the models promise at the office on the day."""
    return {
        procedure.field
        for procedure in catalog.procedures
        if procedure.level == office.level
        and procedure.edition_on(date) is not None
        and any(model.scope.lists(procedure, office.id) for model in models)
    }


def _served(roster: Roster, index: int) -> set[str]:
    """Return the fields that the officials on duty handle."""
    people = {person.id: person for person in roster.people}
    return {field for _, id in roster.days[index].posts if id in people for field in people[id].fields}
