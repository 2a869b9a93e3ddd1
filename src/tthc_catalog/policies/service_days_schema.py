"""The JSON Schema of the parameters of ``service-days``, with Vietnamese titles and descriptions; the English ones are added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tthc_catalog.policies.day_rule import KINDS, PARTS_OF_DAY, PLACES_IN_MONTH, WEEKDAYS
from tthc_catalog.policies.service_days_labels import with_english


def _one_of(words: Sequence[str], title: str, description: str, **more: Any) -> dict[str, Any]:
    """Return the schema of a non-empty list of distinct words from ``words``."""
    items = {"type": "string", "enum": list(words), "title": title, "description": description}
    return {"type": "array", "minItems": 1, "uniqueItems": True, "title": title, "description": description, "items": items, **more}


def _mapping(title: str, description: str, properties: dict[str, Any], required: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "title": title,
        "description": description,
        "properties": properties,
        "patternProperties": {"^x-": {}},
    }


def _text(form: str, title: str, description: str, *, absent: bool = False) -> dict[str, Any]:
    return {"type": ["string", "null"] if absent else "string", "format": form, "title": title, "description": description}


def _number(least: int, most: int, title: str, description: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, "title": title, "description": description}


def _list(title: str, description: str, items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "title": title, "description": description, "items": items}


_FIRST = _text("month-day", "Ngày đầu", "Ngày đầu của khoảng trong năm, viết MM-DD; tính cả ngày này.")
_LAST = _text("month-day", "Ngày cuối", "Ngày cuối của khoảng trong năm, viết MM-DD; tính cả ngày này.")
_DATE = _text("date", "Ngày", "Một ngày, viết YYYY-MM-DD.")

_DAYS = _mapping(
    "Ngày áp dụng",
    "Những ngày của mô hình. Mọi điều ghi ra đều phải đúng; riêng ngày ghi ở dates thì tự nó đã là ngày áp dụng.",
    {
        "weekdays": _one_of(WEEKDAYS, "Thứ trong tuần", "monday là thứ Hai, friday là thứ Sáu; không ghi là mọi thứ."),
        "of_month": _one_of(
            PLACES_IN_MONTH, "Lần thứ mấy trong tháng", "first là thứ đó lần đầu trong tháng, last là lần cuối; không ghi là mọi lần."
        ),
        "kinds": _one_of(
            KINDS,
            "Loại ngày",
            "working_day: ngày làm việc (kể cả làm bù); rest_day: ngày nghỉ hằng tuần; public_holiday: ngày lễ, nghỉ bù. "
            "Không ghi là working_day.",
        ),
        "seasons": _list(
            "Khoảng trong năm",
            "Chỉ áp dụng trong các khoảng này của mỗi năm.",
            _mapping("Khoảng", "Từ ngày đến ngày, mỗi năm; có thể vắt qua cuối năm.", {"first": _FIRST, "last": _LAST}, ("first", "last")),
        ),
        "dates": _list("Ngày cụ thể", "Các ngày áp dụng ghi rõ từng ngày, kể cả ngày nghỉ.", _DATE),
        "except_dates": _list("Trừ các ngày", "Các ngày không áp dụng dù đúng mọi điều khác.", _DATE),
        "make_up_day_stands_in": {
            "type": "boolean",
            "title": "Ngày làm bù thay thế",
            "description": "true: ngày làm bù cho một ngày áp dụng bị nghỉ cũng là ngày áp dụng. Mặc định là false.",
        },
    },
)

_HOURS = _list(
    "Giờ riêng của mô hình",
    "Giờ mở cửa vào ngày áp dụng khi khác giờ cơ quan. Mục đầu tiên có khoảng ngày đúng thì dùng; không có thì theo giờ cơ quan.",
    _mapping(
        "Giờ",
        "Ghi sessions, hoặc ghi mở sớm, đóng muộn so với giờ cơ quan.",
        {
            "first": _FIRST,
            "last": _LAST,
            "sessions": _list("Các buổi", "Các buổi theo thứ tự trong ngày.", _text("session", "Buổi", "Từ giờ đến giờ, HH:MM-HH:MM.")),
            "opens_earlier": _number(1, 360, "Mở sớm", "Số phút mỗi buổi mở sớm hơn giờ cơ quan."),
            "closes_later": _number(1, 360, "Đóng muộn", "Số phút mỗi buổi đóng muộn hơn giờ cơ quan."),
        },
    ),
)

_DUE = _mapping(
    "Hạn trả",
    "Ghi đúng một trong at, before, by, minutes, working_minutes, working_hours.",
    {
        "working_days": _number(0, 250, "Số ngày làm việc", "0 là ngay trong ngày nhận; 1 là ngày làm việc kế tiếp."),
        "at": {
            "enum": ["closing", "session_end", "processing_time", None],
            "title": "Vào lúc",
            "description": "closing: cả ngày, giấy hẹn in giờ đóng cửa; session_end: hết buổi nhận, nhận giữa hai buổi thì hết buổi kế "
            "tiếp; processing_time: theo thời hạn luật, mô hình không hứa hạn riêng.",
        },
        "before": _text("time-of-day", "Trước giờ", "Đúng giờ này đã là trễ.", absent=True),
        "by": _text("time-of-day", "Chậm nhất lúc", "Đúng giờ này vẫn là đúng hạn.", absent=True),
        "minutes": _number(1, 1440, "Số phút", "Số phút theo đồng hồ kể từ lúc nhận; xem if_closed khi lúc đó đã đóng cửa."),
        "if_closed": {
            "enum": ["next_opening", "unchanged", None],
            "title": "Khi đã đóng cửa",
            "description": "Đi cùng minutes. next_opening: hạn rơi vào lúc đóng cửa thì dời đến lúc mở cửa kế tiếp (mặc định); "
            "unchanged: vẫn giữ.",
        },
        "working_minutes": _number(1, 60000, "Số phút làm việc", "Số phút làm việc kể từ lúc nhận."),
        "working_hours": _number(1, 1000, "Số giờ làm việc", "Số giờ làm việc kể từ lúc nhận."),
    },
)

_VIETNAMESE = _mapping(
    "Tham số của cam kết",
    "Những ngày áp dụng, buổi và giờ mở cửa, và hạn trả của từng khung giờ nhận hồ sơ.",
    {
        "days": _DAYS,
        "hours": _HOURS,
        "sessions": _one_of(
            PARTS_OF_DAY,
            "Buổi",
            "Chỉ nhận trong các buổi này: morning bắt đầu trước 12:00, afternoon trước 17:00, evening từ 17:00. Không ghi là cả ngày. "
            "Hồ sơ nhận ngoài các buổi này, kể cả giữa hai buổi, không thuộc mô hình; khi receipts_outside_hours của danh mục là "
            "next_opening thì tính từ lúc buổi kế tiếp mở.",
        ),
        "services": _one_of(("receive", "resolve", "return"), "Việc làm trong ngày", "Nhận, giải quyết, trả kết quả; không ghi là cả ba."),
        "awaits": {
            "enum": ["result", "turn", None],
            "title": "Hạn của việc gì",
            "description": "result: trả kết quả (mặc định); turn: đến lượt nộp hồ sơ, không phải hạn của kết quả.",
        },
        "counts_from": _mapping(
            "Tính từ ngày làm việc kế tiếp",
            "Nhận sau giờ ghi ở after thì tính như nhận lúc ghi ở at của ngày làm việc kế tiếp.",
            {
                "after": _text("time-of-day", "Sau giờ", "Nhận sau giờ này; đúng giờ này vẫn tính từ lúc nhận."),
                "at": _text("time-of-day", "Từ lúc", "Giờ của ngày làm việc kế tiếp mà hạn bắt đầu tính."),
            },
            ("after", "at"),
        ),
        "windows": _list(
            "Khung giờ nhận hồ sơ",
            "Khung đầu tính từ đầu ngày; mỗi khung sau bắt đầu sau giờ ghi ở after. Không ghi là chỉ nhận, trả theo thời hạn luật.",
            _mapping(
                "Khung giờ",
                "Nhận trong khung này thì trả theo hạn ghi ở due.",
                {
                    "after": _text("time-of-day", "Sau giờ", "Nhận sau giờ này; đúng giờ này vẫn thuộc khung trước.", absent=True),
                    "due": _DUE,
                },
                ("due",),
            ),
        ),
    },
    ("days",),
)

PARAMETERS: Mapping[str, Any] = with_english(_VIETNAMESE)
