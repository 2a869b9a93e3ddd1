"""Read what is to be verified: decisions and slips as JSON, slips as PDF or HTML, and the text of their QR codes."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode

import attrs

from tthc_catalog.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tthc_catalog.decisions.decision_facts import DecisionFacts

PAGE = "kiem-tra.html"
"""The page of the site that verifies a slip in the browser."""

_QR = re.compile(r"(?:kiem-tra\.html#|tthc:)(v=[12]&[^\s\"'<>]+)")
_INPUTS: dict[str, type | UnionType] = {
    "level": str,
    "code": str,
    "office": str | None,
    "case": str | None,
    "channel": str,
    "components": list | None,
    "conditions": list | None,
    "received_at": dt.datetime,
    "known_on": dt.date | None,
    "strict": bool,
    "history": list,
}
"""What a decision may list as its inputs, and their types."""

_FACTS = ("covered", "reason", "due_at", "late_after", "bound", "rule", "provisional")


@attrs.frozen(kw_only=True)
class Paper:
    """One answer that somebody holds: the question, and what was answered.

    Attributes:
        named: where it was found.
        inputs: the arguments of `tthc_catalog.Engine.decide`.
        stated: the answers, by the name of their field; instants as datetimes.
        catalog: id of the catalog; None if it is not stated.
        version: version of the catalog; None if it is not stated.
        answer_digest: the digest of the answer; None if it is not stated.
        timetable_digest: likewise of the timetable.
        library_version: the version of this package that answered.
    """

    named: str
    inputs: dict[str, Any]
    stated: dict[str, Any]
    catalog: str | None = None
    version: str | None = None
    answer_digest: str | None = None
    timetable_digest: str | None = None
    library_version: str | None = None


def qr_text(decision: DecisionFacts, base_url: str | None) -> str:
    """Return the text of the QR code of a slip: the question and the due time, and nothing about the applicant.

    A decision with a history has a code of version 2, which states the events; a page of an older version cannot read it, and says so.

    Args:
        decision: a decision with a due time.
        base_url: the address of the published site, ending in ``/``; without it the text can be pasted into the page.
    """
    assert decision.due_at is not None, "an appointment has a due time"
    timetable = decision.context.timetable
    minutes = decision.context.catalog.manifest.time_precision == "minute"
    shape = "%Y-%m-%dT%H:%M" if minutes else "%Y-%m-%dT%H:%M:%S"
    values = {
        "v": "2" if decision.history else "1",
        "c": decision.context.evidence.catalog_id,
        "r": decision.context.evidence.catalog_version,
        "l": decision.procedure.level,
        "p": decision.procedure.code,
        "o": decision.context.requested_office,
        "k": timetable.case,
        "n": decision.channel,
        "t": decision.received_at.strftime(shape),
        "d": decision.due_at.strftime("%Y-%m-%dT%H:%M"),
        "b": decision.bound,
        "h": ";".join(
            "/".join((note.since.strftime(shape), "" if note.until is None else note.until.strftime(shape), note.kind.id))
            for note in decision.history
        ),
    }
    encoded = urlencode({name: value for name, value in values.items() if value}, safe=":/", quote_via=quote)
    return f"{base_url}{PAGE}#{encoded}" if base_url else f"tthc:{encoded}"


def read_papers(path: Path) -> Iterator[Paper]:
    """Yield every answer in a file.

    Raises:
        ReleaseError: the file holds none, or is of a kind that cannot be read.
        OSError: the file cannot be read.
    """
    shown = path.as_posix()
    content = path.read_bytes()
    text = _pdf_text(content, shown) if content.startswith(b"%PDF") else content.decode("utf-8-sig", "replace")
    found = list(_papers(text, shown))
    if not found:
        raise ReleaseError("release.error.no_paper", file=shown)
    yield from found


def _papers(text: str, shown: str) -> Iterator[Paper]:
    stripped = text.lstrip()
    if stripped[:1] in ("{", "["):
        try:
            documents = list(_documents(stripped))
        except (ValueError, RecursionError):
            raise ReleaseError("release.error.no_paper", file=shown) from None
        for number, data in enumerate(documents, 1):
            named = shown if len(documents) == 1 else f"{shown}#{number}"
            yield from_decision(data.get("decision", data) if isinstance(data, dict) else data, named)
        return
    codes = list(dict.fromkeys(_QR.findall(html.unescape(text))))
    for number, code in enumerate(codes, 1):
        yield from_qr(code, shown if len(codes) == 1 else f"{shown}#{number}")


def _documents(text: str) -> Iterator[Any]:
    """Yield the JSON documents of a text: one, the items of one list, or one a line."""
    try:
        data = json.loads(text)
    except ValueError:
        yield from (json.loads(line) for line in text.splitlines() if line.strip())
        return
    yield from data if isinstance(data, list) else [data]


def from_decision(data: Any, named: str) -> Paper:
    """Return the answer in the plain data of a decision.

    Raises:
        ReleaseError: the data is no decision.
    """
    try:
        stated = {name: data[name] for name in _FACTS}
        for side in ("commitment", "statutory"):
            stated[f"{side}.due_at"] = None if data[side] is None else data[side]["due_at"]
        inputs = dict(data["inputs"]) if "inputs" in data else _inputs(data)
        inputs["received_at"] = dt.datetime.fromisoformat(inputs["received_at"])
        if inputs.get("known_on") is not None:
            inputs["known_on"] = dt.date.fromisoformat(inputs["known_on"])
        if inputs["received_at"] != dt.datetime.fromisoformat(data["received_at"]):
            stated["received_at"] = data["received_at"]
        for name in ("level", "code"):
            if inputs[name] != data["procedure"][name]:
                stated[name] = data["procedure"][name]
        instants = {name: dt.datetime.fromisoformat(value) for name, value in stated.items() if name.endswith(("_at", "_after")) and value}
        evidence = {
            "catalog": data["catalog"]["id"],
            "version": data["catalog"]["version"],
            "answer_digest": data.get("answer_digest"),
            "timetable_digest": data["timetable_digest"],
            "library_version": data["library_version"],
        }
        _check_types(inputs, evidence)
        return Paper(named=named, inputs=inputs, stated=stated | instants, **evidence)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ReleaseError("release.error.no_paper", file=named) from None


def _check_types(inputs: Mapping[str, Any], evidence: Mapping[str, Any]) -> None:
    """Check the types of what is used to derive the answer; the stated facts are only compared.

    Raises:
        KeyError: an input has an unknown name.
        TypeError: a value has another type.
    """
    events = [event for event in inputs.get("history", ()) for event in [*event, *event.values()] if event is not None]
    items = [item for name, value in inputs.items() if isinstance(value, list) and name != "history" for item in value] + events
    if not (
        all(isinstance(value, _INPUTS[name]) for name, value in inputs.items())
        and all(isinstance(item, str) for item in items)
        and all(isinstance(value, str | None) for value in evidence.values())
    ):
        raise TypeError


def _inputs(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs of a decision that does not list them; whether components were given cannot be known."""
    return {
        "level": data["procedure"]["level"],
        "code": data["procedure"]["code"],
        "office": data["office"],
        "case": data["case"],
        "channel": data.get("channel", "in_person"),
        "received_at": data["received_at"],
    }


def from_qr(code: str, named: str) -> Paper:
    """Return the answer in the text of a QR code.

    Raises:
        ReleaseError: a part is missing or cannot be parsed.
    """
    values = dict(parse_qsl(code))
    try:
        inputs: dict[str, Any] = {"level": values["l"], "code": values["p"], "office": values.get("o"), "case": values.get("k")}
        inputs |= {"channel": values.get("n", "in_person"), "received_at": dt.datetime.fromisoformat(values["t"])}
        stated = {"due_at": dt.datetime.fromisoformat(values["d"]), "bound": values["b"]}
        if values.get("h"):
            events = [event.split("/") for event in values["h"].split(";")]
            inputs["history"] = [{"since": since, "until": until or None, "kind": kind} for since, until, kind in events]
    except (KeyError, ValueError):
        raise ReleaseError("release.error.no_paper", file=named) from None
    return Paper(named=named, inputs=inputs, stated=stated, catalog=values.get("c"), version=values.get("r"))


def _pdf_text(content: bytes, shown: str) -> str:
    """Return the addresses that a PDF links to and the text of pages without such a link, where lines break within a code."""
    import io

    try:
        import pypdf
    except ImportError:
        raise ReleaseError("release.error.no_pdf", file=shown) from None
    parts: list[str] = []
    try:
        for page in pypdf.PdfReader(io.BytesIO(content)).pages:
            links = [str(a.get_object().get("/A", {}).get("/URI", "")) for a in page.get("/Annots") or ()]
            if any(_QR.search(link) for link in links):
                parts += links
                continue
            parts.append(
                page.extract_text().replace("\u200b", "").replace("\n&", "&").replace("\n%3B", "%3B")
            )  # where the lines of a code break
    except Exception:  # noqa: BLE001 - pypdf raises many kinds of error for a damaged file
        raise ReleaseError("release.error.no_paper", file=shown) from None
    return "\n".join(parts)
