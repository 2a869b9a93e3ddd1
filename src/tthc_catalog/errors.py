"""Problems as data, and the one exception tree.

A *problem* is a fault in a file that an administrator maintains: it is collected, sorted and reported, never raised.
An *error* is raised because a call cannot return a result::

    TthcError
    ├── CatalogError (ValueError)            the catalog cannot be loaded; carries its problems
    ├── ProcedureNotFound (LookupError)      no such code, level, edition, case or office
    │   ├── UnknownProcedure
    │   ├── AmbiguousProcedure               the code exists at more than one level
    │   ├── NotInForce                       no edition is in force on the requested day
    │   ├── UnknownCase
    │   ├── UnknownOffice
    │   ├── UnknownComponent
    │   └── UnknownChannel
    ├── InvalidCode (TypeError)              a code that is a number or missing, instead of text
    ├── InvalidInstant (ValueError)          a date or time that cannot be parsed or does not exist
    ├── InvalidTerm (ValueError)             a term that cannot be parsed
    ├── InvalidHistory (ValueError)          a pause or other event that does not fit the dossier
    ├── UnknownHours (LookupError)           the hours of a desk were not found, and the question is about hours
    ├── OutOfHorizon (ValueError)            an instant outside the years the calendar covers
    ├── ProvisionalRefused (ValueError)      strict mode, and an answer that no official decision backs
    ├── PluginError (RuntimeError)           a catalog uses a name that no working plugin provides
    ├── ReleaseError (ValueError)            a release that is damaged, missing or cannot be made
    ├── PublicationError (RuntimeError)      something cannot be published, or not into that folder
    ├── InvalidPeriod (ValueError)           a reporting period that cannot be parsed
    ├── EvaluationError (RuntimeError)       dossiers that cannot be read or evaluated at all
    └── ImportingError (RuntimeError)        a list that cannot be read, or not into that catalog

Every error except `CatalogError` has `suggestions`: values that work in place of the rejected argument.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, ClassVar

import attrs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence


class Severity(enum.IntEnum):
    """How serious a problem is; a catalog with an *error* cannot be used."""

    INFO = 1
    WARNING = 2
    ERROR = 3


@attrs.frozen(kw_only=True, order=False)
class Problem:
    """One fault at one place in a file.

    Attributes:
        code: stable name of the kind of problem, such as ``scalar-time``; ``tthc explain CODE`` describes it.
        severity: error, warning or info.
        file: path as the caller gave it, with forward slashes.
        line: 1-based; 0 if the problem concerns the whole file.
        column: 1-based, counted in characters; 0 if the problem concerns the whole file.
        path: keys and 0-based indexes from the top of the document to the value.
        found: the value found there, as short text.
        expected: what was expected, as data for the message.
        hint: the literal replacement or the next action; never empty for an error.
        params: values for the fields of the message text.
    """

    code: str
    severity: Severity = Severity.ERROR
    file: str
    line: int = 0
    column: int = 0
    path: tuple[str | int, ...] = ()
    found: str | None = None
    expected: str | None = None
    hint: str | None = None
    params: dict[str, Any] = attrs.field(factory=dict)

    @property
    def anchor(self) -> str:
        """Link to the reference page of this problem code, from the project's root; the command that shows it if the code is a plugin's."""
        return f"tthc explain {self.code}" if "." in self.code else f"docs/reference/problems.md#{self.code}"

    @property
    def sort_key(self) -> tuple[str, int, int, str, tuple[str, ...]]:
        """Sorts problems by file, then position, then code."""
        return (self.file, self.line, self.column, self.code, tuple(map(str, self.path)))


class TthcError(Exception):
    """Base class of all errors that this package raises on purpose."""


class CatalogError(TthcError, ValueError):
    """The catalog has at least one problem of severity *error*.

    Attributes:
        problems: all problems of the catalog, sorted.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda p: p.sort_key))
        super().__init__("\n".join(f"{p.file}:{p.line}:{p.column}: {p.code}: {p.hint or p.found or ''}" for p in self.problems))


class _MessageError(TthcError):
    """An error whose text comes from the message files.

    Attributes:
        key: the key of its text.
        params: values for the fields of the text.
        suggestions: values that work in place of the rejected argument; may be empty.
    """

    _attributes: ClassVar[tuple[str, ...]] = ()
    """The parameters that are attributes too; None if the error was raised without them."""

    def __init__(self, key: str, /, *, suggestions: Iterable[str] = (), **params: object) -> None:
        self.key = key
        self.params = params
        self.suggestions: tuple[str, ...] = tuple(suggestions)
        vars(self).update({name: params.get(name) for name in self._attributes})
        super().__init__(self.text("en"))

    def text(self, lang: str = "vi", *, suggestions: Sequence[str] | None = None) -> str:
        """Return the error as one plain sentence, followed by its suggestions.

        Args:
            lang: ``vi`` or ``en``.
            suggestions: what to print for the suggestions, such as command-line options; by default the suggestions themselves.
        """
        from tthc_catalog.messages import text

        fields = {name: _field(value) for name, value in self.params.items()}
        sentence = text(self.key, lang, **fields)
        printed = self._printed_suggestions() if suggestions is None else suggestions
        return f"{sentence} {text('error.suggestions', lang, suggestions=', '.join(printed))}" if printed else sentence

    def _printed_suggestions(self) -> Sequence[str]:
        return self.suggestions

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.key, self.suggestions, self.params))


def error_text(error: BaseException, lang: str = "vi") -> str:
    """Return an exception as one line for a message, even if its own text cannot be made.

    >>> error_text(ZeroDivisionError("division by zero"))
    'ZeroDivisionError: division by zero'
    """
    if isinstance(error, _MessageError):
        return error.text(lang)
    try:
        reason = " ".join(str(error).split())
    except Exception as broken:  # noqa: BLE001 - the text is made by the code of a plugin
        reason = f"({type(broken).__name__})"
    return f"{type(error).__name__}: {reason[:_LONGEST_REASON]}" if reason else type(error).__name__


_LONGEST_REASON = 500
"""Characters of a foreign message that are shown."""


def _field(value: object) -> object:
    """Return a parameter as it appears in a text: a date as people write it, the items of a tuple with commas."""
    import datetime as dt

    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else value


def _rebuild(cls: type[_MessageError], key: str, suggestions: tuple[str, ...], params: dict[str, object]) -> _MessageError:
    return cls(key, suggestions=suggestions, **params)


class ProcedureNotFound(_MessageError, LookupError):
    """The catalog contains nothing that matches the request."""


class UnknownProcedure(ProcedureNotFound):
    """No procedure has this code, or none at this level.

    Attributes:
        code: the requested code, normalised.
        level: the requested level; None if the code does not exist at any level.
        suggestions: similar codes; if ``level`` is set, the levels at which the code exists.
    """

    _attributes = ("code", "level")
    code: str
    level: str | None


class AmbiguousProcedure(ProcedureNotFound):
    """The code exists at more than one level, and the call names none; or several procedures have the words typed at a terminal.

    Attributes:
        code: the requested code, normalised, or the words.
        suggestions: the levels at which the code exists, sorted; for words, the codes.
    """

    _attributes = ("code",)
    code: str


class NotInForce(ProcedureNotFound):
    """The procedure exists, but no edition of it is in force on the requested day.

    Attributes:
        code: the code of the procedure.
        level: its level.
        day: the requested day.
        successors: ``(level, code)`` of the procedures that succeeded it.
        suggestions: the codes of these procedures.
    """

    _attributes = ("code", "level", "day", "successors")
    code: str
    level: str
    day: dt.date
    successors: tuple[tuple[str, str], ...]

    def _printed_suggestions(self) -> Sequence[str]:
        return [f"{code} ({level})" for level, code in self.successors]


class UnknownCase(ProcedureNotFound):
    """The procedure has no case of this id.

    Attributes:
        code: the code of the procedure.
        case: the requested id.
        suggestions: similar ids, or else the ids of its cases.
    """

    _attributes = ("code", "case")
    code: str
    case: str


class UnknownOffice(ProcedureNotFound):
    """No office of this id serves the level.

    Attributes:
        office: the requested id.
        level: the level of the procedure; None if any level would do.
        suggestions: similar ids, or else the ids of some offices of the level.
    """

    _attributes = ("office", "level")
    office: str
    level: str | None


class UnknownComponent(ProcedureNotFound):
    """The dossier of the procedure has no component or condition of this id.

    Attributes:
        code: the code of the procedure.
        component: the requested id of a component or condition.
        suggestions: similar ids, or else the first of those that exist.
    """

    _attributes = ("code", "component")
    code: str
    component: str


class UnknownChannel(ProcedureNotFound):
    """There is no such way of filing.

    Attributes:
        channel: the requested channel.
        suggestions: the channels.
    """

    _attributes = ("channel",)
    channel: str


class InvalidCode(_MessageError, TypeError):
    """A code that is not text: as a number, 1.000110 would be 1.00011.

    Attributes:
        value: the rejected value, as Python shows it.
        type: the name of its type.
        suggestions: codes of the catalog that may be meant, as text.
    """

    _attributes = ("value", "type")
    value: str
    type: str

    def _printed_suggestions(self) -> Sequence[str]:
        return [f'"{code}"' for code in self.suggestions]


class InvalidInstant(_MessageError, ValueError):
    """A date or time that cannot be parsed, that is missing, or that was skipped by a change of clock.

    Attributes:
        value: the value that cannot be parsed; None if the moment was skipped.
        moment: the moment that was skipped, as text; None if the value cannot be parsed.
        suggestions: the most likely meaning of the value, as text that can be parsed.
    """

    _attributes = ("value", "moment")
    value: str | None
    moment: str | None


class InvalidTerm(_MessageError, ValueError):
    """A term that cannot be parsed.

    Attributes:
        value: the term.
        suggestions: terms that can be parsed.
    """

    _attributes = ("value",)
    value: str


class InvalidHistory(_MessageError, ValueError):
    """An event in the history of a dossier that has another form, is of an unknown kind, or does not fit the dossier.

    Attributes:
        value: id of the kind of pause, or the event if it has another form.
        since: when it began, as text; None if that is not the reason.
        suggestions: ids of kinds that may be meant.
    """

    _attributes = ("value", "since")
    value: str | None
    since: str | None


class UnknownHours(_MessageError, LookupError):
    """The hours of a desk were not found, and the question is about hours.

    Attributes:
        office: id of the desk.
    """

    _attributes = ("office",)
    office: str


class OutOfHorizon(_MessageError, ValueError):
    """The instant lies outside the years that the working calendar covers.

    Attributes:
        value: the day that is outside.
        first: the first day the calendar covers.
        last: the last day it covers.
    """

    _attributes = ("value", "first", "last")
    value: dt.date
    first: dt.date
    last: dt.date


class ProvisionalRefused(_MessageError, ValueError):
    """Strict mode: the answer depends on days that no official decision has settled.

    Attributes:
        decided_through: the last day that an official decision settles.
    """

    _attributes = ("decided_through",)
    decided_through: dt.date


class PluginError(_MessageError, RuntimeError):
    """A catalog or an option names a policy, calendar or catalog that no working plugin provides.

    Attributes:
        name: the id that is not provided; None if a policy was found and failed.
        file: the file or option that names it.
        suggestions: the ids that are provided.
    """

    _attributes = ("name", "file")
    name: str | None
    file: str


class ReleaseError(_MessageError, ValueError):
    """A release is damaged or missing, or cannot be made.

    Attributes:
        file: the file that is meant; None if the error concerns no file.
    """

    _attributes = ("file",)
    file: str | None


class PublicationError(_MessageError, RuntimeError):
    """Something cannot be published as requested, or not into that folder."""


class InvalidPeriod(_MessageError, ValueError):
    """A reporting period that cannot be parsed.

    Attributes:
        period: the text of the period.
    """

    _attributes = ("period",)
    period: str


class EvaluationError(_MessageError, RuntimeError):
    """A file of dossiers that cannot be read at all, or an evaluation that cannot be made; faulty rows are set aside instead."""


class ImportingError(_MessageError, RuntimeError):
    """A list that cannot be read at all, or that cannot be imported into that catalog; nothing was written."""
