"""Times and fees of 120 records of the national portal against labels given by reading the records, before the code was run on them.

``labelled_records.csv`` has for each record its table of channels as stored by a public crawl of dichvucong.gov.vn in July 2026, without the head; the
times in its steps whose number is also in the table; and the labels ``channel=time,fee``. A time is a number with ``wd`` (working days), ``cd``
(calendar days) or ``wh`` (working hours); ``-`` is not stated, ``?`` is not certain. Hours are working hours unless the record counts
hours by the clock.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from portal_samples import record

from tthc_catalog.importing.found_facts import FoundChannel
from tthc_catalog.importing.portal.records import procedure_of

UNITS = {"working_day": "wd", "calendar_day": "cd", "working_hour": "wh"}
NOTHING = {"?", "-"}


def shown(channel: FoundChannel) -> tuple[str, str]:
    """Return the time and the fee of a channel as labels; ``?`` for neither."""
    time, fee = channel.time, channel.fee
    written = "?" if time is None else f"{time.amount}{UNITS[time.unit]}"
    if fee is None:
        return written, "?"
    amount = "free" if fee.amount is None else str(fee.amount)
    return written, amount + (f"/{fee.per}" if fee.per else "")


def facts() -> Iterator[tuple[str, str, str, str]]:
    """Yield the record, the kind of fact, its label and what the reader found, for each channel."""
    with (Path(__file__).parent / "labelled_records.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = procedure_of(record(row["code"], cach_thuc_thuc_hien=row["table"], trinh_tu_thuc_hien=row["steps"]), "x.json")
            labels = dict(label.split("=") for label in row["labels"].split())
            channels = {channel.channel: shown(channel) for channel in found.channels}
            assert set(labels) == set(channels), row["code"]
            for channel, label in labels.items():
                for kind, expected, read in zip(("time", "fee"), label.replace("_", " ").split(","), channels[channel], strict=True):
                    yield f"{row['code']} {channel}", kind, expected, read


@pytest.fixture(scope="module")
def compared() -> list[tuple[str, str, str, str]]:
    """All labelled facts."""
    return list(facts())


def test_there_are_120_records(compared: list[tuple[str, str, str, str]]) -> None:
    """The labels concern 120 procedures and more than 100 facts of each kind."""
    assert len({place.split()[0] for place, *_ in compared}) == 120
    assert sum(label == "?" for _, _, label, _ in compared) > 100
    assert sum(label not in NOTHING for _, _, label, _ in compared) > 300


def test_clear_facts_are_read_right(compared: list[tuple[str, str, str, str]]) -> None:
    """At least 99 of 100 clear times and fees are read as labelled, and the others are left open rather than wrong."""
    clear = [fact for fact in compared if fact[2] not in NOTHING]
    missed = [fact for fact in clear if fact[2] != fact[3]]
    assert [fact for fact in missed if fact[3] != "?"] == []
    assert len(missed) <= len(clear) / 100, missed


def test_no_unclear_fact_is_taken_for_certain(compared: list[tuple[str, str, str, str]]) -> None:
    """What is not certain, or not stated, is never a value."""
    assert [fact for fact in compared if fact[2] in NOTHING and fact[3] != "?"] == []
