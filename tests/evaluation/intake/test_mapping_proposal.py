"""`tthc new mapping`: what is proposed for a file, the questions on a terminal, and that the map reads the file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

sys.path.append(str(Path(__file__).parent))  # the corpus is a module of its own

from export_corpus import COMPLETED, FILES, RECEIVED, Export, corpus, page, sheet, slashed, table, text, typed

from tthc_catalog.cli import main
from tthc_catalog.evaluation.commands.new_mapping import ask
from tthc_catalog.evaluation.intake.column_map import read_mapping
from tthc_catalog.evaluation.intake.importers import importer_of
from tthc_catalog.evaluation.intake.mapping_proposal import UNKNOWN, as_yaml, propose
from tthc_catalog.evaluation.intake.table_preview import preview
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tthc_catalog.engine import Engine

READ = [export for export in corpus() if export.error in (None, "missing_columns") and export.kind != "sheets"]


def proposed(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the map that the command prints."""
    assert main(["new", "mapping", str(path)]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "export", [export for export in READ if export.mapping.id == "automatic" and export.error is None][::3], ids=lambda export: export.id
)
def test_a_proposed_map_reads_what_is_read_without_it(
    export: Export, evaluate: Callable[..., Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For every kind of file the proposal is a valid map, and the file gives no fewer dossiers with it."""
    path = export.make(tmp_path)
    (tmp_path / "cot.yaml").write_text(proposed(path, capsys), encoding="utf-8")
    with evaluate(path, mapping=read_mapping(tmp_path / "cot.yaml")) as made:
        assert made.report.intake.accepted >= export.accepted


def test_codes_of_channels_are_proposed_with_their_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where all values are 1, 2 and 3, the codes of one-stop systems are proposed; the map reads them."""
    path = text(table(Hình_thức_tiếp_nhận=["1", "1", "3"]))(tmp_path)
    made = proposed(path, capsys)
    assert yaml.safe_load(made)["values"]["channel"] == {"1": "in_person", "3": "postal"}
    assert '"1": "in_person"  # 2 dòng' in made


def test_unknown_values_are_left_to_a_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A value without a known meaning is listed with its count, as a comment until somebody fills it in."""
    made = proposed(text(table(Tình_trạng=["Trễ hạn", "Trễ hạn", "Đã trả"]))(tmp_path), capsys)
    assert "values" not in yaml.safe_load(made)
    assert f'# "Trễ hạn": {UNKNOWN}  # 2 dòng' in made


def test_names_of_procedures_get_the_codes_of_the_catalog(
    tmp_path: Path, evaluate: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """A page named .xls with names instead of codes is read with the proposed map; nothing is matched by name without it."""
    rows = [["STT", *row] for row in table(slashed, Mã_TTHC=None, Tên_thủ_tục_hành_chính="Thủ tục đăng ký khai sinh", Chủ_hồ_sơ="…")]
    path = page(rows)(tmp_path)
    made = proposed(path, capsys)
    assert yaml.safe_load(made)["values"]["code"] == {"Thủ tục đăng ký khai sinh": "1.001193"}
    assert made.splitlines()[-1].endswith("Chủ hồ sơ")
    (tmp_path / "cot.yaml").write_text(made, encoding="utf-8")
    with evaluate(path, mapping=read_mapping(tmp_path / "cot.yaml")) as read:
        assert read.report.intake.accepted == 3


def test_a_name_that_the_catalog_does_not_list_stays_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name without one code in the catalog is left to a person."""
    made = proposed(text(table(Mã_TTHC=None, Tên_thủ_tục="Thủ tục không có"))(tmp_path), capsys)
    assert f'# "Thủ tục không có": {UNKNOWN}' in made


def test_the_order_of_dates_is_proposed_with_its_evidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If dates exist only with the month first, so does the proposal; contradicting dates leave it open."""
    american = text(table(lambda m: f"{m:%m/%d/%Y %H:%M}", Ngày_có_kết_quả="10/25/2023 08:00"))(tmp_path)
    assert yaml.safe_load(proposed(american, capsys))["date_order"] == "month_first"
    mixed = text(table(slashed, Ngày_có_kết_quả=["10/25/2023 08:00", "25/10/2023 08:00", ""]))(tmp_path)
    made = proposed(mixed, capsys)
    assert "date_order" not in yaml.safe_load(made)
    assert "# date_order: day_first" in made


def test_hours_sheets_times_and_doubtful_cells_are_proposed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Columns of times, other sheets, dates without a time and doubtful date cells all appear in the proposal."""
    apart = table(slashed, Ngày_tiếp_nhận=[f"{m:%d/%m/%Y}" for m in RECEIVED], Giờ_tiếp_nhận=[f"{m:%H:%M}" for m in RECEIVED])
    assert yaml.safe_load(proposed(text(apart)(tmp_path), capsys))["hour_columns"] == {"received_at": "Giờ tiếp nhận"}
    swapped = [[*row[:3], row[4], row[3], *row[5:]] for row in table(slashed, Ngày_tiếp_nhận=[f"{m:%d/%m/%Y}" for m in RECEIVED])]
    swapped = [[*row, f"{RECEIVED[n - 1]:%H:%M}" if n else "Thời gian tiếp nhận"] for n, row in enumerate(swapped)]
    assert yaml.safe_load(proposed(text(swapped)(tmp_path), capsys))["hour_columns"] == {"received_at": "Thời gian tiếp nhận"}
    bare = proposed(text(table(lambda m: f"{m:%d/%m/%Y}"))(tmp_path), capsys)
    assert '#   received_at: "08:00"' in bare
    two = proposed(FILES / "hai-trang.xls", capsys)
    assert "T10-tiếp" in two
    hidden = proposed(FILES / "o-gop-trang-an.xls", capsys)
    assert "trang ẩn" in hidden
    cells = table(lambda m: m, Ngày_tiếp_nhận=[RECEIVED[0], "25/10/2023 08:00", "26/10/2023 08:00"])
    assert "# date_cells: misread" in proposed(sheet(cells)(tmp_path), capsys)


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow"])
def test_typed_files_are_proposed_too(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Parquet and Arrow have a proposal from their first rows."""
    made = yaml.safe_load(proposed(typed(name=name, channel=["1", "2", "2"])(tmp_path), capsys))
    assert made["values"]["channel"] == {"1": "in_person", "2": "online"}
    assert made["columns"]["received_at"] == "received_at"


def test_answers_on_a_terminal_complete_the_map(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal there is a question for every open point; the answers are in the map, and empty answers leave it open."""
    rows = table(
        slashed,
        Mã_hồ_sơ=None,
        Đơn_vị=None,
        Số=["H1", "H2", "H3"],
        Tình_trạng=["Trễ hạn", "Lạ", "Đã trả"],
        Ngày_tiếp_nhận=["10/25/2023", "10/26/2023", "25/10/2023"],
    )
    shown = preview(text(rows)(tmp_path), Registry(plugins=()))
    made = propose(shown, engine.catalog)
    answers: Iterator[str] = iter(["1", "xa-an-phuong", "4", "", "2", "07:30"])
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(answers))
    ask(made, "vi")
    (tmp_path / "cot.yaml").write_text(as_yaml(made, shown, "a.csv"), encoding="utf-8")
    mapping = read_mapping(tmp_path / "cot.yaml")
    assert mapping.columns["dossier_id"] == "Số"
    assert mapping.constants == {"unit": "xa-an-phuong"}
    assert mapping.values == {"state": {"Trễ hạn": "resolved"}}
    assert mapping.date_order == "month_first"
    assert {field: f"{time:%H:%M}" for field, time in mapping.times.items()} == {"received_at": "07:30"}


def test_the_content_decides_which_importer_reads_a_file(tmp_path: Path) -> None:
    """A web page named .xls, a workbook named .csv and a text named .xls go to the right importers."""
    registry = Registry(plugins=())
    assert importer_of(page(table())(tmp_path), registry).id == "html"
    assert importer_of(sheet(table(), name="b.xlsx")(tmp_path).rename(tmp_path / "b.csv"), registry).id == "xlsx"
    assert importer_of(text(table(), "\t", name="c.xls")(tmp_path), registry).id == "csv"
    assert importer_of(FILES / "bang.xlsb", registry).id == "xlsx"
    assert len(COMPLETED) == 3
