# pyright: strict
"""A client that uses only exported names; mypy --strict and pyright accept it, and it is never run."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import assert_type

import tthc_catalog as tthc


def load(folder: Path) -> tthc.Catalog:
    """Check a catalog before loading it."""
    result = tthc.check(folder, today=dt.date(2026, 11, 28))
    assert_type(result, tthc.CheckResult)
    for problem in result.problems:
        assert_type(problem, tthc.Problem)
        assert_type(problem.severity, tthc.Severity)
        assert_type(problem.path, tuple[str | int, ...])
        print(problem.file, problem.line, problem.code, problem.hint)
    if result.catalog is not None:
        assert_type(result.catalog, tthc.Catalog)
    registry = tthc.Registry(plugins=())
    return tthc.load_catalog(folder, registry=registry)


def read(catalog: tthc.Catalog) -> None:
    """Read the records of a catalog."""
    procedure = catalog.procedure("1.001193", level="commune", on=dt.date(2023, 9, 29))
    assert_type(procedure, tthc.Procedure)
    edition = procedure.edition_on(dt.date(2023, 9, 29))
    assert_type(edition, tthc.Edition | None)
    if edition is not None:
        assert_type(edition.period, tthc.Period)
        assert_type(edition.processing_time, tthc.ProcessingTime | None)
        assert_type(edition.cases, tuple[tthc.Case, ...])
        assert_type(edition.channels, tuple[tthc.Channel, ...])
        assert_type(edition.components, tuple[tthc.Component, ...] | None)
        assert_type(edition.fee, tthc.Fee)
    assert_type(catalog.models["thu-sau-khong-cho"], tthc.Model)
    assert_type(catalog.offices["cap-xa"], tthc.Office)
    assert_type(catalog.manifest, tthc.Manifest)


def decide(engine: tthc.Engine) -> tthc.Decision:
    """Decide on one dossier and read everything a decision offers."""
    decision = engine.decide(
        "1.001193",
        level="commune",
        office="cap-xa",
        case=None,
        received_at=dt.datetime(2023, 9, 29, 15, 31),  # noqa: DTZ001 - local office time
        components=["to-khai"],
        conditions=(),
        channel="online",
        strict=True,
    )
    assert_type(decision.covered, bool)
    assert_type(decision.reason, str | None)
    assert_type(decision.due_at, dt.datetime | None)
    assert_type(decision.late_after, dt.datetime | None)
    assert_type(decision.received_at, dt.datetime)
    assert_type(decision.deemed_received_at, dt.datetime | None)
    assert_type(decision.commitment, tthc.Deadline | None)
    assert_type(decision.statutory, tthc.Deadline | None)
    assert_type(decision.governing, tthc.Deadline | None)
    assert_type(decision.rule, str | None)
    assert_type(decision.channel, str)
    assert_type(decision.case, tthc.Case | None)
    assert_type(decision.procedure, tthc.Procedure)
    assert_type(decision.edition, tthc.Edition | None)
    assert_type(decision.office, tthc.Office)
    assert_type(decision.citations, tuple[tthc.Citation, ...])
    assert_type(decision.notices, tuple[tthc.Notice, ...])
    assert_type(decision.completeness, tthc.Completeness | None)
    assert_type(decision.provisional, bool)
    for item in decision.missing:
        assert_type(item, tthc.Requirement)
        assert_type(item.components, tuple[tthc.Component, ...])
    for answer in decision.commitments:
        assert_type(answer, tthc.CommitmentAnswer)
        assert_type(answer.model, tthc.Model)
        assert_type(answer.rule, tthc.Rule)
        assert_type(answer.deadline, tthc.Deadline | None)
    if decision.bound == "before":
        print("before", decision.due_at)
    evidence = decision.evidence
    assert_type(evidence, tthc.Evidence)
    assert_type(evidence.decided_through, dt.date)
    explanation = decision.explain("en")
    assert_type(explanation, tthc.Explanation)
    assert_type(explanation.steps, tuple[tthc.ExplanationStep, ...])
    print(decision.to_dict(explain=False)["due_at"], decision.to_dict(languages=("vi",))["explanation"])
    return decision


def count(engine: tthc.Engine, other: tthc.Engine, received_at: list[dt.datetime]) -> None:
    """Compare two catalogs, and decide with pauses."""
    compared = engine.compare_many(other, received_at, code="1.001193", level="commune")
    print(len(compared.before), len(compared.after))
    pause = {"since": "2023-10-02 09:00", "until": "2023-10-04 09:00"}
    paused = engine.decide("1.001193", level="commune", received_at=received_at[0], history=[pause], known_on=dt.date(2023, 9, 29))
    assert_type(paused, tthc.Decision)
    assert_type(paused.promised, tthc.Decision | None)
    assert_type(paused.waiting_since, dt.datetime | None)


def decide_many(engine: tthc.Engine, received_at: list[dt.datetime]) -> None:
    """Decide on columns of dossiers."""
    columns = engine.decide_many(received_at, code="1.001193", level="commune", now=received_at[-1])
    assert_type(columns, tthc.DecisionColumns)
    assert_type(columns.reason, tthc.TextColumn)
    assert_type(columns.status, tthc.TextColumn | None)
    assert_type(columns.rule.counts(), dict[str | None, int])
    print(len(columns), bool(columns.covered.all()), columns.due_at.shape)
    files = engine.dossier_files("dossiers/*.parquet", columns={"code": "ma"}, threads=2)
    assert_type(files, tthc.DossierFiles)
    files.write_monthly("monthly.parquet")


def look_up(engine: tthc.Engine) -> None:
    """Use the compiled timetable and the calendar."""
    timetable = engine.timetable("1.001193", level="commune")
    assert_type(timetable, tthc.Timetable)
    assert_type(timetable.digest, str)
    assert_type(timetable.find(1_696_000_000), tuple[int | None, int | None])
    assert_type(timetable.at(1_696_000_000), tthc.Answer)
    assert_type(timetable.breakpoints(), tuple[tthc.Breakpoint, ...])
    assert_type(timetable.to_sql("duckdb"), str)
    assert_type(engine.calendar, tthc.WorkingCalendar)
    assert_type(engine.calendar.is_working_day(dt.date(2024, 5, 4)), bool)
    assert_type(engine.calendar.fact(dt.date(2024, 5, 4)), tthc.DayFact)


def compare(before: tthc.Catalog, after: Path) -> bool:
    """Compare two versions of a catalog."""
    difference = tthc.diff(before, after)
    assert_type(difference, tthc.CatalogDifference)
    for procedure in difference.facts.procedures:
        assert_type(procedure, tthc.ProcedureChange)
        for edition in procedure.editions:
            assert_type(edition, tthc.EditionChange)
            for part, changes in edition.changes:
                assert_type(part, tthc.DecreePart)
                assert_type(changes, tuple[tthc.FactChange, ...])
    for keys, due_changes in difference.due.groups:
        for change in due_changes:
            assert_type(change, tthc.DueChange)
            assert_type(change.before, tthc.Promise)
            assert_type(change.instances, tuple[tthc.ChangedDay, ...])
        print(len(keys))
    return difference.is_empty


def publish(catalog: tthc.Catalog, folder: Path) -> None:
    """Publish a catalog."""
    for file in tthc.publish(catalog, folder, formats=["html", "ics"], as_of=dt.date(2026, 12, 1)):
        assert_type(file, tthc.PublishedFile)
        assert_type(file.size, int)


def evaluate(engine: tthc.Engine, export: Path) -> None:
    """Evaluate a month."""
    report = tthc.evaluate(export, period="2023-10", engine=engine, output="report", outputs=["json"], counted_by="duckdb")
    assert_type(report, tthc.Report)
    assert_type(report.period, tthc.ReportingPeriod)
    assert_type(report.total, tthc.Group)
    assert_type(report.total.figures, tthc.Figures)
    assert_type(report.total.figures["received"], int)
    assert_type(report.total.figures.rate("on_time"), tthc.Rate)
    assert_type(report.intake, tthc.Intake)
    assert_type(report.intake.rejected["date"], int)


def handle(engine: tthc.Engine) -> None:
    """Handle errors by their data."""
    try:
        engine.decide("2.000815", received_at="2023-09-29 15:31")
    except tthc.AmbiguousProcedure as error:
        engine.decide(error.code, level=error.suggestions[0], received_at="2023-09-29 15:31")
    except tthc.UnknownProcedure as error:
        assert_type(error.level, str | None)
        assert_type(error.suggestions, tuple[str, ...])
    except tthc.NotInForce as error:
        assert_type(error.day, dt.date)
        assert_type(error.successors, tuple[tuple[str, str], ...])
    except (tthc.UnknownCase, tthc.UnknownOffice, tthc.UnknownComponent) as error:
        assert_type(error.text("vi"), str)
    except tthc.OutOfHorizon as error:
        assert_type(error.first, dt.date)
    except tthc.ProvisionalRefused as error:
        assert_type(error.decided_through, dt.date)
    except tthc.CatalogError as error:
        assert_type(error.problems, tuple[tthc.Problem, ...])
    except tthc.TthcError as error:
        print(error)
