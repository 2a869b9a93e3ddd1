"""An agenda in words: one page for each desk, which every output shows."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.decisions.explanation import day_text
from tthc_catalog.evaluation.agenda.agenda import LISTS
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.records.fact_wording import in_sentence
from tthc_catalog.records.office import LAST_MINUTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tthc_catalog.evaluation.agenda.agenda import Agenda, Item
    from tthc_catalog.records.catalog import Catalog

NO_OFFICIAL = "-"


class Section(NamedTuple):
    """One list of a desk.

    Attributes:
        list: id of the list.
        title: its title with the number of dossiers.
        columns: the titles of the columns.
        rows: the cells of the dossiers that are shown.
        left_out: the number of those that are not.
    """

    list: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int


class Page(NamedTuple):
    """The agenda of one desk.

    Attributes:
        unit: id of the desk, as the records give it.
        title: its name.
        lead: the numbers in one sentence.
        sections: the lists that are not empty, in order.
        officials: the numbers of late dossiers and of those due soon by pseudonym, with the titles as first row.
    """

    unit: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    officials: tuple[tuple[str, ...], ...]


class AgendaPages(NamedTuple):
    """All pages with their common sentences."""

    title: str
    subtitle: str
    lead: str
    notes: tuple[str, ...]
    pages: tuple[Page, ...]


UNLISTED = ("later", "undated")
"""Lists that a page counts without their dossiers."""


def pages_of(agenda: Agenda, catalog: Catalog, lang: str, most: int | None = None) -> AgendaPages:
    """Return the pages of an agenda.

    Args:
        agenda: the agenda.
        catalog: names the procedures.
        lang: ``vi`` or ``en``.
        most: the most dossiers of a desk to show, without those of `UNLISTED`; None shows all of all lists.
    """
    words = _Words(agenda, catalog, lang, most)
    return AgendaPages(
        title=text("agenda.title", lang),
        subtitle=text("agenda.subtitle", lang, time=f"{agenda.at:%H:%M}", day=day_text(agenda.at.date(), lang)),
        lead=words.lead(agenda.items),
        notes=tuple(words.notes()),
        pages=tuple(words.page(unit, items) for unit, items in agenda.by_desk().items()),
    )


class _Words:
    def __init__(self, agenda: Agenda, catalog: Catalog, lang: str, most: int | None) -> None:
        self._most = most
        self._agenda = agenda
        self._catalog = catalog
        self._lang = lang
        self._names: dict[tuple[str | None, str], str] = {}

    def page(self, unit: str, items: Sequence[Item]) -> Page:
        """Return the page of a desk."""
        found = {name: [item for item in items if item.list == name] for name in LISTS}
        shares = None if self._most is None else _shares({name: len(found[name]) for name in LISTS if name not in UNLISTED}, self._most)
        sections = [self._section(name, found[name], None if shares is None else shares.get(name, 0)) for name in LISTS if found[name]]
        return Page(
            unit=unit,
            title=shown_text(self._agenda.offices.get(unit, unit)),
            lead=self.lead(items),
            sections=tuple(sections),
            officials=self._officials(items),
        )

    def lead(self, items: Sequence[Item]) -> str:
        """Return the numbers of the lists in one sentence, and of the apologies that are owed."""
        counts = Counter(item.list for item in items)
        parts = [text(f"agenda.count.{name}", self._lang, number=counts[name], **self._moments()) for name in LISTS if counts[name]]
        owed = sum(item.apology_owed for item in items)
        parts += [text("agenda.count.apology", self._lang, number=owed)] if owed else []
        return "; ".join(parts) + "." if parts else text("agenda.nothing", self._lang)

    def notes(self) -> list[str]:
        """Return what the reader must know about the agenda."""
        agenda, lang = self._agenda, self._lang
        notes: list[str] = []
        if agenda.intake.rejected_rows:
            notes.append(text("agenda.note.rejected", lang, number=agenda.intake.rejected_rows))
        for rule in agenda.rules.values():
            cited = "; ".join(" ".join(filter(None, (citation.document, citation.provision))) for citation in rule.citations)
            sentence = rule.text if lang == "vi" else rule.text_en
            notes.append(text("agenda.note.rule", lang, rule=rule.id, text=shown_text(sentence), cited=cited or "-"))
        if any(item.apology_owed for item in agenda.items):
            notes.append(self._apology_note())
        if any(item.list == "waiting" for item in agenda.items):
            notes.append(text("agenda.note.waiting", lang))
        if any(item.provisional for item in agenda.items):
            notes.append(text("agenda.note.provisional", lang))
        if any(procedure.membership.status == "reconstructed" for procedure in self._catalog.procedures):
            notes.append(text("agenda.note.reconstructed", lang))
        return notes

    def _apology_note(self) -> str:
        """Return under which rule apologies are owed."""
        rule = self._agenda.apology_rule
        if rule is None:
            return text("agenda.note.apology", self._lang)
        cited = "; ".join(" ".join(filter(None, (citation.document, citation.provision))) for citation in rule.citations)
        sentence = rule.text if self._lang == "vi" else rule.text_en
        return text("agenda.note.apology-rule", self._lang, text=shown_text(sentence), cited=cited or "-")

    def _moments(self) -> dict[str, str]:
        agenda = self._agenda
        return {
            "early": f"{agenda.early:%H:%M}",
            "early_day": day_text(agenda.early.date(), self._lang),
            "last": day_text(agenda.next_days[1], self._lang),
        }

    def _section(self, name: str, items: Sequence[Item], most: int | None) -> Section:
        keys = ["dossier", "procedure", "received", "promise", "law", "official"]
        keys[5:5] = {"late": ["delay", "rule", "apology"], "waiting": ["paused"], "undated": ["reason"]}.get(name, [])
        title = text(f"agenda.list.{name}", self._lang, number=len(items), **self._moments())
        return Section(
            name,
            title,
            tuple(text(f"agenda.column.{key}", self._lang) for key in keys),
            tuple(tuple(self._cell(item, key) for key in keys) for item in items[:most]),
            0 if most is None else max(len(items) - most, 0),
        )

    def _cell(self, item: Item, key: str) -> str:
        simple = {"dossier": shown_text(item.dossier_id), "rule": item.rule, "reason": item.reason, "official": item.official}
        if key in simple:
            return simple[key] or NO_OFFICIAL
        if key == "procedure":
            return self._procedure(item)
        if key in ("promise", "law"):
            return self._deadline(item.promise_due_at if key == "promise" else item.law_due_at, item)
        if key == "received":
            return self._moment(item.received_at)
        if key == "paused":
            kind = self._catalog.manifest.pause_kinds.get(item.paused_kind or "")
            named = "" if kind is None else f" ({in_sentence(kind.name if self._lang == 'vi' else kind.name_en)})"
            return f"{self._moment(item.paused_since)}{named}"
        return self._delay(item) if key == "delay" else text(f"agenda.apology.{'owed' if item.apology_owed else 'issued'}", self._lang)

    def _procedure(self, item: Item) -> str:
        key = item.level, item.code
        if key not in self._names:
            procedure = self._catalog.by_code.get(item.code, {}).get(item.level or "")
            edition = None if procedure is None else procedure.edition_on(self._agenda.at.date()) or procedure.editions[-1]
            self._names[key] = item.code if edition is None else f"{item.code} {shown_text(edition.name)}"
        return f"{self._names[key]} ({item.case})" if item.case else self._names[key]

    def _moment(self, moment: dt.datetime | None) -> str:
        if moment is None:
            return "-"
        if moment.hour * 60 + moment.minute == LAST_MINUTE:
            return f"{moment:%d/%m/%Y}"
        return f"{moment:%H:%M %d/%m/%Y}"

    def _deadline(self, moment: dt.datetime | None, item: Item) -> str:
        shown = self._moment(moment)
        if moment is not None and moment == item.late_after:
            return text("agenda.before", self._lang, moment=shown)
        return shown

    def _delay(self, item: Item) -> str:
        if not item.late_days and item.late_minutes is not None:
            hours, minutes = divmod(item.late_minutes, 60)
            return text("agenda.delay.minutes", self._lang, hours=hours, minutes=minutes)
        return text("agenda.delay.days", self._lang, count=item.late_days or 0)

    def _officials(self, items: Sequence[Item]) -> tuple[tuple[str, ...], ...]:
        shown = ("late", "early", "today", "soon", "waiting")
        counts = Counter((item.official or NO_OFFICIAL, item.list) for item in items)
        busy = {name for name, list_id in counts if list_id in shown}
        if not busy - {NO_OFFICIAL}:
            return ()
        names = [*sorted(busy - {NO_OFFICIAL}), *(busy & {NO_OFFICIAL})]
        head = (text("agenda.column.official", self._lang), *(text(f"agenda.short.{name}", self._lang) for name in shown))
        rows = [(name, *(str(counts[name, list_id]) for list_id in shown)) for name in names]
        return (head, *rows)


def _shares(sizes: Mapping[str, int], most: int) -> dict[str, int]:
    """Divide the rows of a page among lists, so that a long list leaves room for the short ones."""
    shares: dict[str, int] = {}
    left = most
    for name, size in sorted(sizes.items(), key=lambda entry: entry[1]):
        shares[name] = min(size, left // (len(sizes) - len(shares)))
        left -= shares[name]
    return shares


def plain_pages(pages: AgendaPages, lang: str) -> list[str]:
    """Return the pages as lines of text."""
    lines = [f"{pages.title} · {pages.subtitle}", pages.lead]
    for page in pages.pages:
        lines += ["", page.title, f"  {page.lead}"]
        for section in page.sections:
            if section.rows:
                lines.append(f"  {section.title}")
                lines += [f"    {_line(section, row)}" for row in section.rows]
                if section.left_out:
                    lines.append("    " + text("agenda.more", lang, number=section.left_out))
        if page.officials:
            lines.append("  " + text("agenda.by_official", lang))
            for name, *numbers in page.officials[1:]:
                counted = zip(page.officials[0][1:], numbers, strict=True)
                lines.append(f"    {name}: " + ", ".join(f"{in_sentence(title)} {number}" for title, number in counted if number != "0"))
    lines += ["", *(f"  * {note}" for note in pages.notes)] if pages.notes else []
    return lines


def _short(row: Sequence[str]) -> tuple[str, ...]:
    """Return the cells of a row with a procedure that takes two lines at most."""
    return (row[0], textwrap.shorten(row[1], 60, placeholder="…"), *row[2:])


def _line(section: Section, row: Sequence[str]) -> str:
    """Return a row as text: the dossier, the procedure in short, then the other cells with their titles."""
    cells = [f"{in_sentence(title)} {cell}" for title, cell in zip(section.columns[2:], row[2:], strict=True) if cell != "-"]
    return " · ".join([row[0], textwrap.shorten(row[1], 44, placeholder="…"), *cells])


def template_data(pages: AgendaPages, agenda: Agenda, lang: str) -> dict[str, Any]:
    """Return the data of a template.

    Args:
        pages: the pages.
        agenda: the agenda.
        lang: ``vi`` or ``en``.
    """
    shown = []
    for page in pages.pages:
        sections = [
            {
                "title": section.title,
                "list": section.list,
                "columns": list(section.columns),
                "rows": [_short(row) for row in section.rows],
                "more": text("agenda.more", lang, number=section.left_out) if section.left_out else None,
            }
            for section in page.sections
            if section.rows
        ]
        shown.append({"title": page.title, "lead": page.lead, "sections": sections, "officials": [list(row) for row in page.officials]})
    return {
        "lang": lang,
        "title": pages.title,
        "subtitle": pages.subtitle,
        "lead": pages.lead,
        "notes": list(pages.notes),
        "notes_title": text("agenda.notes", lang),
        "by_official": text("agenda.by_official", lang),
        "pages": shown,
        "day": [agenda.at.year, agenda.at.month, agenda.at.day],
        "stamp": {"notice": None, "star": ""},
        "stamp_line": pages.notes[-1] if pages.notes else "",
    }
