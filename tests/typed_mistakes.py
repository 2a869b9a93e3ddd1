"""A table of mistakes that people type into a catalog: what was written, what is typed instead, and what the message must say.

The files are those of ``tests/small_catalog``. A mistake with a literal remedy needs no more: the remedy is applied as it is printed. For
the others a person must decide, and the message or its advice must contain the words given here.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

PROCEDURE = "commune/ho-tich/1.001193.yaml"
OFFICES, MANIFEST, LEGAL, SOURCES = "offices.yaml", "manifest.yaml", "legal.yaml", "sources.yaml"
MODEL, CALENDAR = "models/thu-sau.yaml", "calendar/vietnam.yaml"


class Mistake(NamedTuple):
    """One mistake.

    Attributes:
        kind: the group it belongs to, in Vietnamese.
        file: the file it is typed into.
        right: the text of the file.
        wrong: the text typed instead.
        says: what the message or its advice must contain if a person must decide; empty if the remedy is literal.
    """

    kind: str
    file: str
    right: str
    wrong: str
    says: str = ""


def _in(kind: str, file: str, *rows: tuple[str, ...]) -> list[Mistake]:
    return [Mistake(kind, file, *row) for row in rows]


_TIMES = ["15.30", "15h30", "15h30’", "15 giờ 30", "15 giờ 30 phút", "15g30", "15:30:00", "3:30 chiều", "15H30", "“15:30”", "15h 30"]
_AFTER = 'after: "15:00"'

MISTAKES = [
    *(Mistake("một giá trị, một cách sửa", MODEL, 'after: "15:30"', f"after: {typed}") for typed in _TIMES),
    *_in(
        "một giá trị, một cách sửa",
        MODEL,
        ('before: "09:00"', "before: 9:00"),
        ('before: "09:00"', "before: 9h"),
        ('before: "09:00"', "before: 9h00"),
        ('before: "09:00"', "before: 9 giờ"),
        ('before: "09:00"', 'before: "9:00"'),
        ('effective_from: "2023-09-25"', "effective_from: 25/9/2023"),
        ('effective_from: "2023-09-25"', "effective_from: 25-09-2023"),
        ('effective_from: "2023-09-25"', "effective_from: 25.9.2023"),
        ('effective_from: "2023-09-25"', "effective_from: ngày 25 tháng 9 năm 2023"),
        ('effective_from: "2023-09-25"', "effective_from: 2023/09/25"),
        ('effective_from: "2023-09-25"', "effective_from: “2023-09-25”"),
        ('"1.001193"', '"1,001193"'),
        ('"1.001193"', "1.001193.000.00.00.H23"),
    ),
    *_in(
        "một giá trị, một cách sửa",
        PROCEDURE,
        (_AFTER, "after: 15h00"),
        (_AFTER, "after: 15.00"),
        ("amount: 5000", "amount: 5.000"),
        ("amount: 5000", "amount: 5,000"),
        ("amount: 5000", "amount: 5 000"),
        ("amount: 5000", "amount: 5000đ"),
        ("amount: 5000", "amount: 5.000 đồng"),
        ("amount: 5000", "amount: 5 nghìn đồng"),
        ("amount: 5000", "amount: 10 nghìn đồng"),
        ("amount: 5000", "amount: 400.000"),
        ("amount: 5000", "amount: 1,5 triệu đồng"),
        ("amount: 5000", 'amount: "5000"'),
        ("amount: 5\n", "amount: 5 ngày làm việc\n"),
        ("originals: 1", "originals: 1 bản"),
        ("originals: 1", "originals: 01"),
        ('effective_from: "2016-01-01"', "effective_from: 01/01/2016"),
        ('effective_until: "2025-07-01"', "effective_until: 1/7/2025"),
    ),
    *_in(
        "một giá trị, một cách sửa",
        OFFICES,
        ('"07:00-11:30"', "7h00-11h30"),
        ('"07:00-11:30"', '"7:00 - 11:30"'),
        ('"07:00-11:30"', "07:00 đến 11:30"),
        ('"07:00-11:30"', '"07:00–11:30"'),
        ('first: "04-01"', "first: 1/4"),
        ('last: "10-31"', "last: 31/10"),
    ),
    *_in("một giá trị, một cách sửa", MANIFEST, ('version: "2026.11.23"', "version: 23/11/2026"), ('"2026.11.23"', "v2026.11.23")),
    *_in(
        "cách sửa không bịa dữ kiện",
        PROCEDURE,
        ('code: "1.001193"', 'code: "1.00119"'),
        ('code: "1.001193"', "code: 1.00119"),
        ('code: "1.001193"', "code: khai sinh"),
        ('code: "1.001193"', 'code: "1.001194"'),
        ('effective_from: "2016-01-01"', 'effective_from: "2016-02-31"', "có thật"),
        ('effective_from: "2016-01-01"', "effective_from: 31/02/2016", "có thật"),
        ('effective_from: "2016-01-01"', 'effective_from: "2016-13-01"', "có thật"),
        ('effective_until: "2025-07-01"', 'effective_until: "2025-06-31"', "có thật"),
        ("id: xac-minh", "id: xаc-minh"),
        ("id: cccd", "id: сссd"),
        ("id: ho-chieu", "id: hộ-chiếu"),
        ("id: xac-minh", "id: Xác minh"),
        ("amount: 5\n", "amount: -3\n", "đối chiếu với nguồn"),
        ("amount: 5000", "amount: -5000", "đối chiếu với nguồn"),
        ("amount: 5000", "amount: 2.5", "số nguyên"),
        ("amount: 5000", "amount: bốn nghìn", "số nguyên"),
        ("originals: 1", "originals: một", "số nguyên"),
        ("amount: 5000", "amount:", "không đoán"),
        ("name: Đăng ký khai sinh", "name:", "không đoán"),
        (_AFTER, 'after: "25:00"', "HH:MM"),
        (_AFTER, "after: chiều", "HH:MM"),
        ("then_working_days: 1", "then_working_days: 0", "đối chiếu với nguồn"),
        ("document: 60/2014/QH13", "document: 60/2014/QH14", 'number: "60/2014/QH14"'),
        ("legal_basis: [60/2014/QH13]", "legal_basis: [60/2014/QH13, 123/2015/NĐ-CP]", 'number: "123/2015/NĐ-CP"'),
        ("- source: LUAT", "- source: CONG-DVC", "id: CONG-DVC"),
        ("      amount: 0\n", "", "thêm dòng amount: ..."),
        ("          amount: 5\n", "", "thêm dòng amount: ..."),
        ("      unit: same_day\n", "", "thêm dòng unit:"),
        ("    name: Đăng ký khai sinh\n", "", 'thêm dòng name: "..."'),
        ("    authority: Ủy ban nhân dân cấp xã\n", ""),
        ("      note: null\n", ""),
        ("      disputed: false\n", "", "thêm dòng disputed: true / false"),
        ("    results: [Giấy khai sinh]\n", ""),
    ),
    *_in(
        "cách sửa không bịa dữ kiện",
        OFFICES,
        ('"07:00-11:30"', '"11:30-07:00"', "giờ đầu trước giờ cuối"),
        ('first: "04-01"', 'first: "02-30"', "MM-DD"),
        ("hours: hanh-chinh", "hours: mua-he", "chọn một"),
        ('sessions: ["07:30-12:00", "13:00-16:30"]', "sessions: []", "ít nhất"),
    ),
    *_in("cách sửa không bịa dữ kiện", CALENDAR, ('date: "2024-05-01"', "date: 31/4/2024", "có thật")),
    *_in("cách sửa không bịa dữ kiện", LEGAL, ('issued_on: "2014-11-20"', 'issued_on: "20 tháng 11"', "có thật")),
    *_in(
        "nhãn tiếng Việt",
        PROCEDURE,
        ("level: commune", "level: xã"),
        ("level: commune", "level: Cấp xã"),
        ("level: commune", "level: phường"),
        ("field: ho-tich", "field: Hộ tịch"),
        ("status: official", "status: chính thức"),
        ("status: official", "status: Chính thức"),
        ("status: official", "status: officail"),
        ("unit: same_day", "unit: ngay trong ngày"),
        ("unit: same_day", "unit: trong ngày"),
        ("unit: working_day", "unit: ngày làm việc"),
        ("unit: working_day", "unit: Ngày làm việc"),
        ("commitment: excluded", "commitment: không áp dụng"),
        ("channel: in_person", "channel: trực tiếp"),
        ("channel: in_person", "channel: Trực tuyến"),
        ("channel: in_person", "channel: bưu chính"),
        ("action: present", "action: xuất trình"),
        ("action: submit", "action: nộp"),
        ("status: known", "status: biết mức thu"),
        ("scope: provincial", "scope: tỉnh"),
        ("only_if_not_resolved_at_once: true", "only_if_not_resolved_at_once: có"),
        ("disputed: false", "disputed: không"),
        ("disputed: false", "disputed: no"),
        ("    authority:", "    cơ quan:"),
        ("    authority:", "    Cơ quan thực hiện:"),
        ("    authority:", "    authorty:"),
        ("    results:", "    kết quả:"),
        ("    components:", "    thành phần hồ sơ:"),
        ("    cases:", "    các trường hợp:"),
        ("    processing_time:", "    thời hạn giải quyết:"),
        ("      - channel: in_person", "      - cách nộp: in_person"),
    ),
    *_in(
        "nhãn tiếng Việt",
        MODEL,
        *(("weekdays: [friday]", f"weekdays: [{typed}]") for typed in ("T6", "thứ sáu", "Thứ Sáu", "thứ 6", "Thứ 6", "fri", "thu sau")),
    ),
    *_in("nhãn tiếng Việt", MODEL, ("levels: [commune]", "levels: [xã]"), ("title:", "tên gọi:")),
    *_in(
        "nhãn tiếng Việt",
        CALENDAR,
        ("rest_days: [saturday, sunday]", "rest_days: [thứ bảy, CN]"),
        ("rest_days: [saturday, sunday]", "rest_days: [T7, chủ nhật]"),
        ("kind: holiday", "kind: nghỉ lễ"),
        ("kind: swap_work", "kind: làm bù"),
    ),
    *_in("nhãn tiếng Việt", OFFICES, ("level: commune", "level: xã"), ("    name: Bộ", "    tên bộ phận: Bộ")),
    *_in(
        "tệp hỏng",
        PROCEDURE,
        ("      amount: 0", "      amount:0"),
        ("          amount: 5\n", "          amount:5\n"),
        ("level: commune", "level： commune"),
        ("      unit: same_day", "      unit：same_day"),
        ("name: Đăng ký khai sinh", "name: Thủ tục: đăng ký khai sinh"),
        ("reason: Có trong phụ lục của kế hoạch.", "reason: Kế hoạch: có trong phụ lục."),
        ('effective_from: "2016-01-01"', 'effective_from: "2016-01-01'),
        ('code: "1.001193"', 'code: "1.001193'),
        (_AFTER, "after: '15:00"),
        ("      unit: same_day", "\t\tunit: same_day", "phím Tab"),
        ("      unit: same_day", "\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0unit: same_day", "dấu cách không ngắt"),
        ("level: commune", "<<<<<<< HEAD\nlevel: commune\n=======\nlevel: district\n>>>>>>> nhanh", "dấu tranh chấp"),
        ("    authority:", "<<<<<<< HEAD\n    authority:", "dấu tranh chấp"),
        ("legal_basis: [60/2014/QH13]", "legal_basis: [60/2014/QH13", "ngoặc vuông"),
        ("    authority:", "   authority:", "thụt lề"),
        ("level: commune\n", "level: commune\nlevel: commune\n", "giữ một dòng"),
        ("level: commune", "level: *commune", "bí danh"),
        ("name: Đăng ký khai sinh", "name: số #12 khai sinh", ""),
        ("name: Đăng ký khai sinh", "name: @khai sinh", "dấu nháy kép"),
        ("level: commune", "level commune", "dấu hai chấm"),
        ("kind: procedure", "---\nkind: procedure\n---", "tài liệu"),
    ),
    *_in("tệp hỏng", LEGAL, ("title: Luật Hộ tịch", "title: Luật: hộ tịch"), ("title: Luật Hộ tịch", 'title: "Luật Hộ tịch')),
    *_in(
        "ký tự ẩn và bảng mã",
        PROCEDURE,
        ("name: Đăng ký khai sinh", "name: Đăng\u00a0ký khai sinh", "dấu cách không ngắt"),
        ("name: Đăng ký khai sinh", "name: Đăng ký khai\u00ad sinh", "gạch nối ẩn"),
        ("name: Đăng ký khai sinh", "name: Đăng ký\u200b khai sinh", "không bề rộng"),
        ("name: Đăng ký khai sinh", "name: \u202eĐăng ký khai sinh", "hướng chữ"),
        ("name: Đăng ký khai sinh", "name: Đăng ký\x0c khai sinh", "không được có trong tệp"),
        ("name: Đăng ký khai sinh", "name: Đăng ký khai sinh\ufffd", "bị hỏng"),
        ("name: Đăng ký khai sinh", "name: Thñ tôc ®¨ng ký khai sinh", "TCVN3"),
        ("name: Đăng ký khai sinh", "name: Thuû tuïc ñaêng kyù khai sinh", "VNI"),
        ("name: Đăng ký khai sinh", unicodedata.normalize("NFD", "name: Đăng ký khai sinh")),
        ("name: Đăng ký khai sinh", "name: Ðăng ký khai sinh"),
        ("name: Đăng ký khai sinh", "name: <b>Đăng ký</b> khai sinh", "HTML"),
        ("name: Đăng ký khai sinh", "name: Đăng ký&nbsp;khai sinh", "HTML"),
    ),
    *_in(
        "chỗ chưa điền",
        PROCEDURE,
        ("reason: Có trong phụ lục của kế hoạch.", 'reason: "..."', "chỗ để điền"),
        ("reason: Có trong phụ lục của kế hoạch.", "reason: CẦN ĐIỀN", "chỗ để điền"),
        ("reason: Có trong phụ lục của kế hoạch.", "reason: …", "chỗ để điền"),
        ("commitment_reason: Hồ sơ phải xác minh không thể trả trong ngày.", 'commitment_reason: "..."', "chỗ để điền"),
        ("status: official", "status: official  # CẦN ĐIỀN: xác nhận", "chưa điền"),
        ("reason: Có trong phụ lục của kế hoạch.", "reason: Phụ lục của kế hoạch chưa tìm thấy.", "official"),
        ("reason: Có trong phụ lục của kế hoạch.", "reason: Thủ tục được đề xuất từ các nguồn đã dẫn.", "official"),
        ("      amount: 0", "      amount: ...", "không phải số nguyên"),
        ("        commitment_reason: Hồ sơ phải xác minh không thể trả trong ngày.\n", "", "commitment_reason"),
    ),
    *_in(
        "giá trị hiếm gặp",
        PROCEDURE,
        (_AFTER, 'after: "03:30"', "sớm hơn giờ mở cửa"),
        (_AFTER, 'after: "17:30"', "giờ đóng cửa"),
        ("amount: 5\n", "amount: 300\n", "dài hơn một năm"),
        ("amount: 5000", "amount: 120", "nhỏ hơn 500 đồng"),
        ('effective_from: "2016-01-01"', 'effective_from: "0216-01-01"', "1945-2100"),
        ('effective_until: "2025-07-01"', 'effective_until: "2015-07-01"', "không sau bắt đầu"),
        ("amount: 0\n", "amount: 3\n"),
    ),
    *_in(
        "giá trị hiếm gặp",
        MODEL,
        ('after: "15:30"', 'after: "03:30"', "sớm hơn giờ mở cửa"),
        ('after: "15:30"', 'after: "18:00"', "giờ đóng cửa"),
    ),
]

COPIES = {
    "1.001193 - Copy.yaml": "bản sao của 1.001193.yaml",
    "1.001193 - Copy (2).yaml": "bản sao của 1.001193.yaml",
    "1.001193 (1).yaml": "bản sao của 1.001193.yaml",
    "1.001193 copy.yaml": "bản sao của 1.001193.yaml",
    "1.001193 - Bản sao.yaml": "bản sao của 1.001193.yaml",
    "Copy of 1.001193.yaml": "bản sao của 1.001193.yaml",
    "1.001193.yaml.txt": "commune/ho-tich/1.001193.yaml",
    "1.001193.yml": "commune/ho-tich/1.001193.yaml",
}
"""The name of a copy of the procedure beside it -> what the message must say; none may propose to overwrite the original."""

ENCODINGS = {"utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1258": "không phải UTF-8"}
"""An encoding the procedure is saved in -> what the message must say."""
