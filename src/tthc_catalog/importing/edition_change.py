"""Compare a found procedure with its file, and add an edition with what differs; earlier editions keep all they state but their end."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import attrs

from tthc_catalog.errors import ImportingError, Severity
from tthc_catalog.importing.catalog_state import ProcedureFile, plain_name
from tthc_catalog.importing.found_facts import FoundProcedure
from tthc_catalog.importing.procedure_text import Basis, edition_id, fee_data, shared_fee, shared_time, time_data, value_lines
from tthc_catalog.yaml_files.yaml_reader import read_bytes
from tthc_catalog.yaml_files.yaml_splicing import with_items

FACTS = ("name", "time", "fee", "authority", "results", "documents")
"""Facts that are compared with a file; papers are not, because those in a catalog were usually worked out by hand."""


@attrs.frozen(kw_only=True)
class Difference:
    """A fact of a file that the source states otherwise.

    Attributes:
        fact: the kind of fact, such as ``time``.
        channel: the channel; None for all.
        before: the value in the file, as data.
        after: the value of the source, as data.
    """

    fact: str
    before: Any
    after: Any
    channel: str | None = None


def differences(file: ProcedureFile, found: FoundProcedure, documents: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return the facts that are certain in the source and different in the last edition of the file."""
    last = file.last
    found_differences: list[Difference] = []

    def note(fact: str, before: Any, after: Any, channel: str | None = None) -> None:
        found_differences.append(Difference(fact=fact, before=before, after=after, channel=channel))

    if found.name is not None and found.name not in _names(last):
        note("name", last["name"], found.name)
    _note_times(last, found, note)
    _note_fees(last, found, note)
    if found.authority is not None and plain_name(found.authority) != plain_name(last["authority"] or ""):
        note("authority", last["authority"], found.authority)
    if found.results and [plain_name(r) for r in found.results] != [plain_name(r) for r in last["results"]]:
        note("results", last["results"], list(found.results))
    ids = [documents.get(number, number) for number in found.documents]
    if ids and not set(ids) <= set(last["legal_basis"]):
        note("documents", last["legal_basis"], [*last["legal_basis"], *(id for id in ids if id not in last["legal_basis"])])
    return tuple(found_differences)


def _names(last: Mapping[str, Any]) -> tuple[str | None, ...]:
    return (last["name"], last["corrected_name"], *last["other_names"])


def _note_times(last: Mapping[str, Any], found: FoundProcedure, note: Any) -> None:
    shared = shared_time(found)
    own = {channel["channel"]: channel.get("processing_time") for channel in last["channels"]}
    for channel in found.channels:
        before = own.get(channel.channel) or last["processing_time"]
        if channel.time is not None and not _same_time(before, time_data(channel.time)):
            note("time", before, time_data(channel.time), channel.channel)
    if not found.channels and shared is not None:
        for before in (last["processing_time"], *own.values()):
            if (before is not None or not own) and not _same_time(before, time_data(shared)):
                note("time", before, time_data(shared))
                break


def _same_time(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> bool:
    if before is None or after is None:
        return before is after
    return (before["amount"], before["unit"]) == (after["amount"], after["unit"])


def _note_fees(last: Mapping[str, Any], found: FoundProcedure, note: Any) -> None:
    own = {channel["channel"]: channel.get("fee") for channel in last["channels"]}
    if not found.channels and found.fee is not None and not _same_fee(last["fee"], fee_data(found.fee)):
        note("fee", last["fee"], fee_data(found.fee))
    for channel in found.channels:
        before = own.get(channel.channel) or last["fee"]
        if channel.fee is not None and not _same_fee(before, fee_data(channel.fee)):
            note("fee", before, fee_data(channel.fee), channel.channel)


def _same_fee(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    amounts = [[item["amount"] for item in fee["items"]] for fee in (before, after)]
    if before["status"] == after["status"] == "free" and not amounts[1]:  # amounts for copies of a free procedure are not contradicted
        return True
    return (before["status"], amounts[0]) == (after["status"], amounts[1])


def with_edition(file: ProcedureFile, found: FoundProcedure, changes: tuple[Difference, ...], basis: Basis) -> str:
    """Return the text of the file with a new edition that begins on the day of the import.

    Raises:
        ImportingError: the last edition has ended, or begins on that day or later, or the file cannot be extended line by line.
    """
    changed = _changed_keys(file.last, found, changes)
    return with_keys(file, changed, {key: found.places.get(_place_key(key)) or found.place for key in changed}, basis)


def with_keys(file: ProcedureFile, changed: Mapping[str, Any], places: Mapping[str, str | None], basis: Basis) -> str:
    """Return the text of the file with a new edition that states other values for some keys.

    Args:
        file: the file.
        changed: key -> its new value, as data.
        places: key -> the place in the source; a key without a place was read in no known source.
        basis: on what the edition rests, with its first day.

    Raises:
        ImportingError: the last edition has ended, or begins on that day or later, or the file cannot be extended line by line.
    """
    assert basis.effective_from is not None, "the command requires a day for changes"
    last = file.data["editions"][-1]
    start, until = last["effective_from"], last["effective_until"]
    if until is not None and dt.date.fromisoformat(until) <= basis.effective_from:
        raise ImportingError("importing.error.ended", file=file.path, day=until)
    if start is not None and dt.date.fromisoformat(start) >= basis.effective_from:
        raise ImportingError("importing.error.too_early", file=file.path, day=start)
    sources = {key: [{"source": basis.source, "locator": places[key]}] if key in places else [] for key in changed}
    data = {
        "id": _edition_id(file, basis),
        "effective_from": basis.effective_from.isoformat(),
        "effective_from_basis": basis.citation,
        "effective_until": until,
        "effective_until_basis": last["effective_until_basis"],
        **changed,
        "provenance": {**file.last["provenance"], **sources},
    }
    return appended(file, data, basis)


def _edition_id(file: ProcedureFile, basis: Basis) -> str:
    taken = {edition["id"] for edition in file.data["editions"]}
    id, number = edition_id(basis), 2
    while id in taken:
        id, number = f"{edition_id(basis)}-{number}", number + 1
    return id


def _place_key(key: str) -> str:
    return {"processing_time": "time", "channels": "time", "fee": "time", "legal_basis": "documents"}.get(key, key)


def _changed_keys(last: Mapping[str, Any], found: FoundProcedure, changes: tuple[Difference, ...]) -> dict[str, Any]:
    """Return the keys of the new edition with their new values."""
    keys: dict[str, Any] = {}
    for change in changes:
        match change.fact:
            case "name":
                keys |= {"name": change.after, "corrected_name": None, "name_status": "verbatim"}
            case "documents":
                keys["legal_basis"] = change.after
            case "authority" | "results":
                keys[change.fact] = change.after
    if any(change.fact == "time" for change in changes):
        _change_channels(keys, last, found, changes, "time", "processing_time", time_data(shared_time(found)))
    if any(change.fact == "fee" for change in changes):
        _change_channels(keys, last, found, changes, "fee", "fee", None if shared_fee(found) is None else fee_data(shared_fee(found)))
    return keys


def _change_channels(
    keys: dict[str, Any],
    last: Mapping[str, Any],
    found: FoundProcedure,
    changes: tuple[Difference, ...],
    fact: str,
    key: str,
    shared: Any,
) -> None:
    """Change a value at the top of the edition if it is the same for all channels, else in the channels that differ."""
    channels = [dict(channel) for channel in keys.get("channels", last["channels"])]
    names = {channel["channel"] for channel in channels}
    if shared is not None and names <= ({c.channel for c in found.channels} or names):
        keys[key] = shared
        for channel in channels:
            channel[key] = None
    else:
        changed = {change.channel: change.after for change in changes if change.fact == fact}
        for channel in channels:
            channel[key] = changed.get(channel["channel"], channel.get(key))
        added = [name for name in changed if name is not None and name not in names]
        channels += [{"channel": name, "processing_time": None, "fee": None, "note": None, key: changed[name]} for name in added]
    if channels != last["channels"] or "channels" in keys:
        keys["channels"] = channels


def appended(file: ProcedureFile, data: dict[str, Any] | None, basis: Basis) -> str:
    """Return the text of the file with its last edition ended on the day of the import, followed by an edition, if one is given.

    An end that the last edition had already goes over to the new one.

    Raises:
        ImportingError: the file cannot be changed line by line.
    """
    assert basis.effective_from is not None, "an end needs a day"
    index = len(file.data["editions"]) - 1
    lines = file.document.source.splitlines()
    for key, new in (("effective_until_basis", basis.citation), ("effective_until", basis.effective_from.isoformat())):
        line = file.document.key_position(("editions", index, key)).line - 1
        match = re.fullmatch(rf"(?P<indent>[\s-]*){key}:(?P<value>[^#]*)(?P<comment>#.*)?", lines[line])
        if match is None:
            raise ImportingError("importing.error.layout", file=file.path)
        indent = " " * len(match["indent"])
        end = line + 1
        while end < len(lines) and lines[end].startswith(indent + " "):  # the value goes on below its key
            end += 1
        after = [f"{indent}{text}" for text in value_lines(key, new)]
        after += [text for text in lines[line + 1 : end] if text.lstrip().startswith("#")]
        if match["comment"]:
            after[0] += f"  {match['comment']}"
        after[0] = match["indent"] + after[0].lstrip()
        lines[line:end] = after
    ended = "\n".join(lines) + "\n"
    parsed, problems = read_bytes(ended.encode(), file.path)
    if parsed is None or any(problem.severity is Severity.ERROR for problem in problems):
        raise ImportingError("importing.error.layout", file=file.path)
    if data is None:
        return ended
    item = [line for key, value in data.items() for line in value_lines(key, value)]
    text = "\n".join([f"  - {item[0]}", *(f"    {line}" for line in item[1:])])
    extended = with_items(parsed, "editions", [(data, text)])
    if extended is None:
        raise ImportingError("importing.error.layout", file=file.path)
    return extended
