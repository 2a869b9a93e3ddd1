"""A Sphinx extension for pages in Vietnamese and English: the language of each page, its list of pages, and a search that ignores tone marks."""

from __future__ import annotations

import gettext
import html
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx
from sphinx.search.en import SearchEnglish

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

VIETNAMESE_LETTER = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
SHARE_OF_MARKED_LETTERS = 0.1
"""Every fourth letter of a Vietnamese text has a mark; in an English page with Vietnamese examples, fewer than one in ten have."""


def language_of(text: str) -> str:
    """Return ``vi`` or ``en``, by the share of letters with Vietnamese marks.

    >>> language_of("Sửa tệp trong danh mục"), language_of("Edit the file of the Tết days off")
    ('vi', 'en')
    """
    letters = sum(map(str.isalpha, text))
    return "vi" if len(VIETNAMESE_LETTER.findall(text)) > SHARE_OF_MARKED_LETTERS * letters else "en"


def without_marks(text: str) -> str:
    """Return a text without tone marks and other marks, with d for đ.

    >>> without_marks("Đăng ký khai sinh")
    'Dang ky khai sinh'
    """
    return re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFD", text)).replace("đ", "d").replace("Đ", "D")


class SearchWithoutMarks(SearchEnglish):
    """The index of both languages: words without marks; the browser removes the marks of a query in the same way."""

    lang = "vi"
    stopwords: frozenset[str] = frozenset()  # English ones such as `an` and `to` are Vietnamese syllables
    js_splitter_code = r"""
var splitQuery = (query) =>
  query.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "D")
    .split(/[^\p{Letter}\p{Number}_]+/gu).filter((word) => word);
"""

    def split(self, input: str) -> list[str]:
        """Return the words of a text, without marks."""
        return super().split(without_marks(input))


VIETNAMESE = {
    "Back to top": "Lên đầu trang",
    "Home": "Trang đầu",
    "Made with ": "Làm bằng ",
    "Next": "Trang sau",
    "On this page": "Trong trang này",
    "Previous": "Trang trước",
    "Search": "Tìm kiếm",
    "Skip to content": "Đến nội dung",
}
"""The texts of the theme, where the translation that comes with Sphinx has none or another."""


class VietnameseTexts(gettext.GNUTranslations):
    """The texts around a page in Vietnamese."""

    def gettext(self, message: str) -> str:
        """Return a text in Vietnamese."""
        return VIETNAMESE.get(message) or super().gettext(message)


def vietnamese_texts() -> VietnameseTexts:
    """Read the translation that comes with Sphinx."""
    with (Path(sphinx.__file__).parent / "locale" / "vi" / "LC_MESSAGES" / "sphinx.mo").open("rb") as file:
        return VietnameseTexts(file)


def set_language(app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give a page its language, the texts around it in this language, and its list of pages."""
    language = language_of(doctree.astext()) if doctree is not None else "en"
    context["language"] = language
    texts = vietnamese_texts() if language == "vi" else gettext.NullTranslations()
    environment = app.builder.templates.environment
    environment.install_gettext_translations(texts, newstyle=True)
    context["_"] = texts.gettext
    context["toctree"] = lambda **_options: list_of_pages(app, page)


def list_of_pages(app: Sphinx, page: str) -> str:
    """Return the list of pages beside a page: all parts, and the pages of its own part.

    The theme would list every page and every heading beside each page, which takes half of the time of a build.
    """
    pages_of = app.env.toctree_includes
    part_of = {child: part for part, children in pages_of.items() for child in children}
    way = [page]
    while way[-1] in part_of:
        way.append(part_of[way[-1]])

    def listed(part: str, level: int) -> str:
        items = []
        for child in pages_of.get(part, ()):
            current = " current" if child in way else ""
            current += " current-page" if child == page else ""
            address = app.builder.get_relative_uri(page, child) or "#"
            link = f'<a class="reference internal" href="{address}">{html.escape(app.env.titles[child].astext())}</a>'
            items.append(f'<li class="toctree-l{level}{current}">{link}{listed(child, level + 1) if child in way else ""}</li>')
        return f"<ul>{''.join(items)}</ul>" if items else ""

    return listed(app.config.root_doc, 1)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the search and the languages of pages."""
    app.add_search_language(SearchWithoutMarks)
    app.connect("html-page-context", set_language)
    return {"parallel_read_safe": True}
