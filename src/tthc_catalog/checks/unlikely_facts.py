"""Ask about values that are valid and improbable, and report those that a tool printed for a person to replace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tthc_catalog.messages import text_pair
from tthc_catalog.problems.positions import position_at
from tthc_catalog.problems.problem_factory import make_problem, problem_at, short_text
from tthc_catalog.value_formats import is_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.document import Document

TO_FILL = "CẦN ĐIỀN"
"""The mark of a place that only the person in charge can fill in, in the files that `tthc new` writes."""

_SMALLEST_FEE = 500
_FIRST_YEAR, _LAST_YEAR = 1945, 2100
_AFTER_YEAR = re.compile(r"-[0-9]{2}-[0-9]{2}").finditer
_MAY_BE_CUTOFF = re.compile(r"after(?!: null$)", re.MULTILINE).search
_DATE = re.compile(r"(?<![\w.-])(\d{4})-\d{2}-\d{2}(?![\w-])")
_NOT_OFFICIAL = re.compile(r"chưa tìm thấy|chưa phải|chưa có|được đề xuất|dựng lại|reconstruct", re.IGNORECASE)
_EMPTY = frozenset({"...", "…", TO_FILL})


def left_to_fill(document: Document) -> Iterator[Problem]:
    """Yield placeholders that are still values, and the places that a comment marks as not filled in."""
    if "..." not in document.source and "…" not in document.source and TO_FILL not in document.source:
        return
    places = set()
    for path, value in document.scalars():
        if isinstance(value, str) and (value.strip() in _EMPTY or TO_FILL in value):
            places.add(document.value_position(path).line)
            yield problem_at(document, path, "fill-in", found=short_text(value))
    for match in re.finditer(rf"#.*{TO_FILL}(?::? *(?P<what>.*))?", document.source):
        position = position_at(document.source, match.start())
        if position.line not in places:
            what = match["what"] or TO_FILL
            yield make_problem("fill-in-comment", document.file, position, found=match[0].rstrip(), what=what.rstrip())


def unlikely_values(document: Document) -> Iterator[Problem]:
    """Yield dates outside the years that a catalog can be about, and fees that are improbable."""
    source = document.source
    years = {source[max(match.start() - 4, 0) : match.start()] for match in _AFTER_YEAR(source)}
    if any(year.isdecimal() and not _FIRST_YEAR <= int(year) < _LAST_YEAR for year in years):
        yield from _unlikely_dates(document)
    for fee in _mappings_with("per", document.data):
        amount = fee.get("amount")
        if isinstance(amount, int) and 0 < amount < _SMALLEST_FEE:
            reason = text_pair("check.unlikely.fee", amount=amount)
            path = (*_path_of(fee, document.data), "amount")
            yield problem_at(document, path, "value-unlikely", found=str(amount), reason=reason)


def _unlikely_dates(document: Document) -> Iterator[Problem]:
    for match in _DATE.finditer(document.source):
        if not _FIRST_YEAR <= int(match[1]) < _LAST_YEAR:
            line_start = document.source.rfind("\n", 0, match.start()) + 1
            if "#" not in document.source[line_start : match.start()]:
                position = position_at(document.source, match.start())
                reason = text_pair("check.unlikely.year", year=match[1])
                yield make_problem("value-unlikely", document.file, position, found=match[0], reason=reason)


def membership_problems(document: Document) -> Iterator[Problem]:
    """Check that an official procedure does not keep the reason why it was only proposed."""
    membership = document.data.get("membership")
    if isinstance(membership, dict) and membership.get("status") == "official":
        reason = membership.get("reason")
        if isinstance(reason, str) and _NOT_OFFICIAL.search(reason):
            yield problem_at(document, ("membership", "reason"), "membership-reason", found=short_text(reason))


def unlikely_cutoffs(documents: Sequence[Document], offices: Sequence[Document]) -> Iterator[Problem]:
    """Yield cutoffs before the first office opens or after the last one closes; a model with hours of its own is not checked."""
    sessions = [
        session for office in offices for hours in office.data["hours"] for season in hours["seasons"] for session in season["sessions"]
    ]
    if not sessions:
        return
    opening, closing = min(session[:5] for session in sessions), max(session[6:] for session in sessions)
    for document in documents:
        if not _MAY_BE_CUTOFF(document.source) or document.data.get("parameters", {}).get("hours"):
            continue
        for cutoff in _mappings_with("after", document.data):
            after = cutoff["after"]
            if not isinstance(after, str) or not is_time(after) or opening <= after <= closing:
                continue
            path = (*_path_of(cutoff, document.data), "after")
            if path[0] != "notices":
                reason = text_pair("check.unlikely.early" if after < opening else "check.unlikely.late", opening=opening, closing=closing)
                yield problem_at(document, path, "value-unlikely", found=after, reason=reason)


def _mappings_with(key: str, data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the mappings that have a value, not null, at this key; paths are found later, as hardly one has a problem."""
    found: list[Mapping[str, Any]] = []
    left: list[Any] = [data]
    while left:
        value = left.pop()
        if value.__class__ is dict:
            if value.get(key) is not None:
                found.append(value)
            left += value.values()
        elif value.__class__ is list:
            left += value
    return found[::-1]


def _path_of(wanted: Mapping[str, Any], data: Any) -> KeyPath:
    """Return the path of a mapping in the data, by identity."""
    left: list[tuple[KeyPath, Any]] = [((), data)]
    while left:
        path, value = left.pop()
        if value is wanted:
            return path
        if isinstance(value, (dict, list)):
            left += [((*path, step), item) for step, item in (value.items() if isinstance(value, dict) else enumerate(value))]
    raise LookupError
