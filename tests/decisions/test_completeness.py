"""Components that stand for one another: any member of a group is enough, and so is the name of the group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest

from tthc_catalog.decisions.completeness import assess

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
