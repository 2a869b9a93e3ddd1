"""The parts of a procedure, lettered as in the decree on the control of administrative procedures.

Decree 63/2010/NĐ-CP, Art. 8(2), as amended by Decree 92/2017/NĐ-CP, Art. 1(2), in force from 25/9/2017. The letters a to g are
the same in the text of 2010 and in the amended text; both were read in stored copies. After g they differ. The text of 2010 has
one letter (h) for the result and another (i) for forms, conditions and fees. Of the amended text only a summary was found: it
has eight parts, and the eighth covers the result, and forms, conditions and fees if there are any. Its letter (h) is inferred
from the order and is marked as not verified.
"""

from __future__ import annotations

import attrs

from tthc_catalog.records.legal import Citation

DECREE = "63/2010/NĐ-CP"


@attrs.frozen(kw_only=True)
class DecreePart:
    """One lettered part.

    Attributes:
        letter: the letter in the decree; None if the decree has none.
        name: its title.
        keys: the attributes of an edition that belong to it; empty if the catalog does not record it.
        citation: the provision with the letter.
        verified: whether the letter was read in the text; False if it was inferred.
    """

    id: str
    letter: str | None
    name: str
    name_en: str
    keys: tuple[str, ...]
    citation: Citation | None = None
    verified: bool = True


def _lettered(letter: str, id: str, name: str, name_en: str, *keys: str, verified: bool = True) -> DecreePart:
    cited = Citation(document=DECREE, provision=f"Điều 8 khoản 2 điểm {letter}")
    return DecreePart(id=id, letter=letter, name=name, name_en=name_en, keys=keys, citation=cited, verified=verified)


PARTS: tuple[DecreePart, ...] = (
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
"""The parts, in the order of the decree."""

VALIDITY = DecreePart(
    id="validity",
    letter=None,
    name="Hiệu lực và căn cứ pháp lý",
    name_en="Validity and legal basis",
    keys=("period", "from_basis", "until_basis", "legal_basis"),
)
RECORD = DecreePart(id="record", letter=None, name="Nguồn và ghi chú của danh mục", name_en="Sources and notes of the catalog", keys=())

UNLETTERED: tuple[DecreePart, ...] = (VALIDITY, RECORD)
"""Parts that the decree does not letter; the last one contains every attribute that no other part lists."""


def part_of(key: str) -> DecreePart:
    """Return the part that an attribute of an edition or a procedure belongs to."""
    return next((part for part in (*PARTS, VALIDITY) if key in part.keys), RECORD)
