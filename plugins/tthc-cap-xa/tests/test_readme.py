"""The table of the README states what the catalog has."""

from __future__ import annotations

import re
from pathlib import Path

import tthc_cap_xa

from tthc_catalog import load_catalog

FOLDER = tthc_cap_xa.CATALOG.folder
README = Path(__file__).parents[1] / "README.md"


def test_times_and_fees_are_counted() -> None:
    """Whole and unclear times and fees are those of the channels and of the comments; the others are absent."""
    stated = {
        m[1]: tuple(map(int, m.groups()[1:])) for m in re.finditer(r"\| (.+?) \| (\d+) \| (\d+) \| (\d+) \|", README.read_text("utf-8"))
    }
    channels = [(p.editions[-1], channel) for p in load_catalog(FOLDER).procedures for channel in p.editions[-1].channels]
    text = "".join(path.read_text("utf-8") for path in (FOLDER / "commune").glob("*/*.yaml"))
    times = sum((channel.processing_time or edition.processing_time) is not None for edition, channel in channels)
    fees = sum((channel.fee or edition.fee).status != "unknown" for edition, channel in channels)
    for name, words, whole in (("processing time, per channel", "thời hạn", times), ("fee, per channel", "phí, lệ phí", fees)):
        unclear = len(re.findall(rf"# CẦN XEM: {words},", text))
        assert stated[name] == (whole, unclear, len(channels) - whole - unclear)
