"""The text of ``tthc diff``: every kind of change is a sentence in both languages, without text keys or Python values."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from channel_catalog import ONE_DAY, with_own_time

from tthc_catalog.comparison.catalog_versions import Version
from tthc_catalog.comparison.difference_lines import as_text, outline
from tthc_catalog.comparison.due_change_text import outcome_text
from tthc_catalog.comparison.fact_changes import as_in_force, compare_catalogs
from tthc_catalog.comparison.fact_labels import label, value_text
from tthc_catalog.comparison.promise_changes import compare_due_dates
from tthc_catalog.loading import load_catalog
from tthc_catalog.messages import text
from tthc_catalog.policies.contract import DueAfterMinutes, DueAfterWorkingMinutes, DueOnCalendarDay, DueOnWorkingDay
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.procedure import ProcessingTime
from tthc_catalog.registry import Registry
from tthc_catalog.timetable.compiler import Compiler

if TYPE_CHECKING:
    from collections.abc import Callable

CODE = "1.004873"
FIRST, UNTIL = dt.date(2025, 5, 1), dt.date(2026, 5, 1)


def comparison_text(before: Catalog, after: Catalog, day: dt.date | None = None) -> dict[str, str]:
    """Return the comparison as text in both languages, over one year of receipts."""
    sides = [Version(named=name, catalog=catalog, day=day) for name, catalog in (("A", before), ("B", after))]
    due = compare_due_dates(Compiler(before, Registry()), Compiler(after, Registry()), first=FIRST, until=UNTIL)
    facts = compare_catalogs(before, after)
    return {lang: as_text(outline(*sides, facts, due, lang), lang) for lang in ("vi", "en")}


def edition(catalog: Catalog, change: Callable[[Any], Any]) -> Catalog:
    """Return the catalog with the editions of one procedure changed."""
    changed = (attrs.evolve(p, editions=tuple(map(change, p.editions))) if p.code == CODE else p for p in catalog.procedures)
    return attrs.evolve(catalog, procedures=tuple(changed))


def test_the_channels_of_a_change_are_named() -> None:
    """The line of a change names the channels it concerns, and a rewritten time of a channel is noted at its edition."""
    catalog = load_catalog()
    changed = with_own_time(catalog, CODE, "online", ONE_DAY)
    texts = comparison_text(catalog, changed)
    assert f"Cấp xã: {CODE} · nộp trực tuyến" in texts["vi"]
    assert f"Commune level: {CODE} · filed online" in texts["en"]
    assert "Thời hạn riêng" in texts["vi"]
    assert text("comparison.rewritten", "vi") in texts["vi"]
    others = edition(changed, lambda e: attrs.evolve(e, processing_time=attrs.evolve(e.processing_time, amount=4)))
    assert f"{CODE} · nộp trực tiếp, qua bưu chính" in comparison_text(changed, others)["vi"]


def no_time(catalog: Catalog) -> Catalog:
    """Make the processing time of one procedure unknown."""
    return edition(catalog, lambda e: attrs.evolve(e, processing_time=None))


def other_case(catalog: Catalog) -> Catalog:
    """Shorten the time of a case."""

    def changed(e: Any) -> Any:
        return attrs.evolve(e, cases=tuple(attrs.evolve(c, processing_time=attrs.evolve(c.processing_time, amount=20)) for c in e.cases))

    return edition(catalog, changed)


def day_off(catalog: Catalog) -> Catalog:
    """Make Friday 24/4/2026 a day off."""
    friday = attrs.evolve(catalog.calendar.days[-1], date=dt.date(2026, 4, 24), kind="holiday", name="Nghỉ", swap_with=None)
    return attrs.evolve(catalog, calendar=attrs.evolve(catalog.calendar, days=(*catalog.calendar.days, friday)))


def short_hours(catalog: Catalog) -> Catalog:
    """Open the office of one commune only in the morning."""
    hours = catalog.hours["hai-duong"]
    short = attrs.evolve(hours, id="ngan", seasons=tuple(attrs.evolve(s, sessions=s.sessions[:1]) for s in hours.seasons))
    office = attrs.evolve(catalog.offices["xa-an-phuong"], hours="ngan")
    return attrs.evolve(catalog, hours={**catalog.hours, "ngan": short}, offices={**catalog.offices, office.id: office})


def no_model(catalog: Catalog) -> Catalog:
    """Remove the commitments of all levels."""
    levels = tuple(attrs.evolve(level, commitments=()) for level in catalog.manifest.levels)
    return attrs.evolve(catalog, manifest=attrs.evolve(catalog.manifest, levels=levels), models={})


def fewer_editions(catalog: Catalog) -> Catalog:
    """Keep only the last edition of each procedure."""
    return attrs.evolve(catalog, procedures=tuple(attrs.evolve(p, editions=p.editions[-1:]) for p in catalog.procedures))


def other_sources(catalog: Catalog) -> Catalog:
    """Change a source, add another, and change a document."""
    sources = {**catalog.sources, "PLAN": attrs.evolve(catalog.sources["PLAN"], note="khác")}
    sources["MOI"] = attrs.evolve(sources["PLAN"], id="MOI")
    documents = {**catalog.documents, "91/2015/QH13": attrs.evolve(catalog.documents["91/2015/QH13"], issued_on=None, kind="code")}
    return attrs.evolve(catalog, sources=sources, documents=documents)


def capped_fee(catalog: Catalog) -> Catalog:
    """Make a fee unknown except for its upper bound."""
    return edition(catalog, lambda e: attrs.evolve(e, fee=attrs.evolve(e.fee, status="unknown", items=(), cap_amount=8000, cap_per="bản")))


def fee_by_the_state(catalog: Catalog) -> Catalog:
    """Change who sets the fee, a field that the sentence about the fee leaves out."""
    return edition(catalog, lambda e: attrs.evolve(e, fee=attrs.evolve(e.fee, scope="national")))


CHANGES: dict[Callable[[Catalog], Catalog], list[tuple[str, str]]] = {
    no_time: [
        (
            "trong 3 ngày làm việc → không có hạn (không phải ngày áp dụng mô hình)",
            "within 3 working days → no due time (not a model day)",
        )
    ],
    other_case: [
        ("Cấp xã: 1.004873 · trường hợp xac-minh", "Commune level: 1.004873 · case xac-minh"),
        ("trong 23 ngày → trong 20 ngày", "within 23 days → within 20 days"),
    ],
    day_off: [
        ("ngày nghỉ, tính như nhận vào ngày làm việc kế tiếp", "a day off, treated as received on the next working day"),
        ("nhận 24/04/2026: 17:00 24/04/2026 → 17:00 28/04/2026", "received 24/04/2026: 17:00 24/04/2026 → 17:00 28/04/2026"),
        ("vẫn là trong 3 ngày làm việc, nhưng rơi vào lúc khác", "still within 3 working days, but at a different time"),
        ("Ngày 2026-04-24: thêm", "Day 2026-04-24: added"),
    ],
    short_hours: [
        ("riêng bộ phận xa-an-phuong", "only at xa-an-phuong"),
        ("Giờ làm việc ngan: thêm", "Office hours ngan: added"),
    ],
    no_model: [
        ("trong ngày (thuộc cam kết) → trong ngày (chỉ theo luật)", "same day (under the commitment) → same day (by law only)"),
        ("Mô hình thu-sau-khong-cho: bỏ", "Model thu-sau-khong-cho: removed"),
        ("bỏ “thu-sau-khong-cho”", "removed “thu-sau-khong-cho”"),
    ],
    fewer_editions: [("Bỏ phiên bản nghi-dinh-23-2015", "Edition nghi-dinh-23-2015 removed")],
    capped_fee: [("tối đa 8.000 đồng/bản", "at most 8.000 đồng per bản")],
    fee_by_the_state: [("Phí, lệ phí › Nơi quy định: provincial → national", "Fee › Scope: provincial → national")],
    other_sources: [
        ("Nguồn: 2 chỗ khác (thêm --all để xem)", "Sources: 2 differences (add --all to see them)"),
        ("Văn bản 91/2015/QH13: thay đổi", "Document 91/2015/QH13: changed"),
        ("24/11/2015 → (không có)", "24/11/2015 → (none)"),
    ],
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_reads_as_a_sentence(catalog: Catalog, change: Callable[[Catalog], Catalog]) -> None:
    """The comparison contains the sentence in Vietnamese and in English, and no text key, field or Python value."""
    shown = comparison_text(catalog, change(catalog))
    for vi, en in CHANGES[change]:
        assert vi in shown["vi"], shown["vi"]
        assert en in shown["en"], shown["en"]
    for whole in shown.values():
        assert not re.search(r"comparison\.|decision\.|None|datetime|\w+\(\w+=|\{\w+\}", whole), whole


def test_two_days_name_them(catalog: Catalog) -> None:
    """A comparison of two days names them and gives no advice on editing."""
    before, after = (as_in_force(catalog, dt.date(2025, 1, day)) for day in (8, 9))
    shown = comparison_text(before, after, day=dt.date(2025, 1, 9))["vi"]
    assert shown.startswith("So sánh danh mục: A (thanh-ha 2026.11.27), theo ngày 09/01/2025 → B")
    assert "Phiên bản nghi-dinh-23-2015 → phiên bản nghi-dinh-07-2025" in shown
    assert "Lưu ý" not in shown


@pytest.mark.parametrize(
    ("outcome", "vi", "en"),
    [
        (DueOnWorkingDay(working_days=0), "trong ngày", "same day"),
        (DueOnWorkingDay(working_days=1), "trong ngày làm việc kế tiếp", "within the next working day"),
        (DueOnWorkingDay(working_days=5), "trong 5 ngày làm việc", "within 5 working days"),
        (DueOnWorkingDay(working_days=0, minute=690), "chậm nhất 11:30 cùng ngày", "by 11:30 on the same day"),
        (
            DueOnWorkingDay(working_days=1, minute=540, bound="before"),
            "trước 09:00 ngày làm việc kế tiếp",
            "before 09:00 on the next working day",
        ),
        (
            DueOnWorkingDay(working_days=2, minute=540),
            "chậm nhất 09:00 ngày làm việc thứ 2 sau ngày nhận",
            "by 09:00 on working day 2 after receipt",
        ),
        (DueOnCalendarDay(calendar_days=23), "trong 23 ngày", "within 23 days"),
        (DueOnCalendarDay(calendar_days=2, then_working_days=3), "trong 2 ngày và 3 ngày làm việc", "within 2 days and 3 working days"),
        (DueAfterWorkingMinutes(minutes=30), "trong 30 phút làm việc", "within 30 working minutes"),
        (DueAfterMinutes(minutes=30), "trong 30 phút", "within 30 minutes"),
    ],
)
def test_every_outcome_has_words(outcome: Any, vi: str, en: str) -> None:
    """The text of every outcome is a few words."""
    assert (outcome_text(outcome, "vi"), outcome_text(outcome, "en")) == (vi, en)


def test_values_read_as_people_write_them(catalog: Catalog) -> None:
    """A value is shown by its own text, its name or its content."""
    season = catalog.hours["hai-duong"].seasons[0]
    component = catalog.procedure(CODE).editions[-1].components[0]
    item = next(item for p in catalog.procedures for item in p.editions[-1].fee.items)
    time = ProcessingTime(amount=3, unit="working_day")
    shown = [value_text(v, "vi") for v in (None, True, False, 5, "x", (), ("a", "b"), {"a": 1}, time, season, component)]
    assert shown[:9] == ["(không có)", "có", "không", "5", "x", "(không có)", "a; b", "{a: 1}", "3 ngày làm việc"]
    assert shown[9:] == ["01/04-31/10: 07:00-11:30; 13:30-17:00", component.name]
    assert value_text(Citation(document="60/2014/QH13", provision="Điều 5"), "vi") == "60/2014/QH13 Điều 5"
    assert str(item.amount) in value_text(item, "vi")


def test_labels_are_the_titles_of_the_schemas() -> None:
    """The label of a fact is its title in the schema, in both languages; without a title it is the key."""
    path = ("components", "to-khai", "originals")
    assert label("edition", path, "2", "vi") == "Thành phần hồ sơ › to-khai › Số bản chính"
    assert label("edition", path, "2", "en").startswith("Components › to-khai › ")
    assert label("edition", ("period",), "", "vi") == "Hiệu lực"
    assert label("edition", ("from_basis",), "", "vi") == "Căn cứ bắt đầu hiệu lực"
    assert label("models", ("parameters", "x"), "", "vi").endswith("› x")
