"""The portal's table of papers, stored as one line: a title, the head, then for each paper its name, its form and its count."""

from __future__ import annotations

import re

from tthc_catalog.importing.found_facts import FoundPaper, Unclear

HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
LONGEST_NAME = 160
"""Longer names are paragraphs; only their start is kept."""

_CAPITALS = "".join(letter for letter in map(chr, range(0x41, 0x1EF9)) if letter.isupper() and (letter < "\u0250" or letter > "\u1dff"))
_COUNT = re.compile(
    r"(?P<digits>\d+) (?:bản chính(?:,(?P<copies>\d+) bản sao)?|(?P<only>bản sao))"
    rf"(?=$|[\n\"“”•·*+\-–(0-9{_CAPITALS}]|[a-zđ]\))"
)
_FILE = re.compile(r"\.(?:docx?|pdf|xlsx?|rtf|odt|jpe?g|png|zip|rar)$", re.IGNORECASE)
_PRESENT = re.compile(r"xuất trình", re.IGNORECASE)
_REMARK = re.compile(r"^\W*(?:lưu ý|ghi chú|chú ý)", re.IGNORECASE)
_USUAL = re.compile(
    r"^\W*(?:[a-zđ]\)|\d+[.)]|[ivx]+[.)])?\s*(?:bao gồm|gồm|hồ sơ|thành phần hồ sơ|giấy tờ phải nộp|giấy tờ phải xuất trình|giấy tờ|"
    r"hồ sơ (?:đăng ký )?(?:bao )?gồm(?: có)?|các giấy tờ)?\W*(?:bao gồm|gồm)?\W*$",
    re.IGNORECASE,
)


def found_papers(text: str) -> tuple[tuple[FoundPaper, ...] | None, tuple[Unclear, ...]]:
    """Return the papers, and what is unclear about them; None if the text has no such table."""
    if HEAD not in text:
        plain = text.strip()
        absent = plain.lower() in ("", "--", "không có thông tin")
        return None, () if absent else (Unclear(fact="papers", reason="papers_words", quoted=plain),)
    papers: list[FoundPaper] = []
    unclear: list[Unclear] = []
    title, *tables = text.split(HEAD)
    for table in tables:
        end = 0
        matches = list(_COUNT.finditer(table))
        starts = {match.start() for match in matches}
        for match in matches:
            if match.end() in starts:  # the name itself ends with a count, as in “01 bản chính1 bản chính”
                continue
            name = table[end : match.start()]
            end = match.end()
            if _REMARK.match(name) or _REMARK.match(title):
                unclear.append(Unclear(fact="papers", reason="papers_remark", quoted=name))
                continue
            papers.append(_paper(name, match, title))
        title = table[end:]
    if title.strip():
        unclear.append(Unclear(fact="papers", reason="papers_rest", quoted=title))
    unclear += [Unclear(fact="papers", reason=paper.doubt, quoted=paper.quoted or paper.name) for paper in papers if paper.doubt]
    return tuple(papers), tuple(unclear)


def _paper(raw: str, match: re.Match[str], title: str) -> FoundPaper:
    digits, doubt = match["digits"], None
    name = raw
    if len(digits) > 1:  # the name ends with digits that run into the count
        name, digits, doubt = raw + digits[:-1], digits[-1], "papers_count"
    count = None if doubt else int(digits)
    copies = int(match["copies"]) if match["copies"] else None
    originals, copies = (None, count) if match["only"] else (count, copies if doubt is None else None)
    if not originals and not copies and doubt is None:  # “0 bản chính” alone says that the count was never entered
        originals, copies, doubt = None, None, "papers_count"
    name, form, form_doubt = _without_form(name)
    whole = " ".join(name.split()).lstrip("-+*•· ")
    shown = _start(whole)
    condition, condition_doubt = _condition(title)
    if shown != whole:
        doubt = doubt or "papers_long"
    doubt = doubt or form_doubt or condition_doubt
    return FoundPaper(
        name=shown,
        originals=originals,
        copies=copies,
        form=form,
        action="present" if _PRESENT.search(title[:80]) else "submit",
        condition=condition,
        is_whole=shown == whole,
        doubt=doubt,
        quoted=f"{raw}{match[0]}" if doubt else None,
    )


def _without_form(name: str) -> tuple[str, str | None, str | None]:
    """Split the file of the printed form from a name that it runs into."""
    if not _FILE.search(name):
        return name, None, None
    joints = [place for place in range(1, len(name)) if _is_joint(name, place)]
    if len(joints) == 1:
        return name[: joints[0]], name[joints[0] :].strip(), None
    return name, None, "papers_form"


def _is_joint(name: str, place: int) -> bool:
    """Return whether a new cell may begin at this place: a capital or a digit after a word's end, or a small letter after capitals."""
    before, letter = name[place - 1], name[place]
    if letter.isupper():
        return before.islower() or before in ").;:,]" or before.isdigit()
    if letter.isdigit():
        return before.islower()
    return letter.islower() and name[max(0, place - 2) : place].isupper() and place > 1


def _start(name: str) -> str:
    """Return a name; of a paragraph, its start up to the last whole word."""
    if not name or len(name) <= LONGEST_NAME:
        return name or "…"
    return name[: LONGEST_NAME - 20].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _condition(title: str) -> tuple[str | None, str | None]:
    """Return the case to which the papers under a title belong; a title that may be one is unclear."""
    plain = " ".join(title.split()).strip(" -*+:;.")
    if not plain or _USUAL.match(plain):
        return None, None
    return _start(plain), "papers_condition"
