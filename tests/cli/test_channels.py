"""The channel on the command line: answers, the cache, what is shown, compiled and checked, slips and scenarios."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.testing import read_scenarios

if TYPE_CHECKING:
    from collections.abc import Callable

DUE = ("due", "1.004873", "--level", "commune", "--at", "2024-03-05 10:00")
ONLINE = """      - channel: online
        processing_time: null
"""
OWN = """      - channel: online
        processing_time:
          amount: 1
          unit: working_day
          after: null
          then_working_days: null
          only_if_not_resolved_at_once: false
          at_most: null
          disputed: false
          citations:
            - document: 123/2015/NĐ-CP
              provision: Điều 22
          note: null
"""
CASE = """        cases:
          - case: {case}
            processing_time: {{amount: 7, unit: calendar_day, after: null, then_working_days: null, \
only_if_not_resolved_at_once: false, at_most: null, disputed: false, citations: [], note: null}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalog in which one procedure has one working day online instead of three."""
    copy = Path(shutil.copytree(catalog_folder(), tmp_path / "catalog", ignore=shutil.ignore_patterns("releases")))
    change(copy, ONLINE, OWN)
    return copy


def change(folder: Path, old: str, new: str) -> None:
    """Replace a text in the file of the procedure."""
    file = folder / "commune" / "ho-tich" / "1.004873.yaml"
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new), encoding="utf-8")


def test_the_channel_decides(tthc: Callable[..., Any], folder: Path) -> None:
    """One working day online, three in person; the JSON names the channel, the reason cites what the channel cites."""
    online = tthc(*DUE, "--channel", "online", "--catalog", str(folder), "--format", "json").data
    usual = tthc(*DUE, "--catalog", str(folder), "--format", "json").data
    assert (online["due_at"], usual["due_at"]) == ("2024-03-06T16:30:00+07:00", "2024-03-08T16:30:00+07:00")
    assert (online["channel"], usual["channel"]) == ("online", "in_person")
    assert online["citations"] == [{"document": "123/2015/NĐ-CP", "provision": "Điều 22"}]
    assert "Hồ sơ nộp trực tuyến có thời hạn riêng." in tthc(*DUE, "--channel", "online", "--catalog", str(folder)).out


def test_cached_answers_are_those_of_their_channel(tthc: Callable[..., Any], folder: Path) -> None:
    """Each channel gets its own answer from the cache, word for word, in any order."""
    words = [(*DUE, "--channel", channel, "--catalog", str(folder)) for channel in ("online", "postal", "in_person")]
    first = [tthc(*line).out for line in words]
    assert len({text.splitlines()[0] for text in first}) == 2
    assert [tthc(*line).out for line in words] == first
    assert tthc(*DUE, "--catalog", str(folder)).out == first[2]


def test_show_prints_which_channel_has_which_time(tthc: Callable[..., Any], folder: Path) -> None:
    """If one channel has its own time, the time of each channel is printed."""
    out = tthc("show", "1.004873", "--level", "commune", "--catalog", str(folder)).out
    assert "- trực tiếp: 3 ngày làm việc" in out
    assert "- trực tuyến: 1 ngày làm việc" in out
    assert "- qua bưu chính: 3 ngày làm việc" in out
    assert "- trực tuyến: 1" not in tthc("show", "1.004873", "--level", "commune").out


def test_compiled_keys_have_a_channel_only_where_it_matters(tthc: Callable[..., Any], folder: Path) -> None:
    """The keys of the procedure name the table of each channel; all other keys are for every channel; only online has tables of its own, one for each calendar of a desk."""
    document = tthc("compile", "-o", "-", "--from", "2024-03-01", "--until", "2024-04-01", "--catalog", str(folder)).data
    keys = {(key["code"], key["case"], key["channel"]): key["table"] for key in document["keys"] if key["level"] == "commune"}
    of_channels = {channel: keys["1.004873", None, channel] for channel in ("in_person", "online", "postal")}
    assert of_channels["in_person"] == of_channels["postal"] != of_channels["online"]
    assert keys["1.004873", "xac-minh", None]
    assert {channel for code, _, channel in keys if code != "1.004873"} == {None}
    packaged = tthc("compile", "-o", "-", "--from", "2024-03-01", "--until", "2024-04-01", "--catalog", str(catalog_folder())).data
    added = {table for key in document["keys"] if key["channel"] == "online" for table in key["offices"].values()}
    assert len(document["tables"]) == len(packaged["tables"]) + len(added)
    assert {key["channel"] for key in packaged["keys"]} == {None}


def test_an_unknown_channel_names_the_choices(tthc: Callable[..., Any]) -> None:
    """A channel that does not exist is a usage error."""
    run = tthc(*DUE, "--channel", "fax")
    assert run.code == 2
    assert "in_person" in run.err


def test_slips_print_the_time_of_the_channel(tthc: Callable[..., Any], folder: Path) -> None:
    """The processing time on a slip is that of the dossier, and so is the appointment."""

    def field(name: str, *words: str) -> str:
        data = tthc("slip", *DUE[1:], *words, "--to", "json", "--catalog", str(folder)).data
        return next(f["value"] for f in data["fields"] if f["id"] == name)

    assert field("processing_time", "--channel", "online") == "nộp trực tuyến: 1 ngày làm việc"
    assert field("processing_time") == "3 ngày làm việc"
    assert "06/3/2024" in field("due_at", "--channel", "online").replace(" ngày ", "").replace(" tháng ", "/").replace(" năm ", "/")


def test_a_channel_may_state_the_time_of_a_case(tthc: Callable[..., Any], folder: Path) -> None:
    """The time that a channel states for a case applies to both together; a case that does not exist is an error with the likely one."""
    change(folder, OWN, OWN + CASE.format(case="xac-minh"))
    assert tthc("check", str(folder)).code == 0
    words = (*DUE, "--case", "xac-minh", "--catalog", str(folder), "--format", "json")
    assert tthc(*words, "--channel", "online").data["due_at"] == "2024-03-12T16:30:00+07:00"
    assert tthc(*words).data["due_at"] == "2024-03-28T16:30:00+07:00"
    assert "Phải xác minh: 7 ngày" in tthc("show", "1.004873", "--level", "commune", "--catalog", str(folder)).out
    change(folder, "case: xac-minh", "case: xac-min")
    problems = json.loads(tthc("check", str(folder), "--format", "json").out)["problems"]
    errors = [problem for problem in problems if problem["severity"] == "error"]
    assert len(errors) == 2, "two editions state the channels"
    assert {(problem["code"], problem["found"]) for problem in errors} == {("reference-case", "xac-min")}
    assert all("xac-minh" in problem["hint"] for problem in errors)


def test_a_model_for_channels_is_valid(tthc: Callable[..., Any], folder: Path) -> None:
    """``scope.channels`` of a model is checked like the other ids, and decides."""
    file = folder / "models" / "thu-sau-khong-cho.yaml"
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace("scope:\n", "scope:\n  channels: [in_person]\n"), encoding="utf-8")
    friday = ("due", "1.001193", "--level", "commune", "--at", "2023-09-29 10:00", "--catalog", str(folder), "--format", "json")
    assert tthc(*friday).data["covered"] is True
    assert tthc(*friday, "--channel", "postal").data["reason"] == "channel-excluded"
    file.write_text(content.replace("scope:\n", "scope:\n  channels: [fax]\n"), encoding="utf-8")
    assert "value-enum" in tthc("check", str(folder)).out


def test_scenarios_name_the_channel(folder: Path) -> None:
    """The key ``channel`` of a scenario decides, as in a call."""
    path = folder.parent / "cach-nop.scenario.yaml"
    path.write_text(
        "kind: scenarios\ncatalog: catalog\nscenarios:\n"
        '  - name: nộp trực tuyến\n    when: {code: "1.004873", at: "2024-03-05 10:00", channel: online}\n'
        '    then: {due: "2024-03-06 16:30", says: thời hạn riêng}\n'
        '  - name: nộp trực tiếp\n    when: {code: "1.004873", at: "2024-03-05 10:00"}\n    then: {due: "2024-03-08 16:30"}\n',
        encoding="utf-8",
    )
    assert [scenario.differences() for scenario in read_scenarios(path)] == [[], []]
