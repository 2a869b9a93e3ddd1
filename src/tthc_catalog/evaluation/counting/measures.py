"""Measures and rates: each measure is one named SQL condition on the judged dossiers, so that every figure can be traced to its rows.

The conditions use the columns of `tthc_catalog.evaluation.judging.judged_dossiers`; ``{start}`` and ``{until}`` are replaced by the bounds of the
period (`bounds_of`). A dossier is *in view* of a period if it was received before its end and not closed before its start.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tthc_catalog.evaluation.reporting_period import ReportingPeriod

_PREDICATE = re.compile(r"\[([^]]*)\]")

IN_VIEW = "NOT superseded AND received_at < {until} AND (closed_at IS NULL OR closed_at >= {start})"
"""The dossiers in view of a period, among which its figures are counted."""

_NEW = "[received_at >= {start}]"
_CLOSED = "[closed_at < {until}]"
_OPEN = "[(closed_at IS NULL OR closed_at >= {until})]"
# Only a resolved dossier has a result; one that is returned, refused or withdrawn is closed without one.
_RESULT = f"{_CLOSED} AND [state = 'resolved']"
_NO_RESULT = f"{_CLOSED} AND [state <> 'resolved']"
# The clock stops while a dossier waits for the citizen: a waiting dossier is overdue only if it was overdue before the wait began.
_OVERDUE = "late_after <= {until} AND (paused_since IS NULL OR paused_since >= {until} OR late_after <= paused_since)"
_PROMISE_OVERDUE = (
    "promise_late_after <= {until} AND (paused_since IS NULL OR paused_since >= {until} OR promise_late_after <= paused_since)"
)
_EARLY = "[completed_at < early_before]"
_ON_TIME = "[completed_at >= early_before AND completed_at < late_after]"
_LAW_EARLY = "[completed_at < law_early_before]"
_LAW_ON_TIME = "[completed_at >= law_early_before AND completed_at < law_late_after]"
_COVERED = f"{_NEW} AND [covered]"
_PROMISED = f"{_COVERED} AND [promise_due_at IS NOT NULL]"
_SAME_DAY = f"{_PROMISED} AND [same_day]"
_LATER_DAY = f"{_PROMISED} AND [NOT same_day]"
_IN_TIME = "[completed_at < promise_late_after]"
_TOO_LATE = "[completed_at >= promise_late_after]"
_KEPT = f"{_RESULT} AND {_IN_TIME}"
# A dossier closed without a result in time neither keeps the promise nor breaks it; one closed when the promise was already late broke it.
_WITHOUT_RESULT = f"{_NO_RESULT} AND {_IN_TIME}"
_BROKEN = f"(({_CLOSED} AND {_TOO_LATE}) OR ({_OPEN} AND [{_PROMISE_OVERDUE}]))"
_NOT_YET = f"{_OPEN} AND [NOT ({_PROMISE_OVERDUE})]"


@attrs.frozen(kw_only=True)
class Measure:
    """A count of dossiers.

    Attributes:
        formula: the SQL condition that selects the counted dossiers among those in view. Each predicate is in brackets, and only AND and OR
            connect them, so that an unknown predicate (NULL) may be taken for a false one.
        parts: the measures that add up to this one.
        column: number of the column of form II.06a that shows the measure, if any.
    """

    id: str
    formula: str
    parts: tuple[str, ...] = ()
    column: int | None = None

    @property
    def condition(self) -> str:
        """The formula as an SQL condition, with ``{start}`` and ``{until}``."""
        return _PREDICATE.sub(r"\1", self.formula)

    def title(self, lang: str = "vi") -> str:
        """Return the displayed title."""
        return text(f"evaluation.measure.{self.id}", lang)


@attrs.frozen(kw_only=True)
class Share:
    """A rate: the sum of some measures divided by the sum of others."""

    id: str
    part: tuple[str, ...]
    whole: tuple[str, ...]
    measures: frozenset[str] = attrs.field(init=False)
    """The measures of both sums."""

    @measures.default
    def _all_measures(self) -> frozenset[str]:
        return frozenset((*self.part, *self.whole))

    def title(self, lang: str = "vi") -> str:
        """Return the displayed title."""
        return text(f"evaluation.share.{self.id}", lang)


def _measures() -> Iterator[Measure]:
    yield Measure(id="received", formula="[TRUE]", parts=("received_online", "received_direct", "carried_over"), column=3)
    yield Measure(id="received_online", formula=f"{_NEW} AND [channel = 'online']", column=4)
    yield Measure(
        id="received_direct",
        formula=f"{_NEW} AND [channel IS DISTINCT FROM 'online']",
        parts=("received_in_person", "received_postal", "received_unknown"),
        column=5,
    )
    yield Measure(id="received_in_person", formula=f"{_NEW} AND [channel = 'in_person']")
    yield Measure(id="received_postal", formula=f"{_NEW} AND [channel = 'postal']")
    yield Measure(id="received_unknown", formula=f"{_NEW} AND [channel IS NULL]")
    yield Measure(id="carried_over", formula="[received_at < {start}]", column=6)
    judged = ("resolved_early", "resolved_on_time", "resolved_overdue", "resolved_unjudged")
    yield Measure(id="resolved", formula=_CLOSED, parts=judged, column=7)
    yield Measure(id="resolved_early", formula=f"{_CLOSED} AND {_EARLY}", column=8)
    yield Measure(id="resolved_on_time", formula=f"{_CLOSED} AND {_ON_TIME}", column=9)
    yield Measure(id="resolved_overdue", formula=f"{_CLOSED} AND [completed_at >= late_after]", column=10)
    yield Measure(id="resolved_unjudged", formula=f"{_CLOSED} AND [late_after IS NULL]")
    yield Measure(id="result_early", formula=f"{_RESULT} AND {_EARLY}")
    yield Measure(id="result_on_time", formula=f"{_RESULT} AND {_ON_TIME}")
    pending = ("in_progress_within", "in_progress_overdue", "in_progress_unjudged")
    yield Measure(id="in_progress", formula=_OPEN, parts=pending, column=11)
    yield Measure(id="in_progress_within", formula=f"{_OPEN} AND [NOT ({_OVERDUE})]", column=12)
    yield Measure(id="in_progress_overdue", formula=f"{_OPEN} AND [{_OVERDUE}]", column=13)
    yield Measure(id="in_progress_unjudged", formula=f"{_OPEN} AND [late_after IS NULL]")
    for state in ("resolved", "returned_incomplete", "refused", "withdrawn"):
        yield Measure(id=f"state_{state}", formula=f"{_CLOSED} AND [state = '{state}']")
    yield Measure(id="state_received", formula=f"{_OPEN} AND [state = 'received']")
    yield Measure(id="state_paused", formula=f"{_OPEN} AND [state = 'paused']")
    yield Measure(id="state_in_progress", formula=f"{_OPEN} AND [state NOT IN ('received', 'paused')]")
    yield Measure(id="law_closed", formula=_CLOSED, parts=("law_early", "law_on_time", "law_overdue", "law_unjudged"))
    yield Measure(id="law_early", formula=f"{_CLOSED} AND {_LAW_EARLY}")
    yield Measure(id="law_on_time", formula=f"{_CLOSED} AND {_LAW_ON_TIME}")
    yield Measure(id="law_overdue", formula=f"{_CLOSED} AND [completed_at >= law_late_after]")
    yield Measure(id="law_unjudged", formula=f"{_CLOSED} AND [law_late_after IS NULL]")
    yield Measure(id="law_result_early", formula=f"{_RESULT} AND {_LAW_EARLY}")
    yield Measure(id="law_result_on_time", formula=f"{_RESULT} AND {_LAW_ON_TIME}")
    yield Measure(id="covered", formula=_COVERED, parts=("same_day", "later_day", "covered_unjudged"))
    yield Measure(id="covered_unjudged", formula=f"{_COVERED} AND [promise_due_at IS NULL]")
    for name, promised in (("same_day", _SAME_DAY), ("later_day", _LATER_DAY)):
        parts = (f"{name}_kept", f"{name}_broken", f"{name}_without_result", f"{name}_open")
        yield Measure(id=name, formula=promised, parts=parts)
        yield Measure(id=f"{name}_kept", formula=f"{promised} AND {_KEPT}")
        yield Measure(id=f"{name}_broken", formula=f"{promised} AND {_BROKEN}")
        yield Measure(id=f"{name}_without_result", formula=f"{promised} AND {_WITHOUT_RESULT}")
        yield Measure(id=f"{name}_open", formula=f"{promised} AND {_NOT_YET}")
    yield Measure(
        id="same_day_handed_over",
        formula=f"{_SAME_DAY} AND {_RESULT} AND [returned_at < {{until}} AND CAST(returned_at AS DATE) = CAST(received_at AS DATE)]",
    )
    yield Measure(
        id="promise_late_law_on_time",
        formula=f"{_PROMISED} AND {_CLOSED} AND {_TOO_LATE} AND [completed_at < law_late_after]",
    )
    yield Measure(id="paid_online", formula=f"{_NEW} AND [paid_online]")
    yield Measure(id="paid_online_known", formula=f"{_NEW} AND [paid_online IS NOT NULL]")
    yield Measure(id="digitised", formula=f"{_RESULT} AND [result_digitised]")
    yield Measure(id="digitised_known", formula=f"{_RESULT} AND [result_digitised IS NOT NULL]")
    yield Measure(id="saved_known", formula=f"{_CLOSED} AND [saved_days IS NOT NULL]")
    yield Measure(id="provisional", formula="[provisional]")
    yield Measure(id="known_later", formula="[known_later]")


MEASURES = {measure.id: measure for measure in _measures()}
"""Every measure by its id, in the order that reports show them."""

BY_STATE = (
    ("resolved", ("state_resolved", "state_returned_incomplete", "state_refused", "state_withdrawn")),
    ("in_progress", ("state_received", "state_in_progress", "state_paused")),
    ("received", ("resolved", "in_progress")),
)
"""Further identities: a total and the measures that add up to it."""

FORM_COLUMNS = tuple(sorted((m for m in MEASURES.values() if m.column is not None), key=lambda m: m.column or 0))
"""The columns of form II.06a/VPCP/KSTT (01/2020/TT-VPCP) that show measures, in order; columns 1 and 2 are the row number and the name.

This list, made from `Measure.column`, is the only one: every output reads it."""

_JUDGED = ("result_early", "result_on_time", "resolved_overdue")
_LAW_JUDGED = ("law_result_early", "law_result_on_time", "law_overdue")

SHARES = {
    share.id: share
    for share in (
        Share(id="on_time", part=("result_early", "result_on_time"), whole=_JUDGED),
        Share(id="early", part=("result_early",), whole=_JUDGED),
        Share(id="law_on_time", part=("law_result_early", "law_result_on_time"), whole=_LAW_JUDGED),
        Share(
            id="promise_kept",
            part=("same_day_kept", "later_day_kept"),
            whole=("same_day_kept", "same_day_broken", "later_day_kept", "later_day_broken"),
        ),
        Share(id="same_day_kept", part=("same_day_kept",), whole=("same_day_kept", "same_day_broken")),
        Share(id="later_day_kept", part=("later_day_kept",), whole=("later_day_kept", "later_day_broken")),
        Share(id="same_day_handed_over", part=("same_day_handed_over",), whole=("same_day_kept", "same_day_broken")),
        Share(id="online", part=("received_online",), whole=("received_online", "received_direct")),
        Share(id="paid_online", part=("paid_online",), whole=("paid_online_known",)),
        Share(id="digitised", part=("digitised",), whole=("digitised_known",)),
    )
}
"""Every rate by its id. A rate with a zero denominator has no value.

A rate of punctuality counts results: a dossier closed without one in time is in neither of its counts, and one closed late is overdue whatever
its end. So a desk that returns every dossier has no rate."""


def identities() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every total with the measures that add up to it."""
    for measure in MEASURES.values():
        if measure.parts:
            yield measure.id, measure.parts
    yield from BY_STATE


def predicates(measures: Sequence[str]) -> tuple[str, ...]:
    """Return the predicates of some measures, each once: SQL conditions with ``{start}`` and ``{until}``."""
    return tuple(dict.fromkeys(predicate for name in measures for predicate in _PREDICATE.findall(MEASURES[name].formula)))


def with_tests(formula: str, tests: Mapping[str, str]) -> str:
    """Return the formula of a measure with the given SQL condition in place of each predicate.

    >>> with_tests("[covered] AND [same_day]", {"covered": "a = 1", "same_day": "b = 1"})
    '(a = 1) AND (b = 1)'
    """
    return _PREDICATE.sub(lambda found: f"({tests[found[1]]})", formula)


def bounds_of(period: ReportingPeriod, judged_at: dt.datetime) -> dict[str, str]:
    """Return ``start`` and ``until`` as SQL timestamps.

    Args:
        period: the period; its first day is the start.
        judged_at: the end of the period or, if the records end earlier, that moment.
    """
    return {"start": f"TIMESTAMP '{period.start} 00:00:00'", "until": f"TIMESTAMP '{judged_at:%Y-%m-%d %H:%M:%S}'"}
