"""Random small catalogs in which nearly every key of the schemas is stated and takes part in an answer.

A catalog is a mapping of file names to plain data, so that one fact can be changed at a time. The days lie in one year; the story is
dense enough that a change of any date, time or name moves an answer to some receipt.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping
    from pathlib import Path

Data = dict[str, Any]
Files = dict[str, Data]

KINDS = {
    "manifest.yaml": "manifest",
    "legal.yaml": "legal",
    "sources.yaml": "sources",
    "offices.yaml": "offices",
    "closures.yaml": "closures",
}
"""Files at the top of the folder -> their kinds; the other kinds follow from the folder."""

CHANNELS = ("in_person", "online", "postal")


def kind_of(name: str) -> str:
    """Return the kind of a file by its name."""
    return KINDS.get(name) or {"calendar": "calendar", "models": "model", "rosters": "roster"}.get(
        name.split("/", maxsplit=1)[0], "procedure"
    )


def write(files: Mapping[str, Data], folder: Path) -> None:
    """Write the files that differ from those in the folder; JSON is valid YAML."""
    for name, data in files.items():
        path = folder / name
        content = json.dumps(data, ensure_ascii=False)
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")


def random_catalog(chance: random.Random) -> Files:
    """Return a catalog; amounts, units, cutoffs and some dates are random."""
    return {
        "manifest.yaml": _manifest(),
        "legal.yaml": {"kind": "legal", "documents": [_document(number) for number in range(1, 7)]},
        "sources.yaml": {
            "kind": "sources",
            "sources": [
                {"id": f"NGUON-{number}", "type": "document", "reference": f"Nguồn {number}", "as_of": "2024", "note": None}
                for number in (1, 2)
            ],
        },
        "offices.yaml": _offices(chance),
        "closures.yaml": _closures(),
        "calendar/lich.yaml": _calendar(),
        **{f"models/{model['id']}.yaml": model for model in _models(chance)},
        **{f"{p['level']}/{p['field']}/{p['code']}.yaml": p for p in _procedures(chance)},
    }


def receipts() -> list[dt.datetime]:
    """Return moments of receipt around everything that happens in the catalogs, in an order that shows differences early."""
    first = ["2024-03-08 15:45:00", "2024-04-26 09:00:00", "2024-07-05 15:45:00", "2024-05-07 07:15:00"]
    days = ["03-08", "05-10", "03-09", "05-07", "06-28", "09-02", "12-27", "04-26", "05-04", "02-02", "06-03", "06-04", "07-05", "11-01"]
    days += ["01-05", "01-12", "03-29", "04-01", "04-30", "05-01", "05-02", "05-03", "05-05", "05-31", "06-14", "06-15", "07-01", "08-30"]
    days += ["04-02", "10-01", "10-31", "09-06", "06-30", "01-31", "02-01", "02-06", "03-05", "04-06", "07-02", "12-31", "01-02", "01-01"]
    times = ["15:45:00", "07:15:00", "11:45:00", "15:30:30", "18:30:00", "10:15:00", "14:30:00", "16:45:00", "12:45:00", "09:00:00"]
    other = [f"2024-{day} {time}" for n, time in enumerate(times) for day in days[n % 2 :: 2]]
    return [dt.datetime.fromisoformat(moment) for moment in (*first, *other)]


def _cited(number: int, provision: str = "Điều 1") -> list[Data]:
    return [{"document": f"VB-{number}", "provision": provision}]


def _manifest() -> Data:
    conventions = ("minute-precision", "closed-day-receipt", "earlier-governs", "term-of-days", "excluded-cases")
    return {
        "kind": "manifest",
        "id": "mau",
        "version": "2024.01.01",
        "title": "Danh mục mẫu",
        "title_en": "Sample catalog",
        "reviewed_on": None,
        "calendar": "lich",
        "time_precision": "minute",
        "statutory_policy": "processing-time",
        "fields": [{"id": id, "name": id.title(), "name_en": id.upper()} for id in ("ho-tich", "chung-thuc")],
        "levels": [
            {
                "level": level,
                "title": title,
                "title_en": title_en,
                "procedures": None,
                "fields": None,
                "default_office": office,
                "commitments": models,
                **({"default_office_changes": [{"effective_from": "2024-11-25", "office": "xa-ba", "basis": None}]} if models else {}),
            }
            for level, title, title_en, office, models in (
                ("commune", "Cấp xã", "Commune level", "xa-mau", ["thu-sau", "cuoi-tuan", "dau-thang", "ngay-rieng"]),
                ("district", "Cấp huyện", "District level", "huyen-mau", []),
            )
        ],
        "conventions": [{"id": id, "text": f"Quy ước {id}.", "text_en": f"Convention {id}.", "citations": _cited(6)} for id in conventions],
        "note": None,
    }


def _document(number: int) -> Data:
    return {
        "id": f"VB-{number}",
        "number": f"{number}/2023/NĐ-CP",
        "type": "decree",
        "title": f"Nghị định {number}",
        "issuer": "Chính phủ",
        "issued_on": "2024-05-07" if number == 3 else "2023-01-01",
        "effective_from": "2024-06-01" if number == 3 else "2023-02-01",
        "effective_until": "2024-11-15" if number == 1 else None,
        **({"replaced_by": ["VB-3"]} if number == 1 else {}),
        "url": "https://example.vn/" + str(number),
        "source": "NGUON-1",
        "note": None,
    }


def _offices(chance: random.Random) -> Data:
    opens = chance.choice(["07:00", "07:30"])
    seasons = [("04-01", "10-31", [f"{opens}-11:30", "13:30-17:00"]), ("11-01", "03-31", ["07:30-12:00", "13:00-16:30"])]
    basis = {"document": "VB-5", "provision": "Điều 6"}
    ended = {
        "effective_until_basis": basis,
        "succeeded_by": [{"office": "xa-mau", "name": "Bộ phận xa-mau", "part": "whole", "basis": basis}],
        "changes": [{"effective_from": "2024-06-03", "basis": None, "hours": "mua", "name": "Bộ phận mới", "name_en": "New desk"}],
    }
    hours = [("mua", seasons), ("khac", [("01-01", "12-31", ["08:00-12:00", "13:00-17:00"])])]
    return {
        "kind": "offices",
        "hours": [
            {
                "id": id,
                "seasons": [{"first": first, "last": last, "sessions": sessions} for first, last, sessions in parts],
                "citations": _cited(5),
                "source": "NGUON-1",
                "note": None,
            }
            for id, parts in hours
        ],
        "offices": [
            {
                "id": id,
                "name": f"Bộ phận {id}",
                "name_en": None,
                "level": level,
                "hours": own,
                "effective_from": start,
                "effective_until": until,
                "source": "NGUON-1",
                "note": None,
                **more,
            }
            for id, level, own, start, until, more in (
                ("xa-mau", "commune", "mua", None, None, {}),
                ("xa-hai", "commune", "khac", "2024-02-02", "2024-07-01", ended),
                ("xa-ba", "commune", "khac", None, None, {}),
                ("huyen-mau", "district", "khac", None, None, {"receives_for": [{"level": "commune", "hours_of": "receiving"}]}),
                ("huyen-hai", "district", "khac", None, None, {"receives_for": [{"office": "xa-mau", "hours_of": "responsible"}]}),
            )
        ],
    }


def _closures() -> Data:
    """Return a half day, two days at every desk of the communes, and a Saturday on which one desk opens."""
    parts: tuple[tuple[str, str, str, Data], ...] = (
        ("nua-ngay", "closed", "2024-03-08", {"offices": ["xa-mau"], "sessions": ["13:00-16:30"]}),
        ("bao", "closed", "2024-09-05", {"levels": ["commune"], "until": "2024-09-06", "effect": {"law": "next_opening"}}),
        ("mo-them", "open", "2024-06-01", {"offices": ["xa-mau"], "sessions": ["08:00-11:00"], "effect": {"commitment": "working_day"}}),
    )
    return {
        "kind": "closures",
        "closures": [
            {
                "id": id,
                "kind": kind,
                "date": date,
                "reason": f"Lý do {id}",
                "reason_en": f"Reason {id}",
                "citation": {"document": "VB-5", "provision": "Điều 5"},
                "announced_on": "2024-03-01",
                "note": None,
                **more,
            }
            for id, kind, date, more in parts
        ],
    }


def _calendar() -> Data:
    days = [
        ("2024-01-02", "holiday", "verified", None),
        ("2024-04-26", "swap_off", "verified", "2024-05-04"),
        ("2024-05-01", "holiday", "derived", None),
        ("2024-05-02", "compensatory", "secondary", None),
        ("2024-05-04", "swap_work", "verified", "2024-04-26"),
        ("2024-12-26", "holiday", "expected", None),
    ]
    return {
        "kind": "calendar",
        "id": "lich",
        "title": "Lịch",
        "base_country": "VN",
        "time_zone": "Asia/Ho_Chi_Minh",
        "rest_days": ["saturday", "sunday"],
        "covers_from": "2024-01-01",
        "covers_until": "2025-01-01",
        "decided_through": "2024-08-31",
        "reviewed_on": None,
        "days": [
            {
                "date": date,
                "kind": kind,
                "name": f"Ngày {date[5:]}",
                "status": status,
                "decision": f"{date[8:]}/TB",
                "announced_on": "2024-01-01",
                "swap_with": partner,
                "source": "NGUON-1",
                "note": None,
            }
            for date, kind, status, partner in days
        ],
    }


def _models(chance: random.Random) -> list[Data]:
    cutoff = chance.choice(["15:00", "15:40"])
    friday = {
        "days": {"weekdays": ["friday"], "except_dates": ["2024-06-28"]},
        "windows": [
            {"due": {"working_days": 0, "at": "closing"}},
            {"after": cutoff, "due": {"working_days": 1, "before": chance.choice(["09:00", "10:00"])}},
        ],
    }
    weekend = {
        "days": {"weekdays": ["saturday"], "kinds": ["rest_day", "working_day"], "make_up_day_stands_in": False},
        "hours": [{"first": "01-01", "last": "12-31", "sessions": ["07:00-11:50"]}],
        "sessions": ["morning"],
        "windows": [{"due": {"working_minutes": chance.choice([60, 90])}}],
    }
    first_tuesday = {
        "days": {"weekdays": ["tuesday"], "of_month": ["first"], "seasons": [{"first": "01-01", "last": "06-30"}]},
        "hours": [{"first": "01-01", "last": "12-31", "opens_earlier": 30, "closes_later": 60}],
        "services": ["receive", "resolve", "return"],
        "awaits": "result",
        "windows": [
            {"due": {"working_minutes": 45}},
            {"after": "09:30", "due": {"minutes": 150}},
            {"after": "11:00", "due": {"working_days": 0, "at": "closing"}},
            {"after": "14:00", "due": {"working_days": 2, "by": "10:30"}},
        ],
    }
    own_dates = {
        "days": {"dates": ["2024-05-10", "2024-06-14"], "kinds": ["working_day", "public_holiday"]},
        "windows": [{"due": {"working_hours": chance.choice([2, 3])}}, {"after": "15:00", "due": {"at": "processing_time"}}],
    }
    scopes: dict[str, Data] = {
        "thu-sau": {
            "levels": ["commune"],
            "offices": [],
            "fields": [],
            "include": [],
            "exclude": ["1.000002"],
            "exclude_cases": ["xac-minh"],
        },
        "cuoi-tuan": {"levels": [], "offices": ["xa-mau"], "fields": ["ho-tich"], "include": [], "exclude": [], "exclude_cases": []},
        "dau-thang": {"levels": [], "offices": [], "fields": [], "include": ["1.000001"], "exclude": [], "exclude_cases": []},
        "ngay-rieng": {"levels": ["commune"], "offices": [], "fields": [], "include": [], "exclude": [], "exclude_cases": []},
    }
    parts = (
        ("thu-sau", "promise", "2024-01-06", None, friday),
        ("cuoi-tuan", "target", "2023-01-01", None, weekend),
        ("dau-thang", "promise", "2023-01-01", "2024-06-04", first_tuesday),
        ("ngay-rieng", "promise", "2023-01-01", None, own_dates),
    )
    return [
        {
            "kind": "model",
            "id": id,
            "title": f"Mô hình {id}",
            "title_en": f"Model {id}",
            "policy": "service-days",
            "effective_from": start,
            "effective_until": until,
            "citations": _cited(number),
            "scope": scopes[id],
            "strength": strength,
            "parameters": parameters,
            "notices": [
                {"from": "2024-02-02", "until": "2024-07-05", "levels": ["commune"], "text": f"Lưu ý {id}.", "text_en": f"Notice {id}."}
            ],
            "note": None,
        }
        for number, (id, strength, start, until, parameters) in enumerate(parts, 1)
    ]


def time_of(amount: int, unit: str, **more: Any) -> Data:
    """Return a processing time."""
    rest: Data = {
        "after": None,
        "then_working_days": None,
        "only_if_not_resolved_at_once": False,
        "at_most": None,
        "disputed": False,
        "citations": _cited(4),
        "note": "Ghi chú thời hạn.",
    }
    return {"amount": amount, "unit": unit, **rest, **more}


_FREE: Data = {"status": "free", "scope": None, "items": [], "cap_amount": None, "cap_per": None, "citations": [], "note": None}


def _fee() -> Data:
    item = {"amount": 5000, "per": "trường hợp", "from_nth": 1, "applies_to": "bản chính"}
    return {
        **_FREE,
        "status": "known",
        "scope": "provincial",
        "items": [item],
        "cap_amount": 9000,
        "cap_per": "bản",
        "citations": _cited(4),
    }


def _component(id: str, **more: Any) -> Data:
    rest: Data = {
        "form": None,
        "originals": 1,
        "copies": 0,
        "action": "submit",
        "channels": [],
        "any_of": None,
        "condition": None,
        "optional": False,
        "name_adapted": None,
        "source": "NGUON-1",
        "quantity_source": "NGUON-1",
        "note": None,
    }
    return {"id": id, "name": f"Giấy {id}", **rest, **more}


def _components() -> list[Data]:
    return [
        _component("to-khai"),
        _component("cccd", action="present", any_of="tuy-than"),
        _component("ho-chieu", action="present", any_of="tuy-than"),
        _component("anh", channels=["online"]),
        _component("uy-quyen", condition={"id": "uy-quyen", "text": "Ủy quyền"}),
        _component("ban-sao", optional=True),
    ]


def _cases(chance: random.Random) -> list[Data]:
    def case(id: str, commitment: str, reason: str | None, **own: Any) -> Data:
        rest: Data = {"processing_time": None, "extends_by": None, "agreed_in_writing": False, "citations": _cited(3), "note": None}
        return {
            "id": id,
            "name": f"Trường hợp {id}",
            "name_en": f"Case {id}",
            "commitment": commitment,
            "commitment_reason": reason,
            **rest,
            **own,
        }

    return [
        case("xac-minh", "covered", None, processing_time=time_of(chance.choice([10, 15]), "calendar_day")),
        case("phuc-tap", "covered", None, extends_by={"amount": 2, "unit": "working_day"}),
        case("nhanh", "covered", None, processing_time=time_of(0, "same_day", after="14:00", then_working_days=1, disputed=True)),
        case("thoa-thuan", "excluded", "Hẹn bằng văn bản.", agreed_in_writing=True),
    ]


def _online_cases(cases: list[Data]) -> list[Data]:
    """Return the online times of those of two cases that exist."""
    counted = time_of(3, "working_day", counts_from={"after": "15:00", "at": "09:00"}, disputed=True)
    at_once = time_of(0, "same_day", after="14:00", then_working_days=2, only_if_not_resolved_at_once=True)
    times = {"xac-minh": counted, "nhanh": at_once}
    return [{"case": case["id"], "processing_time": times[case["id"]]} for case in cases if case["id"] in times]


def _edition(chance: random.Random, id: str, start: str | None, until: str | None, **own: Any) -> Data:
    basis = {"document": "VB-1", "provision": "Điều 2"}
    own.setdefault("processing_time", time_of(chance.choice([3, 4]), "working_day", disputed=True))
    cases = own.setdefault("cases", _cases(chance))
    online = own.pop("online", time_of(2, "working_day", disputed=True))
    return {
        "id": id,
        "effective_from": start,
        "effective_from_basis": basis if start else None,
        "effective_until": until,
        "effective_until_basis": {"document": "VB-2", "provision": "Điều 3"} if until else None,
        "name": f"Thủ tục {id}",
        "corrected_name": None,
        "name_status": "verbatim",
        "other_names": ["Tên khác"],
        "authority": "Ủy ban nhân dân",
        "processing_time_note": None,
        "channels": [
            {"channel": "in_person", "processing_time": None, "fee": None, "note": None},
            {"channel": "online", "processing_time": online, "fee": None, "note": None, "cases": _online_cases(cases)},
        ],
        "channels_note": None,
        "components": _components(),
        "components_note": None,
        "fee": _fee(),
        "results": ["Kết quả"],
        "legal_basis": ["VB-1"],
        "provenance": {"name": [{"source": "NGUON-1", "locator": "trang 1"}]},
        "notes": ["Ghi chú"],
        **own,
    }


def _procedures(chance: random.Random) -> list[Data]:
    cutoff = time_of(0, "same_day", after="15:00", then_working_days=1, only_if_not_resolved_at_once=True)
    hours = time_of(chance.choice([6, 9]), "working_hour")
    parts = (
        ("1.000001", "commune", "ho-tich", [_edition(chance, "mot", None, "2024-04-02"), _edition(chance, "hai", "2024-04-02", None)], []),
        (
            "1.000002",
            "commune",
            "chung-thuc",
            [
                _edition(chance, "ba", "2024-02-01", "2024-07-02", processing_time=cutoff, online={**cutoff, "then_working_days": 3}),
                _edition(chance, "bon", "2024-07-02", None, processing_time=hours, cases=_cases(chance)[:1]),
            ],
            [],
        ),
        (
            "1.000003",
            "district",
            "ho-tich",
            [_edition(chance, "nam", None, "2024-07-01", processing_time=None, processing_time_note="Chưa rõ.", cases=_cases(chance)[:1])],
            [{"level": "commune", "code": "1.000001", "name": "Thủ tục xã", "decision": "1/QĐ", "source": "NGUON-1", "note": None}],
        ),
    )
    return [
        {
            "kind": "procedure",
            "code": code,
            "level": level,
            "field": field,
            "membership": {"status": "reconstructed", "reason": "Lý do", "rationale": "Vì", "rank": 1, "confidence": "cao"},
            "printed_codes": [{"printed": f"{code}.000.00.00.H23", "source": "NGUON-1"}],
            "reviewed_on": None,
            "editions": editions,
            "succeeded_by": successors,
            "succession_note": None,
            "later": {
                "as_of": "2026",
                "name": "Tên sau",
                "level": "commune",
                "field": "Hộ tịch",
                "decision": "2/QĐ",
                "change": "Đổi tên",
                "source": "NGUON-1",
                "locator": "trang 2",
            },
        }
        for code, level, field, editions, successors in parts
    ]
