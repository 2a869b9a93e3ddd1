"""The files of the site, yielded one by one so that a large site never needs to fit into memory."""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from tthc_catalog.extension.specs import Artefact
from tthc_catalog.messages import LANGUAGES, area_texts, text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.publication.content.web_addresses import web_address
from tthc_catalog.publication.site.calculator_data import CalculatorData
from tthc_catalog.publication.site.calendar_view import year_view, years
from tthc_catalog.publication.site.desks import offered_desks
from tthc_catalog.publication.site.list_view import list_view
from tthc_catalog.publication.site.procedure_view import procedure_view
from tthc_catalog.publication.site.promises import Promises
from tthc_catalog.publication.site.search_words import search_words
from tthc_catalog.publication.site.structured_data import catalogue_data, service_data
from tthc_catalog.records.fact_wording import date_text
from tthc_catalog.releases.corrected_answers import corrected_answers
from tthc_catalog.releases.papers import PAGE
from tthc_catalog.releases.procedure_history import Histories
from tthc_catalog.releases.wording import history_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.publication.content.publication import Entry, Publication

_HERE = Path(__file__).parent

POLICY = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:; base-uri 'none'; form-action 'none'"
"""The Content-Security-Policy of pages with scripts: a page loads only files of the site. ``file:`` is needed if the site is opened from a
folder, because some browsers treat each local file as a separate origin, which ``'self'`` never matches. On a server it allows nothing."""

POLICY_WITHOUT_SCRIPTS = POLICY.replace("script-src 'self' file:", "script-src 'none'")

SCRIPTS = {
    "list": ("search.js",),
    "slip_check": ("calendar.js", "timetable.js", "dossier.js", "explanation.js", "choices.js", "slip-check.js"),
    "calculator": ("calendar.js", "timetable.js", "dossier.js", "explanation.js", "choices.js", "answer.js", "calculator.js"),
}
"""The scripts of each kind of page, in loading order; other pages have none."""

_COMMENTS = re.compile(rb"^[ ]*/\*.*?\*/[ ]*\n|(?<=;)[ ]+/\*[^\n]*?\*/$", re.DOTALL | re.MULTILINE)
_INDENTATION = re.compile(rb"^[ ]+", re.MULTILINE)
_BREAKS_BEFORE_BLOCKS = re.compile(r"\n+(?=</?(?:li|p|[uod]l|d[dt]|div|section|h\d|details|summary|t[rdh]|thead|tbody|option)\b)")
"""Line breaks of the templates that a browser ignores; catalog text has none before a tag, because it is escaped."""
_NEEDLESS_BREAKS = re.compile(rb"(?<=[;{,(\[])\n|\n(?=[})\]])")
_NEEDLESS_SPACES = re.compile(
    rb"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)| (=>|[=!]==|&&|\|\||[=?:<>]) |(,) |(?<=\)) ({)"""
)
"""A text, which stays, or an operator between spaces; no regular expression of our scripts has a quote or one of these."""

_TEXTS = re.compile(r"""["'](site\.[a-z_.]+)["']""")

_OF_TEMPLATES = frozenset(
    key
    for name in ("calculator", "procedure")
    for key in _TEXTS.findall((_HERE / "templates" / f"{name}.html").read_text(encoding="utf-8"))
) - {key for path in (_HERE / "assets").glob("*.js") for key in _TEXTS.findall(path.read_text(encoding="utf-8"))}
"""Texts that the templates show and no script uses."""

_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def render_html(publication: Publication) -> Iterator[Artefact]:
    """Yield the assets, the data of the calculator, and the pages in both languages."""
    for asset in sorted((_HERE / "assets").iterdir()):
        content = _SQUEEZED[asset.suffix](asset.read_bytes()) if asset.suffix in _SQUEEZED else asset.read_bytes()
        yield Artefact(path=f"assets/{asset.name}", content=content, media_type=_MEDIA_TYPES[asset.suffix])
    yield from _calculator_files(publication)
    site = Site(publication)
    for lang in LANGUAGES:
        words = as_script("addWords", search_words(lang))
        yield Artefact(path=f"assets/data/words-{lang}.js", content=words, media_type="text/javascript")
        yield site.page("list", lang, "index.html", list_view(site.promises, lang), linked=catalogue_data(publication))
        for year in site.years:
            yield site.page("calendar", lang, f"calendar/{year}.html", year_view(site.promises, year, lang))
        yield site.page("calculator", lang, "calculator.html", site.calculator_view(lang))
        yield site.page("slip_check", lang, PAGE, site.slip_check_view(lang))
    for entry in publication.entries:
        linked = service_data(publication, entry)
        for lang in LANGUAGES:
            view = procedure_view(site.promises, entry, lang) | {"history": site.history(entry, lang)}
            yield site.page("procedure", lang, page_of(entry), view, linked=linked)


def page_of(entry: Entry) -> str:
    """Return the path of the page of an entry, relative to the folder of its language."""
    return f"procedure/{entry.procedure.level}/{entry.procedure.code}.html"


class Site:
    """The templates and data shared by the pages of one publication."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.promises = Promises(publication)
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            finalize=_shown,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates = {
            kind: self._environment.get_template(f"{kind}.html") for kind in ("list", "procedure", "calendar", "calculator", "slip_check")
        }
        self._histories = Histories(publication.catalog)
        self._common = {lang: self._shared(lang) for lang in LANGUAGES}

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that have a calendar page."""
        return years(self.promises)

    def page(self, kind: str, lang: str, path: str, view: dict[str, Any], *, linked: Any = None) -> Artefact:
        """Render one page.

        Args:
            kind: the name of the template.
            lang: the language of the page.
            path: the path relative to the folder of the language.
            view: the variables of the template.
            linked: structured data about the page, as JSON-LD.
        """
        here = _folder(lang) + path
        up = "../" * here.count("/")
        other = "en" if lang == "vi" else "vi"
        scripts = SCRIPTS.get(kind, ())
        html = self._templates[kind].render(
            self._common[lang],
            **view,
            kind=kind,
            up=up,
            home=up + _folder(lang),
            other=up + _folder(other) + path,
            scripts=scripts,
            policy=POLICY if scripts else POLICY_WITHOUT_SCRIPTS,
            linked=None if linked is None else inline_json(linked),
        )
        html = _BREAKS_BEFORE_BLOCKS.sub("", html)
        return Artefact(path=here, content=html.encode("utf-8", "backslashreplace"), media_type="text/html; charset=utf-8")

    def calculator_view(self, lang: str) -> dict[str, Any]:
        """Return the variables of the calculator page, including the texts that its scripts need."""
        own = ("site.calculator.", "site.procedure.components.")
        used = {key: forms for key, forms in area_texts("site", lang).items() if key.startswith(own) and key not in _OF_TEMPLATES}
        texts = area_texts("decision", lang) | used
        words = {key: forms[0] for key, forms in texts.items()}
        words |= {f"weekday.{n}": text(f"weekday.{n}", lang) for n in range(1, 8)}
        words |= {f"channel.{name}": text(f"fact.channel.{name}", lang) for name in ("in_person", "online", "postal")}
        return {
            "words": inline_json(words),
            "offered": self.promises.has_plain_clock,
            "zone": self.publication.catalog.calendar.time_zone,
            "promises": self.promises.views(lang),
        }

    def slip_check_view(self, lang: str) -> dict[str, Any]:
        """Return the variables of the page that verifies slips, including the texts that its script needs."""
        own = ("site.check.", "site.calculator.failed")
        texts = {key: forms for key, forms in area_texts("site", lang).items() if key.startswith(own)}
        texts |= {key: forms for key, forms in area_texts("decision", lang).items() if key.startswith("decision.due.")}
        words = {key: forms[0] for key, forms in texts.items()} | {f"weekday.{n}": text(f"weekday.{n}", lang) for n in range(1, 8)}
        zone = self.publication.catalog.calendar.time_zone
        return {"words": inline_json(words), "offered": self.promises.has_plain_clock, "zone": zone}

    def history(self, entry: Entry, lang: str) -> list[list[str]]:
        """Return the lines about each version that released something about a procedure; empty without releases."""
        if not self._histories.has_releases:
            return []
        versions = self._histories.of(entry.procedure.level, entry.procedure.code)
        return [[line.strip() for line in history_lines(version, lang)] for version in versions]

    def _shared(self, lang: str) -> dict[str, Any]:
        stamp = self.publication.stamp
        title = stamp.title if lang == "vi" else stamp.title_en or stamp.title

        def t(key: str, **params: Any) -> str:
            return text(key, lang, **params)

        return {
            "t": t,
            "lang": lang,
            "catalog_title": title,
            "stamp": stamp,
            "stamp_url": web_address(stamp.source_url),
            "as_of": date_text(stamp.as_of),
            "notice": stamp.notice(lang),
            "calendar_page": f"calendar/{_nearest(self.years, stamp.as_of.year)}.html" if self.years else None,
            "in_vietnamese": Markup("" if lang == "vi" else ' lang="vi"'),  # noqa: S704 - a constant
        }


def without_comments(script: bytes) -> bytes:
    """Return one of our scripts without comments, indentation, and the line breaks and spaces it does not need; no text of it spans lines."""
    script = _NEEDLESS_BREAKS.sub(b"", _INDENTATION.sub(b"", _COMMENTS.sub(b"", script)))
    return _NEEDLESS_SPACES.sub(lambda found: b"".join(part or b"" for part in found.groups()), script)


def squeezed_styles(styles: bytes) -> bytes:
    """Return our style sheet without comments and without the white space that its rules do not need; no text of it spans lines."""
    styles = re.sub(rb"/\*.*?\*/", b"", styles, flags=re.DOTALL)
    styles = re.sub(rb"(?<![\w.])0(?=\.\d)", b"", styles)
    return re.sub(rb"(?<=[:{};,])\s+|\s+(?=[{};])", b"", re.sub(rb"\s+", b" ", styles)).replace(b";}", b"}").strip() + b"\n"


_SQUEEZED = {".js": without_comments, ".css": squeezed_styles}


def inline_json(data: Any) -> Any:
    """Return JSON for a data block of a page, escaped so that no catalog text can end the block."""
    encoded = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        encoded = encoded.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(encoded)  # noqa: S704 - all characters of markup are escaped


def as_script(name: str, data: Any) -> bytes:
    """Return data as a script that passes it to ``TTHC``: a page opened from a folder may load scripts but not JSON."""
    return f"TTHC.{name}({json.dumps(data, ensure_ascii=False, separators=(',', ':'))});\n".encode("utf-8", "backslashreplace")


def _calculator_files(publication: Publication) -> Iterator[Artefact]:
    data = CalculatorData(publication)
    listed: list[list[str | int]] = []
    for name, entries in data.shards():
        listed += [
            [e.procedure.level, e.procedure.field, e.procedure.code, shown_text(e.edition.name), name, int(e.in_force)] for e in entries
        ]
        yield Artefact(
            path=f"assets/data/{name}.js", content=as_script("addProcedures", data.procedures(entries)), media_type="text/javascript"
        )
    levels = publication.catalog.manifest.levels
    desks = {b.level: {office.id: kind for office, kind in offered_desks(publication, b)} for b in levels}
    yield Artefact(path="assets/data/desks.js", content=as_script("addDesks", desks), media_type="text/javascript")
    corrected = list(corrected_answers(publication.catalog, publication.registry))
    yield Artefact(path="assets/data/corrected.js", content=as_script("addCorrected", corrected), media_type="text/javascript")
    yield Artefact(path="assets/data/shared.js", content=as_script("addShared", data.shared(listed)), media_type="text/javascript")


def _shown(value: Any) -> Any:
    """Make catalog text safe to show; markup produced by templates is unchanged."""
    return shown_text(value) if type(value) is str else value


def _folder(lang: str) -> str:
    return "" if lang == "vi" else f"{lang}/"


def _nearest(candidates: tuple[int, ...], year: int) -> int:
    return min(candidates, key=lambda candidate: (abs(candidate - year), candidate))
