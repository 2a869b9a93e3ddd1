"""Wrong calls as problem details (RFC 9457), in the language of the caller and with what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.errors import (
    AmbiguousProcedure,
    InvalidCode,
    InvalidHistory,
    InvalidInstant,
    NotInForce,
    OutOfHorizon,
    ProvisionalRefused,
    ReleaseError,
    TthcError,
    UnknownCase,
    UnknownChannel,
    UnknownComponent,
    UnknownOffice,
    UnknownProcedure,
)
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MEDIA_TYPE = "application/problem+json"

STATUSES = {
    "malformed-json": 400,
    "malformed-query": 400,
    "malformed-arrow": 400,
    "missing-body": 400,
    "too-deep": 400,
    "unknown-address": 404,
    "unknown-catalog": 404,
    "unknown-problem": 404,
    "method-not-allowed": 405,
    "not-acceptable": 406,
    "request-timeout": 408,
    "body-too-large": 413,
    "too-many-rows": 413,
    "url-too-long": 414,
    "unsupported-media-type": 415,
    "unsupported-encoding": 415,
    "missing-parameter": 422,
    "unknown-parameter": 422,
    "repeated-parameter": 422,
    "wrong-type": 422,
    "wrong-value": 422,
    "too-long": 422,
    "conditions-alone": 422,
    "period-order": 422,
    "unknown-procedure": 422,
    "ambiguous-procedure": 422,
    "not-in-force": 422,
    "unknown-case": 422,
    "unknown-office": 422,
    "unknown-component": 422,
    "unknown-channel": 422,
    "invalid-code": 422,
    "invalid-instant": 422,
    "invalid-history": 422,
    "out-of-horizon": 422,
    "provisional-refused": 422,
    "release-error": 422,
    "internal-error": 500,
    "catalog-unavailable": 503,
    "time-limit": 503,
}
"""The status of each kind of problem."""

_PARAMETERS: Mapping[type[TthcError], str] = {
    UnknownProcedure: "code",
    AmbiguousProcedure: "level",
    NotInForce: "on",
    UnknownCase: "case",
    UnknownOffice: "office",
    UnknownComponent: "components",
    UnknownChannel: "channel",
    InvalidCode: "code",
    InvalidInstant: "received_at",
    InvalidHistory: "history",
    OutOfHorizon: "received_at",
    ProvisionalRefused: "strict",
}


@attrs.frozen(kw_only=True)
class ProblemDetails:
    """What is wrong with a call, as RFC 9457 defines it.

    Attributes:
        type: the address of a page of this service that describes the kind of problem.
        title: the kind of problem in a few words, in the language of the caller.
        status: the status of the answer.
        detail: what is wrong with this call, in the language of the caller.
        parameter: the parameter or the key of the body that is wrong; null if the problem concerns none.
        suggestions: values that work instead; may be empty.
    """

    type: str
    title: str
    status: int
    detail: str
    parameter: str | None
    suggestions: tuple[str, ...]


class WrongCall(Exception):
    """A call that cannot be answered.

    Attributes:
        kind: the kind of problem, a key of `STATUSES`.
        parameter: the parameter that is wrong.
        suggestions: values that work instead.
        headers: further headers of the answer, such as ``allow``.
        params: values for the fields of the text.
    """

    def __init__(
        self,
        kind: str,
        /,
        *,
        parameter: str | None = None,
        suggestions: Iterable[str] = (),
        headers: Sequence[tuple[bytes, bytes]] = (),
        **params: object,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.parameter = parameter
        self.suggestions = tuple(suggestions)
        self.headers = headers
        self.params = params

    def details(self, lang: str) -> ProblemDetails:
        """Return the problem in a language."""
        detail = text(f"serving.problem.{self.kind}", lang, parameter=self.parameter, **self.params)
        return details(self.kind, detail, lang, parameter=self.parameter, suggestions=self.suggestions)


def details(kind: str, detail: str, lang: str, *, parameter: str | None = None, suggestions: Sequence[str] = ()) -> ProblemDetails:
    """Return a problem of a kind."""
    return ProblemDetails(
        type=f"/problems/{kind}",
        title=text(f"serving.title.{kind}", lang),
        status=STATUSES[kind],
        detail=detail,
        parameter=parameter,
        suggestions=tuple(suggestions),
    )


def details_of(error: Exception, lang: str, *, in_path: bool = False) -> ProblemDetails:
    """Return an error as a problem; anything unexpected becomes an internal error, of which nothing is disclosed.

    Args:
        error: the error of the call.
        lang: ``vi`` or ``en``.
        in_path: whether the address itself names what was not found.
    """
    if isinstance(error, WrongCall):
        return error.details(lang)
    kind = re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
    localized = getattr(error, "text", None)
    if not isinstance(error, TthcError) or localized is None or kind not in STATUSES:
        return details("internal-error", text("serving.problem.internal-error", lang), lang)
    parameter = _parameter(error)
    found = details(kind, localized(lang, suggestions=()), lang, parameter=parameter, suggestions=getattr(error, "suggestions", ()))
    return attrs.evolve(found, status=404) if in_path and isinstance(error, UnknownProcedure | NotInForce) else found


def _parameter(error: TthcError) -> str | None:
    if isinstance(error, UnknownProcedure) and error.level is not None:
        return "level"
    if isinstance(error, UnknownOffice) and error.params.get("office") is None:
        return "level"
    if isinstance(error, ReleaseError):
        return None
    return next((name for kind, name in _PARAMETERS.items() if isinstance(error, kind)), None)


def plain(problem: ProblemDetails) -> dict[str, Any]:
    """Return a problem as plain data."""
    return {**attrs.asdict(problem), "suggestions": list(problem.suggestions)}
