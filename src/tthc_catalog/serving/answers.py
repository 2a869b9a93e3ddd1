"""What the service answers, apart from decisions and the records of the catalog: one record for each answer."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import attrs

from tthc_catalog.decisions.explanation import ExplanationStep
from tthc_catalog.effective import Period
from tthc_catalog.records.procedure import Procedure
from tthc_catalog.records.procedure_list import ProcedureRow
from tthc_catalog.serving.problem_details import ProblemDetails


@attrs.frozen(kw_only=True)
class CatalogName:
    """A catalog and its version."""

    id: str
    version: str


@attrs.frozen(kw_only=True)
class Index:
    """What this service serves.

    Attributes:
        library_version: the version of tthc-catalog.
        openapi: the address of the OpenAPI document.
    """

    service: str
    library_version: str
    catalogs: tuple[CatalogName, ...]
    openapi: str


@attrs.frozen(kw_only=True)
class Health:
    """The process runs."""

    status: Literal["ok"] = "ok"


@attrs.frozen(kw_only=True)
class RefusedChange:
    """A changed catalog that is refused, while the one before is served.

    Attributes:
        since: when it was refused.
        reason: why, in the language of the caller.
        problems: the errors in its files, in the language of the caller.
    """

    since: dt.datetime
    reason: str
    problems: tuple[str, ...]


@attrs.frozen(kw_only=True)
class CatalogState:
    """The state of one catalog of the service.

    Attributes:
        catalog: what is served; null if nothing could be loaded yet.
        digest: SHA-256 of all its facts.
        loaded_at: when it was loaded.
        refused: a change that is refused; null if the newest files are served.
    """

    catalog: CatalogName | None
    digest: str | None
    loaded_at: dt.datetime | None
    refused: RefusedChange | None


@attrs.frozen(kw_only=True)
class Readiness:
    """Whether every catalog is served.

    Attributes:
        ready: whether requests are answered; the status is 503 if not.
        catalogs: the state of each catalog.
    """

    ready: bool
    catalogs: tuple[CatalogState, ...]


@attrs.frozen(kw_only=True)
class ProblemPage:
    """A kind of problem.

    Attributes:
        type: the address of this page.
        title: the kind of problem, in the language of the caller.
        status: the status of answers of this kind.
    """

    type: str
    title: str
    status: int


@attrs.frozen(kw_only=True)
class LevelSummary:
    """A level of the catalog.

    Attributes:
        default_office: the desk that is meant if a question names none.
        models: ids of the commitments of this level.
    """

    id: str
    title: str
    title_en: str
    default_office: str
    models: tuple[str, ...]


@attrs.frozen(kw_only=True)
class FieldSummary:
    """A field of procedures."""

    id: str
    name: str
    name_en: str | None


@attrs.frozen(kw_only=True)
class ModelSummary:
    """A commitment or target.

    Attributes:
        strength: a target is an aim, and never binds.
    """

    id: str
    title: str
    title_en: str
    strength: str


@attrs.frozen(kw_only=True)
class CatalogFacts:
    """A catalog that is served.

    Attributes:
        digest: SHA-256 of all its facts; published files carry the same.
        loaded_at: when this worker loaded it.
        procedures: how many procedures it has.
        decided_through: the last day that an official decision settles; answers that depend on later days are provisional.
    """

    id: str
    version: str
    title: str
    title_en: str
    digest: str
    loaded_at: dt.datetime
    procedures: int
    decided_through: dt.date
    levels: tuple[LevelSummary, ...]
    fields: tuple[FieldSummary, ...]
    models: tuple[ModelSummary, ...]


@attrs.frozen(kw_only=True)
class Catalogs:
    """The catalogs of the service."""

    catalogs: tuple[CatalogFacts, ...]


@attrs.frozen(kw_only=True)
class OfficeSummary:
    """A desk that receives dossiers.

    Attributes:
        period: the days on which the desk exists.
        channels: the channels by which it takes dossiers; null if not known.
    """

    id: str
    name: str
    name_en: str | None
    level: str
    period: Period
    channels: tuple[str, ...] | None


@attrs.frozen(kw_only=True)
class Offices:
    """The desks of a catalog."""

    catalog: CatalogName
    offices: tuple[OfficeSummary, ...]


@attrs.frozen(kw_only=True)
class Procedures:
    """Procedures, in the order of the catalog.

    Attributes:
        on: the day on which they are in force; null for all.
        similar: whether no name has the searched words, and these have similar ones.
    """

    catalog: CatalogName
    on: dt.date | None
    similar: bool
    procedures: tuple[ProcedureRow, ...]


@attrs.frozen(kw_only=True)
class ProcedureAnswer:
    """A procedure with the edition in force on a day, or with all editions."""

    catalog: CatalogName
    procedure: Procedure


@attrs.frozen(kw_only=True)
class CalendarDay:
    """A day off, or a worked rest day.

    Attributes:
        make_up_for: on a worked rest day, the day off it makes up for.
        decision: number of the official document that decides the day.
        provisional: whether no official decision covers the day yet.
    """

    date: dt.date
    kind: str
    working: bool
    name: str | None
    make_up_for: dt.date | None
    decision: str | None
    source: str | None
    provisional: bool


@attrs.frozen(kw_only=True)
class ModelDate:
    """A model day."""

    date: dt.date
    provisional: bool


@attrs.frozen(kw_only=True)
class ModelYear:
    """The days of a model in a year.

    Attributes:
        lost: the days that the model loses to days off.
    """

    id: str
    days: tuple[ModelDate, ...]
    lost: tuple[CalendarDay, ...]


@attrs.frozen(kw_only=True)
class YearClosure:
    """A closure or an extra opening of desks.

    Attributes:
        sessions: the hours that are meant, such as ``07:00-11:30``; empty for whole days.
    """

    id: str
    kind: str
    offices: tuple[str, ...]
    levels: tuple[str, ...]
    first: dt.date
    last: dt.date
    sessions: tuple[str, ...]
    reason: str
    announced_on: dt.date | None


@attrs.frozen(kw_only=True)
class CalendarYear:
    """The working calendar of a year.

    Attributes:
        calendar: id of the calendar.
        working_days: how many days of the year are worked.
        decided_through: the last day that an official decision settles.
        provisional_from: the first day of the year that no official decision settles; null if all are settled.
        days: the days off, and the rest days that are worked.
    """

    catalog: CatalogName
    calendar: str
    year: int
    working_days: int
    decided_through: dt.date
    provisional_from: dt.date | None
    days: tuple[CalendarDay, ...]
    closures: tuple[YearClosure, ...]
    models: tuple[ModelYear, ...]


@attrs.frozen(kw_only=True)
class Sentence:
    """A text in Vietnamese and in English."""

    vi: str
    en: str


@attrs.frozen(kw_only=True)
class Sentences:
    """Texts in Vietnamese and in English."""

    vi: tuple[str, ...]
    en: tuple[str, ...]


@attrs.frozen(kw_only=True)
class OfficeModelDay:
    """A day of the model at a desk, or a day that it lost.

    Attributes:
        applies: whether it is a model day at the desk.
        hours: the hours in which it does, such as ``07:00-11:30``.
        reason: why the day is lost; null if it is not.
    """

    date: dt.date
    applies: bool
    hours: tuple[str, ...]
    reason: Sentence | None
    provisional: bool


@attrs.frozen(kw_only=True)
class OfficeModelDays:
    """The days of one model at one desk.

    Attributes:
        limits: how dossiers must be filed, and when the desk or the model begins or ends.
        notices: what must be shown with these days.
    """

    office: str
    name: str
    level: str
    model: str
    limits: Sentences
    notices: tuple[Sentence, ...]
    days: tuple[OfficeModelDay, ...]


@attrs.frozen(kw_only=True)
class ModelDays:
    """The model days between two dates, both included."""

    catalog: CatalogName
    from_: dt.date
    to: dt.date
    offices: tuple[OfficeModelDays, ...]


@attrs.frozen(kw_only=True)
class ExplanationAnswer:
    """Why a dossier is due when it is, in the language of the caller.

    Attributes:
        answer: the answer in one sentence.
        steps: the reasons in order.
        notices: sentences that must be shown with the answer.
    """

    catalog: CatalogName
    lang: Literal["vi", "en"]
    answer: str
    steps: tuple[ExplanationStep, ...]
    notices: tuple[str, ...]
    decision: Annotated[object, "BriefDecision"]


@attrs.frozen(kw_only=True)
class BatchRow:
    """The answer for one row: a decision, or what is wrong with the row.

    Attributes:
        row: the number of the row, from 0 on.
    """

    row: int
    decision: Annotated[object, "BriefDecision"] | None
    problem: ProblemDetails | None


@attrs.frozen(kw_only=True)
class DifferenceAnswer:
    """A fact of an old answer that is not as derived."""

    fact: str
    stated: str | bool | None
    derived: str | bool | None


@attrs.frozen(kw_only=True)
class CitationAnswer:
    """A provision in a document."""

    document: str
    provision: str | None


@attrs.frozen(kw_only=True)
class CorrectionAnswer:
    """A recorded correction of the catalog that explains a difference."""

    id: str
    what: str
    name: str
    why: str
    citation: CitationAnswer | None
    known_since: dt.date


@attrs.frozen(kw_only=True)
class VerdictAnswer:
    """Whether an old answer is what the catalog promised.

    Attributes:
        name: the place of the answer in the body.
        status: ``unknown`` if the answer cannot be derived again.
        source: the release or the catalog it was derived from.
        promised: whether it is what its own release promised; null if that is not known.
        since: the version from which the catalog answers otherwise; null if it does not.
        reason: why it cannot be derived; null if it can.
    """

    name: str
    status: Literal["same", "different", "unknown"]
    source: str | None
    promised: bool | None
    since: str | None
    differences: tuple[DifferenceAnswer, ...]
    corrections: tuple[CorrectionAnswer, ...]
    reason: Sentence | None


@attrs.frozen(kw_only=True)
class Verdicts:
    """The verdict on each answer of the body, in order."""

    catalog: CatalogName
    verdicts: tuple[VerdictAnswer, ...]


@attrs.frozen(kw_only=True)
class ReleaseSummary:
    """A release: what the catalog promised, frozen in one file.

    Attributes:
        digest: SHA-256 over all of it.
        content: SHA-256 over the data of its files.
        previous: the version of the release before; null for the first.
        timetables: how many timetables it has.
        library_version: the version of tthc-catalog that made it.
    """

    version: str
    day: dt.date
    digest: str
    content: str
    previous: str | None
    timetables: int
    library_version: str


@attrs.frozen(kw_only=True)
class Releases:
    """The releases of a catalog, the oldest first."""

    catalog: CatalogName
    releases: tuple[ReleaseSummary, ...]
