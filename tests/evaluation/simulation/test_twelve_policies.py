"""The page about twelve policies over a synthetic year: its table and its picture are what the command counts, and so does plain Python.

``python tests/evaluation/simulation/test_twelve_policies.py --write`` writes the table and the picture again.
"""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import json
import re
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tthc_catalog.cli import main
from tthc_catalog.engine import Engine
from tthc_catalog.evaluation.reporting.presentation import number_text
from tthc_catalog.evaluation.simulation.variants import read_variants
from tthc_catalog.loading import load_catalog
from tthc_catalog.registry import Registry

ROOT = Path(__file__).parents[3]
VARIANTS = ROOT / "examples" / "twelve-policies.yaml"
PAGE = ROOT / "docs" / "explanation" / "muoi-hai-phuong-an.md"
PICTURE = PAGE.with_suffix(".svg")
FIRST, UNTIL = dt.date(2023, 10, 1), dt.date(2024, 10, 1)

HEAD = (
    "| Phương án | Thuộc cam kết | Kịp | Trễ | Tỷ lệ trễ | Được hẹn sớm hơn | Bị hẹn muộn hơn | Bớt chờ mỗi hồ sơ đổi hạn (giờ, trung vị) "
    "| Nhiều nhất cùng một hạn ở một bộ phận |"
)
TABLE = re.compile(re.escape(HEAD) + r"\n(?:\|.*\n)+")

pytestmark = pytest.mark.skipif(not VARIANTS.exists(), reason="the examples are only in the checkout")


def synthetic_dossiers() -> ModuleType:
    """Import the example."""
    spec = importlib.util.spec_from_file_location("synthetic_dossiers", ROOT / "examples" / "synthetic_dossiers.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def simulate(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Make the year and simulate the policies; return the dossiers and the figures."""
    path, _ = synthetic_dossiers().write(folder, FIRST, UNTIL, 2023)
    words = ["simulate", str(path), "--variants", str(VARIANTS), "-o", str(folder), "--outputs", "json,svg", "--lang", "vi"]
    assert main(words) == 0
    return path, json.loads((folder / "simulation.json").read_text(encoding="utf-8"))


def table(data: dict[str, Any]) -> str:
    """Return the table of the page: a row for today and for each policy."""
    first = data["variants"][0]
    rows = [("Hiện nay: thứ Sáu, mốc 15:30", "before", first), *((v["title"]["vi"], "after", v) for v in data["variants"])]
    lines = [HEAD, "|---|" + "---:|" * 8]
    for title, side, variant in rows:
        total = variant["total"]
        kept, broken = total[f"kept_{side}"], total[f"broken_{side}"]
        changed = ["–"] * 3
        if side == "after":
            middle = total["saved_quartiles"]
            hours = "–" if middle is None else f"{middle[1] / 60:.1f}".replace(".", ",")
            changed = [number_text(total["earlier"], "vi"), number_text(total["later"], "vi"), hours]
        peak = max(pair[side == "after"] for pair in variant["peaks"].values())
        cells = [number_text(total[f"covered_{side}"], "vi"), number_text(kept, "vi"), number_text(broken, "vi")]
        cells.append(f"{100 * broken / (kept + broken):.1f} %".replace(".", ","))
        lines.append("| " + " | ".join([title, *cells, *changed, number_text(peak, "vi")]) + " |")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The year and the figures."""
    return simulate(tmp_path_factory.mktemp("year"))


def test_the_page_shows_what_the_command_counts(simulated: tuple[Path, dict[str, Any]]) -> None:
    """The table and the picture of the page are those of the command."""
    path, data = simulated
    assert table(data) in PAGE.read_text(encoding="utf-8")
    assert PICTURE.read_bytes() == (path.parent / "simulation.svg").read_bytes()


def test_every_policy_is_recounted(simulated: tuple[Path, dict[str, Any]]) -> None:
    """Plain loops over single decisions count the same for each policy on the whole year."""
    path, data = simulated
    registry = Registry(plugins=())
    base = Engine(load_catalog(), registry=registry)
    variants = read_variants(VARIANTS, base.catalog, registry).variants
    assert len(variants) == 12
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    corrected = {row["corrects"] for row in rows} - {""}
    rows = [row for row in rows if (row["record_id"] or row["dossier_id"]) not in corrected]

    def decide(engine: Engine) -> list[tuple[dt.datetime | None, dt.datetime | None]]:
        found = []
        for row in rows:
            decision = engine.decide(
                row["code"],
                level=row["level"],
                office=row["unit"],
                case=row["case"] or None,
                channel=row["channel"],
                received_at=dt.datetime.fromisoformat(row["received_at"]),
            )
            promise = decision.commitment
            found.append((decision.due_at and decision.due_at.replace(tzinfo=None), promise and promise.late_after.replace(tzinfo=None)))
        return found

    before = decide(base)
    ready = [dt.datetime.fromisoformat(row["completed_at"]) if row["completed_at"] else None for row in rows]

    def moves(pauses: str) -> bool:
        """Return whether a pause stops the term: a working day lies after its first day and up to its last."""
        for pause in filter(None, pauses.split(";")):
            first, last = (dt.datetime.fromisoformat(moment).date() for moment in pause.split("/"))
            if any(base.calendar.is_working_day(first + dt.timedelta(days=n)) for n in range(1, (last - first).days + 1)):
                return True
        return False

    judged = [moment is not None and not moves(row["pauses"]) for row, moment in zip(rows, ready, strict=True)]
    for variant, counted in zip(variants, data["variants"], strict=True):
        after = decide(Engine(variant.catalog, registry=registry))
        saved = [(one[0] - other[0]) // dt.timedelta(minutes=1) for one, other in zip(before, after, strict=True) if one[0] and other[0]]
        moved = sorted(minutes for minutes in saved if minutes)
        promised = [(moment, late[1]) for moment, late, counts in zip(ready, after, judged, strict=True) if counts and late[1]]
        total = counted["total"]
        assert total["dossiers"] == len(rows)
        assert total["covered_after"] == sum(late is not None for _, late in after)
        assert (total["earlier"], total["later"]) == (sum(m > 0 for m in moved), sum(m < 0 for m in moved))
        assert total["saved_minutes"] == sum(moved)
        assert total["broken_after"] == sum(moment >= late for moment, late in promised if moment and late)
        assert total["kept_after"] == sum(moment < late for moment, late in promised if moment and late)


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    with tempfile.TemporaryDirectory() as made:
        dossiers, figures = simulate(Path(made))
        PICTURE.write_bytes((dossiers.parent / "simulation.svg").read_bytes())
    PAGE.write_text(TABLE.sub(lambda _: table(figures), PAGE.read_text(encoding="utf-8")), encoding="utf-8")
