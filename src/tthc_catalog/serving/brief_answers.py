"""Brief decisions as JSON. What was decided is encoded once for all receipts that have the same answer on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import orjson

from tthc_catalog.decisions.serialisation import outcome_dict, receipt_dict

if TYPE_CHECKING:
    from tthc_catalog.decisions.decision import Decision
    from tthc_catalog.decisions.decision_facts import Context
    from tthc_catalog.timetable.answer import Answer

_MOST = 4_096
"""The most outcomes that are kept, about a kilobyte each; when there are more, all are dropped."""


class _Kept(NamedTuple):
    """An encoded outcome with the records whose ids are in its key: while it is kept, no other record can get one of these ids."""

    context: Context
    answer: Answer
    content: bytes


class BriefAnswers:
    """The encoded outcomes of one catalog. It is safe to use from any thread."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], _Kept] = {}

    def encoded(self, decision: Decision) -> bytes:
        """Return `brief_dict` of a decision as JSON."""
        return b"%b,%b" % (self._outcome(decision)[:-1], orjson.dumps(receipt_dict(decision))[1:])

    def _outcome(self, decision: Decision) -> bytes:
        """Return the outcome, from those that are kept unless it depends on more than the timetable."""
        if decision.completeness is not None or decision.promised is not None:
            return orjson.dumps(outcome_dict(decision))
        context, answer = decision.context, decision.answer
        statutory = answer.statutory
        key = (
            id(context),
            answer.day,
            None
            if statutory is None
            else (statutory.due_at, statutory.late_after, statutory.bound, id(statutory.rule), statutory.last_day),
            *[(one.due_at, one.late_after, one.bound, id(one.rule), one.reason, one.last_day) for _, one in answer.others],
        )
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            kept = self._kept[key] = _Kept(context, answer, orjson.dumps(outcome_dict(decision)))
        return kept.content
