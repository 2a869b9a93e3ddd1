"""Facts of an entry in words, for every sheet alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.publication.content.publication import ended
from tthc_catalog.records.fact_wording import amount_text, date_text, fee_text, time_text

if TYPE_CHECKING:
    from tthc_catalog.publication.content.publication import Entry, Publication
    from tthc_catalog.records.procedure import Case, Component, Edition


def name_of(entry: Entry) -> str:
    """The official name, verbatim but for characters that act by being there."""
    return shown_text(entry.edition.name)


def statutory_text(edition: Edition, lang: str = "vi") -> str:
    """The processing time in words; that none was found where the catalog states none."""
    return time_text(edition.processing_time, lang)


def case_text(case: Case, lang: str = "vi") -> str:
    """A case with its time, and whether the commitment leaves it out."""
    time = case_time_text(case, lang)
    if case.commitment == "excluded":
        time += "; " + text("publication.case.excluded", lang)
    return shown_text(text("publication.case", lang, name=case.name, time=time))


def case_time_text(case: Case, lang: str = "vi") -> str:
    """The time of a case."""
    if case.agreed_in_writing:
        return text("publication.case.agreed", lang)
    if case.extends_by is not None:
        return text("publication.case.extends", lang, time=amount_text(case.extends_by.amount, case.extends_by.unit, lang))
    if case.processing_time is not None:
        return time_text(case.processing_time, lang)
    return text("publication.case.same", lang)


def charge_text(edition: Edition, lang: str = "vi") -> str:
    """The fee in words."""
    return shown_text(fee_text(edition.fee, lang))


def status_text(publication: Publication, entry: Entry, lang: str = "vi") -> str:
    """Whether the procedure holds on the day, since when not, and what followed it."""
    day = publication.as_of
    levels = {b.level: b.title if lang == "vi" else b.title_en for b in publication.catalog.manifest.levels}
    if entry.in_force:
        return text("publication.in_force", lang)
    until, start = ended(entry, day), entry.edition.period.start
    if until is not None:
        said = text("publication.ended", lang, day=date_text(until))
    elif start is not None and start > day:
        said = text("publication.coming", lang, day=date_text(start))
    else:
        said = text("publication.not_in_force", lang)
    names = ", ".join(
        text("publication.successor", lang, code=s.code, level=levels.get(s.level, s.level)) for s in entry.procedure.succeeded_by
    )
    return shown_text(said + ("; " + text("publication.successors", lang, names=names) if names else ""))


def membership_text(entry: Entry, lang: str = "vi") -> str:
    """``phục dựng`` or ``chính thức``."""
    return text("publication.reconstructed.mark" if entry.is_reconstructed else "publication.official.mark", lang)


def channels_text(edition: Edition, lang: str = "vi") -> str:
    """The ways of filing."""
    return ", ".join(text(f"cli.channel.{channel.channel}", lang) for channel in edition.channels)


def component_text(component: Component, lang: str = "vi") -> str:
    """A component with its counts, its condition and its group."""
    details = [text(f"publication.component.{component.action}", lang)]
    if component.originals is not None or component.copies is not None:
        counts = {"originals": _count(component.originals), "copies": _count(component.copies)}
        details.append(text("publication.component.counts", lang, **counts))
    if component.condition is not None:
        details.append(text("publication.component.condition", lang, condition=component.condition.text))
    if component.any_of is not None:
        details.append(text("publication.component.any_of", lang, group=component.any_of))
    if component.optional:
        details.append(text("publication.component.optional", lang))
    return shown_text(f"{component.name} ({'; '.join(details)})")


def basis_texts(publication: Publication, edition: Edition) -> list[str]:
    """The documents of the legal basis, each with number and title."""
    documents = publication.catalog.documents
    return [
        shown_text(f"{documents[name].number or name} {documents[name].title}") if name in documents else shown_text(name)
        for name in edition.legal_basis
    ]


def _count(number: int | None) -> str:
    return "?" if number is None else str(number)
