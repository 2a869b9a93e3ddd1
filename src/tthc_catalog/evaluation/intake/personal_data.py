"""Personal data in places where it does not belong: found in cells of dossier files, and hidden in every text that leaves.

A row that is shifted by one column puts the name and the phone number of a citizen into the unit or the dossier number. The rules look for
numbers (identity, phone), mail addresses, names that begin with a Vietnamese family name, and postal addresses.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_FAMILY_NAMES = (
    "An Âu Bạch Bành Bế Biện Bùi Cái Cao Cầm Châu Chu Chử Cù Cung Danh Diệp Doãn Dương Đàm Đan Đào Đặng Điêu Đinh Đoàn Đỗ Đồng Đường Giang Giáp "
    "Giàng Hà Hạ Hàn Hầu Hoa Hoàng Hồ Hồng Hứa Huỳnh Kha Khổng Khuất Khúc Kiều Kim La Lã Lại Lâm Lê Liêu Linh Lò Lỗ Lộ Lục Lư Lường Lương Lưu Lý "
    "Ma Mã Mạc Mai Mẫn Mùa Nghiêm Ngô Nguyễn Ninh Nông Ông Phạm Phan Phí Phó Phùng Phương Quách Sầm Sùng Tạ Tăng Thạch Thái Thân Thào Thiều Tiêu "
    "Tô Tôn Tống Trang Trà Trần Triệu Trịnh Trương Từ Tưởng Vàng Văn Vi Viên Võ Vũ Vương Vừ Xa Yên"
)
_LETTER = "[^\\W\\d_]"
_WORD = rf"[A-ZĐÀ-Ỹ]{_LETTER}*"
_CAPITALS = "|".join(sorted({name.upper() for name in _FAMILY_NAMES.split()}, key=len, reverse=True))
_NAME = re.compile(
    rf"(?<![\w])(?:(?:{'|'.join(sorted(_FAMILY_NAMES.split(), key=len, reverse=True))})(?: {_WORD}){{1,4}}|(?:{_CAPITALS})(?: [A-ZĐÀ-Ỹ]+){{2,4}})(?![\w])"
)
"""A family name and up to four more words, each with a capital letter."""

_ADDRESS = re.compile(
    r"(?<!\w)(?:(?:thôn|xóm|ấp|bản|buôn|làng|khu phố|khu dân cư|tổ dân phố|tổ|ngõ|ngách|hẻm|đường|phố|số nhà|số)) (?:[A-ZĐÀ-Ỹ0-9])[^,;|]*",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<!\d)(?:\(?\+?\(?\d(?:[ ().-]{0,2}\d){8,11})(?!\d)(?![./-]\d)")
_MOMENT = re.compile(
    r"(?<!\d)(?:(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2})"
    r"(?:[ T,-]{1,3}\d{1,2}[:hg]\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:Z|[+-]\d{2}(?::?\d{2})?))?)?(?!\d)"
)
"""A moment has as many digits as a phone number, and is what an inspector looks for."""

_GAP = r"[ .()-]{0,2}"
PERSON_NUMBER = rf"^\(?(?:\+84|0){_GAP}[35789](?:{_GAP}\d){{8}}$|^0{_GAP}(?:0{_GAP}[1-9]|[1-8]{_GAP}\d|9{_GAP}[0-6])(?:{_GAP}\d){{9}}$"
"""A phone or an identity number of a citizen as a whole cell, in any usual form; a regular expression for Arrow as well."""

_ORGANISATION = re.compile(
    r"\b(?:ubnd|[uủ][yỷ] ban|xã|phường|thị trấn|thị xã|huyện|quận|thành phố|tỉnh|sở|phòng|chi cục|cục|ban|trung tâm|bộ phận|văn phòng|đơn vị|"
    r"trường|bệnh viện|trạm|công an|t[oò][aà] án|chi nhánh|kho bạc|thuế|hạt|đội|cơ sở|đặc khu)\b"
)
"""Words of the names of offices and places."""


def masked(value: str) -> str:
    """Return a text with personal data hidden; moments, codes and other words stay.

    >>> masked("Nguyễn Văn Ất, thôn 3; (091) 234-5678, 2023-02-30 10:00")
    '•••, •••; ##############, 2023-02-30 10:00'
    """
    value = re.sub(r"[\x00-\x1f\x7f]+", " ", unicodedata.normalize("NFC", value))
    pieces, last = [], 0
    for moment in _MOMENT.finditer(value):
        pieces += [_hidden(value[last : moment.start()]), moment[0]]
        last = moment.end()
    return "".join([*pieces, _hidden(value[last:])])


HIDDEN = "•••"
"""Replaces what is personal."""


def _hidden(text: str) -> str:
    text = _NUMBER.sub(lambda match: "#" * len(match[0]), _MAIL.sub(HIDDEN, text))
    return _NAME.sub(_hidden_name, _ADDRESS.sub(HIDDEN, text))


def _hidden_name(match: re.Match[str]) -> str:
    """Hide a name, unless the word before it says that it is the name of a place."""
    before = match.string[: match.start()].lower().split()
    return (
        match[0]
        if (before and _ORGANISATION.fullmatch(" ".join(before[-2:]))) or (before and _ORGANISATION.fullmatch(before[-1]))
        else HIDDEN
    )


def is_personal_text(value: str) -> bool:
    """Return whether a text contains a number or a mail address of a person; a digest, a moment or a decimal is not."""
    if "@" not in value and _MANY_DIGITS(value) is None:
        return False
    plain = _MOMENT.sub("", value)
    return _MAIL.search(plain) is not None or any(_is_person_number(match[0]) for match in _WHOLE_NUMBER.finditer(plain))


_MANY_DIGITS = re.compile(r"\d[\d .()-]{7,}\d").search
_WHOLE_NUMBER = re.compile(rf"(?<!\w){_NUMBER.pattern}(?!\w)")
_DECIMAL = re.compile(r"(?:0|[1-9]\d*)\.\d+").fullmatch


def _is_person_number(written: str) -> bool:
    return not _DECIMAL(written) and re.match(PERSON_NUMBER, re.sub(r"[^\d+]", "", written)) is not None


def is_personal_unit(value: str) -> bool:
    """Return whether a text that should be a unit looks like personal data: a number, a mail address, a postal address, or a person's name.

    A name has at least three words and none such as xã, phường or ủy ban: names of places have two words, and wards are named after people.
    """
    value = unicodedata.normalize("NFC", " ".join(value.split()))
    if is_personal_text(value):
        return True
    name = _NAME.match(value)
    is_person = name is not None and len(name[0].split()) >= 3
    return _ORGANISATION.search(value.lower()) is None and (is_person or _ADDRESS.match(value) is not None)


def personal_places(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the place and the masked value of each text in JSON data that contains a number or a mail address of a person."""
    personal = {text for text in _texts(data) if is_personal_text(text)}
    for steps, value in _places(data, personal) if personal else ():
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{masked(step)}" for step in reversed(steps))
        yield path + place, masked(value)


_WITHOUT_TEXT = frozenset({int, float, bool, type(None)})


def _texts(data: Any) -> set[str]:
    """Return the different texts in JSON data, keys included; most texts of a report occur many times."""
    found: set[str] = set()
    waiting: list[Any] = [[data]]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            found.update(part)
        values = part.values() if isinstance(part, dict) else part
        if _WITHOUT_TEXT.issuperset(map(type, values)):
            continue
        for value in values:
            if isinstance(value, str):
                found.add(value)
            elif isinstance(value, (dict, list, tuple)):
                waiting.append(value)
    return found


def _places(data: Any, texts: set[str]) -> Iterator[tuple[list[str | int], str]]:
    """Yield each of these texts in JSON data, with the steps to it from the last to the first."""
    if isinstance(data, str):
        if data in texts:
            yield [], data
    elif isinstance(data, (dict, list, tuple)):
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            if step in texts:
                yield [step], step
            for steps, found in _places(value, texts):
                yield [*steps, step], found
