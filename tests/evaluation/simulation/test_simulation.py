"""Simulation: every figure recounted in plain Python over `Engine.decide`, variants, and what is rejected."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
import re
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.cli import main
from tthc_catalog.engine import Engine
from tthc_catalog.errors import CatalogError, EvaluationError
from tthc_catalog.evaluation.intake.column_map import AUTOMATIC
from tthc_catalog.evaluation.open_files import JudgedFiles, judged_files
from tthc_catalog.evaluation.simulation.simulation import COUNTS, Figures, Simulation, simulation_of
from tthc_catalog.evaluation.simulation.simulation_files import FILES, page_of, plain_page
from tthc_catalog.evaluation.simulation.variants import read_variants
from tthc_catalog.loading import load_catalog
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.decisions.decision import Decision

REGISTRY = Registry(plugins=())
CODES = ("1.001193", "2.000815", "1.004873", "1.000656", "9.999999")
UNITS = ("cap-xa", "xa-tan-an")
HEAD = ("dossier_id", "level", "unit", "code", "case", "channel", "state", "received_at", "completed_at", "pauses")

VARIANTS = """\
kind: simulation
shift_minutes: {shift}
variants:
  - id: moc-1500
    title: Mốc 15:00
    cutoff: "15:00"
  - id: thu-ba
    title: Thứ Ba và thứ Sáu
    title_en: Tuesday and Friday
    weekdays: [tuesday, friday]
  - id: gio-khac
    title: Giờ khác
    hours: ["08:00-12:00", "13:00-16:00"]
  - id: it-thu-tuc
    title: Chỉ khai sinh
    procedures: ["1.001193"]
"""


def rows() -> list[dict[str, str]]:
    """Return dossiers of two months: on all days of the week, at the minutes around cutoffs, some paused, some open."""
    choose = random.Random(17)
    found = []
    for number in range(400):
        day = dt.datetime(2023, 10, 2) + dt.timedelta(days=choose.randrange(56))
        if choose.random() < 0.4:
            day += dt.timedelta(days=(4 - day.weekday()) % 7)
        minute = choose.choice([choose.randrange(420, 1020), 899, 900, 901, 929, 930, 931, 539])
        received = day + dt.timedelta(minutes=minute)
        completed = received + dt.timedelta(minutes=choose.choice([5, 60, 300, 1440, 4320, 9000]))
        code = choose.choice(CODES)
        paused = choose.random() < 0.1
        is_open = choose.random() < 0.1
        pause = f"{received:%Y-%m-%d %H:%M}/{received + dt.timedelta(days=2):%Y-%m-%d %H:%M}" if paused else ""
        found.append(
            {
                "dossier_id": f"D-{number:04}",
                "level": "commune",
                "unit": choose.choice(UNITS),
                "code": code,
                "case": "xac-minh" if code == "1.004873" and choose.random() < 0.3 else "",
                "channel": choose.choice(["online", "in_person"]),
                "state": "in_progress" if is_open else "resolved",
                "received_at": f"{received:%Y-%m-%d %H:%M}",
                "completed_at": "" if is_open else f"{completed:%Y-%m-%d %H:%M}",
                "pauses": pause,
            }
        )
    return found


@pytest.fixture(scope="module")
def base() -> Engine:
    """The engine of the packaged catalog."""
    return Engine(load_catalog(), registry=REGISTRY)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dossiers as a file."""
    path = tmp_path_factory.mktemp("simulation") / "dossiers.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEAD)
        writer.writeheader()
        writer.writerows(rows())
    return path


@pytest.fixture(scope="module")
def judged(base: Engine, file: Path) -> Iterator[JudgedFiles]:
    """The dossiers, read and judged."""
    with judged_files(base, REGISTRY, [file], mapping=AUTOMATIC, as_of=dt.datetime(2024, 3, 1), folder=file.parent) as found:
        assert found.intake.accepted == 400
        yield found


@pytest.fixture(scope="module", params=[0, -30])
def simulation(request: pytest.FixtureRequest, base: Engine, judged: JudgedFiles, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The simulation of the variants with and without a shift, and their engines."""
    path = tmp_path_factory.mktemp("variants") / "variants.yaml"
    path.write_text(VARIANTS.format(shift=request.param), encoding="utf-8")
    read = read_variants(path, base.catalog, REGISTRY)
    engines = [Engine(variant.catalog, registry=REGISTRY) for variant in read.variants]
    named = [{"id": v.id, "title": v.title, "title_en": v.title_en, "shift_minutes": read.shift_minutes} for v in read.variants]
    return simulation_of(base, list(zip(engines, named, strict=True)), judged.facts, judged.intake), engines, request.param


def is_paused(row: dict[str, str]) -> bool:
    """Return whether a pause moves a deadline: after its first day and up to its last lies a day that the term counts."""
    if not row["pauses"]:
        return False
    first, last = (dt.datetime.fromisoformat(moment).date() for moment in row["pauses"].split("/"))
    days = [first + dt.timedelta(days=n) for n in range(1, (last - first).days + 1)]
    if row["code"] == "1.001570" or row["case"] == "xac-minh":  # terms of calendar days
        return bool(days)
    return any(day.isoweekday() <= 5 for day in days)  # there is no holiday in these months


def decided(engine: Engine, row: dict[str, str], shift: int) -> Decision | None:
    """Decide one dossier; None if the catalog cannot."""
    if row["code"] == "9.999999":
        return None
    received = dt.datetime.fromisoformat(row["received_at"]) + dt.timedelta(minutes=shift)
    office = row["unit"] if row["unit"] in engine.catalog.offices else None
    case, channel = row["case"] or None, row["channel"]
    return engine.decide(row["code"], level=row["level"], office=office, case=case, channel=channel, received_at=received)


def recount(pairs: Sequence[tuple[dict[str, str], Decision | None, Decision | None]]) -> tuple[dict[str, int], int, tuple[int, ...] | None]:
    """Count every figure of a group with plain loops."""
    counts, saved = Counter(dict.fromkeys(COUNTS, 0)), []
    for row, before, after in pairs:
        counts["dossiers"] += 1
        covered = [one is not None and one.covered for one in (before, after)]
        counts["covered_before"] += covered[0]
        counts["covered_after"] += covered[1]
        counts["newly_covered"] += covered[1] and not covered[0]
        counts["no_longer_covered"] += covered[0] and not covered[1]
        due = [None if one is None else one.due_at for one in (before, after)]
        counts["told_other_time"] += due[0] != due[1]
        if due[0] is not None and due[1] is not None and due[0] != due[1]:
            saved.append((due[0] - due[1]) // dt.timedelta(minutes=1))
            counts["earlier"] += due[0] > due[1]
            counts["later"] += due[0] < due[1]
        counts["unanswered_before"] += before is None
        counts["unanswered_after"] += after is None
        if row["completed_at"] and not is_paused(row):
            counts["judged"] += 1
            for name, one in (("before", before), ("after", after)):
                if one is not None and one.commitment is not None:
                    ready = dt.datetime.fromisoformat(row["completed_at"]).replace(tzinfo=one.due_at.tzinfo)
                    counts[f"{'broken' if ready >= one.commitment.late_after else 'kept'}_{name}"] += 1
    saved.sort()
    quartiles = None
    if saved:
        quartiles = tuple(next(v for v in saved if sum(x <= v for x in saved) * 4 >= share * len(saved)) for share in (1, 2, 3))
    return dict(counts), sum(saved), quartiles


def as_counted(figures: Figures) -> tuple[dict[str, int], int, tuple[int, ...] | None]:
    """Return figures in the form of `recount`."""
    return dict(figures.counts), figures.saved_minutes, figures.saved_quartiles


def test_every_figure_is_what_plain_python_counts(base: Engine, simulation: tuple[Simulation, list[Engine], int]) -> None:
    """Totals, units, procedures, hours and peaks of every variant equal a recount dossier by dossier."""
    result, engines, shift = simulation
    before = [(row, decided(base, row, 0)) for row in rows()]
    seen: set[tuple[int, ...]] = set()
    for variant, engine in zip(result.variants, engines, strict=True):
        pairs = [(row, one, decided(engine, row, shift)) for row, one in before]
        assert as_counted(variant.total) == recount(pairs)
        for unit in UNITS:
            assert as_counted(variant.by_unit[unit]) == recount([pair for pair in pairs if pair[0]["unit"] == unit])
            due = [Counter(pair[side].due_at for pair in pairs if pair[0]["unit"] == unit and pair[side] is not None) for side in (1, 2)]
            assert variant.peaks[unit] == tuple(max(count for moment, count in side.items() if moment is not None) for side in due)
            of_hour: list[Counter[int]] = [Counter(), Counter()]
            for side, found in zip(due, of_hour, strict=True):
                for moment, count in side.items():
                    if moment is not None:
                        found[moment.hour] += count
            assert variant.load[unit] == {hour: (of_hour[0][hour], of_hour[1][hour]) for hour in sorted(of_hour[0] | of_hour[1])}
        for code in CODES:
            assert as_counted(variant.by_procedure[f"commune/{code}"]) == recount([pair for pair in pairs if pair[0]["code"] == code])
        hours = [
            Counter(one.due_at.hour for one in side if one is not None and one.due_at is not None)
            for side in zip(*[p[1:] for p in pairs], strict=True)
        ]
        assert variant.by_hour == {hour: (hours[0][hour], hours[1][hour]) for hour in sorted(hours[0] | hours[1])}
        seen.add(tuple(variant.total.counts.values()))
    assert len(seen) == len(engines)
    assert result.paused == sum(map(is_paused, rows()))


def test_the_same_catalog_changes_nothing(base: Engine, judged: JudgedFiles) -> None:
    """A catalog compared with itself has no difference."""
    result = simulation_of(base, [(base, {"id": "same", "title": "x", "title_en": "x"})], judged.facts, judged.intake)
    counts = result.variants[0].total.counts
    assert counts["told_other_time"] == counts["newly_covered"] == counts["no_longer_covered"] == 0
    assert result.variants[0].total.saved_quartiles is None
    assert counts["broken_before"] == counts["broken_after"] > 0


def test_compare_many_combines_two_engines(base: Engine, simulation: tuple[Simulation, list[Engine], int]) -> None:
    """The columns of `compare_many` are those of both engines, and completions must fit them."""
    received = np.asarray(["2023-10-06T15:15", "2023-10-05T09:00", "NaT"], "datetime64[s]")
    ready = np.asarray(["2023-10-07T09:00", "NaT", "NaT"], "datetime64[s]")
    compared = base.compare_many(simulation[1][0], received, code="1.001193", level="commune", completed_at=ready)
    assert len(compared) == 3
    assert compared.due_changed.tolist() == [True, False, False]
    assert compared.saved.tolist()[0] == -dt.timedelta(days=2, hours=16)
    assert (compared.broken_before.tolist(), compared.broken_after.tolist()) == ([True, False, False], [False, False, False])
    without = base.compare_many(simulation[1][0], received, code="1.001193", level="commune")
    assert without.broken_before is None
    with pytest.raises(ValueError, match="completed_at"):
        base.compare_many(simulation[1][0], received, code="1.001193", level="commune", completed_at=ready[:2])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_output_shows_the_figures(simulation: tuple[Simulation, list[Engine], int], lang: str) -> None:
    """Text, page, workbook and JSON have the same figures, and say what the simulation cannot know."""
    result, _, shift = simulation
    page = page_of(result, lang)
    text = "\n".join(plain_page(page))
    assert ("không biết được" if lang == "vi" else "cannot know") in text
    assert ("30" in page.notes[1]) is bool(shift)
    files = {name: make(result, lang) for name, (_, make) in FILES.items()}
    assert files == {name: make(result, lang) for name, (_, make) in FILES.items()}
    assert json.loads(files["json"])["variants"][0]["total"]["dossiers"] == 400
    html = files["html"].decode()
    assert html.count("<svg") == 2 + len(result.variants)
    assert files["svg"].decode() in html
    assert html.count("<table") == 1 + 3 * len(result.variants)
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if re.match(r"xl/worksheets/sheet", name)]
        assert len(sheets) == 1 + 3 * len(result.variants)
        assert not any("<f>" in sheet for sheet in sheets)
        figures = {int(number) for number in re.findall(r"<v>(\d+)</v>", sheets[0])}
        assert {variant.total.counts["broken_after"] for variant in result.variants} <= figures


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ("cutoff: 15h00", "15:00"),
        ('cutoff: "15:00"\n    model: khong-co', "khong-co"),
        ("title_en: Nothing", "changes nothing"),
        ('hours: ["13:00-17:00", "08:00-12:00"]', "not in order"),
        ('procedures: ["1.999999"]', "1.999999"),
        ("weekdays: [fri]", "fri"),
        ('cutoff: "15:00"\n  - id: a\n    title: A\n    cutoff: "16:00"', "two variants"),
        ('cut: "15:00"', "cut"),
    ],
)
def test_a_variant_that_cannot_be_read_is_rejected(base: Engine, tmp_path: Path, changes: str, message: str) -> None:
    """A fault of the file has its place and remedy; a variant that does not fit the catalog is named."""
    path = tmp_path / "variants.yaml"
    path.write_text(f"kind: simulation\nvariants:\n  - id: a\n    title: A\n    {changes}\n", encoding="utf-8")
    with pytest.raises((CatalogError, EvaluationError)) as caught:
        read_variants(path, base.catalog, REGISTRY)
    error = caught.value
    shown = error.text("en") if isinstance(error, EvaluationError) else " ".join(map(str, error.problems))
    assert message.lower() in shown.lower()


def test_a_model_without_one_cutoff_has_none_to_change(tmp_path: Path) -> None:
    """A model with no cutoff, or with several, rejects another one; so does a model without weekdays."""
    catalog = load_catalog(Path(__file__).parents[2] / "models" / "catalog")
    path = tmp_path / "variants.yaml"
    rejected: set[str] = set()
    for change in ('cutoff: "15:00"', "weekdays: [monday]"):
        for model in catalog.models:
            path.write_text(f"kind: simulation\nvariants:\n  - id: a\n    title: A\n    model: {model}\n    {change}\n", encoding="utf-8")
            try:
                read_variants(path, catalog, REGISTRY)
            except EvaluationError as error:
                rejected.add(error.key)
    assert {"simulation.error.cutoff", "simulation.error.weekdays"} <= rejected


def test_the_command(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Another catalog or a file of variants, exactly one of them; figures on the terminal, as JSON and as files."""
    other = shutil.copytree(catalog_folder(), tmp_path / "catalog")
    model = other / "models" / "thu-sau-khong-cho.yaml"
    model.write_text(model.read_text(encoding="utf-8").replace('"15:30"', '"15:00"'), encoding="utf-8")

    def tthc(*words: str) -> tuple[int, str]:
        code = main(["simulate", str(file), *words])
        return code, capsys.readouterr().out

    code, out = tthc("--with", str(other), "-o", str(tmp_path / "out"), "--outputs", "html,json")
    assert (code, "Bị hẹn muộn hơn" in out) == (0, True)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["simulation.html", "simulation.json"]
    path = tmp_path / "variants.yaml"
    path.write_text(VARIANTS.format(shift=0), encoding="utf-8")
    data = json.loads(tthc("--variants", str(path), "--format", "json")[1])
    totals = [json.loads((tmp_path / "out" / "simulation.json").read_text(encoding="utf-8")), data]
    assert totals[0]["variants"][0]["total"] == totals[1]["variants"][0]["total"]
    assert tthc()[0] == 2
    assert tthc("--with", str(other), "--variants", str(path))[0] == 2
    path.write_text("kind: simulation\nvariants: []\n", encoding="utf-8")
    assert tthc("--variants", str(path))[0] == 2
