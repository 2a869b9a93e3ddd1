"""Fuzz targets of files: exports of dossiers, lists of procedures to import, and decisions to verify."""

from __future__ import annotations

import datetime as dt
import io
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import hypothesis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from damaged_inputs import damaged, damaged_package, keeping, kept_inputs, slow_fuzz
from hypothesis import strategies as st
from portal_samples import record

from tthc_catalog.errors import TthcError
from tthc_catalog.evaluation.file_reading import FileReader
from tthc_catalog.evaluation.intake.column_map import AUTOMATIC
from tthc_catalog.evaluation.intake.rejects import Rejects
from tthc_catalog.evaluation.judging.record_store import Store
from tthc_catalog.importing.sources import read_sources
from tthc_catalog.registry import Registry
from tthc_catalog.releases.papers import read_papers
from tthc_catalog.releases.verification import Verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tthc_catalog.engine import Engine
    from tthc_catalog.records.catalog import Catalog

Rows = tuple[tuple[str, ...], ...]

DOSSIERS: Rows = (
    ("Mã hồ sơ", "Đơn vị", "Mã TTHC", "Ngày tiếp nhận", "Ngày có kết quả", "Trạng thái"),
    ("H1", "xa-an-phuong", "1.004873", "02/10/2023 08:00", "03/10/2023 10:00", "Đã trả"),
    ("H2", "xa-an-phuong", "1.001193", "06/10/2023 15:45", "", ""),
)
PROCEDURES: Rows = (
    ("STT", "Mã số TTHC", "Tên thủ tục hành chính", "Thời hạn giải quyết", "Phí, lệ phí", "Căn cứ pháp lý"),
    ("I", "Lĩnh vực: Hộ tịch", "", "", "", ""),
    ("1", "1.001193", "Thủ tục đăng ký khai sinh", "Ngay trong ngày; sau 15 giờ thì ngày làm việc tiếp theo", "Không", "60/2014/QH13"),
    ("2", "1.000656.000.00.00.H42", "Thủ tục đăng ký khai tử", "03 ngày làm việc", "8.000 đồng/bản", "123/2015/NĐ-CP"),
)


def _csv(rows: Rows) -> bytes:
    return "".join(";".join(row) + "\n" for row in rows).encode()


def _html(rows: Rows) -> bytes:
    cells = "".join("<tr>" + "".join(f"<td colspan=1>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><meta charset=utf-8><table>{cells}</table></html>".encode()


def _xlsx(rows: Rows) -> bytes:
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.merge_range(len(rows), 0, len(rows) + 1, 1, "x")
        sheet.write_datetime(len(rows), 3, dt.datetime(2023, 10, 6), book.add_format({"num_format": "dd/mm/yyyy"}))
    return sink.getvalue()


def _docx(rows: Rows) -> bytes:
    sink = io.BytesIO()
    word = docx.Document()
    word.add_heading("Danh mục", 1)
    table = word.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    table.cell(1, 1).merge(table.cell(1, 5))
    word.save(sink)
    return sink.getvalue()


def _columns(rows: Rows) -> pa.Table:
    return pa.table({name: [row[number] for row in rows[1:]] for number, name in enumerate(rows[0])})


def _parquet(rows: Rows) -> bytes:
    sink = io.BytesIO()
    pq.write_table(_columns(rows), sink)
    return sink.getvalue()


def _arrow(rows: Rows) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, _columns(rows).schema) as writer:
        writer.write_table(_columns(rows))
    return sink.getvalue()


def _json(_: Rows) -> bytes:
    return json.dumps(record(), ensure_ascii=False).encode()


WRITERS: dict[str, Callable[[Rows], bytes]] = {
    ".csv": _csv,
    ".html": _html,
    ".xlsx": _xlsx,
    ".docx": _docx,
    ".parquet": _parquet,
    ".arrow": _arrow,
    ".json": _json,
}
DOSSIER_SUFFIXES = (".csv", ".html", ".xlsx", ".docx", ".parquet", ".arrow")
LIST_SUFFIXES = (".csv", ".html", ".xlsx", ".docx", ".json")


def _damaged_file(suffix: str, rows: Rows) -> st.SearchStrategy[bytes]:
    """Return damaged files of a kind; of a packed kind, mostly with one damaged part."""
    seed = WRITERS[suffix](rows)
    if suffix in (".xlsx", ".docx"):
        return st.one_of(damaged_package(seed), damaged_package(seed), damaged(seed))
    return damaged(seed)


def dossier_target(engine: Engine, suffix: str, content: bytes) -> None:
    """A damaged export is read with rejects, or it is an error with the name of the file; no row is lost."""
    described: list[str] = []
    with tempfile.TemporaryDirectory() as name, keeping("dossiers", suffix, content):
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


def list_target(suffix: str, content: bytes) -> None:
    """A damaged list is read, or it is an error with a text; every procedure that is found has a place."""
    described: list[str] = []
    with tempfile.TemporaryDirectory() as name, keeping("lists", suffix, content):
        path = Path(name) / f"x{suffix}"
        path.write_bytes(content)
        try:
            found = read_sources([path], Registry(plugins=()))
            assert all(procedure.places for one in found for procedure in one.procedures)
        except TthcError as error:
            described.append(str(error))
        assert all(described)


def decision_target(verifier: Verifier, content: bytes) -> None:
    """A damaged decision has a verdict, or the file is an error with its name."""
    described: list[str] = []
    with tempfile.TemporaryDirectory() as name, keeping("decisions", ".json", content):
        path = Path(name) / "x.json"
        path.write_bytes(content)
        try:
            for paper in read_papers(path):
                verdict = verifier.verify(paper)
                assert (verdict.status == "different") == bool(verdict.differences)
                assert (verdict.status == "unknown") == (verdict.reason is not None)
        except TthcError as error:
            described.append(str(error))
        assert all("x.json" in text for text in described)


@pytest.mark.parametrize("suffix", DOSSIER_SUFFIXES)
@hypothesis.given(data=st.data())
@slow_fuzz(8)
def test_dossier_files(engine: Engine, suffix: str, data: st.DataObject) -> None:
    """Exports of dossiers."""
    dossier_target(engine, suffix, data.draw(_damaged_file(suffix, DOSSIERS)))


@hypothesis.given(data=st.data())
@slow_fuzz(1)
def test_lists_to_import(data: st.DataObject) -> None:
    """Lists of procedures, Word documents among them."""
    suffix = data.draw(st.sampled_from(LIST_SUFFIXES))
    list_target(suffix, data.draw(_damaged_file(suffix, PROCEDURES)))


@pytest.fixture(scope="module")
def verifier(catalog: Catalog) -> Verifier:
    """Return a verifier for the packaged catalog."""
    return Verifier(catalog)


@pytest.fixture(scope="module")
def decisions(engine: Engine) -> list[dict[str, Any]]:
    """Return decisions to damage."""
    return sound_decisions(engine)


def sound_decisions(engine: Engine) -> list[dict[str, Any]]:
    """Return decisions as data: an ordinary one, one at another desk, and one without a due time."""
    questions: Sequence[dict[str, Any]] = (
        {"code": "1.001193", "received_at": "2023-09-29 15:31"},
        {"code": "1.001193", "received_at": "2023-09-29 15:31", "channel": "online"},
        {"code": "1.004873", "received_at": "2025-12-20 09:00", "case": "xac-minh"},
        {"code": "1.001193", "received_at": "2023-09-29 15:31", "components": []},
    )
    return [json.loads(json.dumps(engine.decide(level="commune", **question).to_dict())) for question in questions]


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(["2023-09-29T15:31", "2023-09-29T15:31:00+07:00", "9999-12-31T23:59", "0001-01-01", "commune", "1.001193"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)),
    max_leaves=4,
)


@hypothesis.given(data=st.data())
@slow_fuzz(2)
def test_decisions_to_verify(verifier: Verifier, decisions: list[dict[str, Any]], data: st.DataObject) -> None:
    """Decisions with other values at some places, and decisions of which the text is damaged."""
    whole = json.loads(json.dumps(data.draw(st.sampled_from(decisions))))
    for _ in range(data.draw(st.integers(0, 3))):
        place: Any = whole
        key: Any = data.draw(st.sampled_from(sorted(place)))
        while isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
            place = place[key]
            key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if data.draw(st.integers(0, 4)) == 0:
            del place[key]
            break
        place[key] = data.draw(_VALUES)
    content = json.dumps(whole).encode()
    decision_target(verifier, data.draw(damaged(content)) if data.draw(st.integers(0, 3)) == 0 else content)


def test_an_undamaged_decision_is_what_was_promised(verifier: Verifier, decisions: list[dict[str, Any]], tmp_path: Path) -> None:
    """The target of decisions begins with sound ones."""
    (tmp_path / "all.json").write_text(json.dumps(decisions), encoding="utf-8")
    assert {verifier.verify(paper).status for paper in read_papers(tmp_path / "all.json")} == {"same"}


KEPT = [(kind, path) for kind in ("dossiers", "lists", "decisions") for path in kept_inputs(kind)]


@pytest.mark.parametrize(("kind", "path"), KEPT, ids=[f"{kind}-{path.name}" for kind, path in KEPT])
def test_inputs_that_once_failed(engine: Engine, verifier: Verifier, kind: str, path: Path) -> None:
    """The kept corpus of exports, lists and decisions."""
    if kind == "dossiers":
        dossier_target(engine, path.suffix, path.read_bytes())
    elif kind == "lists":
        list_target(path.suffix, path.read_bytes())
    else:
        decision_target(verifier, path.read_bytes())
