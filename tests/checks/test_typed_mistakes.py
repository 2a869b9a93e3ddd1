"""Mistakes that people type: each is named at its place, and its remedy, applied as printed, makes `check` accept the file.

The table of the mistakes is in `typed_mistakes`; the page ``docs/reference/mistakes.md`` shows it with the messages. After an intended
change write the page with ``PYTHONPATH=tests python tests/checks/test_typed_mistakes.py --write``.
"""

from __future__ import annotations

import functools
import re
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from typed_mistakes import COPIES, ENCODINGS, MISTAKES, PROCEDURE, Mistake

from tthc_catalog.checks.catalog_check import check_catalog
from tthc_catalog.errors import Severity
from tthc_catalog.loading import check
from tthc_catalog.problems.problem_text import advice, message, to_dict
from tthc_catalog.problems.source_lines import span
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.errors import Problem

SMALL = Path(__file__).parents[1] / "small_catalog"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "mistakes.md"
SHARE = 0.98
_ENGLISH = re.compile(r"\b(?:the|is|not|and|this|found|expected|line|value|error|while|did)\b")
_ADDED_LINES = frozenset({"key-missing", "edition-incomplete", "case-reason"})


class Outcome(NamedTuple):
    """What happened to one mistake.

    Attributes:
        kind: its group.
        typed: what was typed.
        message: what `check` says, without the path.
        remedy: the advice.
        failure: what is wrong with that; empty if nothing is.
    """

    kind: str
    typed: str
    message: str
    remedy: str
    failure: str


class Desk:
    """A small catalog in a folder, into which one mistake at a time is typed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "catalog"
        shutil.copytree(SMALL, self.folder)
        self._registry = Registry()
        self._usual = {(problem.code, problem.path) for problem in self._all()}

    def _all(self) -> tuple[Problem, ...]:
        return check(self.folder, registry=self._registry).problems

    def problems(self) -> list[Problem]:
        """Return the problems that the catalog does not have without the mistake."""
        return [p for p in self._all() if (p.code, p.path) not in self._usual and p.code != "part-missing"]

    def outcome(self, mistake: Mistake) -> Outcome:
        """Type a mistake, apply the remedy, and restore the file."""
        path = self.folder / mistake.file
        original = path.read_text("utf-8")
        assert mistake.right in original, mistake
        line = original[: original.index(mistake.right)].count("\n") + 1
        path.write_text(original.replace(mistake.right, mistake.wrong, 1), encoding="utf-8")
        try:
            problems = self.problems()
            if not problems:
                return _outcome(mistake, None, "không báo gì")
            first = next((p for p in problems if mistake.says and mistake.says in f"{message(p)}\n{advice(p)}"), problems[0])
            failure = _failure(mistake, first, line)
            if not failure and not mistake.says:
                failure = self._applied(path, problems)
            return _outcome(mistake, first, failure)
        finally:
            path.write_text(original, encoding="utf-8")

    def _applied(self, path: Path, problems: list[Problem]) -> str:
        """Apply the literal remedies until there is nothing left; return what is wrong, or an empty text."""
        for _ in range(3):
            if len({(p.line, p.column) for p in problems}) < len(problems):
                return "hai cách sửa cho một giá trị"
            for problem in sorted(problems, key=lambda p: (p.line, p.column), reverse=True):
                replacement = to_dict(problem)["replacement"]
                if replacement is None:
                    return f"không có cách sửa nguyên văn ({problem.code})"
                path.write_text(_with(path.read_text("utf-8"), problem, replacement), encoding="utf-8")
            problems = self.problems()
            if not problems:
                return ""
        return f"sửa rồi vẫn báo: {problems[0].code}: {message(problems[0])}"


def _with(source: str, problem: Problem, replacement: str) -> str:
    """Return a file with the text a problem marks replaced or, if a key is missing, with the proposed line added."""
    lines = source.split("\n")
    line = lines[problem.line - 1]
    if problem.code in _ADDED_LINES:
        if problem.path and not isinstance(problem.path[-1], int):  # the place is the key of the mapping
            problem_line, indent = problem.line, len(line) - len(line.lstrip()) + 2
        else:
            problem_line, indent = problem.line, problem.column - 1
        lines.insert(problem_line, " " * indent + replacement)
        return "\n".join(lines)
    end = line.index(":", problem.column - 1) + 1 if problem.code == "key-unknown" else span(problem, line).end
    lines[problem.line - 1] = line[: problem.column - 1] + replacement + line[end:]
    return "\n".join(lines)


def _failure(mistake: Mistake, problem: Problem, line: int) -> str:
    text = f"{message(problem)}\n{advice(problem)}"
    if mistake.says and mistake.says not in text:
        return f"không nói “{mistake.says}”"
    if (
        mistake.says
        and problem.code not in {"reference-document", "reference-source", "edition-pause", "letter-lookalike"}
        and (to_dict(problem)["replacement"] is not None)
    ):
        return "cách sửa đoán thay người"
    height = mistake.wrong.count("\n")
    first = 1 if not mistake.wrong else line - 12  # a missing line is reported at the start of its block
    if problem.line and not first <= problem.line <= line + height + 1:
        return f"sai chỗ: dòng {problem.line}, lỗi ở dòng {line}"
    if _ENGLISH.search(re.sub(r"[“\"'][^“”\"']*[”\"']|[a-z_]+:", "", text)):
        return "có chữ tiếng Anh"
    return ""


def _outcome(mistake: Mistake, problem: Problem | None, failure: str) -> Outcome:
    typed = " ".join(mistake.wrong.replace("\t", "→").split()) or f"(thiếu {mistake.right.strip()})"
    if problem is None:
        return Outcome(mistake.kind, typed, "", "", failure)
    return Outcome(mistake.kind, typed, message(problem), advice(problem), failure)


@functools.cache
def outcomes() -> tuple[Outcome, ...]:
    """Return what happened to every mistake of the table, and to copies and encodings."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        return (*map(desk.outcome, MISTAKES), *_copies(desk), *_encodings(desk))


def _copies(desk: Desk) -> Iterator[Outcome]:
    original = desk.folder / PROCEDURE
    for name, says in COPIES.items():
        copy = original.with_name(name)
        copy.write_bytes(original.read_bytes())
        problems = desk.problems()
        failure = "" if problems and says in message(problems[0]) + advice(problems[0]) else "không nói đúng"
        yield _outcome(Mistake("bản sao tệp", PROCEDURE, "", name, says), problems[0] if problems else None, failure)
        copy.unlink()


def _encodings(desk: Desk) -> Iterator[Outcome]:
    path = desk.folder / PROCEDURE
    original = path.read_bytes()
    for encoding, says in ENCODINGS.items():
        path.write_bytes(original.decode().encode(encoding, "replace"))
        problems = desk.problems()
        failure = "" if len(problems) == 1 and says in message(problems[0]) else "không nói đúng"
        yield _outcome(Mistake("ký tự ẩn và bảng mã", PROCEDURE, "", f"tệp lưu bằng {encoding}", says), problems[0], failure)
    for share in (3, 2):
        path.write_bytes(original[: len(original) * share // 4].rpartition(b"\n")[0] + b"\n    proc")
        problems = desk.problems()
        failure = "" if problems and "bị cắt cụt" in message(problems[0]) else "không nói đúng"
        yield _outcome(Mistake("tệp hỏng", PROCEDURE, "", f"tệp chỉ còn {share}/4"), problems[0] if problems else None, failure)
    path.write_bytes(original)


def test_there_are_enough_mistakes() -> None:
    """The table has at least 150 mistakes, all different."""
    assert len(outcomes()) >= 150
    assert max(Counter((m.file, m.right, m.wrong) for m in MISTAKES).values()) == 1


def test_the_remedies_of_typed_mistakes_are_right() -> None:
    """At least 98 % of the mistakes are named at their place, and their remedy, applied as printed, is accepted."""
    failed = [outcome for outcome in outcomes() if outcome.failure]
    report = "\n".join(f"{o.kind}: {o.typed}: {o.failure}\n    {o.message}\n    {o.remedy}" for o in failed)
    assert len(failed) <= (1 - SHARE) * len(outcomes()), report


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    """A case without a reason is reported beside seven faults of spelling in the same file."""
    shutil.copytree(SMALL, tmp_path / "catalog")
    path = tmp_path / "catalog" / PROCEDURE
    text = path.read_text("utf-8")
    for right, wrong in (
        ("        commitment_reason: Hồ sơ phải xác minh không thể trả trong ngày.\n", ""),
        ("status: official", "status: chính thức"),
        ("name_status: verbatim", "name_status: Nguyên văn?"),
        ('after: "15:00"', "after: 15h"),
        ("        name: Phải xác minh", "        tên: Phải xác minh"),
        ("channel: in_person", "channel: ở quầy"),
        ("copies: 0", "copies: không"),
        ("per: trường hợp", "per: 1"),
    ):
        assert right in text
        text = text.replace(right, wrong, 1)
    path.write_text(text, encoding="utf-8")
    _, problems = check_catalog(tmp_path / "catalog")
    codes = Counter(problem.code for problem in problems if problem.severity is Severity.ERROR)
    assert codes["case-reason"] == 1
    assert codes.total() >= 8


def page() -> str:
    """Return the page that shows the table."""
    lines = [
        "# Những lỗi gõ hay gặp",
        "",
        "Mỗi dòng là một lỗi gõ vào danh mục, câu báo của `tthc check` và cách sửa in kèm. Gõ đúng cách sửa ấy thì `tthc check` nhận tệp;",
        "chỗ nào chỉ người phụ trách mới biết thì câu báo nói phải tìm ở đâu và không đoán thay.",
        "",
    ]
    for kind in dict.fromkeys(outcome.kind for outcome in outcomes()):
        rows = [outcome for outcome in outcomes() if outcome.kind == kind]
        good = sum(not outcome.failure for outcome in rows)
        lines += [f"## {kind.capitalize()}", "", f"Đúng {good} trên {len(rows)}.", "", "| Gõ | Câu báo | Cách sửa |", "|---|---|---|"]
        lines += [f"| {_cell(o.typed)} | {_cell(o.message)} | {_cell(o.remedy)} |" for o in rows]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _cell(text: str) -> str:
    shown = "".join(character if character.isprintable() else "�" for character in " ".join(text.split()))
    for sign in "\\|<>*_`&[]":
        shown = shown.replace(sign, f"\\{sign}" if sign not in "<>&" else {"<": "&lt;", ">": "&gt;", "&": "&amp;"}[sign])
    return shown


def test_the_page_is_up_to_date() -> None:
    """The page shows the messages of today."""
    assert PAGE.read_text("utf-8") == page()


if __name__ == "__main__":
    if "--write" in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
