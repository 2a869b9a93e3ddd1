"""Compare two catalogs fact by fact: all differences are found, and each is in the part where the decree puts it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from tthc_catalog.comparison.fact_changes import FactChange, as_in_force, compare_catalogs, differences
from tthc_catalog.effective import Period
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.decree_parts import PARTS, RECORD, UNLETTERED, part_of
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.procedure import Edition, Procedure
from tthc_catalog.records.roster import Roster

if TYPE_CHECKING:
    from collections.abc import Callable

CODE = "1.004873"
FIRST = dt.date(2026, 1, 1)


def edited(catalog: Catalog, change: Callable[[Procedure], Procedure], code: str = CODE) -> Catalog:
    """Return the catalog with one procedure changed."""
    return attrs.evolve(catalog, procedures=tuple(change(p) if p.code == code else p for p in catalog.procedures))


def with_edition(**facts: Any) -> Callable[[Procedure], Procedure]:
    """Return a function that changes facts of the last edition."""
    return lambda p: attrs.evolve(p, editions=(*p.editions[:-1], attrs.evolve(p.editions[-1], **facts)))


def found(before: Catalog, after: Catalog) -> dict[str, tuple[FactChange, ...]]:
    """Return the differences of the only procedure that differs, by part."""
    (procedure,) = compare_catalogs(before, after).procedures
    (edition,) = procedure.editions
    return {part.id: changes for part, changes in edition.changes}


def test_a_catalog_does_not_differ_from_itself(catalog: Catalog) -> None:
    """A catalog loaded twice has no differences."""
    import tthc_catalog

    assert compare_catalogs(catalog, tthc_catalog.load_catalog()).is_empty


def test_parts_follow_the_decree() -> None:
    """The letters are those of the decree in its order, with đ and without f; only h was not verified in its text."""
    assert [part.letter for part in PARTS] == ["a", "b", "c", "d", "đ", "e", "g", "h"]
    assert [part.letter for part in PARTS if not part.verified] == ["h"]
    for part in PARTS:
        assert part.citation == Citation(document="63/2010/NĐ-CP", provision=f"Điều 8 khoản 2 điểm {part.letter}")


def test_the_decree_is_in_the_list_of_documents(catalog: Catalog) -> None:
    """The parts cite a document of the packaged catalog."""
    assert {part.citation.document for part in PARTS if part.citation} <= catalog.documents.keys()


def test_every_attribute_of_an_edition_has_one_part() -> None:
    """Every fact of an edition is in exactly one part."""
    keys = [key for part in (*PARTS, *UNLETTERED) for key in part.keys]
    assert len(keys) == len(set(keys))
    names = {field.name for field in attrs.fields(Edition)}
    assert set(keys) <= names
    assert {name for name in names if part_of(name) is RECORD} == {"id", "provenance", "notes"}


@pytest.mark.parametrize(
    ("facts", "part"),
    [
        ({"name": "Tên khác"}, "name"),
        ({"channels_note": "khác"}, "channels"),
        ({"components": ()}, "components"),
        ({"processing_time_note": "khác"}, "time"),
        ({"cases": ()}, "time"),
        ({"authority": "Khác"}, "authority"),
        ({"results": ("Khác",)}, "result"),
        ({"legal_basis": ("60/2014/QH13",)}, "validity"),
        ({"notes": ("khác",)}, "record"),
    ],
)
def test_a_change_is_listed_under_its_part(catalog: Catalog, facts: dict[str, Any], part: str) -> None:
    """A change is listed only under the part it belongs to."""
    assert list(found(catalog, edited(catalog, with_edition(**facts)))) == [part]


def test_a_time_is_one_statement(catalog: Catalog) -> None:
    """Amount and unit are compared together: 3 working days to the same day is one change, not two."""
    time = catalog.procedure(CODE).editions[-1].processing_time
    assert time is not None
    new = attrs.evolve(time, amount=0, unit="same_day")
    assert found(catalog, edited(catalog, with_edition(processing_time=new))) == {
        "time": (FactChange(path=("processing_time",), before=time, after=new),)
    }


def test_a_note_alone_is_its_own_change(catalog: Catalog) -> None:
    """Rewording the note of a time is not reported as a change of the time."""
    time = catalog.procedure(CODE).editions[-1].processing_time
    assert time is not None
    new = attrs.evolve(time, note="khác")
    (changes,) = found(catalog, edited(catalog, with_edition(processing_time=new))).values()
    assert [change.path for change in changes] == [("processing_time", "note")]


def test_a_component_is_matched_by_its_id(catalog: Catalog) -> None:
    """Moving a component is one change of order; the other components are not reported as changed."""
    components = catalog.procedure(CODE).editions[-1].components
    assert components is not None
    moved = (components[-1], *components[:-1])
    (changes,) = found(catalog, edited(catalog, with_edition(components=moved))).values()
    assert [change.path for change in changes] == [("components",)]
    more = (*components, attrs.evolve(components[0], id="moi", originals=2))
    (changes,) = found(catalog, edited(catalog, with_edition(components=more))).values()
    assert changes == (FactChange(path=("components", "moi"), before=None, after=more[-1]),)


def test_procedures_are_keyed_by_level_and_code(catalog: Catalog) -> None:
    """A code at two levels is two procedures: removing one is no change of the other."""
    fewer = attrs.evolve(catalog, procedures=tuple(p for p in catalog.procedures if (p.level, p.code) != ("district", "2.000815")))
    removed = compare_catalogs(catalog, fewer).procedures
    assert [(p.level, p.code, p.status) for p in removed] == [("district", "2.000815", "removed")]
    added = compare_catalogs(fewer, catalog).procedures
    assert [(p.level, p.code, p.status) for p in added] == [("district", "2.000815", "added")]


def test_a_new_edition_is_compared_with_the_one_before(catalog: Catalog) -> None:
    """A new edition is reported with its changes against the one before, which now ends."""
    day = dt.date(2027, 2, 1)

    def amended(procedure: Procedure) -> Procedure:
        last = procedure.editions[-1]
        time = attrs.evolve(last.processing_time, amount=2)
        new = attrs.evolve(last, id="moi", period=Period(day, None), from_basis=Citation(document="60/2014/QH13"), processing_time=time)
        return attrs.evolve(procedure, editions=(*procedure.editions[:-1], attrs.evolve(last, period=Period(last.period.start, day)), new))

    (procedure,) = compare_catalogs(catalog, edited(catalog, amended)).procedures
    old, new = procedure.editions
    assert (old.status, new.status, new.compared_with) == ("changed", "added", old.edition)
    assert [part.id for part, _ in old.changes] == ["validity"]
    assert [part.id for part, _ in new.changes] == ["time"]
    (back,) = compare_catalogs(edited(catalog, amended), catalog).procedures
    assert [(e.edition, e.status) for e in back.editions] == [(old.edition, "changed"), ("moi", "removed")]


def test_facts_of_the_procedure_are_reported_apart(catalog: Catalog) -> None:
    """Membership belongs to the procedure, not to an edition."""
    after = edited(catalog, lambda p: attrs.evolve(p, membership=attrs.evolve(p.membership, status="official")))
    (procedure,) = compare_catalogs(catalog, after).procedures
    assert procedure.editions == ()
    assert [change.path for change in procedure.changes] == [("membership", "status")]


def test_other_records_are_compared(catalog: Catalog) -> None:
    """Models, offices, hours, days, documents, sources and the manifest are compared by their names."""
    model = catalog.models["thu-sau-khong-cho"]
    offices = dict(catalog.offices)
    gone = offices.pop("xa-an-phuong")
    day = attrs.evolve(catalog.calendar.days[-1], name="Khác")
    after = attrs.evolve(
        catalog,
        models={model.id: attrs.evolve(model, title="Khác")},
        offices=offices,
        calendar=attrs.evolve(catalog.calendar, days=(*catalog.calendar.days[:-1], day), decided_through=dt.date(2026, 11, 30)),
        manifest=attrs.evolve(catalog.manifest, version="2030.01.01"),
    )
    changes = {(r.kind, r.id): r for r in compare_catalogs(catalog, after).records}
    assert changes.keys() == {
        ("models", model.id),
        ("offices", gone.id),
        ("calendar", "vietnam"),
        ("days", day.date.isoformat()),
        ("manifest", catalog.id),
    }
    assert changes["offices", gone.id].status == "removed"
    assert changes["days", day.date.isoformat()].changes == (
        FactChange(path=("name",), before=catalog.calendar.days[-1].name, after="Khác"),
    )


def test_every_part_of_a_catalog_is_compared(catalog: Catalog) -> None:
    """Every attribute of a catalog is compared; a new one fails this test until it is."""
    compared = {
        "procedures",
        "models",
        "hours",
        "offices",
        "closures",
        "corrections",
        "calendar",
        "rosters",
        "documents",
        "sources",
        "manifest",
    }
    assert {field.name for field in attrs.fields(Catalog)} - {"root", "by_code"} == compared


def test_rosters_are_compared_by_office_and_start(catalog: Catalog) -> None:
    """A roster that was added or changed is reported by its office and first day."""
    roster = Roster(
        office="cap-xa", period=Period(FIRST, None), volunteers_needed=1, posts=(), people=(), days=(), note=None, file="rosters/x.yaml"
    )
    before = attrs.evolve(catalog, rosters=(roster,))
    after = attrs.evolve(catalog, rosters=(attrs.evolve(roster, volunteers_needed=2),))
    (change,) = compare_catalogs(before, after).records
    assert (change.kind, change.id, change.status) == ("rosters", f"cap-xa {FIRST}", "changed")
    assert change.changes == (FactChange(path=("volunteers_needed",), before=1, after=2),)
    assert [record.status for record in compare_catalogs(catalog, before).records] == ["added"]


def test_a_day_shows_only_what_is_in_force(catalog: Catalog) -> None:
    """From 1/7/2025 on, the district level has no procedure in force, and its office is closed."""
    before, after = (as_in_force(catalog, dt.date(2025, month, day)) for month, day in ((6, 30), (7, 1)))
    assert sum(p.level == "district" for p in before.procedures) == 14
    assert not any(p.level == "district" for p in after.procedures)
    assert after.offices["huyen-thanh-ha"].period.is_empty
    gone = [p for p in compare_catalogs(before, after).procedures if p.status == "removed"]
    assert {p.level for p in gone} == {"district"}


def test_the_decree_of_2025_changes_twenty_nine_procedures(catalog: Catalog) -> None:
    """Between 8 and 9 January 2025 the 17 certification and 12 civil-status procedures change, each from one edition to another."""
    change = compare_catalogs(as_in_force(catalog, dt.date(2025, 1, 8)), as_in_force(catalog, dt.date(2025, 1, 9)))
    assert len(change.procedures) == 29
    assert {(e.status, e.compared_with) for p in change.procedures for e in p.editions} == {
        ("changed", "nghi-dinh-23-2015"),
        ("changed", "luat-ho-tich-2014"),
    }


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2, "b": 3}, [("a",), ("b",)]),
        (("x", "y"), ("y", "z"), [("z",), ("x",)]),
        (("x", "y"), ("y", "x"), [()]),
        (("x", "x"), ("x",), [()]),
        (({"n": 1},), ({"n": 2},), [()]),
        (({"id": "p", "n": 1},), ({"id": "p", "n": 2},), [("p", "n")]),
        (None, "x", [()]),
    ],
)
def test_plain_values(before: Any, after: Any, paths: list[tuple[str, ...]]) -> None:
    """Mappings are compared by key and lists by name; a list without names is compared whole."""
    assert [change.path for change in differences(before, after)] == paths
