"""The readers of compiled tables in `examples/readers`, which use nothing but the file, answer like the engine."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from stated_facts.random_catalogs import random_catalog, write

from tthc_catalog import load_catalog
from tthc_catalog.decisions.compiled_tables import canonical, compiled_tables
from tthc_catalog.decisions.explanation import _reason_text
from tthc_catalog.engine import Engine
from tthc_catalog.errors import AmbiguousProcedure, OutOfHorizon, UnknownCase, UnknownChannel, UnknownOffice, UnknownProcedure
from tthc_catalog.registry import Registry
from tthc_catalog.timetable.compiler import Compiler
from tthc_catalog.timetable.counted_office import takes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tthc_catalog.decisions.decision import Decision
    from tthc_catalog.decisions.decision_facts import Deadline
    from tthc_catalog.records.catalog import Catalog

READERS = Path(__file__).parents[2] / "examples" / "readers"

COMMANDS = {
    "javascript": ("node", ["node", "reader.js"]),
    "java": ("javac", ["java", "-Xmx1g", "Reader.java"]),
    "csharp": ("mcs", []),
}
"""The program that must be installed for each reader, and the command; Java runs a source file only if the compiler is there, and C# is compiled first."""

REASON_OF = {
    UnknownProcedure: "unknown-procedure",
    AmbiguousProcedure: "ambiguous-procedure",
    UnknownOffice: "unknown-office",
    UnknownCase: "unknown-case",
    UnknownChannel: "unknown-channel",
    OutOfHorizon: "out-of-horizon",
}

PER_REASON = dict.fromkeys(("due_at", "late_after", "bound", "rule", "commitment", "statutory"))


class Dossier(NamedTuple):
    """One line of a reader's input."""

    code: str
    level: str | None
    office: str | None
    case: str | None
    channel: str | None
    received_at: int

    def line(self) -> str:
        """Return the fields, separated by tabs."""
        return "\t".join("" if value is None else str(value) for value in self) + "\n"


class Compiled(NamedTuple):
    """A catalog with its engine, its tables, and the file that contains them."""

    catalog: Catalog
    engine: Engine
    tables: dict[str, Any]
    file: Path

    def dossiers(self, count: int, seed: int) -> Iterator[Dossier]:
        """Yield random dossiers: half of them next to an instant at which some answer changes, one of 32 with something wrong."""
        chance = random.Random(seed)
        first, until = self.tables["horizon"]["from"], self.tables["horizon"]["until"]
        starts = [row[0] for table in self.tables["tables"] for row in table["rows"]]
        procedures = self.catalog.procedures
        desks = {
            level.level: [None, *(office.id for office in self.catalog.offices.values() if takes(office, level.level, self.catalog))]
            for level in self.catalog.manifest.levels
        }
        cases = [[None, *dict.fromkeys(case.id for edition in p.editions for case in edition.cases)] for p in procedures]
        for _ in range(count):
            number = chance.randrange(len(procedures))
            procedure = procedures[number]
            around = chance.choice(starts) + chance.choice((-60, -1, 0, 1, 59, 60, 3599))
            received_at = min(max(around, first), until - 1) if chance.random() < 0.5 else chance.randrange(first, until)
            dossier = Dossier(
                procedure.code,
                procedure.level,
                chance.choice(desks[procedure.level]),
                chance.choice(cases[number]),
                chance.choice((None, "in_person", "online", "postal")),
                received_at,
            )
            if chance.random() < 1 / 32:
                dossier = dossier._replace(**chance.choice(_MISTAKES)(self, chance))
            yield dossier


_MISTAKES: tuple[Callable[[Compiled, random.Random], dict[str, Any]], ...] = (
    lambda *_: {"code": "9.999999"},
    lambda *_: {"code": "1.00119"},
    lambda *_: {"level": None},
    lambda *_: {"level": "province"},
    lambda *_: {"office": "nowhere"},
    lambda compiled, chance: {"office": chance.choice(list(compiled.catalog.offices))},
    lambda *_: {"case": "no-such-case"},
    lambda *_: {"channel": "pigeon"},
    lambda compiled, _: {"received_at": compiled.tables["horizon"]["from"] - 1},
    lambda compiled, _: {"received_at": compiled.tables["horizon"]["until"]},
    lambda compiled, chance: {"code": chance.choice(compiled.catalog.procedures).code + ".000.00.00.H23"},
)


def compile_catalog(catalog: Catalog, folder: Path, start: dt.date | None = None, until: dt.date | None = None) -> Compiled:
    """Write the tables of a catalog as the command does."""
    tables = compiled_tables(Compiler(catalog, Registry()), start, until)
    file = folder / "tables.json"
    file.write_text(canonical(tables) + "\n", encoding="utf-8")
    return Compiled(catalog, Engine(catalog), tables, file)


@pytest.fixture(scope="module")
def packaged(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """The packaged catalog, compiled."""
    return compile_catalog(catalog, tmp_path_factory.mktemp("packaged"))


def read(language: str, file: Path, dossiers: Sequence[Dossier]) -> list[dict[str, Any]]:
    """Return the answers of a reader; skip the test if its program is not installed, or fail if ``CI`` is set."""
    needed, command = COMMANDS[language]
    if shutil.which(needed) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{needed} is not installed")
        pytest.skip(f"NOT TESTED with the {language} reader: {needed} is not installed")
    if language == "csharp":
        program = file.with_name("Reader.exe")
        if not program.exists():
            subprocess.run(["mcs", f"-out:{program}", "Reader.cs"], cwd=READERS, check=True)
        command = ["mono", str(program)]
    run = subprocess.run(
        [*command, str(file)],
        cwd=READERS,
        input="".join(dossier.line() for dossier in dossiers),
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (run.returncode, run.stderr) == (0, "")
    return [json.loads(line) for line in run.stdout.splitlines()]


def expected(compiled: Compiled, dossier: Dossier) -> dict[str, Any]:
    """Return the engine's answer in the shape of a reader's; receipts outside the days of the file have none."""
    code, level, office, case, channel, received_at = dossier
    try:
        decision = compiled.engine.decide(
            code,
            level=level,
            office=office,
            case=case,
            channel=channel or "in_person",
            received_at=dt.datetime.fromtimestamp(received_at, dt.UTC),
        )
    except tuple(REASON_OF) as error:
        return {"covered": False, "reason": REASON_OF[type(error)], **PER_REASON}
    if not compiled.tables["horizon"]["from"] <= received_at < compiled.tables["horizon"]["until"]:
        return {"covered": False, "reason": "out-of-horizon", **PER_REASON}
    governing = decision.governing
    return {
        "covered": decision.covered,
        "reason": decision.reason,
        "reason_text": {lang: _reason_text(decision, lang) for lang in ("vi", "en")} if decision.reason is not None else None,
        "due_at": _seconds(decision.due_at),
        "late_after": _seconds(decision.late_after),
        "bound": decision.bound,
        "rule": decision.rule,
        "rule_text": None if governing is None else {"vi": governing.rule.text, "en": governing.rule.text_en},
        "commitment": _deadline(decision.commitment),
        "statutory": _deadline(decision.statutory),
        "provisional": decision.provisional,
        "edition": _edition(decision),
        "deemed_received_at": _seconds(decision.deemed_received_at),
    }


def _edition(decision: Decision) -> str | None:
    return None if decision.edition is None else decision.edition.id


def _seconds(moment: dt.datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _deadline(deadline: Deadline | None) -> dict[str, Any] | None:
    if deadline is None:
        return None
    return {
        "rule": f"{deadline.policy}/{deadline.rule.id}",
        "due_at": _seconds(deadline.due_at),
        "late_after": _seconds(deadline.late_after),
        "bound": deadline.bound,
        "citations": [{"document": c.document, "provision": c.provision} for c in deadline.rule.citations],
    }


def compare(compiled: Compiled, dossiers: list[Dossier], languages: Sequence[str] = tuple(COMMANDS)) -> None:
    """Fail if a reader and the engine differ on any dossier."""
    answers = [expected(compiled, dossier) for dossier in dossiers]
    for language in languages:
        found = read(language, compiled.file, dossiers)
        assert len(found) == len(answers)
        different = [place for place, (one, other) in enumerate(zip(found, answers, strict=True)) if one != other]
        shown = [(dossiers[place], found[place], answers[place]) for place in different[:3]]
        assert not different, f"{language}: {len(different)} of {len(dossiers)} differ, such as {shown}"


def test_readers_answer_like_the_engine(packaged: Compiled) -> None:
    """A hundred thousand dossiers, of every desk, procedure, case and channel: all readers agree with ``decide`` in everything."""
    dossiers = list(packaged.dossiers(100_000, seed=2023))
    assert {dossier.office for dossier in dossiers} >= {None, *packaged.catalog.offices}
    assert {(d.code, d.level, d.case) for d in dossiers} >= {(key["code"], key["level"], key["case"]) for key in packaged.tables["keys"]}
    compare(packaged, dossiers)


def test_readers_answer_like_columns(packaged: Compiled) -> None:
    """The reader in JavaScript agrees with ``decide_many``, also on rows without an answer."""
    dossiers = list(packaged.dossiers(20_000, seed=2024))
    codes, levels, offices, cases, channels, received = zip(*dossiers, strict=True)
    columns = packaged.engine.decide_many(list(received), code=codes, level=levels, office=offices, case=cases, channel=channels)
    found = read("javascript", packaged.file, dossiers)
    for name in ("due_at", "late_after", "commitment_due_at", "commitment_late_after", "statutory_due_at", "statutory_late_after"):
        side, _, of_side = name.partition("_")
        values = [answer[name] if name in answer else (answer[side] or {}).get(of_side) for answer in found]
        assert values == [None if value < -(2**62) else value for value in columns.instants(name).tolist()], name
    assert [answer["rule"] for answer in found] == columns.rule.tolist()
    assert [answer["reason"] for answer in found] == columns.reason.tolist()
    assert [answer["covered"] for answer in found] == columns.covered.tolist()


@pytest.mark.parametrize("seed", range(6))
def test_every_stated_fact_reaches_a_reader(seed: int, tmp_path: Path) -> None:
    """Closures, openings, dated hours, channels, targets, moving deadlines, desks that receive for others: readers agree on all.

    Each catalog is compiled for two months of the year in which its facts take part.
    """
    write(random_catalog(random.Random(seed)), tmp_path / "catalog")
    start = dt.date(2024, 1, 1) + dt.timedelta(days=61 * seed)
    compiled = compile_catalog(load_catalog(tmp_path / "catalog"), tmp_path, start, start + dt.timedelta(days=61))
    beyond = {(key["level"], key["code"], key["case"], key["channel"]) for key in compiled.tables.get("beyond_calendar", ())}
    dossiers = [
        dossier
        for dossier in compiled.dossiers(3_000, seed)
        if not {(dossier.level, dossier.code, dossier.case, channel) for channel in (None, dossier.channel or "in_person")} & beyond
    ]
    assert len(dossiers) > 1_000
    compare(compiled, dossiers, ("javascript",) if seed else tuple(COMMANDS))
