"""One-stop administrative procedures as data: which deadline applies to a dossier, by law and by commitment, and why.

>>> import tthc_catalog as tthc
>>> engine = tthc.Engine(tthc.load_catalog())
>>> decision = engine.decide("1.001193", level="commune", received_at="2023-09-29 15:31")
>>> decision.due_at.isoformat()
'2023-10-02T09:00:00+07:00'

Every name below is imported on first use, so that importing the package is fast. ``docs/reference/api.md`` describes the names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog import messages
from tthc_catalog.lazy_names import lazy_names

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.bulk.compared_columns import ComparedColumns
    from tthc_catalog.bulk.decision_columns import DecisionColumns, TextColumn
    from tthc_catalog.bulk.dossier_files import DossierFiles
    from tthc_catalog.bulk.spark_frames import DossierFrame
    from tthc_catalog.bulk.worked_time import TermColumns
    from tthc_catalog.calendars.day_fact import DayFact
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.comparison.fact_changes import CatalogComparison, EditionChange, FactChange, ProcedureChange, RecordChange
    from tthc_catalog.comparison.promise_changes import DueComparison, DueKey
    from tthc_catalog.comparison.python_entry import CatalogDifference, diff
    from tthc_catalog.comparison.timetable_changes import ChangedDay, DueChange, Promise
    from tthc_catalog.decisions.completeness import Completeness, Requirement
    from tthc_catalog.decisions.decision import Decision
    from tthc_catalog.decisions.decision_facts import CommitmentAnswer, Deadline, Evidence
    from tthc_catalog.decisions.explanation import Explanation, ExplanationStep
    from tthc_catalog.decisions.later_knowledge import KnownNow, LearnedDay
    from tthc_catalog.decisions.pause_notes import Pause, PauseNote
    from tthc_catalog.desk_clock import TermDeadline
    from tthc_catalog.effective import Period
    from tthc_catalog.engine import Engine, Timetable
    from tthc_catalog.errors import (
        AmbiguousProcedure,
        CatalogError,
        EvaluationError,
        ImportingError,
        InvalidCode,
        InvalidHistory,
        InvalidInstant,
        InvalidPeriod,
        InvalidTerm,
        NotInForce,
        OutOfHorizon,
        PluginError,
        Problem,
        ProcedureNotFound,
        ProvisionalRefused,
        PublicationError,
        ReleaseError,
        Severity,
        TthcError,
        UnknownCase,
        UnknownChannel,
        UnknownComponent,
        UnknownHours,
        UnknownOffice,
        UnknownProcedure,
    )
    from tthc_catalog.evaluation.counting.figures import Figures, Group, Rate, Spread
    from tthc_catalog.evaluation.earlier_reports import EarlierReport
    from tthc_catalog.evaluation.intake.intake_summary import Intake, SourceFile
    from tthc_catalog.evaluation.python_entry import evaluate
    from tthc_catalog.evaluation.report import ModelDays, Report
    from tthc_catalog.evaluation.report_basis import Basis
    from tthc_catalog.evaluation.reporting_period import ReportingPeriod
    from tthc_catalog.loading import CheckResult, check, load_catalog
    from tthc_catalog.policies.contract import Rule
    from tthc_catalog.publication.output.publishing import PublishedFile
    from tthc_catalog.publication.python_entry import publish
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.closure import Closure
    from tthc_catalog.records.commitment_model import Model, Notice, Scope
    from tthc_catalog.records.correction import Correction
    from tthc_catalog.records.decree_parts import DecreePart
    from tthc_catalog.records.legal import Citation, LegalDocument, Source
    from tthc_catalog.records.manifest import Convention, DefaultOfficeChange, Field, LevelBinding, Manifest, ReceiptsOutsideHours
    from tthc_catalog.records.office import Hours, Office, OfficeChange, OfficeSuccessor, ReceivesFor, Season
    from tthc_catalog.records.official_calendar import CalendarDay, CalendarDocument, EarlierHorizon
    from tthc_catalog.records.pause import PauseKind
    from tthc_catalog.records.procedure import (
        Case,
        Channel,
        ChannelCase,
        Component,
        Condition,
        CountsFrom,
        Edition,
        Extension,
        Fee,
        FeeItem,
        LaterObservation,
        Membership,
        Origin,
        PrintedCode,
        Procedure,
        ProcessingTime,
        Successor,
    )
    from tthc_catalog.records.roster import Duty, Person, Post, Roster
    from tthc_catalog.registry import Registry
    from tthc_catalog.releases.python_entry import verify
    from tthc_catalog.releases.verification import Difference, Verdict
    from tthc_catalog.timetable.answer import Answer
    from tthc_catalog.timetable.resolved_outcome import Resolved
    from tthc_catalog.timetable.span import Span
    from tthc_catalog.timetable.timetable import Breakpoint

    __version__: str

__all__ = [
    "AmbiguousProcedure",
    "Answer",
    "Basis",
    "Breakpoint",
    "CalendarDay",
    "CalendarDocument",
    "Case",
    "Catalog",
    "CatalogComparison",
    "CatalogDifference",
    "CatalogError",
    "ChangedDay",
    "Channel",
    "ChannelCase",
    "CheckResult",
    "Citation",
    "Closure",
    "CommitmentAnswer",
    "ComparedColumns",
    "Completeness",
    "Component",
    "Condition",
    "Convention",
    "Correction",
    "CountsFrom",
    "DayFact",
    "Deadline",
    "Decision",
    "DecisionColumns",
    "DecreePart",
    "DefaultOfficeChange",
    "Difference",
    "DossierFiles",
    "DossierFrame",
    "DueChange",
    "DueComparison",
    "DueKey",
    "Duty",
    "EarlierHorizon",
    "EarlierReport",
    "Edition",
    "EditionChange",
    "Engine",
    "EvaluationError",
    "Evidence",
    "Explanation",
    "ExplanationStep",
    "Extension",
    "FactChange",
    "Fee",
    "FeeItem",
    "Field",
    "Figures",
    "Group",
    "Hours",
    "ImportingError",
    "Intake",
    "InvalidCode",
    "InvalidHistory",
    "InvalidInstant",
    "InvalidPeriod",
    "InvalidTerm",
    "KnownNow",
    "LaterObservation",
    "LearnedDay",
    "LegalDocument",
    "LevelBinding",
    "Manifest",
    "Membership",
    "Model",
    "ModelDays",
    "NotInForce",
    "Notice",
    "Office",
    "OfficeChange",
    "OfficeSuccessor",
    "Origin",
    "OutOfHorizon",
    "Pause",
    "PauseKind",
    "PauseNote",
    "Period",
    "Person",
    "PluginError",
    "Post",
    "PrintedCode",
    "Problem",
    "Procedure",
    "ProcedureChange",
    "ProcedureNotFound",
    "ProcessingTime",
    "Promise",
    "ProvisionalRefused",
    "PublicationError",
    "PublishedFile",
    "Rate",
    "ReceiptsOutsideHours",
    "ReceivesFor",
    "RecordChange",
    "Registry",
    "ReleaseError",
    "Report",
    "ReportingPeriod",
    "Requirement",
    "Resolved",
    "Roster",
    "Rule",
    "Scope",
    "Season",
    "Severity",
    "Source",
    "SourceFile",
    "Span",
    "Spread",
    "Successor",
    "TermColumns",
    "TermDeadline",
    "TextColumn",
    "Timetable",
    "TthcError",
    "UnknownCase",
    "UnknownChannel",
    "UnknownComponent",
    "UnknownHours",
    "UnknownOffice",
    "UnknownProcedure",
    "Verdict",
    "WorkingCalendar",
    "__version__",
    "check",
    "diff",
    "evaluate",
    "load_catalog",
    "publish",
    "verify",
]

_HOMES = {
    "tthc_catalog.bulk.compared_columns": ("ComparedColumns",),
    "tthc_catalog.bulk.decision_columns": ("DecisionColumns", "TextColumn"),
    "tthc_catalog.bulk.dossier_files": ("DossierFiles",),
    "tthc_catalog.bulk.spark_frames": ("DossierFrame",),
    "tthc_catalog.bulk.worked_time": ("TermColumns",),
    "tthc_catalog.desk_clock": ("TermDeadline",),
    "tthc_catalog.calendars.day_fact": ("DayFact",),
    "tthc_catalog.calendars.working": ("WorkingCalendar",),
    "tthc_catalog.comparison.fact_changes": ("CatalogComparison", "EditionChange", "FactChange", "ProcedureChange", "RecordChange"),
    "tthc_catalog.comparison.promise_changes": ("DueComparison", "DueKey"),
    "tthc_catalog.comparison.python_entry": ("CatalogDifference", "diff"),
    "tthc_catalog.comparison.timetable_changes": ("ChangedDay", "DueChange", "Promise"),
    "tthc_catalog.decisions.completeness": ("Completeness", "Requirement"),
    "tthc_catalog.decisions.decision": ("Decision",),
    "tthc_catalog.decisions.decision_facts": ("CommitmentAnswer", "Deadline", "Evidence"),
    "tthc_catalog.decisions.explanation": ("Explanation", "ExplanationStep"),
    "tthc_catalog.effective": ("Period",),
    "tthc_catalog.engine": ("Engine", "Timetable"),
    "tthc_catalog.decisions.pause_notes": ("Pause", "PauseNote"),
    "tthc_catalog.decisions.later_knowledge": ("KnownNow", "LearnedDay"),
    "tthc_catalog.errors": (
        "AmbiguousProcedure",
        "CatalogError",
        "EvaluationError",
        "ImportingError",
        "InvalidCode",
        "InvalidHistory",
        "InvalidInstant",
        "InvalidPeriod",
        "InvalidTerm",
        "NotInForce",
        "OutOfHorizon",
        "PluginError",
        "Problem",
        "ProcedureNotFound",
        "ProvisionalRefused",
        "PublicationError",
        "ReleaseError",
        "Severity",
        "TthcError",
        "UnknownCase",
        "UnknownChannel",
        "UnknownComponent",
        "UnknownHours",
        "UnknownOffice",
        "UnknownProcedure",
    ),
    "tthc_catalog.evaluation.counting.figures": ("Figures", "Group", "Rate", "Spread"),
    "tthc_catalog.evaluation.intake.intake_summary": ("Intake", "SourceFile"),
    "tthc_catalog.evaluation.python_entry": ("evaluate",),
    "tthc_catalog.evaluation.report": ("ModelDays", "Report"),
    "tthc_catalog.evaluation.earlier_reports": ("EarlierReport",),
    "tthc_catalog.evaluation.report_basis": ("Basis",),
    "tthc_catalog.evaluation.reporting_period": ("ReportingPeriod",),
    "tthc_catalog.loading": ("CheckResult", "check", "load_catalog"),
    "tthc_catalog.policies.contract": ("Rule",),
    "tthc_catalog.publication.output.publishing": ("PublishedFile",),
    "tthc_catalog.publication.python_entry": ("publish",),
    "tthc_catalog.records.catalog": ("Catalog",),
    "tthc_catalog.records.closure": ("Closure",),
    "tthc_catalog.records.commitment_model": ("Model", "Notice", "Scope"),
    "tthc_catalog.records.correction": ("Correction",),
    "tthc_catalog.records.decree_parts": ("DecreePart",),
    "tthc_catalog.records.legal": ("Citation", "LegalDocument", "Source"),
    "tthc_catalog.records.manifest": ("Convention", "DefaultOfficeChange", "Field", "LevelBinding", "Manifest", "ReceiptsOutsideHours"),
    "tthc_catalog.records.office": ("Hours", "Office", "OfficeChange", "OfficeSuccessor", "ReceivesFor", "Season"),
    "tthc_catalog.records.official_calendar": ("CalendarDay", "CalendarDocument", "EarlierHorizon"),
    "tthc_catalog.records.pause": ("PauseKind",),
    "tthc_catalog.records.procedure": (
        "Case",
        "Channel",
        "ChannelCase",
        "Component",
        "Condition",
        "CountsFrom",
        "Edition",
        "Extension",
        "Fee",
        "FeeItem",
        "LaterObservation",
        "Membership",
        "Origin",
        "PrintedCode",
        "Procedure",
        "ProcessingTime",
        "Successor",
    ),
    "tthc_catalog.records.roster": ("Duty", "Person", "Post", "Roster"),
    "tthc_catalog.registry": ("Registry",),
    "tthc_catalog.releases.python_entry": ("verify",),
    "tthc_catalog.releases.verification": ("Difference", "Verdict"),
    "tthc_catalog.timetable.answer": ("Answer",),
    "tthc_catalog.timetable.resolved_outcome": ("Resolved",),
    "tthc_catalog.timetable.span": ("Span",),
    "tthc_catalog.timetable.timetable": ("Breakpoint",),
}
"""The public names by the module that defines them."""


def _plugin_texts(area: str) -> Path | None:
    """Return the folder of the texts of a plugin's area, or None; the registry is imported when such a text is first looked up."""
    from tthc_catalog.registry import texts_folder

    return texts_folder(area)


messages.use_finder(_plugin_texts)


_imported = lazy_names(__name__, _HOMES)


def __getattr__(name: str) -> object:
    """Import a public name on first use (PEP 562)."""
    if name != "__version__":
        return _imported(name)
    from importlib import metadata

    try:
        value = metadata.version("tthc-catalog")
    except metadata.PackageNotFoundError:  # a source tree that was never installed
        value = "0+unknown"
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
