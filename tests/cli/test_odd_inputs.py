"""Names, streams and files that a careful program must survive: each ends with a sentence and an exit code."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from tthc_catalog.cli import main
from tthc_catalog.yaml_files.formatting import format_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

SLIP = ["slip", "1.001193", "--level", "commune", "--at", "2023-09-29 15:31", "--lang", "en"]
EVALUATE = ["--period", "2023-10", "--as-of", "2023-11-01 00:00", "--outputs", "json", "--lang", "en"]
ROW = "dossier_id,level,unit,code,received_at\nX-1,commune,xa-hong-lac,1.001193,2023-10-06 09:00\n"


@pytest.mark.parametrize("content", ["[" * 100_000, '{"name": "' + "x" * 70_000 + '"}', "\x00", '{"name": 1}', "[]", ""])
def test_particulars_that_are_no_particulars_are_rejected(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    """Deep lists, too much text and other values have one message."""
    (tmp_path / "p.json").write_text(content, encoding="utf-8")
    assert main([*SLIP, "--particulars", str(tmp_path / "p.json")]) == 2
    assert "must be a JSON object" in capsys.readouterr().err


def test_particulars_without_an_end_are_rejected(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A device or a stream is read up to a limit."""
    assert main([*SLIP, "--particulars", "/dev/zero"]) == 2
    stream = io.TextIOWrapper(io.BytesIO(b"y" * 1_000_000))
    monkeypatch.setattr(sys, "stdin", stream)
    assert main([*SLIP, "--particulars", "-"]) == 2
    assert stream.buffer.tell() < 100_000
    assert capsys.readouterr().err.count("must be a JSON object") == 2


def test_particulars_come_from_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Valid particulars are accepted, with a byte order mark too."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'\xef\xbb\xbf{"name": "A"}')))
    assert main([*SLIP, "--particulars", "-", "--to", "json"]) == 0
    assert json.loads(capsys.readouterr().out)


def test_a_file_name_that_is_not_utf8_is_shown_by_its_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report names the file so that it can be found."""
    name = os.fsdecode(b"h\xf4-s\xb9.csv")
    try:
        (tmp_path / name).write_text(ROW, encoding="utf-8")
    except OSError:
        pytest.skip("this disk accepts UTF-8 names only")
    assert main(["evaluate", str(tmp_path / name), *EVALUATE, "-o", str(tmp_path / "out")]) == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert report["intake"]["files"][0]["name"] == r"h\xf4-s\xb9.csv"


def test_a_pipe_or_a_device_is_no_dossier_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They cannot be read twice; the message says so at once."""
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", Path("/dev/null")):
        assert main(["evaluate", str(path), *EVALUATE, "-o", str(tmp_path / "out")]) == 2
        assert "not a regular file" in capsys.readouterr().err


def test_a_nul_in_a_path_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """No file can have such a name."""
    assert main([*SLIP, "-o", "a\0b.html"]) == 2
    assert "NUL" in capsys.readouterr().err


@pytest.fixture(scope="module")
def arrow() -> bytes:
    """A small Arrow file."""
    table = pa.table(
        {
            "dossier_id": ["X-1", "X-2"],
            "level": ["commune"] * 2,
            "unit": ["xa-hong-lac"] * 2,
            "code": ["1.001193"] * 2,
            "received_at": ["2023-10-06 09:00"] * 2,
        }
    )
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def _offsets_out_of_bounds(content: bytes) -> bytes:
    """Let the second text end far beyond the buffer of the texts."""
    first = content.index((3).to_bytes(4, "little") + (6).to_bytes(4, "little"))
    return content[: first + 4] + (0x7FFFFFF0).to_bytes(4, "little") + content[first + 8 :]


@pytest.mark.parametrize(
    "damage", [_offsets_out_of_bounds, lambda content: content[:-40], lambda _: b"ARROW1\0\0" + b"\xff" * 64], ids=range(3)
)
def test_a_damaged_arrow_file_is_rejected(
    arrow: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: Callable[[bytes], bytes]
) -> None:
    """The file is validated in a process of its own, because the library may read outside its memory."""
    (tmp_path / "x.arrow").write_bytes(damage(arrow))
    assert main(["evaluate", str(tmp_path / "x.arrow"), *EVALUATE, "-o", str(tmp_path / "out")]) == 2
    assert "x.arrow" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_arrow_file_is_read(arrow: bytes, tmp_path: Path) -> None:
    """A sound file passes the validation, also as a stream."""
    (tmp_path / "x.arrow").write_bytes(arrow)
    assert main(["evaluate", str(tmp_path / "x.arrow"), *EVALUATE, "-o", str(tmp_path / "out")]) == 0


def test_a_closed_standard_output_is_no_fault() -> None:
    """``tthc check >&-`` has nobody to answer and still returns its exit code."""
    command = [sys.executable, "-m", "tthc_catalog", "check", str(Path(__file__).parents[1] / "small_catalog")]
    done = subprocess.run(["sh", "-c", '"$@" >&-', "sh", *command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("source", [b'kind: x\nq: "a\\n\xcc\x81b"\n', b'q: "\\x41\xcc\x81"\ne\xcc\x81: 1\n', b"q: a\\n\xcc\x81b\n"])
def test_an_escape_before_a_combining_mark_is_kept(source: bytes) -> None:
    """The letter of an escape sequence is not joined with the mark after it; other letters are composed."""
    formatted = format_bytes(source, "x.yaml")
    assert formatted.content is not None
    assert b"e\xcc\x81" not in formatted.content
    again = format_bytes(formatted.content, "x.yaml")
    assert (again.content, again.changed) == (formatted.content, False)
