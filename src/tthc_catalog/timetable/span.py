"""The parts of a timetable: the spans of days with one edition, and the commitments that bind on them."""

from __future__ import annotations

import attrs

from tthc_catalog.records.commitment_model import Model
from tthc_catalog.records.procedure import Case, Edition
from tthc_catalog.timetable.policy_table import PolicyTable


@attrs.frozen(kw_only=True)
class Commitment:
    """A model compiled for one schedule, in force on the days numbered ``first`` up to and excluding ``until``.

    Attributes:
        is_target: whether it is a target instead of a promise: it is reported, but never covers a dossier and never governs.
    """

    model: Model
    table: PolicyTable
    first: int
    until: int
    is_target: bool = False


@attrs.frozen(kw_only=True)
class Span:
    """The days from ``first`` to the next span, on which one edition is in force, with its compiled policies.

    Attributes:
        first: number of the first day.
        edition: None if no edition is in force.
        statutory: None if the processing time is unknown or agreed in writing.
        excluded: why no commitment can bind on any day; None if one can.
    """

    first: int
    edition: Edition | None
    case: Case | None
    statutory: PolicyTable | None
    commitments: tuple[Commitment, ...]
    excluded: str | None
