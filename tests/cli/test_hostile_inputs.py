"""Hostile files, numbers, names and paths, one a line: each command ends with its exit code and a sentence, and changes no input."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import pytest

from tthc_catalog.cli import main
from tthc_catalog.engine import Engine
from tthc_catalog.errors import TthcError

SMALL = Path(__file__).parents[1] / "small_catalog"
PROCEDURE = "commune/ho-tich/1.001193.yaml"
HEADER = "dossier_id,level,unit,code,received_at,completed_at\n"
GOOD = "X-1,commune,xa-mau,1.001193,2023-10-06 09:00,2023-10-06 16:00\n"

CHECK = "check {c}"
DUE = "due 1.001193 --level commune --catalog {c} --at"
SLIP = "slip 1.001193 --level commune --at 2023-09-29T15:31 --catalog {c}"
EVALUATE = "evaluate {f}/in.csv --period 2023-10 --as-of 2023-11-01T00:00 --outputs json,html --catalog {c} -o {f}/out"


@attrs.frozen(kw_only=True)
class Case:
    """An input, a command, and how the command must end.

    Attributes:
        command: the words of the command, in which ``{f}`` is a folder and ``{c}`` a copy of the small catalog in it.
        code: the exit code.
        expected: a text that the command writes.
        hidden: a text that it must not write, to the terminal or to a file of the output.
        replace: a file of the catalog, and the text in it that is replaced, and by what.
        files: the content of further files in the folder; a text that begins with ``->`` is the target of a link.
        more: further words of the command, which may contain blanks.
    """

    command: str
    code: int
    expected: str = ""
    hidden: str = "Traceback"
    replace: tuple[str, str, str] | None = None
    files: Mapping[str, bytes | str] = attrs.field(factory=dict)
    more: tuple[str, ...] = ()


def named(character: str) -> tuple[str, str, str]:
    """Put a character into the name of the procedure."""
    return PROCEDURE, "name: Đăng ký khai sinh", f'name: "Đăng ký {character} khai sinh"'


def timed(old: str, new: str) -> tuple[str, str, str]:
    """Change a number of the processing time."""
    return PROCEDURE, old, new


def dossiers(*rows: str, header: str = HEADER) -> dict[str, bytes | str]:
    """Return a dossier file with a good row and others."""
    return {"in.csv": header + GOOD + "".join(f"{row}\n" for row in rows)}


CASES: dict[str, Case] = {
    # 1. characters without a glyph
    "bullet of Word in a name": Case(command=CHECK, code=0, expected="U+F0B7", replace=named("\uf0b7")),
    "emoji in a name": Case(command=CHECK, code=0, expected="U+1F389", replace=named("\U0001f389")),
    "full-width sign in a name": Case(command=CHECK, code=0, expected="U+FF08", replace=named("\uff08")),
    "Chinese letter in a name": Case(command=CHECK, code=0, expected="U+7D93", replace=named("經")),
    "Khmer letter in a name": Case(command=CHECK, code=0, expected="U+1781", replace=named("\u1781")),
    "Thai letter in a name": Case(command=CHECK, code=0, expected="U+0E01", replace=named("\u0e01")),
    "Cham letter in a name": Case(command=CHECK, code=0, expected="U+AA00", replace=named("\uaa00")),
    "ESC in a name": Case(command=CHECK, code=0, expected="U+001B", hidden="\x1b[31m", replace=named("\\x1b[31m")),
    "NUL in a name": Case(command=CHECK, code=0, expected="U+0000", hidden="\x00", replace=named("\\0")),
    "override of the direction in a name": Case(command=CHECK, code=0, expected="U+202E", replace=named("\\u202e")),
    "tag characters in a name": Case(command=CHECK, code=0, expected="U+E0041", replace=named("\U000e0041")),
    "emoji on a slip in PDF": Case(command=SLIP + " --particulars {f}/p.json -o {f}/out/s.pdf", code=0, files={"p.json": '{"name": "\U0001f389"}', "out/x": ""}),
    "ESC on a slip in HTML": Case(command=SLIP + " --particulars {f}/p.json -o {f}/out/s.html", code=0, hidden="\x1b", files={"p.json": '{"name": "\\u001b[31m"}', "out/x": ""}),
    "unit with a bullet": Case(command=EVALUATE, code=0, expected="Written to", files=dossiers("X-2,commune,\uf0b7 Xã A,1.001193,2023-10-06 09:00,")),
    # 2. names, streams and damaged files
    "catalog file with a name that is not UTF-8": Case(command=CHECK, code=1, expected="file-misplaced", files={"catalog/" + os.fsdecode(b"h\xf4.yaml"): "a: 1\n"}),
    "Arrow file of noise": Case(command=EVALUATE.replace(".csv", ".arrow"), code=2, expected="in.arrow", files={"in.arrow": b"ARROW1\0\0" + bytes(range(256)) * 4}),
    "Arrow stream with an endless header": Case(command=EVALUATE.replace(".csv", ".arrow"), code=2, expected="in.arrow", files={"in.arrow": b"\xff\xff\xff\xff\xff\xff\xff\x7f" + b"\0" * 64}),
    "Parquet file that is cut off": Case(command=EVALUATE.replace(".csv", ".parquet"), code=2, expected="in.parquet", files={"in.parquet": b"PAR1" + b"\0" * 40}),
    "workbook of noise": Case(command=EVALUATE.replace(".csv", ".xlsx"), code=2, expected="in.xlsx", files={"in.xlsx": b"PK\x03\x04" + b"\xff" * 90}),
    "dossiers from a device": Case(command=EVALUATE.replace("{f}/in.csv", "/dev/zero"), code=2, expected="not a regular file"),
    "dossiers from standard input": Case(command=EVALUATE.replace("{f}/in.csv", "/dev/stdin"), code=2, expected="not a regular file"),
    "NUL in the path of a catalog": Case(command="check", code=2, expected="not a folder", more=("a\0b",)),
    "NUL in the path of an output": Case(command=EVALUATE.replace("{f}/out", ""), code=2, expected="NUL", more=("a\0b",), files=dossiers()),
    "deep mappings as particulars": Case(command=SLIP + " --particulars {f}/p.json", code=2, expected="must be a JSON object", files={"p.json": '{"name":' * 9_000 + "1" + "}" * 9_000}),
    "a folder as particulars": Case(command=SLIP + " --particulars {c}", code=2, expected="this is a folder; name a file"),
    "an empty device as particulars": Case(command=SLIP + " --particulars /dev/null", code=2, expected="must be a JSON object"),
    "escape before a combining mark": Case(command="fmt --check {f}/x.yaml", code=0, files={"x.yaml": 'kind: x\nq: "a\\t\u0301b"\n'}),
    "list of a hundred thousand brackets": Case(command="fmt --check {f}/x.yaml", code=1, expected="x.yaml", files={"x.yaml": "[" * 100_000}),
    # 3. numbers without bounds
    "2,000 working days": Case(command=CHECK, code=1, expected="then_working_days", replace=timed("then_working_days: 1", "then_working_days: 2000")),
    "10**30 working days": Case(command=CHECK, code=1, expected="then_working_days", replace=timed("then_working_days: 1", f"then_working_days: {10**30}")),
    "minus one working day": Case(command=CHECK, code=1, expected="then_working_days", replace=timed("then_working_days: 1", "then_working_days: -1")),
    "a fraction of a working day": Case(command=CHECK, code=1, expected="then_working_days", replace=timed("then_working_days: 1", "then_working_days: 0.5")),
    "an infinite number of days": Case(command=CHECK, code=1, expected="then_working_days", replace=timed("then_working_days: 1", "then_working_days: .inf")),
    "an extension of 400 days": Case(command=CHECK, code=1, expected="longer than a year", replace=timed("amount: 5\n", "amount: 400\n")),
    "a fee of 10**40": Case(command=CHECK, code=1, expected="amount", replace=timed("amount: 5000", f"amount: {10**40}")),
    "an hour that does not exist": Case(command=CHECK, code=1, expected="after", replace=timed('after: "15:00"', 'after: "25:00"')),
    "the last second of the calendar of Python": Case(command=DUE, code=2, expected="calendar", more=("9999-12-31 23:59",)),
    "the first minute of the calendar of Python": Case(command=DUE, code=2, expected="calendar", more=("0001-01-01 00:00",)),
    "a year of five digits": Case(command=DUE, code=2, expected="10000-01-01", more=("10000-01-01 00:00",)),
    # 4. personal data
    "a phone number as unit": Case(command=EVALUATE, code=1, hidden="0912345678", files=dossiers("X-2,commune,0912345678,1.001193,2023-10-06 09:00,")),
    "a phone number with points as unit": Case(command=EVALUATE, code=1, hidden="0912.345678", files=dossiers("X-2,commune,0912.345678,1.001193,2023-10-06 09:00,")),
    "a mail address as unit": Case(command=EVALUATE, code=1, hidden="an@example.vn", files=dossiers("X-2,commune,an@example.vn,1.001193,2023-10-06 09:00,")),
    "a street as unit": Case(command=EVALUATE, code=1, hidden="Lê Lợi", files=dossiers("X-2,commune,số 12 Lê Lợi,1.001193,2023-10-06 09:00,")),
    "a name in capitals as unit": Case(command=EVALUATE, code=1, hidden="TRẦN VĂN ẤT", files=dossiers("X-2,commune,TRẦN VĂN ẤT,1.001193,2023-10-06 09:00,")),
    "an identity number as number of a dossier": Case(command=EVALUATE, code=1, hidden="034567890123", files=dossiers("034567890123,commune,xa-mau,1.001193,2023-10-06 09:00,")),
    "a name where the code should be": Case(command=EVALUATE, code=1, hidden="Văn Ất", files=dossiers("X-2,commune,xa-mau,Nguyễn Văn Ất,2023-10-06 09:00,")),
    "a name where the moment should be": Case(command=EVALUATE, code=1, hidden="Văn Ất", files=dossiers("X-2,commune,xa-mau,1.001193,Nguyễn Văn Ất,")),
    "a formula as unit": Case(command=EVALUATE, code=1, hidden=",=HYPERLINK", files=dossiers('X-2,commune,"=HYPERLINK(""http://x"")",1.001193,2023-10-06 09:00,')),
    "markup as unit": Case(command=EVALUATE.replace("json,html", "html"), code=0, hidden="<script>alert", expected="Written to", files=dossiers("X-2,commune,Xã <script>alert(1)</script>,1.001193,2023-10-06 09:00,")),
    # 5. links and addresses
    "a link to a file outside": Case(command="fmt {c}", code=1, expected="leads out of the catalog folder", hidden="hunter2", files={"secret.yaml": "password:   hunter2\n", "catalog/legal.yaml": "->{f}/secret.yaml"}),
    "a link to itself": Case(command=CHECK, code=1, expected="extra.yaml", files={"catalog/extra.yaml": "->{c}/extra.yaml"}),
    "a link to a folder outside": Case(command=CHECK, code=0, expected="is not part of the catalog and is not read", files={"other/x.yaml": "a: 1\n", "catalog/commune/outside": "->{f}/other"}),
    "an address with a user": Case(command=CHECK, code=0, expected="address-doubtful", replace=("legal.yaml", "chinhphu.vn", "chinhphu.vn@example.com")),
    "an address with a broken host": Case(command=CHECK, code=0, expected="address-doubtful", replace=("legal.yaml", "chinhphu.vn", "chinhphu..vn")),
    # 7. outputs in the wrong place
    "a report into the root folder": Case(command=EVALUATE.replace("{f}/out", "/"), code=2, expected="/", files=dossiers()),
    "a site into the root folder": Case(command="publish --catalog {c} -o /", code=2, expected="/"),
    "a folder in place of a report": Case(command=EVALUATE, code=2, expected="report.html", files={**dossiers(), "out/report.html/x": ""}),
    "a file in place of the folder": Case(command=EVALUATE, code=2, expected="out", files={**dossiers(), "out": "old"}),
    "a slip in place of a folder": Case(command=SLIP + " -o {c}", code=2, expected="catalog"),
    "tables into a folder that does not exist": Case(command="compile --catalog {c} -o {f}/no/such/x.json", code=2, expected="no/such"),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small catalog, beside a folder for outputs."""
    return Path(shutil.copytree(SMALL, tmp_path / "catalog"))


def contents(of: Path) -> dict[str, str]:
    """Return the digest of every file and the target of every link, except in the folder for outputs."""
    found = {}
    for path in sorted(of.rglob("*")):
        if path.is_symlink():
            found[str(path)] = str(path.readlink())
        elif path.is_file() and path.relative_to(of).parts[0] != "out":
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_input_ends_with_a_sentence(
    name: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit code and the words are the expected ones, what is to be hidden is hidden, and every input is as before."""
    case = CASES[name]
    monkeypatch.setenv("TTHC_LANG", "en")
    places = {"{f}": str(tmp_path), "{c}": str(folder)}

    def filled(text: str) -> str:
        for mark, place in places.items():
            text = text.replace(mark, place)
        return text

    if case.replace is not None:
        file, old, new = case.replace
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, "the case changes something"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    for file, content in case.files.items():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str) and content.startswith("->"):
            path.unlink(missing_ok=True)
            path.symlink_to(filled(content[2:]))
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = contents(tmp_path)
    code = main([*map(filled, case.command.split()), *case.more])
    captured = capsys.readouterr()
    written = captured.out + captured.err
    assert case.expected in written
    assert code == case.code, written
    assert written.strip()
    assert "unexpected" not in written
    outputs = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    for hidden in (case.hidden, "Traceback"):
        assert hidden not in written
        assert not [path for path in outputs if hidden.encode() in path.read_bytes()]
    assert contents(tmp_path) == before
    assert code == 0 or case.files.get("out") != "old" or (tmp_path / "out").read_text(encoding="utf-8") == "old"


MOMENT = "2023-09-29 15:31"

QUESTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "no moment": ({"received_at": pd.NaT}, "NaT"),
    "the last moment of pandas": ({"received_at": pd.Timestamp.max}, "calendar"),
    "a moment with a zone in the last year of Python": ({"received_at": "9999-12-31T23:59-11:00"}, "calendar"),
    "a number as moment": ({"received_at": 1_696_000_000}, "Cannot parse the time"),
    "an empty moment": ({"received_at": ""}, "Cannot parse the time"),
    "an unknown channel": ({"received_at": MOMENT, "channel": "onlin"}, "online"),
    "an unknown condition": ({"received_at": MOMENT, "components": [], "conditions": ["khong-co"]}, "khong-co"),
    "an unknown condition without components": ({"received_at": MOMENT, "conditions": ["khong-co"]}, "khong-co"),
    "an unknown component": ({"received_at": MOMENT, "components": ["x" * 10_000]}, "xxx"),
    "an unknown case": ({"received_at": MOMENT, "case": "\x1b[31m"}, "case"),
    "a desk that is no text": ({"received_at": MOMENT, "office": 7}, "7"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_hostile_argument_is_an_error_of_the_library(name: str, engine: Engine) -> None:
    """`decide` accepts no wrong value silently, and raises no error of another library."""
    arguments, expected = QUESTIONS[name]
    with pytest.raises(TthcError) as caught:
        engine.decide("1.001193", level="commune", **arguments)
    assert expected in str(caught.value)
