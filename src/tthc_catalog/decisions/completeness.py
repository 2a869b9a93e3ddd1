"""Completeness: a dossier that lacks a required component is not received, and the decision lists what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.records.channels import IN_PERSON

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tthc_catalog.records.procedure import Case, Component, Condition, Edition


class Requirement(NamedTuple):
    """A requirement that no component at hand satisfies.

    Attributes:
        components: the components that would satisfy it; if there are several, any one of them is enough.
    """

    components: tuple[Component, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The distinct conditions of its components."""
        return tuple({c.condition.id: c.condition for c in self.components if c.condition is not None}.values())


class Completeness(NamedTuple):
    """The requirements a dossier does not satisfy.

    Attributes:
        missing: what is certainly required, so that the dossier cannot be received without it.
        conditional: what is required only under a condition that is neither confirmed nor ruled out.
        optional: what the source allows to leave out.
    """

    missing: tuple[Requirement, ...]
    conditional: tuple[Requirement, ...] = ()
    optional: tuple[Requirement, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether the dossier can be received: no certain requirement is missing."""
        return not self.missing


def assess(
    edition: Edition,
    *,
    have: frozenset[str],
    conditions: frozenset[str] = frozenset(),
    channel: str = IN_PERSON,
    case: Case | None = None,
) -> Completeness:
    """Compare the components at hand with those the edition requires.

    Args:
        edition: the edition in force at receipt.
        have: ids of the components at hand.
        conditions: ids of the conditions that are known to apply; the case's id counts as one.
        channel: how the dossier is filed; components of other channels are not required.
        case: the case of the dossier, if any.
    """
    components = edition.components or ()
    confirmed = conditions if case is None else conditions | {case.id}
    missing: list[Requirement] = []
    conditional: list[Requirement] = []
    optional: list[Requirement] = []
    groups: dict[str, list[Component]] = {}
    for component in components:
        if component.channels and channel not in component.channels:
            continue
        groups.setdefault(component.any_of or component.id, []).append(component)
    for group, members in groups.items():
        if group in have or any(c.id in have for c in members):
            continue
        requirement = Requirement(components=tuple(members))
        if any(c.optional for c in members):
            optional.append(requirement)
        elif any(c.condition is None or c.condition.id in confirmed for c in members):
            missing.append(requirement)
        else:
            conditional.append(requirement)
    return Completeness(missing=tuple(missing), conditional=tuple(conditional), optional=tuple(optional))


def id_set(ids: Iterable[str]) -> frozenset[str]:
    """Return the ids as a set; a single string is one id, not a sequence of letters."""
    return frozenset((ids,) if isinstance(ids, str) else ids)


def reject_unknown_ids(editions: Iterable[Edition], *, code: str, have: frozenset[str], conditions: frozenset[str]) -> None:
    """Raise an error for an id that no edition has.

    Args:
        editions: the edition in force, or all editions if none is.
        code: the procedure's code, for error messages.
        have: ids of components.
        conditions: ids of conditions.

    Raises:
        UnknownComponent: an id in ``have`` or ``conditions`` does not occur in the editions.
    """
    components = [component for edition in editions for component in edition.components or ()]
    _reject_unknown(code, have, [c.id for c in components] + [c.any_of for c in components if c.any_of])
    _reject_unknown(code, conditions, [c.condition.id for c in components if c.condition])


def _reject_unknown(code: str, requested: Collection[str], known: Iterable[str]) -> None:
    known = tuple(dict.fromkeys(known))
    for name in sorted(requested):
        if name not in known:
            from tthc_catalog.errors import UnknownComponent
            from tthc_catalog.records.lookup import near_names

            raise UnknownComponent("error.unknown_component", suggestions=near_names(name, known), code=code, component=name)
