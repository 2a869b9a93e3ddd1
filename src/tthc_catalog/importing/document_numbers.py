"""Numbers of legal documents in running text, such as ``187/2013/NĐ-CP``, and what a number alone says about its document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_BODIES = [
    "BNNPTNT",
    "BNNMT",
    "BNN&PTNT",
    "BKHĐT",
    "BLĐTBXH",
    "BGDĐT",
    "BTNMT",
    "BVHTTDL",
    "BTTTT",
    "BGTVT",
    "BKHCN",
    "BDTTG",
    "TANDTC",
    "VKSNDTC",
    "BTCCBCP",
    "UBTVQH",
    "UBND",
    "HĐND",
    "NHNN",
    "BHXH",
    "TTCP",
    "UBDT",
    "VPCP",
    "BTC",
    "BTP",
    "BCA",
    "BXD",
    "BYT",
    "BNV",
    "BQP",
    "BCT",
    "BNG",
    "TTg",
    "CTN",
    "CP",
]
_KINDS: Mapping[str, tuple[str, str]] = {
    "NĐ": ("decree", "Nghị định"),
    "TT": ("circular", "Thông tư"),
    "TTLT": ("joint-circular", "Thông tư liên tịch"),
    "QĐ": ("decision", "Quyết định"),
    "NQ": ("resolution", "Nghị quyết"),
    "CT": ("directive", "Chỉ thị"),
}
_ISSUERS: Mapping[str, str] = {
    "CP": "Chính phủ",
    "TTg": "Thủ tướng Chính phủ",
    "BTC": "Bộ Tài chính",
    "BTP": "Bộ Tư pháp",
    "BCA": "Bộ Công an",
}
_BODY = "|".join(sorted(map(re.escape, _BODIES), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<!\d)(?P<number>\d{{1,4}}(?:\.\d)?)/(?P<year>(?:19|20)\d\d)/(?P<tail>(?P<law>QH1[0-7]|UBTVQH1[0-7])|(?P<kind>TTLT|NĐ|TT|QĐ|NQ|CT)-(?:{_BODY})(?:-(?:{_BODY}))*)"
)


def document_numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of the documents in a text, each once, in order; ``8/2015/NĐ-CP`` becomes ``08/2015/NĐ-CP`` as printed.

    >>> document_numbers("Luật 54/2014/QH1354/2014/QH13Nghị định 08/2015/NĐ-CP08/2015/NĐ-CP")
    ('54/2014/QH13', '08/2015/NĐ-CP')
    """
    found: dict[str, None] = {}
    for match in _NUMBER.finditer(unicodedata.normalize("NFC", text).replace("ND-CP", "NĐ-CP")):
        found[f"{match['number'].zfill(2)}/{match['year']}/{match['tail']}"] = None
    return tuple(found)


def document_facts(number: str) -> tuple[str, str, str | None]:
    """Return the type, a short title and the issuer of a document, as its number tells them."""
    match = _NUMBER.fullmatch(number)
    if match is None:
        return "document", f"Văn bản số {number}", None
    if match["law"]:
        if match["law"].startswith("UB"):
            return "resolution", f"Nghị quyết hoặc pháp lệnh số {number}", "Ủy ban Thường vụ Quốc hội"
        return "law", f"Luật hoặc nghị quyết số {number}", "Quốc hội"
    kind, title = _KINDS[match["kind"]]
    bodies = match["tail"].split("-")[1:]
    return kind, f"{title} số {number}", _ISSUERS.get(bodies[0]) if len(bodies) == 1 else None
