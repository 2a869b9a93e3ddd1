"""Rows shifted by one column among many: no output contains anything of a person, and the scan that shows it finds what is planted.

``TTHC_SHIFTED_ROWS=1000000`` (``make shifted``) tries a million dossiers.
"""

from __future__ import annotations

import csv
import html
import os
import random
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pypdf
import pytest
import xlsxwriter

from tthc_catalog.cli import main
from tthc_catalog.evaluation.reporting.outputs import OUTPUTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROWS = int(os.environ.get("TTHC_SHIFTED_ROWS", "20000"))
SHIFTED = 120
SMALL = str(Path(__file__).parents[1] / "small_catalog")

HEADERS = ("dossier_id", "applicant", "unit", "phone", "code", "address", "received_at", "completed_at", "identity", "official", "level")
"""The columns of an export that names the applicant: a personal one is beside each column that reaches the report."""

FAMILY = ("Nguyễn", "Trần", "Giàng", "Lò", "Hoàng", "Đặng", "Phạm", "Vừ", "Thạch", "Lê")
MIDDLE = ("Thị", "Văn", "Thị Kim", "A", "Đình", "Ngọc Minh")
GIVEN = ("Ất", "Bích Hạnh", "Páo", "Quỳnh", "Sơn Tùng", "Dậu")


@attrs.frozen
class Person:
    """A made-up citizen."""

    name: str
    phone: str
    identity: str
    address: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may not occur in an output, in the form that `squeezed` gives."""
        return tuple(squeezed(text) for text in (self.name, self.phone, self.identity, self.address))


def people(count: int, chance: random.Random) -> list[Person]:
    """Return citizens with names of three to five words, and numbers in several forms."""
    found = []
    for _ in range(count):
        name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
        digits = f"09{chance.randrange(10**8):08}"
        phone = chance.choice([digits, f"{digits[:4]} {digits[4:7]} {digits[7:]}", f"+84{digits[1:]}", f"{digits[:4]}.{digits[4:]}"])
        identity = f"0{chance.choice((34, 1, 79))!s:0>2}{chance.randrange(10**9):09}"
        found.append(Person(name, phone, identity, f"thôn {chance.randrange(1, 30)}, xã Hồng Lạc"))
    return found


def squeezed(text: str) -> str:
    """Return a text without what an output may change: the form of letters, blanks, and signs between digits."""
    return re.sub(r"[\s.()\-\u200b]+", "", unicodedata.normalize("NFC", text)).casefold()


def texts_of(path: Path) -> Iterator[str]:
    """Yield every text in an output: the parts of a packed file, all columns of a table, the pages of a document."""
    yield path.name
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                content = packed.read(name).decode("utf-8", "replace")
                yield name
                yield html.unescape(re.sub(r"<[^>]*>", "", content))  # a text may be divided among several elements
                yield html.unescape(content)  # and it may be in an attribute
    elif path.suffix == ".parquet":
        table = pq.read_table(path)
        yield str(table.schema)
        yield str(table.schema.metadata)
        for column in table.columns:
            for value in column.unique().cast(pa.string()) if not pa.types.is_nested(column.type) else column:
                yield str(value)
    elif path.suffix == ".pdf":
        reader = pypdf.PdfReader(path)
        yield str(reader.metadata)
        yield "".join(page.extract_text() for page in reader.pages)
    else:
        content = path.read_text(encoding="utf-8")
        yield html.unescape(content) if path.suffix == ".html" else content


def found_in(folder: Path, secrets: Iterable[str]) -> dict[str, set[str]]:
    """Return which of the secrets each file contains."""
    pattern = re.compile("|".join(sorted(map(re.escape, set(secrets)), key=len, reverse=True)))
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found[path.name] = set(pattern.findall("\n".join(squeezed(text) for text in texts_of(path))))
    return found


def shifted(row: Sequence[str], start: int, end: int) -> tuple[str, ...]:
    """Return a row of which the cells from ``start`` are one column too far to the right, up to ``end``."""
    return (*row[:start], "", *row[start : end - 1], *row[end:])


def advanced(row: Sequence[str], start: int, end: int) -> tuple[str, ...]:
    """Return a row of which the cells after ``start`` are one column too far to the left, up to ``end``."""
    return (*row[:start], *row[start + 1 : end], "", *row[end:])


WIDTH = len(HEADERS)
SHIFTS = [
    (move, start, end)
    for move in (shifted, advanced)
    for start in range(WIDTH - 1)
    for end in sorted({start + 2, min(start + 3, WIDTH), WIDTH})
]
"""Each column as the place where a row slips, up to the next column, the one after it, or the end of the row."""


def write_export(path: Path, count: int, citizens: Sequence[Person], *, shift: bool) -> None:
    """Write dossiers, of which as many are shifted as there are citizens."""
    chance = random.Random(17)
    places = dict(zip(chance.sample(range(count), len(citizens)), citizens, strict=True))
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADERS)
        for number in range(count):
            citizen = places.get(number)
            name, phone, identity, address = attrs.astuple(citizen) if citizen else ("", "", "", "")
            day, minute = 2 + number % 27, number % 60
            moments = (f"2023-10-{day:02} 09:{minute:02}", f"2023-10-{day:02} 10:{minute:02}")
            row: tuple[str, ...] = (
                f"X-{number}",
                name,
                "xa-hong-lac",
                phone,
                "1.001193",
                address,
                *moments,
                identity,
                f"cb-{number % 7}",
                "commune",
            )
            if citizen and shift:
                move, start, end = SHIFTS[citizens.index(citizen) % len(SHIFTS)]
                row = move(row, start, end)
            out.writerow(row)


def evaluate(source: Path, folder: Path, *more: str) -> int:
    """Write every output."""
    fixed = ("--period", "2023-10", "--as-of", "2023-11-01 00:00", "--outputs", ",".join(OUTPUTS), "--lang", "en", "--catalog", SMALL)
    return main(["evaluate", str(source), *fixed, "-o", str(folder), *more])


def test_no_output_shows_a_person_of_a_shifted_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The shifted rows are rejected or lose what is personal; every kind of output is written, and the scan finds nothing."""
    citizens = people(SHIFTED, random.Random(3))
    write_export(tmp_path / "export.csv", ROWS, citizens, shift=True)
    assert evaluate(tmp_path / "export.csv", tmp_path / "out") == 1
    found = found_in(tmp_path / "out", [secret for citizen in citizens for secret in citizen.secrets])
    assert {output.file for output in OUTPUTS.values()} | {"rejects.csv"} <= found.keys()
    assert {name: secrets for name, secrets in found.items() if secrets} == {}
    assert (tmp_path / "out" / "rejects.csv").read_text(encoding="utf-8").count("\n") > SHIFTED / 2
    capsys.readouterr()


def test_the_scan_finds_a_name_that_an_evaluation_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A unit that the column map states is shown, whatever its name; the scan finds it in every output."""
    citizen = Person("Nguyễn Thị Bích Hạnh", "", "", "")
    write_export(tmp_path / "export.csv", 500, [], shift=False)
    columns = "".join(f"  {name}: {name}\n" for name in ("dossier_id", "unit", "code", "received_at", "completed_at", "level"))
    stated = f"values:\n  unit:\n    xa-hong-lac: {citizen.name}\n"
    (tmp_path / "m.yaml").write_text(f"kind: dossier-mapping\nid: m\ncolumns:\n{columns}{stated}", encoding="utf-8")
    assert evaluate(tmp_path / "export.csv", tmp_path / "out", "--mapping", str(tmp_path / "m.yaml")) == 0
    found = found_in(tmp_path / "out", [squeezed(citizen.name)])
    assert {name for name, secrets in found.items() if secrets} == {output.file for output in OUTPUTS.values()}
    capsys.readouterr()


def test_the_scan_finds_what_is_planted(tmp_path: Path) -> None:
    """Names, numbers and addresses are found in each kind of file, packed, divided or written in another form."""
    citizen = Person("Giàng A Páo", "0912 345.678", "034567890123", "thôn 7, xã Hồng Lạc")
    texts = attrs.astuple(citizen)
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, texts[:2])
        sheet.write_comment("C3", texts[2])
        book.set_properties({"author": texts[3]})
    word = docx.Document()
    paragraph = word.add_paragraph()
    for piece in ("Giàng A", " Páo ", "(0912)", " 345-678"):
        paragraph.add_run(piece)
    word.core_properties.comments = f"{texts[2]} {texts[3]}"
    word.save(tmp_path / "a.docx")
    pq.write_table(pa.table({"a": [*texts[:3]], "b": pa.array([None, None, texts[3]]).dictionary_encode()}), tmp_path / "a.parquet")
    (tmp_path / "a.html").write_text("&#71;iàng A Pa\u0301o <b>0912345678 034567890123 thôn 7, xã Hồng&nbsp;Lạc", encoding="utf-8")
    (tmp_path / "rejects.csv").write_text(";".join(texts), encoding="utf-8")
    (tmp_path / "a.typ").write_text("#pagebreak()\n".join(texts), encoding="utf-8")
    import typst

    typst.compile(str(tmp_path / "a.typ"), output=str(tmp_path / "a.pdf"))
    (tmp_path / "a.typ").unlink()
    found = found_in(tmp_path, citizen.secrets)
    assert set(found) == {"a.xlsx", "a.docx", "a.parquet", "a.html", "rejects.csv", "a.pdf"}
    assert found == {name: set(citizen.secrets) for name in found}
