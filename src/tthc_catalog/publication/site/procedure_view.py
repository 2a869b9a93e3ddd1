"""The variables of the page of one procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.messages import has_text, text
from tthc_catalog.publication.content.procedure_wording import case_time_text, charge_text, membership_text, statutory_text
from tthc_catalog.publication.content.publication import ended
from tthc_catalog.publication.content.web_addresses import web_address
from tthc_catalog.records.fact_wording import date_text, fee_text, period_text, time_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.publication.content.publication import Entry
    from tthc_catalog.publication.site.promises import Promises
    from tthc_catalog.records.legal import Citation, LegalDocument
    from tthc_catalog.records.procedure import Case, Component, Edition, Origin, Procedure


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
            "succession_note": procedure.succession_note,
            "printed": [code.printed for code in procedure.printed_codes],
            "time": statutory_text(edition, lang),
            "time_note": edition.processing_time_note or (edition.processing_time.note if edition.processing_time else None),
            "time_cited": [self._document(c) for c in edition.processing_time.citations] if edition.processing_time else [],
            "fee": charge_text(edition, lang),
            "fee_note": edition.fee.note if edition.fee.status == "known" else None,
            "times": list(self._times()),
            "commitments": self._has_commitments,
            "promises": self._promises(),
            "components": None if edition.components is None else list(self._components(edition.components)),
            "components_note": edition.components_note,
            "channels": list(self._channels()),
            "channels_note": edition.channels_note,
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
            "note": note,
        }

    def _promises(self) -> list[dict[str, Any]]:
        """Return the rules of each current commitment that lists the procedure."""
        promises = []
        for item in self.promises.of_level(self.procedure.level):
            if not item.model.scope.lists(self.procedure, item.office.id) or not self.promises.is_current(item):
                continue
            rules = [
                {"text": rule.text if self.lang == "vi" else rule.text_en, "cited": self.promises.cited(rule.citations)}
                for rule in item.rules
            ]
            title = item.model.title if self.lang == "vi" else item.model.title_en
            promises.append({"title": title, "rules": rules, "target": item.model.strength == "target"})
        return promises

    @property
    def _has_commitments(self) -> bool:
        """Whether the level of the procedure has commitments at all; without any, the page says nothing about them."""
        return bool(self.entry.binding.commitments)

    def _times(self) -> Iterator[dict[str, Any]]:
        """Yield the ordinary time and the time of each case."""
        yes, no = text("site.procedure.commitment.yes", self.lang), text("site.procedure.commitment.no", self.lang)
        listed = bool(self._promises())
        ordinary = text("site.procedure.case.ordinary", self.lang)
        yield {
            "name": ordinary,
            "time": statutory_text(self.edition, self.lang),
            "covered": yes if listed else no,
            "note": None,
            "own": False,
        }
        for case in self.edition.cases:
            name = case.name if self.lang == "vi" else case.name_en or case.name
            covered = yes if listed and case.commitment == "covered" else no
            yield {
                "name": name,
                "time": case_time_text(case, self.lang),
                "covered": covered,
                "note": self._case_note(case),
                "own": self.lang == "vi" or case.name_en is None,
            }

    def _case_note(self, case: Case) -> str | None:
        notes = (
            case.commitment_reason if self._has_commitments else None,
            case.note,
            case.processing_time.note if case.processing_time else None,
        )
        return " ".join(dict.fromkeys(note for note in notes if note)) or None

    def _components(self, components: tuple[Component, ...]) -> Iterator[dict[str, Any]]:
        """Yield the components in order; alternatives are grouped at the position of the first of them."""
        groups: dict[str, list[Component]] = {}
        for component in components:
            groups.setdefault(component.any_of or f" {component.id}", []).append(component)
        for members in groups.values():
            yield {"members": [self._component(component) for component in members], "choice": len(members) > 1}

    def _component(self, component: Component) -> dict[str, Any]:
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
        condition = component.condition
        return {
            "name": component.name,
            "details": "; ".join(details),
            "form": None if component.originals and component.form == "bản chính" else component.form,
            "condition": condition.text if condition is not None else None,
            "note": component.note,
        }

    def _channels(self) -> Iterator[dict[str, Any]]:
        for channel in self.edition.channels:
            own_time, own_fee = channel.processing_time, channel.fee
            yield {
                "name": text(f"fact.channel.{channel.channel}", self.lang),
                "time": time_text(own_time, self.lang) if own_time else text("site.procedure.time.same", self.lang),
                "fee": fee_text(own_fee, self.lang) if own_fee else text("site.procedure.fee.same", self.lang),
                "note": channel.note,
            }

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
