"""The completeness gate: a dossier that lacks a required component is not received; the answer lists what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from tthc_catalog.records.procedure import Case, Component, Edition


CHANNELS = ("in_person", "online", "postal")


class MissingComponent(NamedTuple):
    """A requirement nothing at hand meets.

    Attributes:
        components: the papers that would meet it: one, or several of which any one is enough.
        certain: False when it is needed only in a circumstance nobody has confirmed or ruled out.
    """

    components: tuple[Component, ...]
    certain: bool


class Completeness(NamedTuple):
    """What a dossier lacks; ``is_complete`` looks at certain requirements only."""

    missing: tuple[MissingComponent, ...]

    @property
    def is_complete(self) -> bool:
        """Whether the dossier can be received."""
        return not any(item.certain for item in self.missing)


def assess(
    edition: Edition,
    *,
    code: str,
    have: Iterable[str],
    conditions: Iterable[str] = (),
    channel: str = "in_person",
    case: Case | None = None,
) -> Completeness:
    """Compare what the applicant has with what the edition asks for.

    Args:
        edition: the edition in force at receipt.
        code: the procedure's code, for messages.
        have: ids of the components at hand.
        conditions: ids of the circumstances known to hold; the case's id counts as one.
        channel: how the dossier is filed; components of other channels are not asked for.
        case: the case of the dossier, if any.

    Raises:
        UnknownComponent: an id in ``have`` or ``conditions`` that the edition does not know, or a channel nobody files by.
    """
    components = edition.components or ()
    at_hand, holds = _names(have), set(_names(conditions))
    if channel not in CHANNELS:
        from tthc_catalog.errors import UnknownComponent

        raise UnknownComponent("error.unknown_channel", suggestions=CHANNELS, channel=channel)
    _refuse_unknown(code, at_hand, [c.id for c in components] + [c.any_of for c in components if c.any_of])
    _refuse_unknown(code, holds, [c.condition.id for c in components if c.condition])
    if case is not None:
        holds.add(case.id)
    missing: list[MissingComponent] = []
    groups: dict[str, list[Component]] = {}
    for component in components:
        if component.channels and channel not in component.channels:
            continue
        groups.setdefault(component.any_of or component.id, []).append(component)
    for group, members in groups.items():
        if group in at_hand or any(c.id in at_hand for c in members):
            continue
        if any(c.optional for c in members):
            continue
        certain = any(c.condition is None or c.condition.id in holds for c in members)
        missing.append(MissingComponent(components=tuple(members), certain=certain))
    return Completeness(missing=tuple(missing))


def _names(given: Iterable[str]) -> frozenset[str]:
    """The ids given; one on its own is taken for itself, not for its letters."""
    return frozenset((given,) if isinstance(given, str) else given)


def _refuse_unknown(code: str, asked: Collection[str], known: Iterable[str]) -> None:
    known = tuple(dict.fromkeys(known))
    for name in sorted(asked):
        if name not in known:
            from tthc_catalog.errors import UnknownComponent
            from tthc_catalog.records.lookup import near_names

            raise UnknownComponent("error.unknown_component", suggestions=near_names(name, known), code=code, component=name)
