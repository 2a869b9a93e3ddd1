"""Problems as data, and the one exception tree.

A *problem* is something wrong in a file an administrator wrote: it is collected, sorted and shown, never raised.
An *error* is raised, because one call cannot be answered::

    TthcError
    ├── CatalogError (ValueError)            the catalog cannot be loaded; carries its problems
    ├── ProcedureNotFound (LookupError)      no such code, level, edition, case or office; carries suggestions
    │   ├── UnknownProcedure
    │   ├── AmbiguousProcedure               the code stands at more than one level
    │   ├── NotInForce                       no edition holds on the day asked for
    │   ├── UnknownCase
    │   ├── UnknownOffice
    │   └── UnknownComponent
    ├── InvalidInstant (ValueError)          a date or time that cannot be read or does not exist
    ├── OutOfHorizon (ValueError)            an instant outside the years the calendar answers for
    ├── ProvisionalRefused (ValueError)      strict mode met an answer that no official decision backs
    ├── PluginError (RuntimeError)           a catalog asked for something no working plugin gives
    ├── PublicationError (RuntimeError)      something cannot be published, or not there
    ├── InvalidPeriod (ValueError)           a reporting period that cannot be read
    └── EvaluationError (RuntimeError)       dossiers that cannot be read or evaluated at all
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Severity(enum.IntEnum):
    """How much a problem matters; an *error* stops the catalog from being used."""

    INFO = 1
    WARNING = 2
    ERROR = 3


@attrs.frozen(kw_only=True, order=False)
class Problem:
    """One thing wrong at one place.

    Attributes:
        code: stable name of the kind of problem, such as ``scalar-time``; ``tthc explain CODE`` tells more.
        severity: error, warning or info.
        file: path as the user gave it, with forward slashes.
        line: 1-based; 0 when the whole file is meant.
        column: 1-based, counted in characters; 0 when the whole file is meant.
        path: keys and 0-based indexes from the top of the document to the value.
        found: what stands there, as short text.
        expected: what was expected, as data for the message.
        hint: the literal replacement or the next action, ready to type; never empty for an error.
        params: values the message text is filled with.
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
        """Where the reference page of this problem code stands, relative to the docs."""
        return f"docs/reference/problems.md#{self.code}"

    @property
    def sort_key(self) -> tuple[str, int, int, str, tuple[str, ...]]:
        """By file, then place, then code."""
        return (self.file, self.line, self.column, self.code, tuple(map(str, self.path)))


class TthcError(Exception):
    """Everything this library raises on purpose."""


class CatalogError(TthcError, ValueError):
    """The catalog has problems of severity *error*; ``problems`` holds all of them, sorted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda p: p.sort_key))
        super().__init__("\n".join(f"{p.file}:{p.line}:{p.column}: {p.code}: {p.hint or p.found or ''}" for p in self.problems))


class _Said(TthcError):
    """An error whose words come from the messages table: ``key`` and ``params`` say which."""

    def __init__(self, key: str, /, *, suggestions: Sequence[str] = (), **params: Any) -> None:
        self.key = key
        self.params = params
        self.suggestions: tuple[str, ...] = tuple(suggestions)
        super().__init__(self.text("en"))

    def text(self, lang: str = "vi") -> str:
        """The error as one plain sentence, with its suggestions, in ``vi`` or ``en``."""
        from tthc_catalog.messages import text

        said = text(self.key, lang, **self.params)
        if self.suggestions:
            said += " " + text("error.suggestions", lang, suggestions=", ".join(self.suggestions))
        return said

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.key, self.suggestions, self.params))


def _rebuild(cls: type[_Said], key: str, suggestions: tuple[str, ...], params: dict[str, Any]) -> _Said:
    return cls(key, suggestions=suggestions, **params)


class ProcedureNotFound(_Said, LookupError):
    """Nothing in the catalog answers to what was asked for."""


class UnknownProcedure(ProcedureNotFound):
    """No procedure has this code (at this level)."""


class AmbiguousProcedure(ProcedureNotFound):
    """The code stands at more than one level, and none was named."""


class NotInForce(ProcedureNotFound):
    """The procedure is known, but no edition of it holds on the day asked for."""


class UnknownCase(ProcedureNotFound):
    """The procedure has no case of this name."""


class UnknownOffice(ProcedureNotFound):
    """No office of this id serves the level."""


class UnknownComponent(ProcedureNotFound):
    """The procedure's dossier has no component or condition of this id, or nobody files by this channel."""


class InvalidInstant(_Said, ValueError):
    """A date or time that cannot be read, or that the clock never showed."""


class OutOfHorizon(_Said, ValueError):
    """The instant lies outside the years the working calendar answers for."""


class ProvisionalRefused(_Said, ValueError):
    """Strict mode: the answer rests on days that no official decision has settled."""


class PluginError(_Said, RuntimeError):
    """A catalog asked for a policy, calendar or catalog that no working plugin gives."""


class PublicationError(_Said, RuntimeError):
    """Something cannot be published as asked, or not in that place."""


class InvalidPeriod(_Said, ValueError):
    """A reporting period that cannot be read."""


class EvaluationError(_Said, RuntimeError):
    """A file of dossiers that cannot be read at all, or an evaluation that cannot be made; single bad rows are set aside instead."""
