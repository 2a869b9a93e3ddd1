"""Fuzz targets: whatever the input, the result is an answer or a problem, and never an unexpected exception.

The tests are short. ``make fuzz`` runs them for longer: ``TTHC_FUZZ_EXAMPLES`` is the number of examples of each target. Inputs that once
failed are in ``corpus``, so that they are tried on every run.
"""

from __future__ import annotations

import codecs
import contextlib
import datetime as dt
import functools
import io
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from damaged_inputs import damaged, fuzz, keeping, kept_inputs, slow_fuzz
from hypothesis import strategies as st

from tthc_catalog.cli import main
from tthc_catalog.decisions.written_moments import parse_moment
from tthc_catalog.errors import Severity, TthcError
from tthc_catalog.evaluation.intake.personal_data import is_personal_text, is_personal_unit, masked
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
from tthc_catalog.problems.problem_text import render
from tthc_catalog.timetable.policy_table import PolicyTable
from tthc_catalog.yaml_files.formatting import format_bytes
from tthc_catalog.yaml_files.yaml_reader import read_bytes

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine

SMALL = Path(__file__).parents[1] / "small_catalog"


@functools.cache
def files() -> tuple[bytes, ...]:
    """Return the files of the small catalog, as seeds."""
    return tuple(path.read_bytes() for path in sorted(SMALL.rglob("*.yaml")))


@pytest.mark.parametrize("path", kept_inputs("yaml"), ids=lambda path: path.stem)
def test_files_of_a_catalog_that_once_failed(path: Path) -> None:
    """The kept corpus."""
    yaml_target(path.read_bytes())


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


def reader_target(content: bytes) -> None:
    """A file is read or has problems, each with a text, advice, and a place in the file."""
    document, problems = read_bytes(content.removeprefix(codecs.BOM_UTF8), "x.yaml")
    assert document is not None or problems
    for problem in problems:
        assert problem.line <= content.count(b"\n") + content.count(b"\r") + 1
        assert problem.hint or problem.severity is not Severity.ERROR
        assert all(render(problem, lang) for lang in ("vi", "en"))


@hypothesis.given(data=st.data())
@fuzz
def test_yaml_reader(data: st.DataObject) -> None:
    """Damaged files of a catalog, read without formatting."""
    content = data.draw(damaged(*files(), *(path.read_bytes() for path in kept_inputs("yaml"))))
    with keeping("yaml", ".yaml", content):
        reader_target(content)


@hypothesis.given(data=st.data())
@fuzz
def test_yaml_files(data: st.DataObject) -> None:
    """Damaged files of a catalog."""
    content = data.draw(damaged(*files(), *(path.read_bytes() for path in kept_inputs("yaml"))))
    with keeping("yaml", ".yaml", content):
        yaml_target(content)


@hypothesis.given(text=st.one_of(st.text(max_size=40), st.from_regex(r"[0-9/:hg .T-]{1,24}", fullmatch=True)))
@fuzz
def test_written_moments(text: str) -> None:
    """A moment is parsed or not; a parsed one exists."""
    found = parse_moment(text, dt.time(8))
    assert found.value is None or isinstance(found.value, dt.datetime)


_MOMENTS = st.one_of(
    st.text(max_size=30),
    st.from_regex(r"[0-9/:hg .T+Z-]{1,26}", fullmatch=True),
    st.datetimes(dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31)).map(str),
    st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2032, 1, 1)).map(lambda moment: f"{moment:%d/%m/%Y %Hh%M}"),
    st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2031, 1, 1)).map(lambda moment: moment.isoformat(timespec="minutes")),
)


@hypothesis.given(at=_MOMENTS, code=st.one_of(st.sampled_from(["1.001193", "1.004873", "khai sinh"]), st.text(max_size=6)))
@slow_fuzz(2)
def test_questions(at: str, code: str) -> None:
    """``tthc due --at`` answers, or names what it could not read, with an exit code; the answer in JSON is JSON."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        returned = main(["due", "--level", "commune", "--format", "json", "--lang", "en", f"--at={at}", "--", code])
    assert returned in (0, 1, 2)
    assert "unexpected" not in err.getvalue()
    assert json.loads(out.getvalue() or err.getvalue())


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
