"""Fuzz targets: whatever the input, the result is an answer or a problem, and never an unexpected exception.

The tests are short. ``make fuzz`` runs them for longer: ``TTHC_FUZZ_EXAMPLES`` is the number of examples of each target. Inputs that once
failed are in `CORPUS`, so that they are tried on every run.
"""

from __future__ import annotations

import codecs
import datetime as dt
import functools
import io
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import strategies as st

from tthc_catalog.decisions.written_moments import parse_moment
from tthc_catalog.errors import TthcError
from tthc_catalog.evaluation.file_reading import FileReader
from tthc_catalog.evaluation.intake.column_map import AUTOMATIC
from tthc_catalog.evaluation.intake.personal_data import is_personal_text, is_personal_unit, masked
from tthc_catalog.evaluation.intake.rejects import Rejects
from tthc_catalog.evaluation.judging.record_store import Store
from tthc_catalog.plain_text import shown_text, unprinted
from tthc_catalog.policies.contract import (
    DueAfterMinutes,
    DueAfterMinutesMoved,
    DueAfterWorkingMinutes,
    DueOnCalendarDay,
    DueOnWorkingDay,
    Segment,
)
from tthc_catalog.policies.contract_proof import segment_violations
from tthc_catalog.policies.processing_time import StatutoryTime
from tthc_catalog.registry import Registry
from tthc_catalog.timetable.policy_table import PolicyTable
from tthc_catalog.yaml_files.formatting import format_bytes
from tthc_catalog.yaml_files.yaml_reader import read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tthc_catalog.engine import Engine

EXAMPLES = int(os.environ.get("TTHC_FUZZ_EXAMPLES", "25"))
SMALL = Path(__file__).parents[1] / "small_catalog"

fuzz = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)

CORPUS = (
    'kind: x\nq: "a\\n\u0301b"\n',
    "q: a\\n\u0301b\n",
    'q: "\\x41\u0301"\n',
    "a: |\n  x\u0301\n  y\n",
    "ki\u0301nd: x\n",
    "a: # x\u0301\n  - b\n",
    "a: >-\n\n  b\n\n\n c\n",
    "- [a, {b: c}]\n- 'd''e'\n",
    "\ufeffa: 1\n",
    "a: \U000e0041\n",
)


@functools.cache
def files() -> tuple[bytes, ...]:
    """Return the files of the small catalog, as seeds."""
    return tuple(path.read_bytes() for path in sorted(SMALL.rglob("*.yaml")))


@st.composite
def damaged(draw: st.DrawFn, *seeds: bytes) -> bytes:
    """Return a seed with a few pieces of bytes replaced, repeated, removed or inserted."""
    content = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 12)))
        piece = draw(
            st.one_of(
                st.binary(max_size=8), st.sampled_from([b"\xcc\x81", b"\\", b'"', b"'", b"\t", b"#", b": ", b"\n", b"\xff" * 4, b"\0"])
            )
        )
        content[start:end] = piece
    return bytes(content)


@pytest.mark.parametrize("text", CORPUS)
def test_inputs_that_once_failed(text: str) -> None:
    """The kept corpus."""
    yaml_target(text.encode())


def yaml_target(content: bytes) -> None:
    """A file is read or has problems; what `fmt` writes is the same data, and formatting it again changes nothing."""
    document, problems = read_bytes(content.removeprefix(codecs.BOM_UTF8), "x.yaml")
    assert document is not None or problems
    formatted = format_bytes(content, "x.yaml")
    if formatted.content is None:
        assert formatted.problems, "every file that reads well can be formatted"
        return
    again, _ = read_bytes(formatted.content, "x.yaml")
    assert document is not None
    assert again is not None
    assert again.data == document.data
    assert not format_bytes(formatted.content, "x.yaml").changed


@hypothesis.given(data=st.data())
@fuzz
def test_yaml_files(data: st.DataObject) -> None:
    """Damaged files of a catalog."""
    yaml_target(data.draw(damaged(*files(), *(text.encode() for text in CORPUS))))


@hypothesis.given(text=st.one_of(st.text(max_size=40), st.from_regex(r"[0-9/:hg .T-]{1,24}", fullmatch=True)))
@fuzz
def test_written_moments(text: str) -> None:
    """A moment is parsed or not; a parsed one exists."""
    found = parse_moment(text, dt.time(8))
    assert found.value is None or isinstance(found.value, dt.datetime)


@hypothesis.given(text=st.text(max_size=80))
@fuzz
def test_texts_that_leave(text: str) -> None:
    """Masking is stable and leaves nothing that the scan finds; every text has a form that can be shown."""
    hidden = masked(text)
    assert not is_personal_text(hidden)
    is_personal_unit(text)
    assert "\x00" not in shown_text(text)
    unprinted(text)


@hypothesis.given(
    phone=st.from_regex(r"0[35789][0-9]{8}", fullmatch=True),
    before=st.sampled_from(["", "tel ", "(", "x: ", "; "]),
    gap=st.sampled_from(["", " ", ".", "-"]),
)
@fuzz
def test_a_phone_number_is_always_hidden(phone: str, before: str, gap: str) -> None:
    """However it is written, a phone number is found by the scan and hidden by the mask."""
    written = f"{before}{phone[:4]}{gap}{phone[4:7]}{gap}{phone[7:]}"
    assert is_personal_text(written)
    assert phone[4:7] not in masked(written)


_NUMBERS: st.SearchStrategy[Any] = st.one_of(
    st.integers(-5, 500),
    st.sampled_from([10**30, 99999, 1440, 1439]),
    st.floats(allow_nan=True),
    st.none(),
    st.booleans(),
    st.text(max_size=3),
)


@hypothesis.given(data=st.data())
@fuzz
def test_outcomes_of_plugins(engine: Engine, data: st.DataObject) -> None:
    """Segments that keep the contract can be compiled and looked up in; all others are violations and no fault."""
    kind = data.draw(st.sampled_from([DueOnWorkingDay, DueOnCalendarDay, DueAfterMinutes, DueAfterMinutesMoved, DueAfterWorkingMinutes]))
    name = {DueOnWorkingDay: "working_days", DueOnCalendarDay: "calendar_days"}.get(kind, "minutes")
    values: dict[str, Any] = {name: data.draw(_NUMBERS)}
    if kind is DueOnWorkingDay:
        values |= {
            "minute": data.draw(_NUMBERS),
            "closing": data.draw(_NUMBERS),
            "bound": data.draw(st.sampled_from(["by", "before", "x"])),
        }
    elif name == "minutes" and kind is not DueAfterMinutes:
        values["sessions"] = data.draw(st.one_of(st.none(), st.lists(st.tuples(_NUMBERS, _NUMBERS), max_size=3).map(tuple)))
    segment = Segment(start=data.draw(_NUMBERS), outcome=kind(**values), rule="one")
    rules: Any = {"one": _rule()}
    policy = StatutoryTime(windows=(segment,), rules=rules)
    if list(segment_violations(policy)):
        return
    schedule = engine.timetable("1.001193", level="commune").schedule
    table = PolicyTable(policy, schedule, policy_id="x", policy_version="1")
    for day in (0, len(schedule.calendar) // 2, (schedule.calendar.covers[1] - schedule.calendar.first).days - 1):
        for window in table.windows(day):
            assert window.resolved.due_at is None or window.resolved.late_after is not None


def _rule() -> Any:
    from tthc_catalog.policies.contract import Rule

    return Rule(id="one", text="Một.", text_en="One.", citations=())


def _csv() -> bytes:
    return (
        "Mã hồ sơ;Đơn vị;Mã TTHC;Ngày tiếp nhận;Ngày có kết quả;Trạng thái\n"
        "H1;xa-an-phuong;1.004873;02/10/2023 08:00;03/10/2023 10:00;Đã trả\nH2;xa-an-phuong;1.001193;06/10/2023 15:45;;\n"
    ).encode()


def _table() -> pa.Table:
    return pa.table(
        {
            "dossier_id": ["H1", "H2"],
            "unit": ["xa-an-phuong"] * 2,
            "code": ["1.001193", "1.004873"],
            "received_at": ["2023-10-06 09:00", "x"],
        }
    )


def _parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(_table(), sink)
    return sink.getvalue()


def _arrow() -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, _table().schema) as writer:
        writer.write_table(_table())
    return sink.getvalue()


def _html() -> bytes:
    rows = [line.split(";") for line in _csv().decode().splitlines()]
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><meta charset=utf-8><table>{cells}</table></html>".encode()


def _xlsx() -> bytes:
    import xlsxwriter

    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(_csv().decode().splitlines()):
            sheet.write_row(number, 0, line.split(";"))
    return sink.getvalue()


SEEDS: dict[str, Callable[[], bytes]] = {".csv": _csv, ".parquet": _parquet, ".html": _html, ".xlsx": _xlsx, ".arrow": _arrow}


@pytest.mark.parametrize("suffix", SEEDS)
@hypothesis.given(data=st.data())
@hypothesis.settings(fuzz, max_examples=max(3, EXAMPLES // 8))
def test_dossier_files(engine: Engine, suffix: str, data: st.DataObject) -> None:
    """A damaged export is read with rejects, or it is an error with the name of the file."""
    content = data.draw(damaged(SEEDS[suffix]()))
    described: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / f"x{suffix}"
        path.write_bytes(content)
        (folder / "store").mkdir()
        store = Store(folder / "store")
        try:
            with Rejects(folder / "rejects.csv", "vi") as rejects:
                reader = FileReader(engine, Registry(plugins=()), AUTOMATIC, dt.datetime(2023, 11, 1), store, rejects, lambda *_: None)
                intake = reader.read([path], None)
            assert intake.rows == intake.accepted + intake.rejected_rows
        except TthcError as error:
            described.append(str(error))
        finally:
            store.close()
    assert all(described)


@hypothesis.given(
    data=st.recursive(
        st.one_of(st.none(), st.integers(), st.text(max_size=5)), lambda inner: st.dictionaries(st.text(max_size=8), inner, max_size=3)
    )
)
@fuzz
def test_particulars(data: Any) -> None:
    """Particulars of an applicant are accepted or rejected with the one message."""
    from tthc_catalog.publication.commands.slip import _read

    described: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "p.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        try:
            _read(str(path))
        except TthcError as error:
            described.append(str(error))
    assert all("JSON" in text for text in described)
