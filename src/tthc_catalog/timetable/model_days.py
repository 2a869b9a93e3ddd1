"""The days a model's commitment holds on, and the days it would have held on had the desk been open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import attrs

from tthc_catalog.policies.contract import NotCovered, Policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.calendars.day import Day
    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.calendars.working import DayFact
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.commitment_model import Model


class ModelDay(NamedTuple):
    """A day of the model, or one lost to a day off.

    Attributes:
        fact: what the calendar says of the day; where ``held`` is False it is why the day was lost.
        held: whether a dossier received on the day can be bound by the commitment.
    """

    fact: DayFact
    held: bool


def model_days(model: Model, schedule: Schedule, registry: SpecRegistry, year: int) -> Iterator[ModelDay]:
    """The model days of a year, and those that fell away because offices were shut, in order.

    Days outside the model's own period are neither. A day is lost when the policy would bind it were it worked.

    Args:
        model: the commitment.
        schedule: the calendar and the hours of the desk.
        registry: gives the model's policy.
        year: a year the calendar answers for.

    Raises:
        PluginError: nothing gives the model's policy.
    """
    policy = registry.policy(model.policy, requested_by=model.file).build(model.parameters, model.citations)
    calendar = schedule.calendar
    for number in range((calendar.covers[1] - calendar.first).days):
        fact = calendar.fact_at(number)
        if fact.date.year != year or fact.date not in model.period:
            continue
        day = schedule.day(number)
        if _binds(policy, day):
            yield ModelDay(fact, held=True)
        elif not day.working and _binds(policy, attrs.evolve(day, working=True, holiday=None)):
            yield ModelDay(fact, held=False)


def _binds(policy: Policy, day: Day) -> bool:
    """Whether some time of the day is bound by the policy."""
    return any(not isinstance(segment.outcome, NotCovered) for segment in policy.segments(day))
