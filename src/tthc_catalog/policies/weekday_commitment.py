"""The commitment of certain weekdays: on a model day, results come in windows set by any number of cutoffs.

The plan of Thanh Hà is ``weekdays: [friday]`` with one cutoff at 15:30 (clause II.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.messages import text
from tthc_catalog.policies.contract import Bound, DueOnWorkingDay, NotCovered, PolicySpec, Rule, Segment

if TYPE_CHECKING:
    from tthc_catalog.calendars.day import Day
    from tthc_catalog.catalog.model import Citation

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

NOT_MODEL_DAY = "not-model-day"


@attrs.frozen(kw_only=True)
class WeekdayCommitment:
    """Promises on certain working weekdays; see `SPEC` for the parameters."""

    weekdays: frozenset[int]
    make_up_day_stands_in: bool
    windows: tuple[Segment, ...]
    rules: Mapping[str, Rule]
    varies_by_date: bool = False

    def segments(self, day: Day) -> Sequence[Segment]:
        """The windows on a model day; not covered on another working day; closed on a day off."""
        if not day.working:
            return ()
        weekday = day.make_up_for_weekday if day.make_up and self.make_up_day_stands_in else day.weekday
        if weekday in self.weekdays:
            return self.windows
        return (Segment(start=0, outcome=NotCovered(reason=NOT_MODEL_DAY), rule=NOT_MODEL_DAY),)


def clock(minute: int) -> str:
    """A minute of the day as slips print it, ``15:30``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute_of(time: str) -> int:
    """The minute of the day of a validated ``HH:MM``."""
    return int(time[:2]) * 60 + int(time[3:])


def build(parameters: Mapping[str, Any], citations: tuple[Citation, ...]) -> WeekdayCommitment:
    """Make the commitment from validated parameters."""
    days = parameters["days"]
    weekdays = frozenset(WEEKDAYS.index(name) + 1 for name in days["weekdays"])
    names = {lang: ", ".join(text(f"weekday.{number}", lang) for number in sorted(weekdays)) for lang in ("vi", "en")}
    rules = {
        NOT_MODEL_DAY: Rule(
            id=NOT_MODEL_DAY,
            text=text("policy.weekday.not-model-day", "vi", days=names["vi"]),
            text_en=text("policy.weekday.not-model-day", "en", days=names["en"]),
            citations=citations,
        )
    }
    windows: list[Segment] = []
    for window in parameters["windows"]:
        start = minute_of(window["after"]) if window.get("after") else 0
        outcome = _due(window["due"])
        rule = f"after-{clock(start)}" if window.get("after") else "from-opening"
        rules[rule] = Rule(
            id=rule,
            text=_window_text(window.get("after"), outcome, "vi"),
            text_en=_window_text(window.get("after"), outcome, "en"),
            citations=citations,
        )
        windows.append(Segment(start=start, after=bool(window.get("after")), outcome=outcome, rule=rule))
    return WeekdayCommitment(
        weekdays=weekdays, make_up_day_stands_in=bool(days.get("make_up_day_stands_in", False)), windows=tuple(windows), rules=rules
    )


def _due(due: Mapping[str, Any]) -> DueOnWorkingDay:
    for bound in ("before", "by"):
        if due.get(bound):
            exact: Bound = "before" if bound == "before" else "by"
            return DueOnWorkingDay(working_days=due["working_days"], minute=minute_of(due[bound]), bound=exact)
    return DueOnWorkingDay(working_days=due["working_days"])


def _window_text(after: str | None, outcome: DueOnWorkingDay, lang: str) -> str:
    received = text("policy.weekday.received-after", lang, time=after) if after else text("policy.weekday.received", lang)
    return f"{received} {due_text(outcome, lang)}"


def due_text(outcome: DueOnWorkingDay, lang: str) -> str:
    """In words, when a result is due: ``before 09:00 of the next working day``."""
    if outcome.working_days == 0:
        day = text("policy.due.same-day", lang)
    elif outcome.working_days == 1:
        day = text("policy.due.next-working-day", lang)
    else:
        day = text("policy.due.nth-working-day", lang, n=outcome.working_days)
    if outcome.minute is None:
        return text("policy.due.day", lang, day=day)
    return text(f"policy.due.{outcome.bound}", lang, day=day, time=clock(outcome.minute))


def check(parameters: Mapping[str, Any]) -> list[tuple[tuple[str | int, ...], str, Mapping[str, str]]]:
    """Faults a schema cannot say: the first window starts the day, cutoffs ascend, a due time is said once."""
    faults: list[tuple[tuple[str | int, ...], str, Mapping[str, str]]] = []
    previous: str | None = None
    for index, window in enumerate(parameters["windows"]):
        after, due = window.get("after"), window["due"]
        place = ("windows", index)
        if index == 0 and after:
            faults.append(((*place, "after"), "policy.fault.first-window-after", {}))
        if index > 0 and not after:
            faults.append((place, "policy.fault.window-without-after", {}))
        if after and previous and after <= previous:
            faults.append(((*place, "after"), "policy.fault.cutoffs-ascend", {"time": after, "previous": previous}))
        previous = after or previous
        said = [key for key in ("at", "before", "by") if due.get(key)]
        if len(said) != 1:
            faults.append(((*place, "due"), "policy.fault.one-due-time", {"said": ", ".join(said) or "-"}))
        elif due["working_days"] == 0 and said[0] != "at" and after and minute_of(due[said[0]]) <= minute_of(after):
            faults.append(((*place, "due", said[0]), "policy.fault.due-before-receipt", {"time": due[said[0]], "after": after}))
    return faults


_TIME = {"type": ["string", "null"], "format": "time-of-day"}

SPEC = PolicySpec(
    id="weekday-commitment",
    version="1",
    title="Cam kết theo ngày trong tuần",
    title_en="Commitment on certain weekdays",
    parameters={
        "type": "object",
        "additionalProperties": False,
        "required": ["days", "windows"],
        "title": "Tham số của cam kết",
        "description": "Những ngày áp dụng và các khung giờ nhận hồ sơ trong ngày.",
        "properties": {
            "days": {
                "type": "object",
                "additionalProperties": False,
                "required": ["weekdays"],
                "title": "Ngày áp dụng",
                "description": "Những ngày làm việc mà cam kết có hiệu lực.",
                "properties": {
                    "weekdays": {
                        "type": "array",
                        "minItems": 1,
                        "uniqueItems": True,
                        "title": "Thứ trong tuần",
                        "description": "Viết bằng tiếng Anh: monday là thứ Hai, friday là thứ Sáu.",
                        "items": {"enum": list(WEEKDAYS), "title": "Thứ", "description": "Một ngày trong tuần."},
                    },
                    "make_up_day_stands_in": {
                        "type": "boolean",
                        "title": "Ngày làm bù thay thế",
                        "description": "true: ngày làm bù cho một ngày áp dụng bị nghỉ cũng là ngày áp dụng. Mặc định là false.",
                    },
                },
            },
            "windows": {
                "type": "array",
                "minItems": 1,
                "title": "Khung giờ nhận hồ sơ",
                "description": "Khung đầu tính từ đầu ngày; mỗi khung sau bắt đầu sau giờ ghi ở after.",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["due"],
                    "title": "Khung giờ",
                    "description": "Nhận trong khung này thì trả theo hạn ghi ở due.",
                    "properties": {
                        "after": {**_TIME, "title": "Sau giờ", "description": "Nhận sau giờ này; đúng giờ này vẫn thuộc khung trước."},
                        "due": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["working_days"],
                            "title": "Hạn trả",
                            "description": "Ngày và giờ phải trả kết quả; ghi đúng một trong at, before, by.",
                            "properties": {
                                "working_days": {
                                    "type": "integer",
                                    "minimum": 0,
                                    "maximum": 250,
                                    "title": "Số ngày làm việc",
                                    "description": "0 là ngay trong ngày nhận; 1 là ngày làm việc kế tiếp.",
                                },
                                "at": {
                                    "enum": ["closing", None],
                                    "title": "Vào lúc",
                                    "description": "closing: cả ngày, giấy hẹn in giờ đóng cửa.",
                                },
                                "before": {**_TIME, "title": "Trước giờ", "description": "Đúng giờ này đã là trễ."},
                                "by": {**_TIME, "title": "Chậm nhất lúc", "description": "Đúng giờ này vẫn là đúng hạn."},
                            },
                        },
                    },
                },
            },
        },
    },
    build=build,
    check=check,
)
