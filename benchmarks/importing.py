"""Import of the 488 procedures of communes: read the records, write the files, check and compile them, in one process of its own.

The records are those of the national portal as a public crawl stored them in July 2026, if ``TTHC_PORTAL_RECORDS`` names a folder with them. Else they
are written from the package ``tthc-cap-xa``, which was made from them: the same procedures, channels, papers and documents, with what was unclear quoted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import tthc_catalog as tthc
from benchmarks.measuring import Table, at_most, duration, within

RECORDS = "TTHC_PORTAL_RECORDS"
PACKAGE = Path(__file__).parents[1] / "plugins" / "tthc-cap-xa" / "src" / "tthc_cap_xa" / "catalog"
CHANNELS = {"in_person": "Trực tiếp", "online": "Trực tuyến", "postal": "Dịch vụ bưu chính"}
UNITS = {
    "working_day": "Ngày làm việc",
    "calendar_day": "Ngày",
    "working_hour": "Giờ",
    "month": "Tháng",
    "year": "Năm",
    "working_minute": "Phút",
}
SECONDS, MEBIBYTES = 20, 500

_WORK = """
import sys, time, json, contextlib, io
from pathlib import Path
started = time.perf_counter()
from tthc_catalog.cli import main
folder, records = Path(sys.argv[1]), sys.argv[2]
shown = io.StringIO()
with contextlib.redirect_stdout(shown):
    code = main(["import", records, "--into", str(folder), "--write", "--format", "json"])
report = json.loads(shown.getvalue())
assert code == 0 and report["written"], report["errors"]
imported = time.perf_counter()
from tthc_catalog.loading import check
catalog, problems = check(folder)
assert catalog is not None, problems
checked = time.perf_counter()
from tthc_catalog import Engine
timetables = list(Engine(catalog).timetables())
compiled = time.perf_counter()
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:")) / 1024
busy = time.process_time()
print(json.dumps([imported - started, checked - imported, compiled - checked, busy, peak, len(catalog.procedures), report["facts"]]))
"""


def tables() -> Iterator[Table]:
    """Measure in a temporary folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = os.environ.get(RECORDS)
        records = Path(given) if given else _written_records(folder / "records")
        _empty_catalog(folder / "catalog")
        words = [sys.executable, "-c", _WORK, str(folder / "catalog"), str(records)]
        run = subprocess.run(words, capture_output=True, text=True, check=True, env={**os.environ, "TTHC_CACHE": "off"})  # noqa: S603 - our own program
        imported, checked, compiled, busy, peak, count, facts = json.loads(run.stdout)
    whole = imported + checked + compiled
    source = "the records of July 2026" if given else "records written from tthc-cap-xa"
    rows = [
        ("import, written and checked", duration(imported), "", ""),
        ("check again", duration(checked), "", ""),
        ("compile every timetable", duration(compiled), "", ""),
        ("all", duration(whole), duration(busy), f"{peak:.0f}"),
    ]
    bounds = (
        within(f"import, check and compile {count} procedures of the portal", whole, SECONDS),
        at_most("... peak of memory", peak, MEBIBYTES, "MiB"),
    )
    yield Table(f"Import of {count} procedures ({source})", ("what", "elapsed", "processor time", "peak MiB"), rows, bounds)
    states = ("whole", "unclear", "absent")
    kinds = [(kind, *(str(tally[state]) for state in states)) for kind, tally in facts.items()]
    yield Table("Facts that came whole, are unclear, or are absent; times and fees by channel", ("fact", *states), kinds)


def _empty_catalog(folder: Path) -> None:
    """Copy the package's catalog without its procedures."""
    for path in PACKAGE.rglob("*"):
        if path.is_file() and path.relative_to(PACKAGE).parts[0] != "commune":
            target = folder / path.relative_to(PACKAGE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())


def _written_records(folder: Path) -> Path:
    """Write a record for each procedure of the package, as the portal's records are written."""
    folder.mkdir()
    fields = {field["id"]: field["name"] for field in yaml.safe_load((PACKAGE / "manifest.yaml").read_text("utf-8"))["fields"]}
    for procedure in tthc.load_catalog(PACKAGE).procedures:
        edition = procedure.editions[-1]
        rows = [
            f"{CHANNELS[c.channel]}{_time(c.processing_time or edition.processing_time)}{_fee(c.fee or edition.fee)}"
            for c in edition.channels
        ]
        papers = [f"{c.name}{c.originals or 1} bản chính" for c in edition.components or ()]
        record = {
            "ma_thu_tuc": procedure.code,
            "ten_thu_tuc": edition.name,
            "cap_thuc_hien": "Cấp xã",
            "linh_vuc": fields[procedure.field],
            "so_quyet_dinh": "Không có thông tin",
            "co_quan_co_tham_quyen": edition.authority or "Không có thông tin",
            "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tả" + "".join(rows) if rows else "Không có thông tin",
            "thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượng" + "".join(papers) if papers else "Không có thông tin",
            "can_cu_phap_ly": "".join(edition.legal_basis),
            "ket_qua_xu_ly": "".join(f"{result}Mã: KQ.G00.000000" for result in edition.results),
        }
        (folder / f"{procedure.code}.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return folder


def _time(time: Any) -> str:
    return "1" if time is None or time.unit not in UNITS else f"{time.amount} {UNITS[time.unit]}"


def _fee(fee: Any) -> str:
    if fee.status == "known" and fee.items:
        return f"{fee.items[0].amount:,} VNĐ({fee.items[0].amount:,} đồng/{fee.items[0].per})"
    return "Miễn phí" if fee.status == "free" else "Không có thông tin"
