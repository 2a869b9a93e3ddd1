"""The variables of the page of one procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.messages import has_text, text
from tthc_catalog.publication.content.plain_notes import plain_note
from tthc_catalog.publication.content.procedure_wording import case_time_text, membership_text, statutory_text
from tthc_catalog.publication.content.publication import ended
from tthc_catalog.publication.content.web_addresses import map_address, portal_address, web_address
from tthc_catalog.records.fact_wording import date_text, fee_text, period_text, time_text
from tthc_catalog.records.office import UNKNOWN_HOURS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.publication.content.publication import Entry
    from tthc_catalog.publication.site.promises import Promises
    from tthc_catalog.records.legal import Citation, LegalDocument
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.procedure import Case, Component, Edition, Fee, Origin, Procedure


def procedure_view(promises: Promises, entry: Entry, lang: str) -> dict[str, Any]:
    """Return the variables of the page of an entry, as of the day of the publication."""
    return _ProcedureView(promises, entry, lang).view()


class _ProcedureView:
    def __init__(self, promises: Promises, entry: Entry, lang: str) -> None:
        self.promises = promises
        self.publication = promises.publication
        self.catalog = promises.catalog
        self.entry = entry
        self.procedure: Procedure = entry.procedure
        self.edition: Edition = entry.edition
        self.lang = lang

    def view(self) -> dict[str, Any]:
        """Return all variables of the template."""
        edition, procedure, lang = self.edition, self.procedure, self.lang
        field = self.entry.field
        return {
            "code": procedure.code,
            "key": self.entry.key,
            "level": self.promises.level_title(procedure.level, lang),
            "field": field.name if lang == "vi" else field.name_en or field.name,
            "edition": edition,
            "in_force": self.entry.in_force,
            "state": self._state(),
            "successors": [self._successor(s.level, s.code, s.name, s.note) for s in procedure.succeeded_by],
            "succession_note": self._plain(procedure.succession_note),
            "printed": [code.printed for code in procedure.printed_codes],
            "time": statutory_text(edition, lang),
            "time_cited": [self._document(c) for c in edition.processing_time.citations] if edition.processing_time else [],
            "fees": list(self._fees()),
            "times": list(self._times()),
            "promises": self._promises(),
            "desks": self._desks(),
            "portal": portal_address(procedure.code),
            "ways": [channel.channel for channel in edition.channels],
            "needed": self._needed(),
            "papers": None if edition.components is None else self._papers(edition.components),
            "paper_notes": [(c.name, c.note) for c in edition.components or () if c.note and c.note != self._plain(c.note)],
            "components_note": self._plain(edition.components_note),
            "own_times": [channel for channel in self._channels() if channel["time"] or channel["note"]],
            "remarks": self._remarks(),
            "basis": [self._legal(name) for name in edition.legal_basis],
            "editions": [self._edition(other) for other in procedure.editions],
            "provenance": self._provenance(),
            "membership": procedure.membership,
            "membership_mark": membership_text(self.entry, lang),
            "later": self._later(),
        }

    def _state(self) -> str | None:
        if self.entry.in_force:
            return None
        day = self.publication.as_of
        until, start = ended(self.entry, day), self.edition.period.start
        if until is not None:
            return text("site.procedure.ended", self.lang, day=date_text(until))
        if start is not None and start > day:
            return text("site.procedure.coming", self.lang, day=date_text(start))
        return text("site.procedure.not_in_force", self.lang, day=date_text(day))

    def _successor(self, level: str, code: str, name: str | None, note: str | None) -> dict[str, Any]:
        """Return a successor, with a path only if the catalog has it, to avoid a dead link."""
        successor = self.catalog.by_code.get(code, {}).get(level)
        return {
            "path": f"procedure/{level}/{code}.html" if successor is not None else None,
            "code": code,
            "level": self.promises.level_title(level, self.lang),
            "name": name or (successor.editions[-1].name if successor is not None else None),
            "note": self._plain(note),
        }

    def _promises(self) -> list[dict[str, Any]]:
        """Return what each current or coming commitment that lists the procedure promises, and where."""
        found = self.promises.of_procedure(self.procedure)
        return [{**self.promises.view(item, self.lang), "place": self.promises.place(item, self.lang)} for item in found]

    def _plain(self, note: str | None) -> str | None:
        return plain_note(note, self.catalog.sources)

    def _times(self) -> Iterator[dict[str, Any]]:
        """Yield each case with its time, and whether a commitment covers it."""
        listed = bool(self.promises.of_procedure(self.procedure))
        for case in self.edition.cases:
            covered = "yes" if case.commitment == "covered" else "no"
            yield {
                "name": case.name if self.lang == "vi" else case.name_en or case.name,
                "time": case_time_text(case, self.lang),
                "covered": text(f"site.procedure.commitment.{covered}", self.lang) if listed else None,
                "note": self._case_note(case),
                "own": self.lang == "vi" or case.name_en is None,
            }

    def _case_note(self, case: Case) -> str | None:
        notes = (case.commitment_reason, case.note, case.processing_time.note if case.processing_time else None)
        return " ".join(dict.fromkeys(plain for note in notes if (plain := self._plain(note)))) or None

    def _desks(self) -> dict[str, Any]:
        """Return the default desk of the level, and the other desks that take dossiers on the day."""
        day, level = self.publication.as_of, self.procedure.level
        offices = {office.id: office.on(day) for office in self.catalog.offices.values() if office.level == level and day in office.period}
        default = offices.pop(self.entry.binding.default_office_on(day), None)
        others = [self._desk(office) for office in offices.values()]
        first = None if default is None else self._desk(default)
        shown = [first, *others] if first else others
        unknown = [fact for fact in ("address", "phone") if not any(desk[fact] for desk in shown)]
        if any(office.hours == UNKNOWN_HOURS for office in offices.values()):
            unknown.append("hours")
        names = ", ".join(text(f"site.procedure.where.{fact}", self.lang) for fact in unknown)
        return {
            "first": first,
            "others": others,
            "unknown": text("site.procedure.where.unknown", self.lang, facts=names) if unknown else None,
        }

    def _desk(self, office: Office) -> dict[str, Any]:
        return {
            "name": office.name if self.lang == "vi" else office.name_en or office.name,
            "address": office.address,
            "map": map_address(office.address) if office.address else None,
            "phone": office.phone,
        }

    def _fees(self) -> Iterator[dict[str, Any]]:
        """Yield the fee, and the fee of each channel that has another one; what is unknown has a sentence of its own."""
        own = [channel for channel in self.edition.channels if channel.fee is not None and channel.fee != self.edition.fee]
        yield self._fee(self.edition.fee, None)
        for channel in own:
            assert channel.fee is not None
            yield self._fee(channel.fee, text(f"fact.channel.{channel.channel}", self.lang))

    def _fee(self, fee: Fee, channel: str | None) -> dict[str, Any]:
        unknown = fee.status == "unknown"
        note = plain_note(fee.note, self.catalog.sources, fee_unknown=unknown)
        amount = text(f"site.procedure.fee.unknown.{fee.scope or 'any'}", self.lang) if unknown else self._amount(fee)
        return {"channel": channel, "text": amount, "note": note}

    def _amount(self, fee: Fee) -> str:
        return fee_text(attrs.evolve(fee, note=None), self.lang)

    def _needed(self) -> list[str]:
        """Return what every citizen brings: the names of the papers without a condition, those of a choice joined."""
        alternatives: dict[str, list[str]] = {}
        for component in self.edition.components or ():
            if component.condition is None and not component.optional:
                alternatives.setdefault(component.any_of or f" {component.id}", []).append(component.name)
        return [text("site.procedure.or", self.lang).join(names) for names in alternatives.values()]

    def _papers(self, components: tuple[Component, ...]) -> dict[str, Any]:
        """Return the papers that everybody needs, and those of each condition; alternatives stay together."""
        groups: dict[str, list[Component]] = {}
        for component in components:
            groups.setdefault(component.any_of or f" {component.id}", []).append(component)
        always: list[dict[str, Any]] = []
        cases: dict[str, list[dict[str, Any]]] = {}
        for members in groups.values():
            conditions = {component.condition.text if component.condition else None for component in members}
            condition = conditions.pop() if len(conditions) == 1 else None
            papers = [self._component(component, condition) for component in members]
            (always if condition is None else cases.setdefault(condition, [])).append({"members": papers, "choice": len(papers) > 1})
        return {"always": always, "cases": list(cases.items())}

    def _component(self, component: Component, condition: str | None) -> dict[str, Any]:
        """Return a paper under a heading with ``condition``; another condition of its own is part of it."""
        lang = self.lang
        details = [text(f"site.procedure.components.{component.action}", lang)]
        if component.originals:
            details.append(text("site.procedure.components.originals", lang, count=component.originals))
        if component.copies:
            details.append(text("site.procedure.components.copies", lang, count=component.copies))
        if component.channels:
            names = ", ".join(text(f"fact.channel.{name}", lang) for name in component.channels)
            details.append(text("site.procedure.components.channels", lang, channels=names))
        if component.optional:
            details.append(text("site.procedure.components.optional", lang))
        own = component.condition.text if component.condition else None
        return {
            "name": component.name,
            "details": "; ".join(details),
            "form": None if component.originals and component.form == "bản chính" else component.form,
            "condition": None if own == condition else own,
            "note": self._plain(component.note),
        }

    def _channels(self) -> Iterator[dict[str, Any]]:
        for channel in self.edition.channels:
            yield {
                "name": text(f"fact.channel.{channel.channel}", self.lang),
                "time": time_text(channel.processing_time, self.lang) if channel.processing_time else None,
                "note": self._plain(channel.note),
            }

    def _remarks(self) -> list[str]:
        """Return in full the notes that the page shows without their sources, and the notes of the edition."""
        edition, time = self.edition, self.edition.processing_time
        cases = [
            note
            for case in edition.cases
            for note in (case.commitment_reason, case.note, case.processing_time and case.processing_time.note)
        ]
        found = (
            edition.processing_time_note,
            time.note if time else None,
            *cases,
            edition.components_note,
            edition.channels_note,
            *(channel.note for channel in edition.channels),
            self.procedure.succession_note,
            edition.fee.note,
            *(channel.fee.note for channel in edition.channels if channel.fee),
        )
        cut = (note for note in found if note and note != self._plain(note))
        return list(dict.fromkeys((*cut, *edition.notes)))

    def _legal(self, name: str) -> dict[str, Any]:
        document: LegalDocument | None = self.catalog.documents.get(name)
        if document is None:
            return {"number": name, "title": "", "url": None, "gone": None, "note": None}
        until = document.effective_until
        gone = None
        if until is not None:
            gone = text("site.procedure.basis.gone", self.lang, day=date_text(until))
            if document.replaced_by:
                gone += text("site.procedure.basis.replaced", self.lang, documents=", ".join(document.replaced_by))
        return {
            "number": document.number or name,
            "title": document.title,
            "url": web_address(document.url),
            "gone": gone,
            "note": document.note,
        }

    def _document(self, citation: Citation) -> dict[str, Any]:
        document = self.catalog.documents.get(citation.document)
        return {"text": self.promises.cited([citation]), "url": web_address(document.url) if document else None}

    def _edition(self, edition: Edition) -> dict[str, Any]:
        bases = []
        if edition.from_basis is not None:
            bases.append(text("site.procedure.edition.from", self.lang, document=self.promises.cited([edition.from_basis])))
        if edition.until_basis is not None:
            bases.append(text("site.procedure.edition.until", self.lang, document=self.promises.cited([edition.until_basis])))
        return {
            "period": period_text(edition.period, self.lang),
            "name": edition.name,
            "time": statutory_text(edition, self.lang),
            "bases": "; ".join(bases),
            "shown": edition is self.edition,
        }

    def _provenance(self) -> list[dict[str, Any]]:
        """Return the facts grouped by their sources, in the order of the catalog; a source that is a web address becomes a link."""
        facts: dict[tuple[Origin, ...], list[str]] = {}
        for fact, origins in self.edition.provenance.items():
            key = f"site.fact.{fact}"
            facts.setdefault(origins, []).append(text(key, self.lang) if has_text(key) else fact)
        return [{"facts": ", ".join(names), "origins": [self._origin(origin) for origin in origins]} for origins, names in facts.items()]

    def _origin(self, origin: Origin) -> dict[str, Any]:
        source = self.catalog.sources.get(origin.source)
        reference = source.reference if source is not None else origin.source
        return {"reference": reference, "url": web_address(reference), "locator": origin.locator}

    def _later(self) -> str | None:
        later = self.procedure.later
        if later is None:
            return None
        facts = "; ".join(fact for fact in (later.name, later.level, later.field, later.decision, later.change) if fact)
        return text("site.procedure.later.text", self.lang, as_of=later.as_of, facts=facts, source=later.source)
