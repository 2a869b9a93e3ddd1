"""What goes wrong in texts without any reader noticing.

Letters that only look right, signs nobody sees, words lost behind a hash, and people's data, which has no position in a catalog. All of it is looked for in the text of the file as typed, comments included: what is published with the catalog is published with them.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

from tthc_catalog.problems.positions import Position
from tthc_catalog.problems.problem_factory import make_problem
from tthc_catalog.yaml_files.layout import double_quoted
from tthc_catalog.yaml_files.source_comments import swallowed_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.errors import Problem
    from tthc_catalog.yaml_files.document import Document

# Eth stands for Đ in texts typed on foreign keyboards; the letter oi (ƣ) for ư in texts taken from PDF files.
_VIETNAMESE = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ", "Ƣ": "Ư", "ƣ": "ư"}
_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһ", "ABESIJKMHOPCTYXaesijopcyxdh", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυ", "ABEZHIKMNOPTYXavopu", strict=True))
LOOK_ALIKE: dict[str, str] = {**_VIETNAMESE, **_CYRILLIC, **_GREEK}
"""A letter -> the one it is taken for; the full-width forms of East Asian keyboards come on top of these."""

_STRANGE = re.compile(f"[{''.join(LOOK_ALIKE)}\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_WORD = re.compile(r"[^\W_]+")
_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
_UNSEEN = re.compile(f"[{_SPACES}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ue000-\uf8ff\ufeff\ufffc\ufffd]")
_IS_SPACE = re.compile(f"[{_SPACES}]").fullmatch
_ADDRESS = re.compile(r"https?://\S+")
_NUMBER = re.compile(
    r"""(?<![\w.@/-])(?:
    (?P<identity>0(?:0[1-9]|[1-8][0-9]|9[0-6])[0-9]{9})
    |(?P<phone>(?:\+84[ .-]?|0)[35789][0-9](?:[ .-]?[0-9]){7})
    )(?![\w@]|[.-]\w)""",
    re.VERBOSE,
)
_MAIL = re.compile(r"(?<![\w@/.+-])[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![\w@]|[.-]\w)")
_MANY_DIGITS = re.compile(r"[0-9]{9}|[0-9][ .-][0-9]{2,4}[ .-][0-9]").search
_WHAT = {
    "identity": ("số định danh cá nhân", "an identity number"),
    "phone": ("số điện thoại", "a phone number"),
    None: ("địa chỉ thư điện tử", "an e-mail address"),
}
_TIGHT_COMMENT = re.compile(r"#[^\s#]")
_MOST = 50
"""Problems of one kind told of one file; when there are more, the file was made by a program, and that is what is to be mended."""

_SWALLOWED = re.compile(r"\S[ \t]+#[^\s#]")


def text_problems(document: Document) -> Iterator[Problem]:
    """Hazards in the texts and comments of one file."""
    source = document.source
    if not source.isascii():
        yield from itertools.islice(_letter_problems(document, source), _MOST)
        yield from _unseen_problems(document, source)
    yield from _personal_problems(document, source)
    if _TIGHT_COMMENT.search(source) and _SWALLOWED.search(source):
        for token, comment in itertools.islice(swallowed_texts(source), _MOST):
            hint = double_quoted(f"{token.value} {comment}")
            position = Position(token.line + 1, token.column + 1)
            yield make_problem("text-swallowed", document.file, position, found=comment, hint=hint)


def _letter_problems(document: Document, source: str) -> Iterator[Problem]:
    last = -1
    for match in _STRANGE.finditer(source):
        if match.start() < last:
            continue
        start = match.start()
        while start and _WORD.match(source[start - 1]):
            start -= 1
        word = _WORD.match(source, start)
        assert word is not None
        last = word.end()
        meant = "".join(_latin(letter) for letter in word[0])
        if all(unicodedata.name(letter, "").startswith(("LATIN", "DIGIT")) for letter in meant):
            signs = ", ".join(sorted({f"{letter} U+{ord(letter):04X}" for letter in word[0] if _latin(letter) != letter}))
            yield make_problem("letter-lookalike", document.file, _position(source, start), found=word[0], hint=meant, letters=signs)


def _latin(letter: str) -> str:
    return LOOK_ALIKE.get(letter) or (unicodedata.normalize("NFKC", letter) if "\uff10" <= letter <= "\uff5a" else letter)


def _unseen_problems(document: Document, source: str) -> Iterator[Problem]:
    for match in itertools.islice(_UNSEEN.finditer(source), _MOST):
        hint_key = "problem.hint.plain_space" if _IS_SPACE(match[0]) else None
        yield make_problem(
            "text-invisible", document.file, _position(source, match.start()), found=f"U+{ord(match[0]):04X}", hint_key=hint_key
        )


def _personal_problems(document: Document, source: str) -> Iterator[Problem]:
    """What is found is not repeated in the message, which may itself be stored."""
    patterns = [_NUMBER] * bool(_MANY_DIGITS(source)) + [_MAIL] * ("@" in source)
    plain = _ADDRESS.sub(lambda match: " " * len(match[0]), source) if patterns else ""
    for pattern in patterns:
        for match in itertools.islice(pattern.finditer(plain), _MOST):
            found = f"{match[0][:2]}…{match[0][-2:]}"
            yield make_problem("personal-data", document.file, _position(source, match.start()), found=found, what=_WHAT[match.lastgroup])


def _position(source: str, index: int) -> Position:
    return Position(source.count("\n", 0, index) + 1, index - source.rfind("\n", 0, index))
