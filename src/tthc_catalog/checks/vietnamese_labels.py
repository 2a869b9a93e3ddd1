"""The Vietnamese labels of keys and values: what people type where the files have an English word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Schema = Mapping[str, Any]

LEVELS = {"xã": "commune", "cấp xã": "commune", "phường": "commune", "thị trấn": "commune", "huyện": "district", "cấp huyện": "district"}
"""The usual name of a level -> its id."""

_WORDS = {
    **LEVELS,
    "chính thức": "official",
    "tháng": "month",
    "năm": "year",
    "giờ làm việc": "working_hour",
    "phút làm việc": "working_minute",
    "trong ngày": "same_day",
    "ngay trong ngày": "same_day",
    "ngày lịch": "calendar_day",
    "trực tiếp": "in_person",
    "nộp trực tiếp": "in_person",
    "trực tuyến": "online",
    "nộp trực tuyến": "online",
    "qua mạng": "online",
    "bưu chính": "postal",
    "bưu điện": "postal",
    "qua bưu chính": "postal",
    "qua bưu điện": "postal",
    "áp dụng": "covered",
    "loại trừ": "excluded",
    "miễn phí": "free",
    "không thu phí": "free",
    "chưa biết": "unknown",
    "không rõ": "unknown",
    "trung ương": "national",
    "tỉnh": "provincial",
}


def of_choices(schema: Schema) -> dict[str, str]:
    """Return label -> value for the values of a schema: the usual words, and the explanations in its description."""
    explained = re.findall(r"([a-z_]+): ([^;:.]+)", schema.get("description", ""))
    return {**{label.strip(): value for value, label in explained}, **_WORDS}


def of_keys(schema: Schema, keys: Iterable[str]) -> dict[str, str]:
    """Return title -> key for keys of a mapping."""
    properties = schema.get("properties", {})
    return {properties[key]["title"]: key for key in keys if "title" in properties.get(key, {})}
