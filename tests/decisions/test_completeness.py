"""Components that stand for one another: any member of a group is enough, and so is the name of the group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest

from tthc_catalog.decisions.completeness import assess
from tthc_catalog.records.procedure import Condition

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.procedure import Edition


@pytest.fixture(scope="module")
def edition(catalog: Catalog) -> Edition:
    """An edition that requires one application, and an identity card or a passport, as the group ``giay-to``."""
    edition = catalog.procedure("1.001193", level="commune").editions[0]
    component = attrs.evolve(next(iter(edition.components or ())), condition=None, channels=(), optional=False, any_of=None)
    members = [attrs.evolve(component, id=name, any_of="giay-to") for name in ("cccd", "ho-chieu")]
    return attrs.evolve(edition, components=(attrs.evolve(component, id="to-khai"), *members))


@pytest.mark.parametrize(
    ("have", "missing"),
    [
        ({"to-khai", "cccd"}, []),
        ({"to-khai", "ho-chieu"}, []),
        ({"to-khai", "cccd", "ho-chieu"}, []),
        ({"to-khai", "giay-to"}, []),
        ({"to-khai"}, [["cccd", "ho-chieu"]]),
        ({"cccd"}, [["to-khai"]]),
        (set(), [["to-khai"], ["cccd", "ho-chieu"]]),
    ],
)
def test_one_member_of_a_group_is_enough(edition: Edition, have: set[str], missing: list[list[str]]) -> None:
    """One member satisfies the group although its id is not that of the group."""
    found = assess(edition, have=frozenset(have))
    assert [[c.id for c in requirement.components] for requirement in found.missing] == missing
    assert found.is_complete == (not missing)


@pytest.mark.parametrize(
    ("conditional", "optional", "confirmed", "place"),
    [
        ((), (), False, "missing"),
        (("cccd",), (), False, "missing"),
        (("cccd", "ho-chieu"), (), False, "conditional"),
        (("cccd", "ho-chieu"), (), True, "missing"),
        ((), ("cccd",), False, "optional"),
        (("cccd", "ho-chieu"), ("ho-chieu",), False, "optional"),
    ],
)
def test_a_group_is_required_if_one_member_is(
    edition: Edition, conditional: tuple[str, ...], optional: tuple[str, ...], confirmed: bool, place: str
) -> None:
    """A group with a member that no condition limits is missing; one optional member makes the group optional."""
    condition = Condition(id="uy-quyen", text="Có ủy quyền")
    components = tuple(
        attrs.evolve(c, condition=condition if c.id in conditional else None, optional=c.id in optional) for c in edition.components or ()
    )
    found = assess(
        attrs.evolve(edition, components=components),
        have=frozenset({"to-khai"}),
        conditions=frozenset({"uy-quyen"} if confirmed else ()),
    )
    groups = {name: [[c.id for c in r.components] for r in getattr(found, name)] for name in ("missing", "conditional", "optional")}
    assert groups == {name: [["cccd", "ho-chieu"]] if name == place else [] for name in groups}
