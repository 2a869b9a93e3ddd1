"""Whether the rosters cover the model days: every day served, every field of the office's procedures in somebody's hands."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.problems.problem_factory import problem_at
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.model_days import model_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.errors import Problem
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.commitment_model import Model
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.roster import Roster
    from tthc_catalog.yaml_files.document import Document


def coverage_problems(catalog: Catalog, documents: Sequence[Document], registry: SpecRegistry) -> Iterator[Problem]:
    """What the rosters leave uncovered, or cover in vain.

    Args:
        catalog: the catalog, whose rosters stand in the order of ``documents``.
        documents: the rosters' files, for the places of problems.
        registry: gives the policies of the models.
    """
    compiler = Compiler(catalog, registry)
    for roster, document in zip(catalog.rosters, documents, strict=True):
        office = catalog.offices[roster.office]
        models = _models(catalog, office)
        held, lost = _days(compiler, models, office, roster)
        listed = {duty.date: index for index, duty in enumerate(roster.days)}
        for date in sorted(held - listed.keys()):
            yield problem_at(document, ("days",), "roster-day-missing", at_key=True, found=date.isoformat(), hint=f'- date: "{date}"')
        for date, index in listed.items():
            path = ("days", index)
            if date not in held:
                why = lost.get(date)
                reason = (
                    (f"cơ quan nghỉ: {why}", f"the office is closed: {why}")
                    if why
                    else ("mô hình không áp dụng", "the model does not apply")
                )
                yield problem_at(document, (*path, "date"), "roster-day-extra", found=date.isoformat(), reason=reason)
                continue
            missing = _fields(catalog, models, office, date) - _served(roster, index)
            for field in sorted(missing):
                yield problem_at(document, (*path, "posts"), "roster-field", at_key=True, found=field, date=date.isoformat())


def _models(catalog: Catalog, office: Office) -> tuple[Model, ...]:
    """The commitments that bind the office."""
    bound = next((level.commitments for level in catalog.manifest.levels if level.level == office.level), ())
    models = (catalog.models[name] for name in bound)
    return tuple(
        model
        for model in models
        if (not model.scope.offices or office.id in model.scope.offices) and (not model.scope.levels or office.level in model.scope.levels)
    )


def _days(compiler: Compiler, models: Sequence[Model], office: Office, roster: Roster) -> tuple[set[dt.date], dict[dt.date, str]]:
    """The model days of the roster's period, and those that fell away with the reason."""
    start, until = roster.period.start, roster.period.until
    assert start is not None, "the schema requires both bounds"
    assert until is not None, "the schema requires both bounds"
    held: set[dt.date] = set()
    lost: dict[dt.date, str] = {}
    for model in models:
        for year in range(start.year, until.year + 1):
            for day in model_days(model, compiler.schedule(office), compiler.registry, year):
                date = day.fact.date
                if date in roster.period and date in office.period:
                    if day.held:
                        held.add(date)
                    else:
                        lost[date] = day.fact.name or day.fact.kind
    return held, lost


def _fields(catalog: Catalog, models: Sequence[Model], office: Office, date: dt.date) -> set[str]:
    """The fields of the procedures the models promise at the office on the day."""
    return {
        procedure.field
        for procedure in catalog.procedures
        if procedure.level == office.level
        and procedure.edition_on(date) is not None
        and any(model.scope.lists(procedure, office.id) for model in models)
    }


def _served(roster: Roster, index: int) -> set[str]:
    """The fields in the hands of the officials on duty."""
    people = {person.id: person for person in roster.people}
    return {field for _, id in roster.days[index].posts if id in people for field in people[id].fields}
