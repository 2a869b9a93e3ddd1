"""Compare the packaged catalog with the research of November 2026: 136 corrections, the successors of the desks, the national portal.

Run: ``python tests/stated_facts/research_2026_11.py FOLDER``. The folder holds corrections-2026-11.json, successors-2025-07.json and
portal-2026-07/. It is not part of the repository. Whatever still differs is printed with the reason that the table of corrections
(docs/reference/corrections-2026-11.md) states for it; a difference without a reason gives exit code 1.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

from tthc_catalog import load_catalog
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.procedure import Edition

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "reference" / "corrections-2026-11.md"
TODAY = dt.date(2026, 11, 27)
LAW_OF_2026 = {"120/2025/NĐ-CP", "08/2025/TT-BTP", "18/2026/NĐ-CP", "66.7/2025/NQ-CP"}


def rows() -> dict[int, tuple[str, str, str]]:
    """Return the file, the key and the words of every row of the table, by number."""
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells and cells[0].isdigit():
            found[int(cells[0])] = (cells[1].strip("`"), cells[2].strip("`").replace("\\|", "|"), cells[3])
    return found


def edition(catalog: Catalog, file: str, day: dt.date = TODAY) -> Edition | None:
    """Return the edition of a file's procedure that is in force on a day."""
    level, code = file.split("/", maxsplit=1)[0], Path(file).stem
    procedure = next(p for p in catalog.procedures if (p.level, p.code) == (level, code))
    return next((e for e in procedure.editions if day in e.period), None)


def condition(found: Edition | None, component: str) -> str | None:
    """Return the condition under which an edition demands a component; "always" without one, None if it does not list it."""
    item = next((c for c in (found.components or () if found else ()) if c.id == component), None)
    return None if item is None else item.condition.id if item.condition else "always"


def holds(catalog: Catalog, item: dict[str, Any]) -> bool | None:  # noqa: PLR0912 - one branch per kind of correction
    """Return whether the catalog agrees with a correction; None if only a person can compare it."""
    file, key, true = item["file"], item["key"], item["true"]
    if file.startswith(("commune/", "district/")) and "," not in file and "*" not in file:
        now = edition(catalog, file)
        if "components[giay-to-nhan-than].condition" in key or key.startswith("editions[open].components[giay-to-tuy-than"):
            component = "giay-to-tuy-than" if "tuy-than" in key else "giay-to-nhan-than"
            before = edition(catalog, file, dt.date(2025, 12, 31))
            return condition(now, component) == "khong-khai-thac-duoc-nhan-than" and condition(before, component) == "always"
        if "giay-chung-nhan-quyen" in key:
            return condition(now, "giay-chung-nhan-quyen-dat") == "khong-khai-thac-duoc-dat-dai"
        if key == "editions[open].legal_basis":
            return now is not None and set(now.legal_basis) >= (LAW_OF_2026 - ({"18/2026/NĐ-CP"} if "1.004873" in file else set()))
        if key == "editions[luat-ho-tich-2014].effective_until":
            return edition(catalog, file, dt.date(2027, 2, 28)) is not None and edition(catalog, file, dt.date(2027, 3, 1)) is None
        if key == "editions[nghi-dinh-07-2025].effective_until":
            return edition(catalog, file, dt.date(2025, 10, 31)) is not None and edition(catalog, file, dt.date(2025, 11, 1)) is None
        if key == "editions":
            began = edition(catalog, file, dt.date(2025, 11, 1))
            return began is not None and began.period.start == dt.date(2025, 11, 1)
        if key.endswith("].name") and key.startswith("editions["):
            return now is not None and now.name == true
        if ".channels" in key:
            return now is not None and {c.channel for c in now.channels} == {"in_person", "online", "postal"}
        if key.endswith("fee.status"):
            return now is not None and now.fee.status == "free"
        if key.startswith("editions (no edition from 2025-01-09)"):
            began = edition(catalog, file, dt.date(2025, 1, 9))
            names = [c.name for c in (began.components or () if began else ()) if c.id == "giay-to-nhan-than"]
            return began is not None and began.period.start == dt.date(2025, 1, 9) and any("Căn cước điện tử" in name for name in names)
        component_condition = re.match(r"components\[(giay-chung-sinh|giay-bao-tu)\]\.condition", key)
        if component_condition:
            return str(condition(now, component_condition[1])).endswith("-dien-tu")
    if file == "calendar/vietnam.yaml":
        if key == "decided_through":
            return catalog.calendar.decided_through.isoformat() == true
        dates = re.findall(r"\d{4}-\d{2}-\d{2}", key)
        days = {day.date.isoformat(): day for day in catalog.calendar.days}
        return all(
            date in days and (days[date].status == "verified" or ("decision" in key and days[date].decision == true)) for date in dates
        )
    if file == "legal.yaml":
        named = re.findall(r"[\d.]+/(?:\d{4}/)?[A-ZĐ0-9-]+", f"{key} {true}" if key == "documents" else key)
        return bool(named) and all(name in catalog.documents for name in named)
    office = re.fullmatch(r"offices\[(.+)\]", key)
    if office:
        desk = catalog.offices.get(office[1])
        return desk is not None and desk.period.start == dt.date(2025, 7, 1)
    if key == "offices[cap-xa].name":
        return catalog.offices["cap-xa"].on(dt.date(2025, 7, 1)).name.startswith("Trung tâm Phục vụ hành chính công")
    return None


def successors(catalog: Catalog, data: dict[str, Any]) -> list[str]:
    """Return what the catalog states otherwise than the list of successors."""
    names = {desk.name.rpartition(" quả ")[2].casefold(): desk for desk in catalog.offices.values() if " quả " in desk.name}
    differences = []
    for commune in data["communes"]:
        for old in commune["from"]:
            desk = names.get(old["name"].casefold())
            stated = [(s.name.casefold(), s.part) for s in desk.succeeded_by] if desk else []
            if (commune["name"].casefold(), old["part"]) not in stated:
                differences.append(f"{old['name']} → {commune['name']} ({old['part']})")
    return differences


def portal(catalog: Catalog, folder: Path) -> list[tuple[str, str, str]]:
    """Return ``(code, what, difference)`` where the names or channels of the commune procedures of today differ from the portal."""
    channels = {"Trực tiếp": "in_person", "Trực tuyến": "online", "Dịch vụ bưu chính": "postal"}
    differences = []
    for procedure in catalog.procedures:
        path = folder / f"{procedure.code}.json"
        now = next((e for e in procedure.editions if TODAY in e.period), None)
        if procedure.level != "commune" or now is None or not path.exists():
            continue
        record = json.loads(path.read_text(encoding="utf-8"))
        name = unicodedata.normalize("NFC", record["ten_thu_tuc"]).strip()
        if name.casefold() != now.name.casefold():
            differences.append((procedure.code, "name", f"{now.name} / {name}"))
        printed = {code for words, code in channels.items() if words in record["cach_thuc_thuc_hien"]}
        if printed != {c.channel for c in now.channels}:
            differences.append((procedure.code, "channels", f"{sorted(c.channel for c in now.channels)} / {sorted(printed)}"))
    return differences


def main(arguments: list[str]) -> int:
    """Compare, print what differs, and return the exit code."""
    if len(arguments) != 1 or not (Path(arguments[0]) / "corrections-2026-11.json").exists():
        print("The research files are not here; nothing was compared. Usage: research_2026_11.py FOLDER")
        return 2
    folder, catalog, table = Path(arguments[0]), load_catalog(ROOT / "catalog"), rows()
    corrections = json.loads((folder / "corrections-2026-11.json").read_text(encoding="utf-8"))
    agreed = read = 0
    unexplained = []
    for number, item in enumerate(corrections, 1):
        row, result = table.get(number), holds(catalog, item)
        if row is None or (row[0], row[1]) != (item["file"], item["key"]):
            unexplained.append(f"correction {number} has no row: {item['file']} {item['key']}")
        elif result is False and not row[2].startswith(("Not entered", "In part")):
            unexplained.append(f"correction {number} is not in the catalog: {item['file']} {item['key']}")
        elif result is False or row[2].startswith(("Not entered", "In part")):
            print(f"{number}: {item['file']} {item['key']}: {row[2]}")
        agreed, read = agreed + (result is True), read + (result is None)
    print(f"{len(corrections)} corrections: {agreed} compared by this script, {read} of a kind that only a reader can compare.")
    stated = TABLE.read_text(encoding="utf-8")
    for difference in successors(catalog, json.loads((folder / "successors-2025-07.json").read_text(encoding="utf-8"))):
        print(f"successor: {difference}")
        if difference.split(" → ")[0] not in stated:
            unexplained.append(f"successor without a reason: {difference}")
    for code, what, difference in portal(catalog, folder / "portal-2026-07"):
        print(f"portal: {code} {what}: {difference}")
        if f"portal {code} {what}" not in stated:
            unexplained.append(f"portal {code} {what}: no reason")
    for line in unexplained:
        print(line)
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
