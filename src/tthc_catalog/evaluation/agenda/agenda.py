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
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.lookup import near_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.judging.judged_dossiers import Facts

LISTS = ("late", "early", "today", "soon", "waiting", "later", "undated")
"""The lists in the order of a page: late; due by the early hour; due later today; due in the next two working days; waiting for the citizen;
due later; without a deadline."""

_COLUMNS = (
    "dossier_id", "unit", "level", "office", "official", "code", "case_id", "channel", "received_at", "due_at", "late_after", "promise_due_at",
    "promise_late_after", "law_due_at", "law_late_after", "paused_since", "apology_issued", "provisional", "reason",
)  # fmt: skip


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
        intake: what was read.
        offices: id of a desk -> its name, for those that the catalog contains.
    """

    at: dt.datetime
    early: dt.datetime
    next_days: tuple[dt.date, dt.date]
    items: tuple[Item, ...]
    rules: Mapping[str, BrokenRule]
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
            "apology_rule": None,
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
    late = [row for row in rows if row["list"] == "late"]
    _add_delays(engine, late, at)
    rules = _add_rules(engine, late)
    items = tuple(_item(row, at) for row in rows)
    names = {id: desk.on(today).name for id, desk in engine.catalog.offices.items()}
    return Agenda(at=at, early=next_early, next_days=following, items=items, rules=rules, intake=intake, offices=names)


def _rows(facts: Facts, at: dt.datetime, early: dt.datetime, last: dt.date, office: str | None) -> list[dict[str, Any]]:
    """Return the open dossiers with their lists, in the order of desks, lists and due times."""
    order = " ".join(f"WHEN '{name}' THEN {number}" for number, name in enumerate(LISTS))
    wanted = "" if office is None else "AND unit = $office"
    cursor = facts.connection.cursor()
    cursor.execute(
        f"""
        SELECT * FROM (
            SELECT {", ".join(_COLUMNS)}, CASE
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
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _add_delays(engine: Engine, late: Sequence[dict[str, Any]], at: dt.datetime) -> None:
    """Write to late rows by how many working days and worked minutes they are late."""
    import numpy as np

    if not late:
        return
    moment = np.asarray([at], "datetime64[s]")
    due = np.asarray([row["due_at"] for row in late], "datetime64[s]")
    days = WorkingDays(engine.calendar).between(due.view(np.int64), moment.view(np.int64)).tolist()
    by_desk: dict[tuple[str | None, str | None], list[int]] = {}
    for place, row in enumerate(late):
        row["late_days"], row["late_minutes"] = max(days[place], 0), None
        by_desk.setdefault((row["level"], row["office"]), []).append(place)
    for (level, office), places in by_desk.items():
        since = np.asarray([late[place]["late_after"] for place in places], "datetime64[s]")
        try:
            worked = engine.working_time_between(since, at, office=office, level=level, closures=False)
        except UnknownHours:
            continue
        for place, minutes in zip(places, worked.astype("timedelta64[m]").astype(np.int64).tolist(), strict=True):
            late[place]["late_minutes"] = max(minutes, 0)


def _add_rules(engine: Engine, late: Sequence[dict[str, Any]]) -> dict[str, BrokenRule]:
    """Write to late rows the rule that they have broken; return the rules by id."""
    if not late:
        return {}
    columns = {name: [row[name] for row in late] for name in ("received_at", "code", "level", "office", "case_id", "channel")}
    decided = engine.decide_many(
        columns["received_at"],
        code=columns["code"],
        level=columns["level"],
        office=columns["office"],
        case=columns["case_id"],
        channel=columns["channel"],
    )
    found: dict[str, BrokenRule] = {}
    for row, rule in zip(late, decided.rule, strict=True):
        row["rule"] = rule
        if rule is not None and rule not in found:
            decision = engine.decide(
                row["code"],
                level=row["level"],
                office=row["office"],
                case=row["case_id"],
                channel=row["channel"] or "in_person",
                received_at=row["received_at"],
            )
            deadlines = [deadline for deadline in (decision.commitment, decision.statutory) if deadline is not None]
            broken = next(deadline.rule for deadline in deadlines if deadline.due_at == decision.due_at)
            found[rule] = BrokenRule(id=rule, text=broken.text, text_en=broken.text_en, citations=broken.citations)
    return found


def _item(row: Mapping[str, Any], at: dt.datetime) -> Item:
    promise, law, name = row["promise_late_after"], row["law_late_after"], row["list"]
    return Item(
        name,
        row["dossier_id"],
        row["unit"],
        row["level"],
        row["official"],
        row["code"],
        row["case_id"],
        row["received_at"],
        row["due_at"],
        row["late_after"],
        row["promise_due_at"],
        row["law_due_at"],
        None if promise is None else promise <= at,
        None if law is None else law <= at,
        row.get("late_days"),
        row.get("late_minutes"),
        name == "late" and row["apology_issued"] is not True,
        row.get("rule"),
        row["paused_since"] if name == "waiting" else None,
        bool(row["provisional"]),
        row["reason"],
    )
