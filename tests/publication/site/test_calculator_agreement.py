"""The calculator in the browser agrees with the engine on every minute of a year, on missing papers, and in every sentence."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pytest
from channel_catalog import differing, with_channels_of_models, with_time
from short_calendar import shortened

from tthc_catalog.effective import Period
from tthc_catalog.loading import load_catalog
from tthc_catalog.publication.content.publication import Publication
from tthc_catalog.publication.site.calculator_data import CalculatorData
from tthc_catalog.publication.site.desks import one_of_each_kind
from tthc_catalog.records.official_calendar import EarlierHorizon
from tthc_catalog.records.procedure import ProcessingTime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tthc_catalog.decisions.decision import Decision
    from tthc_catalog.engine import Engine
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.timetable.timetable import Timetable

FIRST, UNTIL = dt.date(2024, 2, 1), dt.date(2025, 2, 1)
"""A year with Tết (8-14/2/2024, and again from 27/1/2025), a make-up Saturday (4/5/2024), both changes of the office hours (1/4, 1/11), a new
edition of the certification procedures (9/1/2025), and communes that are dissolved (1/12/2024)."""

ZONES = ("Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Apia")
"""The zone of the desk; a zone behind it, with summer time; a zone ahead of it, which skipped a whole day in 2011."""

MODELS = Path(__file__).parents[2] / "models" / "catalog"
SCENARIOS = Path(__file__).parents[2] / "scenarios"
TWO_YEARS = Path(__file__).parents[2] / "scenarios" / "two_years"

LOAD_ALL = """async () => {
  for (const name of new Set(TTHC.world.data.procedures.map((entry) => entry[4]))) {
    await new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `assets/data/${name}.js`;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }
}"""

COMPARE = """(text) => {
  const work = JSON.parse(text);
  window.outcome = null;
  setTimeout(() => {
    const found = { minutes: 0, differences: [] };
    for (const { key, caseId, channel, kind, runs } of work.timetables) {
      const procedure = TTHC.loaded[key];
      let run = 0;
      for (let minute = 0; minute < work.minutes; minute += 1) {
        if (run + 1 < runs.length && runs[run + 1][0] === minute) run += 1;
        const decision = TTHC.decide(TTHC.world, procedure, { caseId, channel, kind, day: work.day + Math.floor(minute / 1440), second: (minute % 1440) * 60 });
        const { answer } = decision;
        const expected = runs[run];
        const { commitment, statutory } = answer;
        const equal = answer.dueAt === expected[1] && answer.lateAfter === expected[2] && decision.reason === expected[3] &&
          answer.rule === expected[4] && decision.covered === expected[5] && decision.provisional === expected[6] &&
          (commitment ? commitment.dueAt : null) === expected[7] && (statutory ? statutory.dueAt : null) === expected[8];
        if (!equal && found.differences.length < 5) found.differences.push([key, caseId, minute, answer, expected]);
        found.minutes += 1;
      }
    }
    window.outcome = found;
  });
}"""

EXPLAIN = """(dossiers) => dossiers.map(({ key, caseId, day, second, have, holds, channel }) => {
  const explainer = TTHC.explainer;
  const decision = TTHC.decide(TTHC.world, TTHC.loaded[key], {
    caseId, day, second, channel, have: have === null ? null : new Set(have), holds: new Set(holds),
  });
  return {
    answer: explainer.answer(decision),
    steps: explainer.steps(decision).map(({ rule, text, cites }) => [rule, text, cites.map((index) => TTHC.world.data.citations[index][0])]),
    notices: explainer.notices(decision),
    papers: ["missing", "conditional", "optional"].map((name) => decision[name].map((papers) => papers.map(({ id }) => id))),
    bound: decision.governing ? decision.governing.bound : null,
  };
})"""


def test_every_minute_of_a_year_in_three_time_zones(engine: Engine, catalog: Catalog, visit: Callable[..., Page]) -> None:
    """For every distinct timetable the page and the engine agree on every minute, in any time zone of the browser."""
    work = _work(engine, FIRST, UNTIL, _runs_of_columns)
    assert len(work["timetables"]) >= 20
    pages = []
    for zone in ZONES:
        page = visit("calculator.html", timezone_id=zone)
        page.evaluate(LOAD_ALL)
        page.evaluate(COMPARE, json.dumps(work))
        pages.append(page)
    for page in pages:
        _assert_agreed(page, work)


def test_every_minute_of_the_models_of_other_places(visit: Callable[..., Page]) -> None:
    """The page agrees with the engine on sessions, evenings, Saturdays, minutes, working hours and targets."""
    catalog = _one_level_per_place(load_catalog(MODELS))
    data = CalculatorData(Publication(catalog=catalog, as_of=dt.date(2025, 8, 29)))
    page = visit("calculator.html")
    _replace_data(page, data)
    work = _work(data.publication.engine, dt.date(2025, 8, 29), dt.date(2025, 8, 31), _runs_one_by_one)
    assert len({run[4] for timetable in work["timetables"] for run in timetable["runs"]}) > 8
    outcomes = page.evaluate(
        "TTHC.world.tables.flatMap((table) => table.patterns).flatMap((day) => day.segments).map((segment) => segment[2][0])"
    )
    assert {"-", "day", "calendar", "worked", "moved"} <= set(outcomes)
    page.evaluate(COMPARE, json.dumps(work))
    _assert_agreed(page, work)


@pytest.mark.parametrize("name", ["units", "next-opening"])
def test_units_of_the_law_and_receipts_outside_hours(name: str, visit: Callable[..., Page]) -> None:
    """The page agrees with the engine on months, hours by the clock, terms counted from later, and both conventions, in every sentence."""
    catalog = shortened(load_catalog(SCENARIOS / name))
    data = CalculatorData(Publication(catalog=catalog, as_of=dt.date(2023, 10, 2)))
    page = visit("calculator.html")
    _replace_data(page, data)
    (binding,) = catalog.manifest.levels
    engine = data.publication.engine
    for kind, desk in enumerate(one_of_each_kind(data.publication, binding)):
        for first, until in ((dt.date(2023, 9, 28), dt.date(2023, 10, 3)), (dt.date(2024, 1, 30), dt.date(2024, 2, 1))):
            work = _work(engine, first, until, _runs_of_columns, desk.id, kind)
            page.evaluate(COMPARE, json.dumps(work))
            _assert_agreed(page, work)
    page.evaluate("TTHC.explainer = new TTHC.Explainer(TTHC.world, TTHC.explainer.words, 'vi')")
    (procedure,) = catalog.procedures
    cases = ["", *(case.id for case in procedure.editions[0].cases)]
    dossiers = [
        {"key": "commune/1.004873", "caseId": case, "day": _day_number(catalog, dt.date(2023, 9, 25)) + day, "second": minute * 60}
        | {"have": None, "holds": [], "channel": "in_person"}
        for case in cases
        for day in range(7)
        for minute in (0, 360, 600, 725, 1021, 1100)
    ]
    for dossier, explanation in zip(dossiers, page.evaluate(EXPLAIN, dossiers), strict=True):
        assert explanation == _explanation(_decision(engine, catalog, dossier), "vi"), dossier


def test_every_minute_at_every_kind_of_desk(catalog: Catalog, visit: Callable[..., Page]) -> None:
    """The page agrees with the engine for desks with their own hours, desks that are not bound, and desks that open or close."""
    usual = catalog.hours[catalog.offices["xa-tan-an"].hours]
    late = tuple(attrs.evolve(season, sessions=tuple((a + 45, b + 45) for a, b in season.sessions)) for season in usual.seasons)
    offices = {**catalog.offices, "xa-tan-an": attrs.evolve(catalog.offices["xa-tan-an"], hours="late")}
    bound = tuple(name for name in offices if name != "xa-tan-viet")
    changed = attrs.evolve(
        catalog,
        hours={**catalog.hours, "late": attrs.evolve(usual, id="late", seasons=late)},
        offices=offices,
        models={name: attrs.evolve(m, scope=attrs.evolve(m.scope, offices=bound)) for name, m in catalog.models.items()},
    )
    data = CalculatorData(Publication(catalog=changed, as_of=dt.date(2024, 4, 8)))
    (binding,) = [b for b in catalog.manifest.levels if b.level == "commune"]
    kinds = one_of_each_kind(data.publication, binding)
    assert len(kinds) == 7
    page = visit("calculator.html")
    _replace_data(page, data)
    for kind, desk in enumerate(kinds):
        for first, until in ((dt.date(2024, 5, 1), dt.date(2024, 5, 8)), (dt.date(2024, 11, 29), dt.date(2024, 12, 3))):
            work = _work(data.publication.engine, first, until, _runs_of_columns, desk.id, kind)
            page.evaluate(COMPARE, json.dumps(work))
            _assert_agreed(page, work)


def test_every_minute_of_channels_that_differ(catalog: Catalog, visit: Callable[..., Page]) -> None:
    """The page agrees with the engine on every minute for each channel, and on the sentences about its time and its models."""
    changed = with_channels_of_models(differing(catalog), "in_person", "online")
    data = CalculatorData(Publication(catalog=changed, as_of=dt.date(2024, 4, 8)))
    page = visit("calculator.html")
    _replace_data(page, data)
    engine = data.publication.engine
    work = _work(engine, dt.date(2024, 4, 25), dt.date(2024, 5, 8), _runs_of_columns)
    assert {timetable["channel"] for timetable in work["timetables"]} == {"in_person", "online", "postal"}
    page.evaluate(COMPARE, json.dumps(work))
    _assert_agreed(page, work)
    dossiers = [{**d, "channel": c} for d in _dossiers(changed, random.Random(9), 60) for c in ("in_person", "online", "postal")]
    for lang in ("vi", "en"):
        shown = visit("calculator.html" if lang == "vi" else "en/calculator.html")
        _replace_data(shown, data)
        shown.evaluate("TTHC.explainer.world = TTHC.world")
        explanations = shown.evaluate(EXPLAIN, dossiers)
        expected = [_explanation(_decision(engine, changed, dossier), lang) for dossier in dossiers]
        assert explanations == expected
        rules = [step[0] for explanation in expected for step in explanation["steps"]]
        assert "channel-excluded" in rules
        word = "thời hạn riêng" if lang == "vi" else "their own time"
        assert sum(word in step[1] for explanation in expected for step in explanation["steps"]) > 20


def test_every_minute_around_closures_and_changes_of_a_desk(visit: Callable[..., Page]) -> None:
    """The page agrees with the engine, in answers and sentences, around closures, an extra opening, changes of hours and the end of a desk."""
    catalog = load_catalog(TWO_YEARS)
    data = CalculatorData(Publication(catalog=catalog, as_of=dt.date(2024, 4, 8)))
    engine = data.publication.engine
    page = visit("calculator.html")
    _replace_data(page, data)
    for first, until in (
        (dt.date(2024, 3, 18), dt.date(2024, 3, 22)),
        (dt.date(2024, 4, 11), dt.date(2024, 4, 17)),
        (dt.date(2024, 9, 5), dt.date(2024, 9, 17)),
        (dt.date(2025, 3, 4), dt.date(2025, 3, 9)),
        (dt.date(2025, 12, 30), dt.date(2026, 1, 3)),
    ):
        for desk, kind in ((None, 0), ("xa-moi", 1)):
            work = _work(engine, first, until, _runs_of_columns, desk, kind)
            page.evaluate(COMPARE, json.dumps(work))
            _assert_agreed(page, work)
    page.evaluate("TTHC.explainer.world = TTHC.world")
    for moment in ("2024-03-20 09:00", "2024-09-06 15:45", "2024-09-14 08:00", "2025-03-05 15:45", "2025-10-16 15:45", "2026-01-05 09:00"):
        received = dt.datetime.fromisoformat(moment)
        dossier: dict[str, Any] = {"key": "commune/1.001193", "caseId": "", "day": _day_number(catalog, received.date())}
        dossier |= {"second": received.hour * 3600 + received.minute * 60, "have": None, "holds": [], "channel": "in_person"}
        (explanation,) = page.evaluate(EXPLAIN, [dossier])
        assert explanation == _explanation(_decision(engine, catalog, dossier), "vi"), moment


def test_every_minute_around_announcements(catalog: Catalog, visit: Callable[..., Page]) -> None:
    """The page agrees with the engine before and after the announcements of two swaps and of a day off, in answers and sentences."""
    key = ("commune", "2.001009")
    template = next(day for day in catalog.calendar.days if day.kind == "holiday")
    added = attrs.evolve(template, date=dt.date(2024, 8, 12), name="ngày nghỉ mới", announced_on=dt.date(2024, 8, 11))
    horizon = EarlierHorizon(through=dt.date(2025, 12, 31), until=dt.date(2025, 12, 25))
    calendar = attrs.evolve(catalog.calendar, days=(*catalog.calendar.days, added), decided_earlier=(horizon,))
    timed = with_time(catalog, key[1], ProcessingTime(amount=12, unit="working_day"))
    changed = attrs.evolve(timed, calendar=calendar)
    data = CalculatorData(Publication(catalog=changed, as_of=dt.date(2024, 4, 8)))
    engine = data.publication.engine
    page = visit("calculator.html")
    _replace_data(page, data)
    for first, until in (
        (dt.date(2024, 4, 9), dt.date(2024, 4, 16)),
        (dt.date(2024, 8, 8), dt.date(2024, 8, 14)),
        (dt.date(2025, 12, 15), dt.date(2025, 12, 27)),
    ):
        work = _work(engine, first, until, _runs_of_columns)
        page.evaluate(COMPARE, json.dumps(work))
        _assert_agreed(page, work)
    page.evaluate("TTHC.explainer.world = TTHC.world")
    rules = set()
    for moment in ("2024-04-11 09:00", "2024-04-12 09:00", "2024-08-09 09:00", "2024-08-10 09:00", "2024-08-11 09:00", "2025-12-16 09:00"):
        received = dt.datetime.fromisoformat(moment)
        dossier: dict[str, Any] = {"key": "/".join(key), "caseId": "", "day": _day_number(changed, received.date())}
        dossier |= {"second": received.hour * 3600, "have": None, "holds": [], "channel": "in_person"}
        (explanation,) = page.evaluate(EXPLAIN, [dossier])
        assert explanation == _explanation(_decision(engine, changed, dossier), "vi"), moment
        rules |= {step[0] for step in explanation["steps"]}
    assert "law/announced-later" in rules


def test_a_wrong_answer_is_noticed(engine: Engine, visit: Callable[..., Page]) -> None:
    """Shifting every cutoff by one minute is detected, which proves that the comparison works."""
    page = visit("calculator.html")
    page.evaluate(LOAD_ALL)
    work = _work(engine, dt.date(2024, 2, 2), dt.date(2024, 2, 3), _runs_one_by_one)
    page.evaluate(
        "for (const table of TTHC.world.tables) for (const pattern of table.patterns) pattern.starts = pattern.starts.map((n) => n && n + 60)"
    )
    page.evaluate(COMPARE, json.dumps(work))
    page.wait_for_function("window.outcome !== null")
    assert page.evaluate("window.outcome.differences.map((found) => found[2] % 1440)")[0] in {15 * 60 + 1, 15 * 60 + 31}


@pytest.mark.parametrize(("lang", "path"), [("vi", "calculator.html"), ("en", "en/calculator.html")])
def test_sentences_papers_and_bounds(lang: str, path: str, engine: Engine, catalog: Catalog, visit: Callable[..., Page]) -> None:
    """Answer, reasons, citations, notices and missing papers equal those of the engine, for random dossiers."""
    page = visit(path)
    page.evaluate(LOAD_ALL.replace("assets/data", page.eval_on_selector("#calculator", "it => it.dataset.assets") + "data"))
    dossiers = list(_dossiers(catalog, random.Random(lang), 600))
    explanations = page.evaluate(EXPLAIN, dossiers)
    for dossier, explanation in zip(dossiers, explanations, strict=True):
        decision = _decision(engine, catalog, dossier)
        assert explanation == _explanation(decision, lang), dossier


def test_an_end_without_a_stated_basis(catalog: Catalog, visit: Callable[..., Page]) -> None:
    """Before, between and after editions the page cites what the engine cites, also if an edition ended without a stated basis."""
    procedure = catalog.procedure("2.000720", level="district")
    editions = tuple(attrs.evolve(edition, until_basis=None) for edition in procedure.editions)
    ended = attrs.evolve(procedure, editions=editions)
    changed = attrs.evolve(catalog, procedures=tuple(ended if p is procedure else p for p in catalog.procedures))
    data = CalculatorData(Publication(catalog=changed, as_of=dt.date(2024, 4, 8)))
    page = visit("calculator.html")
    _replace_data(page, data)
    for day in (dt.date(2020, 3, 2), dt.date(2024, 3, 4), dt.date(2025, 7, 1)):
        dossier = {"key": "district/2.000720", "caseId": "", "day": _day_number(catalog, day), "second": 32400, "have": None, "holds": []}
        dossier["channel"] = "in_person"
        (explanation,) = page.evaluate(EXPLAIN, [dossier])
        assert explanation == _explanation(_decision(data.publication.engine, changed, dossier), "vi")
    assert explanation["steps"][0][1].count("Không tìm thấy văn bản quy định việc chấm dứt.") == 1
    assert explanation["steps"][0][2] == []


def _replace_data(page: Page, data: CalculatorData) -> None:
    """Replace the data of the page with those of another publication."""
    procedures = [data.procedures(entries) for _, entries in data.shards()]
    page.evaluate("(shared) => { TTHC.world = new TTHC.World(JSON.parse(shared)); }", json.dumps(data.shared([])))
    page.evaluate("(files) => JSON.parse(files).forEach(TTHC.addProcedures)", json.dumps(procedures))


def _one_level_per_place(catalog: Catalog) -> Catalog:
    """Return a catalog in which each desk has its own level, models have no period, and times are in working hours or calendar days."""
    (binding,) = catalog.manifest.levels
    times = (ProcessingTime(amount=9, unit="working_hour"), ProcessingTime(amount=5, unit="calendar_day"))
    timed = [
        attrs.evolve(p, succeeded_by=(), editions=tuple(attrs.evolve(e, processing_time=time) for e in p.editions))
        for p, time in zip(catalog.procedures[:2], times, strict=True)
    ]
    desks = [name for name in catalog.offices if name != binding.default_office]
    levels = tuple(attrs.evolve(binding, level=name, title=name, title_en=name, default_office=name) for name in desks)
    return attrs.evolve(
        catalog,
        manifest=attrs.evolve(catalog.manifest, levels=levels),
        offices={name: attrs.evolve(catalog.offices[name], level=name) for name in desks},
        procedures=tuple(attrs.evolve(p, level=name) for name in desks for p in timed),
        models={
            name: attrs.evolve(model, scope=attrs.evolve(model.scope, levels=()), period=Period()) for name, model in catalog.models.items()
        },
    )


def _work(
    engine: Engine, first: dt.date, until: dt.date, runs: Callable[..., list[Any]], desk: str | None = None, kind: int = 0
) -> dict[str, Any]:
    """Return the data that the page compares itself with: runs of equal results of the engine for each distinct timetable.

    Args:
        engine: the engine.
        first: the first day.
        until: the day after the last day.
        runs: the function that computes the runs of a timetable.
        desk: the id of the desk; None for the default desk of each level.
        kind: the number of the kind of that desk on the page.
    """
    minutes = (until - first).days * 24 * 60
    timetables = [t for t in engine.timetables() if desk is None or t.level == engine.catalog.offices[desk].level]
    distinct = {
        found.digest: found
        for found in (engine.timetable(t.code, level=t.level, case=t.case, office=desk, channel=_channel(t)) for t in timetables)
    }.values()
    return {
        "timetables": [
            {
                "key": f"{timetable.level}/{timetable.code}",
                "caseId": timetable.case or "",
                "channel": _channel(timetable),
                "kind": kind,
                "runs": runs(engine, timetable, desk, first, minutes),
            }
            for timetable in distinct
        ],
        "minutes": minutes,
        "day": _day_number(engine.catalog, first),
    }


def _channel(timetable: Timetable) -> str:
    """Return a channel that the timetable is for."""
    return timetable.channels[0] if timetable.channels else "in_person"


def _assert_agreed(page: Page, work: dict[str, Any]) -> None:
    page.wait_for_function("window.outcome !== null", timeout=120_000)
    outcome = page.evaluate("window.outcome")
    assert outcome["differences"] == []
    assert outcome["minutes"] == work["minutes"] * len(work["timetables"])


def _runs_of_columns(engine: Engine, timetable: Timetable, desk: str | None, first: dt.date, minutes: int) -> list[Any]:
    """Return the runs of `Engine.decide_many`, after comparing the start of about 40 runs with `Engine.decide`."""
    moments = np.datetime64(first.isoformat(), "s") + np.arange(minutes) * np.timedelta64(60, "s")
    origin = int(np.datetime64(_first_day(engine.catalog).isoformat(), "s").astype(np.int64))
    keys = {"code": timetable.code, "level": timetable.level, "office": desk, "case": timetable.case, "channel": _channel(timetable)}
    columns = engine.decide_many(moments, **keys)
    names = ("due_at", "late_after", "commitment_due_at", "statutory_due_at")
    due, late, promised, lawful = (getattr(columns, name).astype(np.int64) for name in names)
    parts = [due, late, columns.reason.codes, columns.rule.codes, columns.covered, columns.provisional, promised, lawful]
    changes = np.any([np.diff(part) != 0 for part in parts], axis=0)
    rows = [0, *(np.flatnonzero(changes) + 1).tolist()]
    runs: list[Any] = [
        [
            row,
            *(_seconds(moments[row], origin) for moments in (due, late)),
            columns.reason[row],
            columns.rule[row],
            bool(columns.covered[row]),
            bool(columns.provisional[row]),
            *(_seconds(moments[row], origin) for moments in (promised, lawful)),
        ]
        for row in rows
    ]
    for run in runs[:: max(1, len(runs) // 40)]:
        assert _answer(engine, timetable, desk, first, run[0]) == run[1:]
    return runs


def _runs_one_by_one(engine: Engine, timetable: Timetable, desk: str | None, first: dt.date, minutes: int) -> list[Any]:
    """Return the runs of `Engine.decide`."""
    runs: list[Any] = []
    for minute in range(minutes):
        answer = _answer(engine, timetable, desk, first, minute)
        if not runs or runs[-1][1:] != answer:
            runs.append([minute, *answer])
    return runs


def _answer(engine: Engine, timetable: Timetable, desk: str | None, first: dt.date, minute: int) -> list[Any]:
    moment = dt.datetime.combine(first, dt.time()) + dt.timedelta(minutes=minute)
    keys = {"level": timetable.level, "office": desk, "case": timetable.case, "channel": _channel(timetable)}
    decision = engine.decide(timetable.code, **keys, received_at=moment)
    start = dt.datetime.combine(_first_day(engine.catalog), dt.time())
    promised, lawful = decision.commitment, decision.statutory
    due, late, promised_at, lawful_at = (
        None if at is None else int((at.replace(tzinfo=None) - start).total_seconds())
        for at in (decision.due_at, decision.late_after, promised and promised.due_at, lawful and lawful.due_at)
    )
    return [due, late, decision.reason, decision.rule, decision.covered, decision.provisional, promised_at, lawful_at]


def _seconds(moment: Any, origin: int) -> int | None:
    """Return the seconds since the first midnight of the calendar; None for NaT."""
    return None if np.isnat(np.datetime64(int(moment), "s")) else int(moment) - origin


def _dossiers(catalog: Catalog, chance: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Yield random dossiers within the calendar, often near cutoffs, with random papers or without examination."""
    last = (catalog.calendar.covers.until - _first_day(catalog)).days - 60
    for _ in range(count):
        procedure = chance.choice(catalog.procedures)
        cases = ["", *{case.id for edition in procedure.editions for case in edition.cases}]
        day = chance.randrange(1350, last) if chance.random() < 0.8 else _day_number(catalog, dt.date(2024, 2, 2)) + chance.randrange(20)
        edition = procedure.edition_on(_first_day(catalog) + dt.timedelta(days=day))
        papers = [component.id for component in (edition.components or ())] if edition else []
        conditions = list({c.condition.id for c in (edition.components or ()) if c.condition}) if edition else []
        channel = chance.choice([c.channel for c in edition.channels] if edition and edition.channels else ["in_person"])
        # Component ids belong to one edition, and a receipt on a closed day may count under a later edition.
        examined = edition is not None and len(procedure.editions) == 1 and chance.random() < 0.6
        yield {
            "key": f"{procedure.level}/{procedure.code}",
            "caseId": chance.choice(sorted(cases)),
            "day": day,
            "second": chance.choice([0, 15 * 60, 15 * 60 + 1, 15 * 60 + 30, 15 * 60 + 31, chance.randrange(1440)]) * 60,
            "have": chance.sample(papers, chance.randrange(len(papers) + 1)) if examined else None,
            "holds": chance.sample(conditions, chance.randrange(len(conditions) + 1)) if examined else [],
            "channel": channel,
        }


def _decision(engine: Engine, catalog: Catalog, dossier: dict[str, Any]) -> Decision:
    level, code = dossier["key"].split("/")
    moment = dt.datetime.combine(_first_day(catalog), dt.time()) + dt.timedelta(days=dossier["day"], seconds=dossier["second"])
    return engine.decide(
        code,
        level=level,
        case=dossier["caseId"] or None,
        received_at=moment,
        components=dossier["have"],
        conditions=dossier["holds"],
        channel=dossier["channel"],
    )


def _explanation(decision: Decision, lang: str) -> dict[str, Any]:
    explanation = decision.explain(lang)
    return {
        "answer": explanation.answer,
        "steps": [[step.rule, re.sub(r"\s+", " ", step.text), list(step.written)] for step in explanation.steps],
        "notices": list(explanation.notices),
        "papers": [
            [[component.id for component in item.components] for item in listed]
            for listed in (decision.missing, decision.conditional, decision.optional)
        ],
        "bound": decision.bound,
    }


def _first_day(catalog: Catalog) -> dt.date:
    start = catalog.calendar.covers.start
    assert start is not None
    return start


def _day_number(catalog: Catalog, day: dt.date) -> int:
    return (day - _first_day(catalog)).days
