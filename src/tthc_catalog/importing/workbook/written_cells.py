"""What an edited cell states: the published wording read back, strictly; anything else is a fault of that cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from tthc_catalog.importing.catalog_state import matched_field
from tthc_catalog.importing.document_numbers import document_numbers
from tthc_catalog.importing.found_facts import FoundFee, FoundTime
from tthc_catalog.importing.procedure_text import fee_data, time_data
from tthc_catalog.importing.written_fees import FREE, SMALLEST, amount_of
from tthc_catalog.importing.written_times import read_time
from tthc_catalog.messages import text

CHANNELS = ("in_person", "online", "postal")
_LATER = re.compile(
    r"nhận sau (?P<hour>\d{1,2})[:hg](?P<minute>\d{2})? thì ngày làm việc (?:(?P<next>kế tiếp|tiếp theo)|thứ (?P<day>\d{1,2}) sau đó)"
)
_FEE_ITEM = re.compile(
    r"(?P<amount>\d[\d.,]*)\s*(?:đồng|đ|vnđ|vnd)\s*/\s*(?P<per>[^\d();]{1,60}?)"
    r"(?:\s+từ đơn vị thứ (?P<nth>\d{1,4}))?(?:\s*\((?P<to>[^()]{1,200})\))?\.?",
    re.IGNORECASE,
)
_FEE_CAP = re.compile(r"tối đa (?P<amount>\d[\d.,]*)\s*(?:đồng|đ)\s*/\s*(?P<per>[^\d();]{1,60}?)\.?", re.IGNORECASE)


class CellFault(Exception):
    """A cell cannot be read; its argument is the last part of the key of the text that says what is expected."""


def written_name(cell: str) -> str:
    """Return a name on one line.

    Raises:
        CellFault: the cell is empty.
    """
    if not cell:
        raise CellFault("name")
    return " ".join(cell.split())


def written_field(cell: str, fields: Mapping[str, str]) -> str:
    """Return the id of a field of the manifest.

    Raises:
        CellFault: the manifest has no field of this name.
    """
    field = matched_field(cell, fields)
    if field is None:
        raise CellFault("field")
    return field


def written_times(cell: str, published: str, last: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Return the time of the edition and those of channels, as data; a part that was not edited keeps its data.

    Args:
        cell: the edited cell.
        published: the cell as published.
        last: the edition that it shows, as data.

    Raises:
        CellFault: a part is no time.
    """
    known = time_parts(published)
    own = {channel["channel"]: channel["processing_time"] for channel in last["channels"]}
    times: dict[str | None, Any] = {}
    for channel, part in time_parts(cell).items():
        if part == known.get(channel):
            times[channel] = last["processing_time"] if channel is None else own.get(channel)
        else:
            times[channel] = time_data(written_time(part))
    if None not in times:
        raise CellFault("time")
    if not set(times) - {None} <= set(own):
        raise CellFault("time_channel")
    return times.pop(None), {channel: time for channel, time in times.items() if channel is not None}


def time_parts(cell: str) -> dict[str | None, str]:
    """Split a text into the time of the edition, under None, and those of channels.

    Raises:
        CellFault: a channel has two times.
    """
    starts: dict[str, str | None] = {
        text("publication.time.channel", channel=text(f"fact.channel.{c}"), time="").strip(): c for c in CHANNELS
    }
    parts: dict[str | None, str] = {}
    current: str | None = None
    for segment in (piece.strip() for piece in cell.replace("\n", " ").split(";")):
        start = next((s for s in starts if segment.lower().startswith(s)), None)
        if start is not None:
            current = starts[start]
            if current in parts:
                raise CellFault("time")
            parts[current] = segment[len(start) :].strip()
        elif segment:
            parts[current] = f"{parts[current]}; {segment}" if current in parts else segment
    return parts


def written_time(part: str) -> FoundTime | None:
    """Return a time written as the catalog publishes it; None if it states that none was found.

    Raises:
        CellFault: the text is no such time.
    """
    first, *rest = (piece.strip() for piece in part.split(";"))
    if first.lower() == text("fact.time.unknown") and not rest:
        return None
    found = read_time(first)
    if not isinstance(found, FoundTime):
        raise CellFault("time")
    for piece in rest:
        match = _LATER.fullmatch(piece.lower())
        if match is not None and int(match["hour"]) < 24 and int(match["minute"] or 0) < 60:
            after = f"{int(match['hour']):02}:{int(match['minute'] or 0):02}"
            found = attrs.evolve(found, after=after, then_working_days=1 if match["next"] else int(match["day"]))
        elif piece.lower() == text("fact.time.if_not_at_once").strip("; "):
            found = attrs.evolve(found, only_if_not_resolved_at_once=True)
        else:
            raise CellFault("time")
    return found


def written_fee(cell: str, last: Mapping[str, Any]) -> dict[str, Any]:
    """Return a fee as data.

    Raises:
        CellFault: the cell is no fee.
    """
    plain = " ".join(cell.split()).rstrip(".")
    if plain.lower() == text("fact.fee.unknown"):
        return {**fee_data(None), "scope": last["scope"]}
    if plain.lower() in FREE:
        return {**fee_data(FoundFee(amount=None)), "scope": last["scope"]}
    items: list[FoundFee] = []
    cap: dict[str, Any] = {}
    for piece in (piece.strip() for piece in plain.split(";")):
        match = _FEE_CAP.fullmatch(piece)
        amount = None if match is None else amount_of(match["amount"])
        if match is None:
            items.append(written_fee_item(piece))
        elif amount is None or cap:
            raise CellFault("fee")
        else:
            cap = {"cap_amount": amount, "cap_per": match["per"].strip()}
    if not items:
        raise CellFault("fee")
    return {**fee_data(attrs.evolve(items[0], further=tuple(items[1:]))), "scope": last["scope"], **cap}


def written_fee_item(piece: str) -> FoundFee:
    """Return one amount of a fee, written as the catalog publishes it.

    Raises:
        CellFault: the text is no such amount.
    """
    match = _FEE_ITEM.fullmatch(piece)
    amount = None if match is None else amount_of(match["amount"])
    if match is None or amount is None or amount < SMALLEST:
        raise CellFault("fee")
    return FoundFee(amount=amount, per=match["per"].strip(), from_nth=int(match["nth"] or 1), applies_to=match["to"])


def written_channels(cell: str, last: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the channels as data; a channel that was not removed keeps its own.

    Raises:
        CellFault: a name is no channel.
    """
    names = {text(f"fact.channel.{channel}"): channel for channel in CHANNELS}
    written = [name.strip().lower() for name in re.split(r"[,;\n]", cell) if name.strip()]
    if any(name not in names for name in written) or len(set(written)) != len(written):
        raise CellFault("channels")
    own = {channel["channel"]: channel for channel in last["channels"]}
    empty = {"processing_time": None, "fee": None, "note": None}
    return [own.get(names[name], {"channel": names[name], **empty}) for name in sorted(written, key=lambda n: CHANNELS.index(names[n]))]


def written_basis(cell: str, published: Sequence[str], last: Mapping[str, Any], documents: Mapping[str, str]) -> list[str]:
    """Return the ids, or the numbers, of the documents in a cell with one on each line.

    Raises:
        CellFault: a line names no document.
    """
    known = dict(zip(published, last["legal_basis"], strict=True))
    found = []
    for line in filter(None, (line.strip() for line in cell.split("\n"))):
        numbers = document_numbers(line)
        if line in known:
            found.append(known[line])
        elif len(numbers) == 1:
            found.append(documents.get(numbers[0], numbers[0]))
        elif line.split(maxsplit=1)[0] in documents:
            found.append(documents[line.split(maxsplit=1)[0]])
        else:
            raise CellFault("basis")
    return list(dict.fromkeys(found))


def written_notes(cell: str, before: str | None, after: str | None) -> list[str]:
    """Return the notes in a cell, which begins and ends with texts that are kept elsewhere.

    Raises:
        CellFault: one of these texts was edited.
    """
    rest = cell
    if before:
        if not rest.startswith(before):
            raise CellFault("note")
        rest = rest[len(before) :]
    if after:
        if not rest.endswith(after):
            raise CellFault("note")
        rest = rest[: -len(after)]
    return [line for line in rest.strip().split("\n") if line]
