"""The days on which a model applies, and the days on which it would apply if the offices were open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import attrs

from tthc_catalog.policies.contract import NotCovered, Policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.calendars.day import Day
    from tthc_catalog.calendars.day_fact import DayFact
    from tthc_catalog.calendars.desk import Desk
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.closure import Closure
    from tthc_catalog.records.commitment_model import Model


class ModelDay(NamedTuple):
    """A day of the model, or a day that the model lost to a day off.

    Attributes:
        fact: the calendar's facts about the day; if ``applies`` is False, the reason why the day was lost.
        applies: whether the commitment can bind a dossier received on the day.
    """

    fact: DayFact
    applies: bool


def model_days(model: Model, desk: Desk, registry: SpecRegistry, year: int) -> Iterator[ModelDay]:
    """Yield the model days of a year, and the days the model lost because offices or the desk were closed, in order.

    A day is lost if the policy would bind it were it a working day. Days outside the model's own period are left out.

    Args:
        model: the commitment.
        desk: the calendar, the hours, the closures and the openings of the desk.
        registry: provides the model's policy.
        year: a year that the calendar covers.

    Raises:
        PluginError: no working plugin provides the model's policy.
    """
    policy = registry.policy(model.policy, requested_by=model.file).build(model.parameters, model.citations)
    calendar = desk.schedule.calendar
    for number in range((calendar.covers[1] - calendar.first).days):
        fact = calendar.fact_at(number)
        if fact.date.year != year or fact.date not in model.period:
            continue
        day = desk.day(number)
        if _binds(policy, day):
            closure = desk.closed_all_day(number)
            yield ModelDay(fact if closure is None else _closed(fact, closure), applies=closure is None)
        elif not day.working and _binds(policy, attrs.evolve(day, working=True, holiday=None)):
            yield ModelDay(fact, applies=False)


def _closed(fact: DayFact, closure: Closure) -> DayFact:
    """Return the facts about a day on which the desk is closed."""
    document = closure.citations[0].document if closure.citations else None
    return attrs.evolve(fact, kind="closed", name=closure.reason, decision=document, note=closure.note)


def _binds(policy: Policy, day: Day) -> bool:
    """Return whether the policy binds dossiers received at some time of the day."""
    return any(not isinstance(segment.outcome, NotCovered) for segment in policy.segments(day))
