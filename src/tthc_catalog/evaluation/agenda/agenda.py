"""The open dossiers of a moment, each in exactly one list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from tthc_catalog.errors import EvaluationError, UnknownHours
from tthc_catalog.evaluation.intake.intake_summary import Intake
from tthc_catalog.evaluation.judging.judged_dossiers import TABLE
from tthc_catalog.evaluation.judging.working_day_arrays import WorkingDays
from tthc_catalog.records.channels import IN_PERSON
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.lookup import near_names
from tthc_catalog.records.pause import PauseKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.judging.judged_dossiers import Facts

LISTS = ("late", "early", "today", "soon", "waiting", "later", "undated")
"""The lists in the order of a page: late; due by the early hour; due later today; due in the next two working days; waiting for the citizen;
due later; without a deadline."""


class Item(NamedTuple):
    """An open dossier.

    Attributes:
        due_at: the governing due time, moved by finished pauses; None without a deadline.
        promise_late: whether the commitment is broken; None without one.
        law_late: whether the statutory deadline has passed; None without one.
        late_days: working days from the due day to the day of the agenda; None unless late.
        late_minutes: worked minutes since the dossier became late; None unless late, or if the hours of the desk are not known.
        apology_owed: whether it is late and no apology is on record.
        rule: id of the rule that is broken, ``model/rule`` or ``law/rule``; None unless late.
        paused_since: start of the wait for the citizen, if it is known.
        paused_kind: id of the kind of this pause in the catalog, if it is known.
        reason: why no commitment applies; None if one does.
    """

    list: str
    dossier_id: str
    unit: str
    level: str | None
    official: str | None
    code: str
    case: str | None
    received_at: dt.datetime
    due_at: dt.datetime | None
    late_after: dt.datetime | None
    promise_due_at: dt.datetime | None
    law_due_at: dt.datetime | None
    promise_late: bool | None
    law_late: bool | None
    late_days: int | None
    late_minutes: int | None
    apology_owed: bool
    rule: str | None
    paused_since: dt.datetime | None
    paused_kind: str | None
    provisional: bool
    reason: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {name: value.isoformat() if isinstance(value, dt.datetime) else value for name, value in self._asdict().items()}


@attrs.frozen(kw_only=True)
class BrokenRule:
    """A rule that late dossiers have broken, with its text in both languages and its citations."""

    id: str
    text: str
    text_en: str
    citations: tuple[Citation, ...]


@attrs.frozen(kw_only=True)
class Agenda:
    """What is open at a moment.

    Attributes:
        at: the moment, local office time.
        early: the next early hour of a working day, such as 09:00; what is due by then is a list of its own.
        next_days: the next two working days.
        items: the open dossiers, in the order of desks, lists and due times.
        rules: the broken rules by id.
        apology_rule: the catalog's rule on apologies on the day; None if it states none for that day.
        intake: what was read.
        offices: id of a desk -> its name, for those that the catalog contains.
    """

    at: dt.datetime
    early: dt.datetime
    next_days: tuple[dt.date, dt.date]
    items: tuple[Item, ...]
    rules: Mapping[str, BrokenRule]
    apology_rule: PauseKind | None
    intake: Intake
    offices: Mapping[str, str]

    def by_desk(self) -> dict[str, list[Item]]:
        """Return the items of each desk."""
        desks: dict[str, list[Item]] = {}
        for item in self.items:
            desks.setdefault(item.unit, []).append(item)
        return desks

    def counts(self) -> dict[str, int]:
        """Return the number of items of each list."""
        found = dict.fromkeys(LISTS, 0)
        for item in self.items:
            found[item.list] += 1
        return found

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "kind": "tthc-agenda",
            "version": 1,
            "at": self.at.isoformat(),
            "early": self.early.isoformat(),
            "next_days": [day.isoformat() for day in self.next_days],
            "counts": self.counts(),
            "apology_rule": None
            if self.apology_rule is None
            else {
                "kind": self.apology_rule.id,
                "text": self.apology_rule.text,
                "text_en": self.apology_rule.text_en,
                "citations": [{"document": c.document, "provision": c.provision} for c in self.apology_rule.citations],
            },
            "rules": {
                rule.id: {
                    "text": rule.text,
                    "text_en": rule.text_en,
                    "citations": [{"document": citation.document, "provision": citation.provision} for citation in rule.citations],
                }
                for rule in self.rules.values()
            },
            "intake": self.intake.to_dict(),
            "items": [item.to_dict() for item in self.items],
        }


def agenda_of(
    engine: Engine, facts: Facts, intake: Intake, at: dt.datetime, *, office: str | None = None, early: dt.time = dt.time(9)
) -> Agenda:
    """Sort the open dossiers of a moment into lists.

    A dossier is open if it was received by then and had no result yet; what happened later in the files does not count.

    Args:
        engine: the compiled catalog.
        facts: the judged dossiers.
        intake: what was read.
        at: the moment, local office time.
        office: id of the one desk that is wanted, as the records give it; None for all.
        early: the early hour.

    Raises:
        EvaluationError: no dossier is from the desk.
        OutOfHorizon: the calendar does not cover the moment or the next two working days.
    """
    calendar = engine.calendar
    today = at.date()
    following = (calendar.nth_working_day(today, 1), calendar.nth_working_day(today, 2))
    next_early = dt.datetime.combine(today, early)
    if at >= next_early or not calendar.is_working_day(today):
        next_early = dt.datetime.combine(following[0], early)
    rows = _rows(facts, at, next_early, following[1], office)
    if office is not None and not rows:
        known = [row["unit"] for row in facts.rows(f"SELECT DISTINCT unit FROM {TABLE} ORDER BY unit")]  # noqa: S608 - our own table
        if office not in known:
            near = near_names(office, tuple(known))
            raise EvaluationError("agenda.error.no_such_desk", suggestions=near, office=office)
    items = [Item._make(row[:-2]) for row in rows]
    places = [place for place, item in enumerate(items) if item.list == "late"]
    late = [_Late(items[place], *rows[place][-2:]) for place in places]
    delays = _delays(engine, late, at)
    broken, rules = _broken_rules(engine, late)
    for place, (days, minutes), rule in zip(places, delays, broken, strict=True):
        items[place] = items[place]._replace(late_days=days, late_minutes=minutes, rule=rule)
    names = {id: desk.on(today).name for id, desk in engine.catalog.offices.items()}
    apologies = (kind for kind in engine.catalog.manifest.pauses if kind.type == "appointment" and today in kind.period)
    return Agenda(
        at=at,
        early=next_early,
        next_days=following,
        items=tuple(items),
        rules=rules,
        apology_rule=next(apologies, None),
        intake=intake,
        offices=names,
    )


class _Late(NamedTuple):
    """A late dossier with what decides its deadline beside its item."""

    item: Item
    office: str | None
    channel: str | None


def _rows(facts: Facts, at: dt.datetime, early: dt.datetime, last: dt.date, office: str | None) -> list[tuple[Any, ...]]:
    """Return the fields of the items, then office and channel, in the order of desks, lists and due times."""
    order = " ".join(f"WHEN '{name}' THEN {number}" for number, name in enumerate(LISTS))
    wanted = "" if office is None else "AND unit = $office"
    cursor = facts.connection.cursor()
    cursor.execute(
        f"""
        SELECT list, dossier_id, unit, level, official, code, case_id, received_at, due_at, late_after, promise_due_at, law_due_at,
               promise_late_after <= $at, law_late_after <= $at, NULL, NULL, list = 'late' AND apology_issued IS DISTINCT FROM TRUE, NULL,
               CASE WHEN list = 'waiting' THEN paused_since END, CASE WHEN list = 'waiting' THEN paused_kind END, provisional, reason, office, channel
        FROM (
            SELECT *, CASE
                WHEN state = 'paused' AND coalesce(paused_since, $at) <= $at THEN 'waiting'
                WHEN late_after IS NULL THEN 'undated'
                WHEN late_after <= $at THEN 'late'
                WHEN due_at <= $early AND due_at >= $early_day THEN 'early'
                WHEN due_at < $tomorrow THEN 'today'
                WHEN due_at < $end THEN 'soon'
                ELSE 'later' END AS list
            FROM {TABLE} WHERE NOT superseded AND received_at <= $at AND (closed_at IS NULL OR closed_at > $at) {wanted}
        ) ORDER BY unit, CASE list {order} END, due_at, received_at, dossier_id
        """,  # noqa: S608 - our own names; values are parameters
        {
            "at": at,
            "early": early,
            "early_day": dt.datetime.combine(early.date(), dt.time()),
            "tomorrow": dt.datetime.combine(at.date(), dt.time()) + dt.timedelta(days=1),
            "end": dt.datetime.combine(last, dt.time()) + dt.timedelta(days=1),
            **({} if office is None else {"office": office}),
        },
    )
    return cursor.fetchall()


def _delays(engine: Engine, late: Sequence[_Late], at: dt.datetime) -> list[tuple[int, int | None]]:
    """Return by how many working days and worked minutes dossiers are late; None for minutes if the hours of the desk are not known."""
    import numpy as np

    moment = np.asarray([at], "datetime64[s]")
    due = np.asarray([row.item.due_at for row in late], "datetime64[s]")
    days = [max(count, 0) for count in WorkingDays(engine.calendar).between(due.view(np.int64), moment.view(np.int64)).tolist()]
    minutes: list[int | None] = [None] * len(late)
    by_desk: dict[tuple[str | None, str | None], list[int]] = {}
    for place, row in enumerate(late):
        by_desk.setdefault((row.item.level, row.office), []).append(place)
    for (level, office), places in by_desk.items():
        since = np.asarray([late[place].item.late_after for place in places], "datetime64[s]")
        try:
            worked = engine.working_time_between(since, at, office=office, level=level, closures=False)
        except UnknownHours:
            continue
        for place, count in zip(places, worked.astype("timedelta64[m]").astype(np.int64).tolist(), strict=True):
            minutes[place] = max(count, 0)
    return list(zip(days, minutes, strict=True))


def _broken_rules(engine: Engine, late: Sequence[_Late]) -> tuple[list[str | None], dict[str, BrokenRule]]:
    """Return the rule that each dossier has broken, and the rules by id."""
    broken: list[str | None] = []
    found: dict[str, BrokenRule] = {}
    for item, office, channel in late:
        decision = engine.decide(
            item.code, level=item.level, office=office, case=item.case, channel=channel or IN_PERSON, received_at=item.received_at
        )
        # The judged deadlines count pauses, which can end a commitment or make the other deadline the earlier one.
        promised = item.promise_due_at is not None and item.promise_due_at == item.due_at
        deadline = decision.commitment if promised else decision.statutory
        id = None if deadline is None else f"{deadline.policy}/{deadline.rule.id}"
        broken.append(id)
        if deadline is not None and id is not None and id not in found:
            found[id] = BrokenRule(id=id, text=deadline.rule.text, text_en=deadline.rule.text_en, citations=deadline.rule.citations)
    return broken, found
