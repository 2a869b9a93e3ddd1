"""``tthc due`` from the cache: the same output as without it, no heavy imports, and no outdated answer."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

import tthc_catalog
from tthc_catalog._resources import catalog_folder
from tthc_catalog.cli import cached_answer as stored_answer
from tthc_catalog.cli.application import application
from tthc_catalog.cli.cached_answer import read_question
from tthc_catalog.cli.decision_page import decision_reply
from tthc_catalog.console.settings import Settings
from tthc_catalog.decisions.deciding import decide
from tthc_catalog.decisions.decision import Decision
from tthc_catalog.decisions.packed_context import StoredDecision, pack, unpack
from tthc_catalog.decisions.serialisation import to_dict
from tthc_catalog.timetable.packed_timetable import NotStored

if TYPE_CHECKING:
    from collections.abc import Callable

    from tthc_catalog.engine import Engine
    from tthc_catalog.records.catalog import Catalog

DUE = ("due", "1.001193", "--level", "commune", "--at")
AT = "2023-09-29 15:31"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("TTHC_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the packaged catalog to edit."""
    return shutil.copytree(catalog_folder(), tmp_path / "catalog")


def moments(rng: random.Random) -> list[dt.datetime]:
    """Return instants around cutoffs, openings and midnights, before make-up days, and in all parts of the calendar."""
    days = [
        dt.date(2023, 9, 22),
        dt.date(2023, 9, 29),
        dt.date(2024, 2, 8),
        dt.date(2024, 4, 26),
        dt.date(2024, 5, 3),
        dt.date(2025, 4, 25),
    ]
    days += [dt.date(2020, 1, 1) + dt.timedelta(days=rng.randrange(4000)) for _ in range(20)]
    times = [(0, 0, 0), (7, 29, 59), (15, 0, 59), (15, 30, 59), (15, 31, 0), (23, 59, 59)]
    exact = [dt.datetime.combine(day, dt.time(*time)) for day, time in itertools.product(days[:6], times)]
    return exact + [dt.datetime.combine(day, dt.time(rng.randrange(24), rng.randrange(60), rng.randrange(60))) for day in days]


def test_every_stored_answer_is_word_for_word_the_same(engine: Engine) -> None:
    """For every procedure, case, language, form and kind of instant, the cached answer is printed as the same bytes."""
    rng = random.Random(7)
    compared = 0
    for timetable in engine.timetables():
        context = engine.decide(timetable.code, level=timetable.level, case=timetable.case, received_at="2024-01-05 10:00").context
        content = pack(context)
        assert content is not None
        stored = unpack(content)
        for moment in moments(rng):
            usual, quick = decide(context, Decision, received_at=moment), decide(stored, StoredDecision, received_at=moment)
            assert decision_reply(quick, "json", "vi", explained=True) == decision_reply(usual, "json", "vi", explained=True)
            for lang in ("vi", "en"):
                assert decision_reply(quick, "text", lang, explained=True) == decision_reply(usual, "text", lang, explained=True)
            compared += 1
    assert compared > 3000


def test_instants_outside_the_calendar_are_not_stored(engine: Engine) -> None:
    """An instant outside the calendar is not answered from the cache; the timetable refuses it."""
    content = pack(engine.decide("1.001193", received_at=AT).context)
    assert content is not None
    for moment in ("2019-12-31 23:59", "2031-01-01 00:00"):
        with pytest.raises(NotStored):
            decide(unpack(content), StoredDecision, received_at=moment)


def test_dossiers_with_papers_are_answered_alike(engine: Engine) -> None:
    """Missing components are found in the cached records as in the catalog, for every procedure."""
    for timetable in engine.timetables():
        context = engine.decide(timetable.code, level=timetable.level, case=timetable.case, received_at=AT).context
        content = pack(context)
        assert content is not None
        stored = unpack(content)
        edition = context.procedure.editions[0]
        at = str(edition.period.start) + " 10:00" if edition.period.start and edition.period.start.year >= 2020 else AT
        for have in ([], [c.id for c in edition.components or ()][:1], [c.id for c in edition.components or ()]):
            usual = decide(context, Decision, received_at=at, components=have, channel="online")
            quick = decide(stored, StoredDecision, received_at=at, components=have, channel="online")
            assert to_dict(quick) == usual.to_dict()
            assert decision_reply(quick, "text", "vi", explained=True) == decision_reply(usual, "text", "vi", explained=True)


WARM = """
import sys
from tthc_catalog.cli import main
code = main(sys.argv[1:])
print(sorted(name for name in sys.modules if "." not in name), file=sys.stderr)
raise SystemExit(code)
"""


@pytest.mark.parametrize("more", [(), ("--format", "json"), ("--lang", "en", "--no-explain"), ("--have", "to-khai")])
def test_a_warm_answer_imports_nothing_heavy(cache: Path, more: tuple[str, ...]) -> None:
    """The second run imports no validator, no calendar library and no other package, and prints the same."""
    runs = [
        subprocess.run([sys.executable, "-c", WARM, *DUE, AT, *more], check=True, capture_output=True, text=True, encoding="utf-8")
        for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout
    heavy = {"jsonschema", "holidays", "numpy", "yaml", "attrs", "attr", "click", "pluggy", "referencing", "duckdb", "pyarrow", "hashlib"}
    cold, warm = (set(eval(run.stderr.splitlines()[-1])) for run in runs)  # noqa: S307 - printed by our own program
    assert {"yaml", "attrs", "click"} <= cold
    assert not heavy & warm
    assert cache.is_dir()


def test_the_cache_is_used_and_answers_for_every_instant(cache: Path, tthc: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """After one question about a procedure, all further ones are answered without the application."""
    tthc(*DUE, AT)
    expected = tthc(*DUE, "2024-04-26 10:00", "--no-cache")
    monkeypatch.setattr("tthc_catalog.cli.application.run", None)
    assert tthc(*DUE, "2024-04-26 10:00") == expected
    assert cache.is_dir()


@pytest.mark.parametrize("how", ["option", "variable"])
def test_the_cache_can_be_left_out(cache: Path, how: str, tthc: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """With --no-cache or TTHC_CACHE=off nothing is read and nothing is written."""
    if how == "variable":
        monkeypatch.setenv("TTHC_CACHE", "off")
    assert tthc(*DUE, AT, *(["--no-cache"] if how == "option" else [])).code == 0
    assert not cache.exists()


def test_an_edit_is_answered_at_once(cache: Path, edited: Path, tthc: Callable[..., Any]) -> None:
    """A changed cutoff changes the next answer, and a broken file is reported, however warm the cache is."""
    words = (*DUE, "2023-09-29 15:20", "--catalog", str(edited))
    before = tthc(*words)
    assert tthc(*words) == before
    model = edited / "models" / "thu-sau-khong-cho.yaml"
    good = model.read_text(encoding="utf-8")
    model.write_text(good.replace("15:30", "15:10"), encoding="utf-8")
    assert tthc(*words).first != before.first
    model.write_text(good.replace("15:30", "15h30"), encoding="utf-8")
    assert tthc(*words).code == 2
    model.write_text(good, encoding="utf-8")
    assert tthc(*words) == before
    assert cache.is_dir()


def test_damaged_entries_are_replaced(cache: Path, tthc: Callable[..., Any]) -> None:
    """If files of the cache are damaged, the answer is the same and the files are written again."""
    expected = tthc(*DUE, AT)
    files = [path for path in cache.rglob("*") if path.is_file()]
    assert len(files) == 2
    for damage in (b"", b"{}", b"\xff" * 100):
        for path in files:
            path.write_bytes(damage)
        assert tthc(*DUE, AT) == expected
        assert all(path.read_bytes() != damage for path in files)
        assert tthc(*DUE, AT) == expected


def test_processes_at_once_agree(cache: Path) -> None:
    """Six processes with an empty cache print the same answer and leave one entry of each kind."""
    words = [sys.executable, "-m", "tthc_catalog", *DUE, AT]
    running = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(6)]
    outputs = {process.communicate() for process in running}
    assert len(outputs) == 1
    assert len([path for path in cache.rglob("*") if path.is_file()]) == 2


def test_refusals_are_the_commands_own(cache: Path, tthc: Callable[..., Any]) -> None:
    """A question that the cache cannot answer is refused in the same words, whether the cache is warm or not."""
    tthc(*DUE, AT)
    for words in (
        ("due", "2.000815", "--level", "commune", "--at", "2028-03-03 09:00", "--strict"),
        (*DUE, "2035-01-01 09:00"),
        (*DUE, "15 giờ"),
        (*DUE, AT, "--have", "khong-co"),
        (*DUE, AT, "--condition", "uy-quyen"),
        ("due", "1.001193", "--at", AT, "--level", "district"),
    ):
        warm = tthc(*words)
        assert warm.code in (1, 2)
        assert warm == tthc(*words, "--no-cache")
    assert cache.is_dir()


def parsed(words: list[str]) -> dict[str, Any] | None:
    """Parse the words of ``due`` with click; return None if it refuses them or shows the help."""
    command = application.get_command(click.Context(application), "due")
    assert command is not None
    context = click.Context(command, info_name="due", obj=Settings.read(words, {}))
    try:
        command.parse_args(context, words[1:])
    except (click.exceptions.Exit, click.UsageError):
        return None
    return context.params


def test_a_plain_line_is_understood_as_click_does() -> None:
    """Every line that the quick parser accepts, click parses to the same values; no line that click refuses is answered."""
    rng = random.Random(3)
    pieces = [
        ["1.001193"], ["--level", "commune"], ["--level=commune"], ["--at", AT], [f"--at={AT}"], ["--at", "x"], ["--office", "cap-xa"], ["--case", "xac-minh"],
        ["--have", "to-khai"], ["--have=a"], ["--condition", "b"], ["--channel", "online"], ["--channel", "fax"], ["--strict"], ["--strict=1"],
        ["--explain"], ["--no-explain"], ["--format", "json"], ["--format=xml"], ["--lang", "en"], ["--lang", "fr"], ["--catalog", "."], ["--no-cache"],
        ["--help"], ["--lev", "commune"], ["--", "x"], ["-x"], ["--at"], ["--level", ""], ["--known-on", "2024-04-12"], ["extra"], [""], ["--at", "-1"],
    ]  # fmt: skip
    understood = 0
    for _ in range(6000):
        chosen = (
            rng.sample(pieces, rng.randint(1, 5)) if rng.random() < 0.5 else [pieces[0], pieces[3], *rng.sample(pieces, rng.randint(0, 4))]
        )
        words = ["due", *itertools.chain.from_iterable(chosen)]
        question = read_question(words)
        if question is None:
            continue
        understood += 1
        params = parsed(words)
        assert params is not None, words
        assert params == {
            "code": question.code,
            "level": question.one.get("--level"),
            "at": question.one["--at"],
            "office": question.one.get("--office"),
            "case": question.one.get("--case"),
            "have": tuple(question.many["--have"]),
            "conditions": tuple(question.many["--condition"]),
            "channel": question.one.get("--channel", "in_person"),
            "paused": (),
            "strict": question.flags.get("strict", False),
            "known_on": None,
            "explained": question.flags.get("explained", True),
            "catalog": question.one.get("--catalog"),
            "form": question.one.get("--format", "text"),
            "lang": Settings.read(words, {}).lang,
        }, words
    assert understood > 300


def test_other_commands_are_not_cached() -> None:
    """The quick parser accepts only ``due`` with its arguments."""
    assert read_question([]) is None
    assert read_question(["due"]) is None
    assert read_question(["list", "1.001193"]) is None


def test_a_changed_time_zone_is_noticed(engine: Engine) -> None:
    """Answers cached under another version of the time zone are not used."""
    content = pack(engine.decide("1.001193", received_at=AT).context)
    assert content is not None
    page = json.loads(content)
    page["timetable"]["zone"][1] = "0" * 64
    with pytest.raises(NotStored):
        unpack(json.dumps(page).encode())
    page["timetable"]["zone"] = [["/nowhere/Asia/Ho_Chi_Minh"], None]
    assert decide(unpack(json.dumps(page).encode()), StoredDecision, received_at=AT).covered


def test_catalogs_of_plugins_are_not_stored(catalog: Catalog, engine: Engine, cache: Path) -> None:
    """A catalog loaded without a cache key, as from a plugin, is not cached."""
    context = engine.decide("1.001193", received_at=AT).context
    key = ("1.001193", None, None, None)
    loaded = tthc_catalog.loading.Loaded(catalog, None, None)
    stored_answer.remember(loaded, context, key)
    assert not cache.exists()
