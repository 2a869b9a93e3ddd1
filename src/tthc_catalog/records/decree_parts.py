"""The parts a procedure is made of, as the decree on controlling procedures letters them.

Decree 63/2010/NĐ-CP, Art. 8(2), as amended by Decree 92/2017/NĐ-CP, Art. 1(2), in force from 25/9/2017. The letters a to g
stand alike in the text of 2010 and in the amended one, each read in a stored copy. After g the two differ: the text of 2010
gives the result a letter of its own (h) and the forms, conditions and fees another (i); the amended one was found only
summarised, as eight parts, the eighth holding result, forms, conditions and fees "where there are any". Its letter (h)
follows from the order and is marked as not verified.
"""

from __future__ import annotations

import attrs

from tthc_catalog.records.legal import Citation

DECREE = "63/2010/NĐ-CP"


@attrs.frozen(kw_only=True)
class Part:
    """One lettered part.

    Attributes:
        letter: as the decree prints it; None for what the decree does not letter.
        name: what it is called.
        keys: what the catalog records of it, by the names of an edition's attributes; empty where it records nothing.
        citation: where the letter stands.
        verified: whether the letter was read in the text, not inferred.
    """

    id: str
    letter: str | None
    name: str
    name_en: str
    keys: tuple[str, ...]
    citation: Citation | None = None
    verified: bool = True


def _lettered(letter: str, id: str, name: str, name_en: str, *keys: str, verified: bool = True) -> Part:
    cited = Citation(document=DECREE, provision=f"Điều 8 khoản 2 điểm {letter}")
    return Part(id=id, letter=letter, name=name, name_en=name_en, keys=keys, citation=cited, verified=verified)


PARTS: tuple[Part, ...] = (
    _lettered("a", "name", "Tên thủ tục", "Name", "name", "corrected_name", "name_status", "other_names"),
    _lettered("b", "steps", "Trình tự thực hiện", "Steps"),
    _lettered("c", "channels", "Cách thức thực hiện", "Ways of filing", "channels", "channels_note"),
    _lettered("d", "components", "Thành phần, số lượng hồ sơ", "Components and number of copies", "components", "components_note"),
    _lettered("đ", "time", "Thời hạn giải quyết", "Processing time", "processing_time", "processing_time_note", "cases"),
    _lettered("e", "applicants", "Đối tượng thực hiện", "Who may file"),
    _lettered("g", "authority", "Cơ quan giải quyết", "Authority", "authority"),
    _lettered(
        "h",
        "result",
        "Kết quả; mẫu đơn, tờ khai; yêu cầu, điều kiện; phí, lệ phí",
        "Result; forms; conditions; fees",
        "results",
        "fee",
        verified=False,
    ),
)
"""The parts in the decree's order."""

VALIDITY = Part(
    id="validity",
    letter=None,
    name="Hiệu lực và căn cứ pháp lý",
    name_en="Validity and legal basis",
    keys=("period", "from_basis", "until_basis", "legal_basis"),
)
RECORD = Part(id="record", letter=None, name="Nguồn và ghi chú của danh mục", name_en="Sources and notes of the catalog", keys=())

UNLETTERED: tuple[Part, ...] = (VALIDITY, RECORD)
"""What the catalog says beyond the lettered parts; the last one takes every key that no other part names."""


def part_of(key: str) -> Part:
    """The part an attribute of an edition or a procedure belongs to."""
    return next((part for part in (*PARTS, VALIDITY) if key in part.keys), RECORD)
