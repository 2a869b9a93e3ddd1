"""The YAML of a new procedure: every fact with its source, every unclear one null under a comment that quotes the source."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from tthc_catalog.importing.found_facts import FoundChannel, FoundFee, FoundPaper, FoundProcedure, FoundTime, Unclear
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.scaffolding.new_catalog import slug
from tthc_catalog.yaml_files.yaml_splicing import yaml_text

MARK = "CẦN XEM"
"""The mark of a comment that quotes what is unclear in the source."""

LONGEST_QUOTE = 110
LONGEST_ID = 48
CHANNELS = ("in_person", "online", "postal")


@attrs.frozen(kw_only=True)
class Basis:
    """On what an import rests.

    Attributes:
        source: the id in ``sources.yaml``.
        reason: the sentence for ``membership.reason``.
        status: ``reconstructed`` or ``official``.
        effective_from: the first day of new editions; None if it is not known.
        decision: the document in ``legal.yaml`` on which new editions rest; None if none was named.
        provision: the place in that document.
        reviewed_on: the day of the review; None if nobody reviewed the result.
    """

    source: str
    reason: str
    status: str = "reconstructed"
    effective_from: dt.date | None = None
    decision: str | None = None
    provision: str | None = None
    reviewed_on: dt.date | None = None

    @property
    def citation(self) -> dict[str, Any] | None:
        """The citation of the decision."""
        return None if self.decision is None else {"document": self.decision, "provision": self.provision}


def procedure_text(found: FoundProcedure, *, level: str, field: str, schema: str, basis: Basis, documents: Mapping[str, str]) -> str:
    """Return the file of a new procedure.

    Args:
        found: what the source states; it has a code.
        level: the level of the file.
        field: the id of the field.
        schema: the path to the schema.
        basis: on what the import rests.
        documents: number of a document -> its id in ``legal.yaml``.
    """
    assert found.code is not None, "a procedure without a code is reported, not written"
    lines = [
        f"# yaml-language-server: $schema={schema}",
        "kind: procedure",
        f'code: "{found.code}"',
        f"level: {level}",
        f"field: {field}",
        "membership:",
        f"  status: {basis.status}",
        f"  reason: {yaml_text(basis.reason)}",
        "  rationale: null",
        "  rank: null",
        "  confidence: null",
        *printed_lines(found, basis.source),
        f"reviewed_on: {json.dumps(basis.reviewed_on.isoformat()) if basis.reviewed_on else 'null'}",
        "editions:",
        f"  - id: {'ky-dau' if basis.effective_from is None else edition_id(basis)}",
        *(f"    {line}" for line in _start(basis)),
        *(f"    {line}" for line in facts_lines(found, basis.source, documents)),
        "succeeded_by: []",
        "succession_note: null",
        "later: null",
    ]
    return "\n".join(lines) + "\n"


def edition_id(basis: Basis) -> str:
    """Return the id of an edition that begins on the day of the import."""
    assert basis.effective_from is not None, "an edition of an import begins on a stated day"
    return f"tu-{basis.effective_from.isoformat()}"


def printed_lines(found: FoundProcedure, source: str) -> Iterator[str]:
    """Yield ``printed_codes``, with the forms that differ from the code."""
    forms = [printed.strip() for printed in found.printed if printed.strip() != found.code]
    yield "printed_codes:" if forms else "printed_codes: []"
    for printed in forms:
        yield f"  - printed: {json.dumps(printed, ensure_ascii=False)}"
        yield f"    source: {yaml_text(source)}"


def _start(basis: Basis) -> Iterator[str]:
    yield f"effective_from: {json.dumps(basis.effective_from.isoformat()) if basis.effective_from else 'null'}"
    yield from value_lines("effective_from_basis", basis.citation if basis.effective_from else None)
    yield "effective_until: null"
    yield "effective_until_basis: null"


def facts_lines(found: FoundProcedure, source: str, documents: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys of an edition that a source states."""
    time, fee = shared_time(found), shared_fee(found)
    if found.name is None:
        yield comment("name", "name_absent", found.code or "")
    yield f"name: {yaml_text(found.name or '…')}"
    yield "corrected_name: null"
    yield f"name_status: {'verbatim' if found.name else 'unverified'}"
    yield from value_lines("other_names", list(found.other_names))
    yield f"authority: {'null' if found.authority is None else yaml_text(found.authority)}"
    yield from doubts(found, "time", None)
    yield from value_lines("processing_time", time_data(time))
    yield "processing_time_note: null"
    yield "cases: []"
    yield from _channel_lines(found, time, fee)
    yield "channels_note: null"
    yield from _paper_lines(found, source)
    yield from doubts(found, "fee", None)
    yield from value_lines("fee", fee_data(fee))
    yield from doubts(found, "results", None)
    yield from value_lines("results", list(found.results))
    yield from value_lines("legal_basis", [documents[number] for number in found.documents])
    yield from value_lines("provenance", provenance_data(found, source))
    notes = [text("importing.note.decision", "vi", number=found.decision)] if found.decision else []
    yield from value_lines("notes", notes)


def shared_time(found: FoundProcedure) -> FoundTime | None:
    """Return the time of all channels; None if they differ or one of them is not certain."""
    if found.time is not None or not found.channels:
        return found.time
    first = found.channels[0].time
    return first if all(channel.time == first for channel in found.channels) else None


def shared_fee(found: FoundProcedure) -> FoundFee | None:
    """Return the fee of all channels, likewise."""
    if found.fee is not None or not found.channels:
        return found.fee
    first = found.channels[0].fee
    return first if all(channel.fee == first for channel in found.channels) else None


def time_data(time: FoundTime | None) -> dict[str, Any] | None:
    """Return a processing time as data of a procedure's file."""
    if time is None:
        return None
    return {
        "amount": time.amount,
        "unit": time.unit,
        "after": time.after,
        "then_working_days": time.then_working_days,
        "only_if_not_resolved_at_once": time.only_if_not_resolved_at_once,
        "at_most": time.at_most,
        "disputed": False,
        "citations": [],
        "note": None,
    }


def fee_data(fee: FoundFee | None) -> dict[str, Any]:
    """Return a fee as data of a procedure's file; unknown if none is certain."""
    items = []
    for item in () if fee is None or fee.amount is None else (fee, *fee.further):
        more: dict[str, Any] = {"from_nth": item.from_nth} if item.from_nth > 1 else {}
        more |= {"applies_to": item.applies_to} if item.applies_to else {}
        items.append({"amount": item.amount, "per": item.per or text("importing.note.no_unit", "vi"), **more})
    return {
        "status": "unknown" if fee is None else fee.status,
        "scope": None,
        "items": items,
        "cap_amount": None,
        "cap_per": None,
        "citations": [],
        "note": None,
    }


def _channel_lines(found: FoundProcedure, time: FoundTime | None, fee: FoundFee | None) -> Iterator[str]:
    yield "channels:" if found.channels else "channels: []"
    for channel in sorted(found.channels, key=lambda c: CHANNELS.index(c.channel)):
        yield f"  - channel: {channel.channel}"
        yield from (f"    {line}" for line in doubts(found, "time", channel.channel))
        yield from (f"    {line}" for line in value_lines("processing_time", time_data(channel.time) if time is None else None))
        yield from (f"    {line}" for line in doubts(found, "fee", channel.channel))
        yield from (f"    {line}" for line in value_lines("fee", _own_fee(channel) if fee is None else None))
        yield "    note: null"


def _own_fee(channel: FoundChannel) -> dict[str, Any] | None:
    return None if channel.fee is None else fee_data(channel.fee)


def _paper_lines(found: FoundProcedure, source: str) -> Iterator[str]:
    for doubt in found.unclear:
        if doubt.reason in ("papers_words", "papers_remark", "papers_rest"):
            yield comment(doubt.fact, doubt.reason, doubt.quoted)
    if not found.papers:
        yield "components: null"
        yield "components_note: null"
        return
    yield "components:"
    taken: set[str] = set()
    conditions: dict[str, str] = {}
    for paper in found.papers:
        id = _unused(paper.id or slug(paper.name)[:LONGEST_ID].strip("-") or "giay-to", taken)
        if paper.doubt is not None:
            yield "  " + comment("papers", paper.doubt, paper.quoted or paper.name)
        data = paper_data(paper, id, source, conditions)
        lines = [line for key, value in data.items() for line in value_lines(key, value)]
        yield f"  - {lines[0]}"
        yield from (f"    {line}" for line in lines[1:])
    is_complete = not any(doubt.fact == "papers" for doubt in found.unclear)
    yield from value_lines("components_note", None if is_complete else text("importing.note.papers", "vi"))


def paper_data(paper: FoundPaper, id: str, source: str, conditions: dict[str, str]) -> dict[str, Any]:
    """Return a paper as data; ``conditions`` collects the ids of the conditions by their texts."""
    condition = None
    if paper.condition is not None:
        taken = set(conditions.values())
        name = conditions.get(paper.condition) or _unused(slug(paper.condition)[:LONGEST_ID].strip("-") or "truong-hop", taken)
        conditions[paper.condition] = name
        condition = {"id": name, "text": paper.condition}
    return {
        "id": id,
        "name": paper.name,
        "form": paper.form,
        "originals": paper.originals,
        "copies": paper.copies,
        "action": paper.action,
        "channels": [],
        "any_of": paper.any_of,
        "condition": condition,
        "optional": paper.optional,
        "name_adapted": not paper.is_whole,
        "source": source,
        "quantity_source": source if paper.originals is not None or paper.copies is not None else None,
        "note": None,
    }


def provenance_data(found: FoundProcedure, source: str) -> dict[str, Any]:
    """Return where each fact was read."""
    names = {"time": "processing_time", "papers": "components", "documents": "legal_basis"}
    data = {}
    for fact, place in found.places.items():
        if fact != "row":
            data[names.get(fact, fact)] = [{"source": source, "locator": place}]
    if "processing_time" in data and found.channels:
        data["channels"] = data["processing_time"]
        data["fee"] = data["processing_time"]
    return data


def doubts(found: FoundProcedure, fact: str, channel: str | None) -> Iterator[str]:
    """Yield the comments about what is unclear in a fact."""
    seen: list[Unclear] = [doubt for doubt in found.unclear if doubt.fact == fact and doubt.channel == channel]
    for doubt in seen:
        yield comment(doubt.fact, doubt.reason, doubt.quoted)


def comment(fact: str, reason: str, quoted: str) -> str:
    """Return the comment about something unclear, on one line."""
    shown = shown_text(" ".join(quoted.split()))
    if len(shown) > LONGEST_QUOTE:
        shown = shown[: LONGEST_QUOTE - 1].rstrip() + "…"
    why = text(f"importing.unclear.{reason}", "vi")
    return f"# {MARK}: {text(f'importing.fact.{fact}', 'vi')}, {why}: “{shown}”"


def value_lines(key: str, value: Any) -> list[str]:
    """Return a key and its value as YAML lines in block form, with empty lists and mappings in brackets."""
    match value:
        case dict() if value:
            return [f"{key}:", *(f"  {line}" for k, v in value.items() for line in value_lines(k, v))]
        case list() if value:
            return [f"{key}:", *(f"  {line}" for item in value for line in _item_lines(item))]
        case _:
            return [f"{key}: {_scalar(value)}"]


def _item_lines(item: Any) -> list[str]:
    if not isinstance(item, dict):
        return [f"- {_scalar(item)}"]
    lines = [line for k, v in item.items() for line in value_lines(k, v)]
    return [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]


def _scalar(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return yaml_text(value)
        case dict():
            return "{}"
        case _:
            return "[]"


def _unused(id: str, taken: set[str]) -> str:
    free = id
    number = 2
    while free in taken:
        free = f"{id}-{number}"
        number += 1
    taken.add(free)
    return free


def joined(lines: Sequence[str]) -> str:
    """Return lines as the text of a list item or a file part, without the final newline."""
    return "\n".join(lines)
