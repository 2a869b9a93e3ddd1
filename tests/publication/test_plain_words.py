"""Citizens read plain words: what only administrators need is behind the link *Nguồn và cách tính*, on every page and every paper."""

from __future__ import annotations

import html
import io
import re
from typing import TYPE_CHECKING

import docx
import icalendar
import pypdf
import pytest

from tthc_catalog.decisions.pause_notes import Pause
from tthc_catalog.publication.desk.slip import Particulars, slip_for
from tthc_catalog.publication.desk.slip_sheets import slip_html
from tthc_catalog.publication.output.renderers import chosen_renderers
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.engine import Engine
    from tthc_catalog.publication.content.publication import Publication
    from tthc_catalog.records.catalog import Catalog

WORDS = {
    "how the list was made": r"phục dựng|dựng lại|reconstruct",
    "a digest": r"SHA-?\d|mã băm|\b[0-9a-f]{16,}\b",
    "a name of a file": r"\b[\w-]+\.(?:ya?ml|json|jsonld|py|toml|md)\b",
    "a place in a file": r"\b(?:manifest|conventions|membership|overlay|commit)\b",
    "a name of a repository": r"github|\bgit\b|[\w-]+/[\w-]+@[0-9a-f]+",
    "a name of a rule": r"\b(?:not-model-day|not-in-force|case-excluded|earlier-governs|thu-sau-khong-cho[\w/-]*|law/[\w-]+)",
    "a value of a program": r"\b(?:null|None|True|False|undefined|NaN)\b",
}
"""What a citizen must not have to read -> the pattern of the words."""


def _visible(page: str) -> str:
    """Return the text of a page without what is folded under the link to the sources."""
    shown = re.sub(r"<(script|style|head)\b.*?</\1>|<details\b.*?</details>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", " ", shown))


def _texts(publication: Publication) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of everything that is published for citizens."""
    for renderer in chosen_renderers(("html", "pdf", "docx", "ics", "announcement"), Registry()):
        for artefact in renderer.render(publication):
            path, content = artefact.path, artefact.content
            if path.endswith(".html"):
                yield path, _visible(content.decode())
            elif path.endswith(".pdf"):
                yield path, " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
            elif path.endswith(".docx"):
                document = docx.Document(io.BytesIO(content))
                cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
                feet = [paragraph.text for section in document.sections for paragraph in section.footer.paragraphs]
                yield path, " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells, *feet])
            elif path.endswith(".ics"):
                events = icalendar.Calendar.from_ical(content).walk()
                yield path, " ".join(str(event.get(name, "")) for event in events for name in ("SUMMARY", "DESCRIPTION", "LOCATION"))
            elif path.endswith(".txt"):
                yield path, content.decode()


@pytest.fixture(scope="module")
def texts(publication: Publication) -> dict[str, str]:
    """Publish the packaged catalog and return the texts for citizens by path."""
    return dict(_texts(publication))


@pytest.mark.parametrize("what", WORDS)
def test_no_paper_and_no_page_has_words_of_administrators(texts: dict[str, str], what: str) -> None:
    """No page, notice, annex, announcement or calendar shows them outside of *Nguồn và cách tính*."""
    assert {path.rpartition(".")[2] for path in texts} >= {"html", "pdf", "docx", "ics", "txt"}
    pattern = re.compile(WORDS[what], re.IGNORECASE if what != "a value of a program" else 0)
    found = {path: match[0] for path, shown in texts.items() if (match := pattern.search(shown))}
    assert found == {}


@pytest.mark.parametrize("received_at", ["2023-09-29 15:31", "2024-10-02 10:00", "2025-12-05 10:00"])
def test_no_slip_has_words_of_administrators(engine: Engine, catalog: Catalog, received_at: str) -> None:
    """A receipt has neither a box about the list nor digests, also after a pause; the code to verify it is for programs."""
    for procedure in catalog.procedures:
        decision = engine.decide(procedure.code, level=procedure.level, received_at=received_at, history=[Pause(received_at)])
        if decision.due_at is None:
            continue
        page = slip_html(slip_for(decision, Particulars()))
        shown = re.sub(r"tthc:v=\S+", "", _visible(page))
        for what, pattern in WORDS.items():
            match = re.search(pattern, shown, re.IGNORECASE if what != "a value of a program" else 0)
            assert match is None, (procedure.code, what, match)
