"""Texts of the problems in a catalog's files; see `Page` for what is said about each code."""

from __future__ import annotations

from tthc_catalog.messages.problem_page import Page
from tthc_catalog.messages.problems_in_facts import PAGES as FACTS
from tthc_catalog.messages.problems_in_files import PAGES as FILES
from tthc_catalog.messages.problems_in_rosters import PAGES as ROSTERS
from tthc_catalog.messages.problems_in_texts import PAGES as TEXT_PAGES
from tthc_catalog.messages.problems_in_values import PAGES as VALUES

PAGES: dict[str, Page] = {**FILES, **VALUES, **FACTS, **TEXT_PAGES, **ROSTERS}
"""Problem code -> its page; the one list of all codes."""

TEXTS: dict[str, tuple[str, str]] = {
    **{f"problem.{code}.{part}": words for code, page in PAGES.items() for part, words in page._asdict().items()},
    "problem.severity.error": ("lỗi", "error"),
    "problem.severity.warning": ("cảnh báo", "warning"),
    "problem.severity.info": ("lưu ý", "note"),
    "problem.hint": ("cách sửa", "fix"),
    "problem.hint.by_document": (
        "ghi đúng như văn bản căn cứ nói, ví dụ {hint}; không đoán",
        "write what the document it rests on says, for example {hint}; never guess",
    ),
    "problem.hint.rename": ("đổi tên tệp hoặc thư mục thành {hint}", "rename the file or folder to {hint}"),
    "problem.hint.example": ("viết theo mẫu {hint}", "write it like {hint}"),
    "problem.hint.choice": ("chọn một: {hint}", "choose one: {hint}"),
    "problem.hint.own_key": (
        "bỏ khóa này; khóa riêng của địa phương thì viết {hint}",
        "take it out; write {hint} if it is a key of your own",
    ),
    "problem.hint.declare": (
        "khai báo “{found}” ở đó, hoặc chọn một: {hint}",
        "declare “{found}” there, or choose one: {hint}",
    ),
    "problem.hint.add_office": (
        "thêm vào offices.yaml một bộ phận có level: {expected}",
        "add an office with level: {expected} to offices.yaml",
    ),
    "problem.hint.plain_space": ("thay bằng dấu cách thường", "put a plain space in its place"),
    "problem.page.why": ("Vì sao", "Why it matters"),
    "problem.page.remedy": ("Cách sửa", "What to do"),
}
