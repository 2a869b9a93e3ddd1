"""Texts of the problems in a catalog's files; see `Page` for what is said about each code."""

from __future__ import annotations

from tthc_catalog.messages.problem_page import Page
from tthc_catalog.messages.problems_in_facts import PAGES as FACTS
from tthc_catalog.messages.problems_in_files import PAGES as FILES
from tthc_catalog.messages.problems_in_values import PAGES as VALUES

PAGES: dict[str, Page] = {**FILES, **VALUES, **FACTS}
"""Problem code -> its page; the one list of all codes."""

TEXTS: dict[str, tuple[str, str]] = {
    **{f"problem.{code}.{part}": words for code, page in PAGES.items() for part, words in page._asdict().items()},
    "problem.severity.error": ("lỗi", "error"),
    "problem.severity.warning": ("cảnh báo", "warning"),
    "problem.severity.info": ("lưu ý", "note"),
    "problem.hint": ("cách sửa", "fix"),
    "problem.page.why": ("Vì sao", "Why it matters"),
    "problem.page.remedy": ("Cách sửa", "What to do"),
}
