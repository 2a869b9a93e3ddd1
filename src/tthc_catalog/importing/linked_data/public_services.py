"""Public services of CPSV-AP as found procedures. What the vocabulary cannot express is named in the notes of the list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.document_numbers import document_numbers
from tthc_catalog.importing.found_facts import (
    LEVEL_WORDS,
    FoundChannel,
    FoundFee,
    FoundList,
    FoundPaper,
    FoundProcedure,
    FoundTime,
    Unclear,
)
from tthc_catalog.importing.linked_data.json_ld import Node, graph_of
from tthc_catalog.importing.portal.records import load_json
from tthc_catalog.importing.workbook.written_cells import CHANNELS, CellFault, time_parts, written_fee_item, written_time
from tthc_catalog.messages import text
from tthc_catalog.value_formats import is_code, is_slug

_M8G, _CPSV, _DCT = "http://data.europa.eu/m8g/", "http://purl.org/vocab/cpsv#", "http://purl.org/dc/terms/"
_LABEL, _KEYWORD = "http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/ns/dcat#keyword"
_CODE = re.compile(r"\d\.\d{6}")
_DONG = ("VND", "http://publications.europa.eu/resource/authority/currency/VND")
COLUMNS = frozenset({"code", "name", "levels", "field", "time", "fee", "papers", "results", "authority", "documents"})


def recognises(path: Path, start: bytes) -> bool:
    """Return whether a file starts like JSON-LD."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and (b"@context" in start or path.suffix.lower() == ".jsonld")


def read_services(path: Path) -> FoundList:
    """Read the services of a file.

    Raises:
        ImportingError: it is no JSON, has its context elsewhere, or holds no service.
    """
    nodes = graph_of(load_json(path), path)
    services = [_Service(node=node, nodes=nodes, path=path) for node in nodes.values() if f"{_CPSV}PublicService" in node.get("@type", ())]
    if not services:
        raise ImportingError("importing.error.no_services", file=path.name)
    catalogue = next((node for node in nodes.values() if node.get("http://www.w3.org/ns/dcat#checksum")), {})
    return FoundList(
        source=path.name,
        procedures=tuple(service.found() for service in services),
        as_of=next((str(day) for day in catalogue.get(f"{_DCT}valid", ())), None),
        notes=(text("importing.note.cpsv", "vi"),),
        columns=COLUMNS,
    )


@attrs.frozen(kw_only=True)
class _Service:
    """A service with the nodes it refers to."""

    node: Node
    nodes: dict[str, Node]
    path: Path

    def found(self) -> FoundProcedure:
        """Return what the service states."""
        printed = self._text(self.node, f"{_DCT}identifier")
        match = _CODE.search(printed)
        code = match[0] if match is not None and is_code(match[0]) else None
        place = f"{self.path.name}: {printed or self.node['@id'][0]}"
        name = self._text(self.node, f"{_DCT}title")
        unclear: list[Unclear] = []
        fee = self._fee(unclear)
        documents = dict.fromkeys(filter(None, (self._document(node) for node in self._parts(f"{_M8G}hasLegalResource"))))
        return FoundProcedure(
            code=code,
            printed=() if code is not None else (printed,),
            name=name or None,
            other_names=tuple(str(word) for word in self.node.get(_KEYWORD, ()) if word != name),
            levels=self._levels(printed),
            field=next((self._label(node) for node in self._parts(f"{_M8G}thematicArea")), None) or None,
            channels=self._channels(unclear, fee),
            papers=tuple(self._papers()) or None,
            results=tuple(filter(None, (self._text(node, f"{_DCT}title") for node in self._parts(f"{_CPSV}produces")))),
            authority=next((self._label(node) for node in self._parts(f"{_M8G}hasCompetentAuthority")), None) or None,
            time=self._times([]).get(None),
            fee=fee,
            documents=tuple(documents),
            unclear=tuple(unclear),
            places={"row": place, **dict.fromkeys(("code", "name", "time", "papers", "results", "authority", "documents"), place)},
        )

    def _parts(self, address: str, node: Node | None = None) -> Iterator[Node]:
        for id in (node or self.node).get(address, ()):
            if isinstance(id, str) and id in self.nodes:
                yield self.nodes[id]

    def _text(self, node: Node, address: str) -> str:
        return next((" ".join(value.split()) for value in node.get(address, ()) if isinstance(value, str)), "")

    def _label(self, node: Node) -> str:
        return self._text(node, _LABEL) or self._text(node, f"{_DCT}title")

    def _levels(self, printed: str) -> tuple[str, ...]:
        known = tuple(LEVEL_WORDS.values())
        if printed.partition("/")[0] in known:
            return (printed.partition("/")[0],)
        shown = " ".join(self._label(node).lower() for node in self._parts(f"{_DCT}spatial"))
        return tuple(id for words, id in LEVEL_WORDS.items() if words in shown)

    def _times(self, unclear: list[Unclear]) -> dict[str | None, FoundTime]:
        """Return the times by channel, under None that of the service."""
        times: dict[str | None, FoundTime] = {}
        for rule in self._parts(f"{_CPSV}follows"):
            if self._text(rule, f"{_DCT}title") != text("publication.column.time"):
                continue
            stated = self._text(rule, f"{_DCT}description")
            try:
                read = {channel: written_time(part) for channel, part in time_parts(stated).items()}
            except CellFault:
                unclear.append(Unclear(fact="time", reason="time_words", quoted=stated))
                return {}
            times |= {channel: time for channel, time in read.items() if time is not None}
        durations = [str(value) for key in ("processingTime", "hasProcessingTime") for value in self.node.get(f"{_M8G}{key}", ())]
        unclear += [Unclear(fact="time", reason="time_words", quoted=duration) for duration in durations]
        return times

    def _channels(self, unclear: list[Unclear], fee: FoundFee | None) -> tuple[FoundChannel, ...]:
        times = self._times(unclear)
        names = []
        for node in self._parts(f"{_M8G}hasChannel"):
            kinds = [*(kind["@id"][0] for kind in self._parts(f"{_DCT}type", node)), self._text(node, f"{_DCT}identifier")]
            names += [c for c in CHANNELS if any(re.search(rf"(?:^|[/:#]){c}$", str(kind)) for kind in kinds)]
        return tuple(FoundChannel(channel=c, time=times.get(c, times.get(None)), fee=fee) for c in dict.fromkeys(names))

    def _fee(self, unclear: list[Unclear]) -> FoundFee | None:
        items: list[FoundFee] = []
        for node in self._parts(f"{_M8G}hasCost"):
            value, stated = node.get(f"{_M8G}hasValue", [None])[0], self._text(node, f"{_DCT}description")
            currencies = [str(part) for part in node.get(f"{_M8G}currency", ())]
            try:
                amount = float(str(value))
                if not all(currency.endswith(_DONG) for currency in currencies) or not currencies:
                    raise CellFault("fee")  # noqa: TRY301 - the same outcome as an unreadable text
                item = FoundFee(amount=None) if amount == 0 and stated == text("fact.fee.free") else written_fee_item(stated)
                if item.amount is not None and item.amount != amount:
                    raise CellFault("fee")  # noqa: TRY301 - as above
            except (CellFault, ValueError):
                unclear.append(Unclear(fact="fee", reason="fee_words", quoted=f"{value} {stated}".strip()))
                return None
            items.append(item)
        if any(item.amount is None for item in items):
            return FoundFee(amount=None) if len(items) == 1 else None
        return attrs.evolve(items[0], further=tuple(items[1:])) if items else None

    def _papers(self) -> Iterator[FoundPaper]:
        words = {text(f"publication.component.{action}"): action for action in ("submit", "present")}
        condition = text("publication.component.condition", condition="")
        group = re.compile(re.escape(text("publication.component.any_of", group="\0")).replace("\0", "(.+)"))
        for node in self._parts(f"{_CPSV}hasInput"):
            id = self._text(node, f"{_DCT}identifier").partition("#")[2]
            paper = FoundPaper(name=self._text(node, f"{_DCT}title"), id=id if is_slug(id) else None)
            for detail in self._text(node, f"{_DCT}description").split("; "):
                match = group.fullmatch(detail)
                if detail in words:
                    paper = attrs.evolve(paper, action=words[detail])
                elif detail.startswith(condition):
                    paper = attrs.evolve(paper, condition=detail[len(condition) :])
                elif match is not None and is_slug(match[1]):
                    paper = attrs.evolve(paper, any_of=match[1])
                elif detail == text("publication.component.optional"):
                    paper = attrs.evolve(paper, optional=True)
            if paper.name:
                yield paper

    def _document(self, node: Node) -> str | None:
        stated = [self._text(node, f"{_DCT}identifier"), self._text(node, f"{_DCT}title"), *map(str, node["@id"])]
        numbers: Any = next((found for found in map(document_numbers, stated) if found), ())
        return numbers[0] if numbers else (stated[0] or None)
