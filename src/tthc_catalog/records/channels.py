"""The ways of filing a dossier, and the processing time that applies to a way of filing.

Nothing here imports attrs: `tthc due` answers from its cache with stand-ins for the records, and must start quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tthc_catalog.records.legal import Citation
    from tthc_catalog.records.procedure import Case, Edition, Extension, ProcessingTime

CHANNELS = ("in_person", "online", "postal")

IN_PERSON = CHANNELS[0]
"""The channel of a dossier for which none is recorded."""


class StatedTime(NamedTuple):
    """The statutory time of a dossier as the edition states it.

    Attributes:
        time: None if it is unknown, or agreed in writing.
        extension: what the case adds to it.
        citations: the citations of the case.
        by_channel: whether the channel has another time than the dossier would have without it.
    """

    time: ProcessingTime | None
    extension: Extension | None
    citations: tuple[Citation, ...]
    by_channel: bool


def reject_unknown_channel(channel: str) -> None:
    """Raise an error unless the channel exists.

    Raises:
        UnknownChannel: the channel is not one of `CHANNELS`.
    """
    if channel not in CHANNELS:
        from tthc_catalog.errors import UnknownChannel

        raise UnknownChannel("error.unknown_channel", suggestions=CHANNELS, channel=channel)


def stated_time(edition: Edition, case: Case | None, channel: str) -> StatedTime:
    """Return the time that applies to a dossier in a case, filed through a channel.

    The first of these that is stated applies: the channel's time for this case; the case's own time, or its agreement in writing; the
    channel's time; the edition's time. An extension of the case is added to the latter two.
    """
    own = next((c for c in edition.channels if c.channel == channel), None)
    time = own.processing_time if own is not None and own.processing_time is not None else edition.processing_time
    if case is None:
        return StatedTime(time, None, (), by_channel=time != edition.processing_time)
    of_case = next((c.processing_time for c in own.cases if c.case == case.id), None) if own is not None else None
    if of_case is not None:
        return StatedTime(of_case, None, case.citations, by_channel=of_case != case.processing_time)
    if case.agreed_in_writing:
        return StatedTime(None, None, case.citations, by_channel=False)
    if case.processing_time is not None:
        return StatedTime(case.processing_time, case.extends_by, case.citations, by_channel=False)
    return StatedTime(time, case.extends_by, case.citations, by_channel=time != edition.processing_time)


def states_times(edition: Edition) -> bool:
    """Return whether some channel of the edition states a time of its own."""
    return any(channel.processing_time is not None or channel.cases for channel in edition.channels)
