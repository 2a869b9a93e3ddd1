"""The figures of a simulation: what dossiers, as they really came, would have been promised under another catalog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt

from tthc_catalog.bulk.instants import MISSING_VALUE
from tthc_catalog.bulk.unanswered import UNANSWERED
from tthc_catalog.evaluation.intake.intake_summary import Intake
from tthc_catalog.evaluation.judging.judged_dossiers import TABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.bulk.compared_columns import ComparedColumns
    from tthc_catalog.bulk.decision_columns import DecisionColumns
    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.judging.judged_dossiers import Facts

Bools = npt.NDArray[np.bool_]

COUNTS = (
    "dossiers", "covered_before", "covered_after", "newly_covered", "no_longer_covered", "told_other_time", "earlier", "later", "judged",
    "kept_before", "kept_after", "broken_before", "broken_after", "unanswered_before", "unanswered_after",
)  # fmt: skip
"""The counts of a group, in the order of a table; `Figures` describes them."""


@attrs.frozen(kw_only=True)
class Figures:
    """The figures of a group of dossiers.

    Attributes:
        counts: the number of dossiers; those that a commitment covers before and after; those that only one of the catalogs covers; those
            whose citizens would be given another due time, of which an earlier or a later one; those that were not paused and have a
            result; of these, the commitments kept and broken before and after; those that a catalog cannot answer.
        saved_minutes: by how many minutes the due times are earlier, in sum; later ones count negative.
        saved_quartiles: lower quartile, median and upper quartile over the dossiers with another due time, in minutes; None without one.
    """

    counts: Mapping[str, int]
    saved_minutes: int
    saved_quartiles: tuple[int, int, int] | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {**self.counts, "saved_minutes": self.saved_minutes, "saved_quartiles": self.saved_quartiles and list(self.saved_quartiles)}


@attrs.frozen(kw_only=True)
class Simulated:
    """One variant, compared with the base catalog.

    Attributes:
        shift_minutes: by how many minutes citizens are assumed to file later under the variant.
        by_unit: the figures of each unit.
        by_procedure: the figures of each ``level/code``.
        by_hour: hour of the day -> results due in it before and after.
        load: unit -> hour of the day -> results due in it at the unit before and after.
        peaks: unit -> the most results that are due at one instant, before and after.
    """

    id: str
    title: str
    title_en: str
    shift_minutes: int
    total: Figures
    by_unit: Mapping[str, Figures]
    by_procedure: Mapping[str, Figures]
    by_hour: Mapping[int, tuple[int, int]]
    load: Mapping[str, Mapping[int, tuple[int, int]]]
    peaks: Mapping[str, tuple[int, int]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "id": self.id,
            "title": {"vi": self.title, "en": self.title_en},
            "shift_minutes": self.shift_minutes,
            "total": self.total.to_dict(),
            "by_unit": {name: figures.to_dict() for name, figures in self.by_unit.items()},
            "by_procedure": {name: figures.to_dict() for name, figures in self.by_procedure.items()},
            "by_hour": _as_texts(self.by_hour),
            "load": {name: _as_texts(hours) for name, hours in self.load.items()},
            "peaks": {name: list(pair) for name, pair in self.peaks.items()},
        }


def _as_texts(hours: Mapping[int, tuple[int, int]]) -> dict[str, list[int]]:
    return {str(hour): list(pair) for hour, pair in hours.items()}


@attrs.frozen(kw_only=True)
class Simulation:
    """All variants over the same dossiers.

    Attributes:
        first, last: the first and the last receipt; None without dossiers.
        paused: dossiers whose deadlines a pause moved, and those that wait; their results are not judged.
        base: id and version of the base catalog.
        offices: id of a desk -> its name, for those that the base catalog contains.
    """

    variants: tuple[Simulated, ...]
    first: dt.datetime | None
    last: dt.datetime | None
    paused: int
    base: tuple[str, str]
    offices: Mapping[str, str]
    intake: Intake

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "kind": "tthc-simulation",
            "version": 1,
            "base": {"id": self.base[0], "version": self.base[1]},
            "first": self.first and self.first.isoformat(),
            "last": self.last and self.last.isoformat(),
            "paused": self.paused,
            "intake": self.intake.to_dict(),
            "variants": [variant.to_dict() for variant in self.variants],
        }


@attrs.frozen(kw_only=True)
class Dossiers:
    """The columns of judged dossiers that a simulation reads."""

    received: npt.NDArray[np.datetime64]
    completed: npt.NDArray[np.datetime64]
    paused: Bools
    keys: Mapping[str, Any]
    unit: npt.NDArray[np.intp]
    units: tuple[str, ...]
    procedure: npt.NDArray[np.intp]
    procedures: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.received)


def dossiers_of(facts: Facts) -> Dossiers:
    """Return the columns of the dossiers that count."""
    table = facts.connection.sql(
        f"""
        SELECT received_at, completed_at,
               coalesce(paused_days, 0) > 0 OR moved_by_pause OR paused_since IS NOT NULL OR state = 'paused' AS paused,
               code, level, office, case_id, channel, unit, concat_ws('/', level, code) AS procedure
        FROM {TABLE} WHERE NOT superseded ORDER BY source_file, source_line
        """  # noqa: S608 - our own table
    ).to_arrow_table()
    units, unit = _numbered(table.column("unit"))
    procedures, procedure = _numbered(table.column("procedure"))
    return Dossiers(
        received=_moments(table.column("received_at")),
        completed=_moments(table.column("completed_at")),
        paused=table.column("paused").to_numpy(),
        keys={name: table.column(column) for name, column in _KEYS.items()},
        unit=unit,
        units=units,
        procedure=procedure,
        procedures=procedures,
    )


_KEYS = {"code": "code", "level": "level", "office": "office", "case": "case_id", "channel": "channel"}


def _moments(column: Any) -> npt.NDArray[np.datetime64]:
    moments: npt.NDArray[np.datetime64] = column.to_numpy().astype("datetime64[s]")
    return moments


def _numbered(column: Any) -> tuple[tuple[str, ...], npt.NDArray[np.intp]]:
    """Return the distinct texts of a column, sorted, and the number of each row's text."""
    texts, numbers = np.unique(np.asarray(column.to_pylist(), dtype=object).astype(str), return_inverse=True)
    return tuple(texts.tolist()), numbers


def simulated(base: Engine, other: Engine, dossiers: Dossiers, *, id: str, title: str, title_en: str, shift_minutes: int = 0) -> Simulated:
    """Compare the base catalog with another one.

    Args:
        base: the base catalog.
        other: the other catalog, or a variant of the base.
        dossiers: the dossiers.
        id: id of the variant.
        title: its title.
        title_en: its title in English.
        shift_minutes: by how many minutes citizens are assumed to file later under the other catalog.
    """
    from tthc_catalog.bulk.compared_columns import compared_columns

    if shift_minutes:
        shifted = dossiers.received + np.timedelta64(shift_minutes * 60, "s")
        before = base.decide_many(dossiers.received, **dossiers.keys)
        compared = compared_columns(before, other.decide_many(shifted, **dossiers.keys), dossiers.completed)
    else:
        compared = base.compare_many(other, dossiers.received, **dossiers.keys, completed_at=dossiers.completed)
    masks = _masks(compared, dossiers)
    due = [column.due_at.view(np.int64) for column in (compared.before, compared.after)]
    # A due time in only one of the catalogs saves nothing that can be counted.
    moved = masks["earlier"] | masks["later"]
    saved = np.where(moved, due[0] - due[1], 0) // 60
    units, procedures = len(dossiers.units), len(dossiers.procedures)
    counts = _counts(masks, dossiers.unit * procedures + dossiers.procedure, units * procedures).reshape(units, procedures, len(COUNTS))
    rows = np.flatnonzero(moved)
    minutes = saved[rows]
    (total,) = _figures(counts.sum(axis=(0, 1))[np.newaxis], minutes, np.zeros(rows.size, dtype=np.intp))
    loads = [_load(moments, dossiers) for moments in due]
    hours = [load.sum(axis=0) for load, _ in loads]
    return Simulated(
        id=id,
        title=title,
        title_en=title_en,
        shift_minutes=shift_minutes,
        total=total,
        by_unit=dict(zip(dossiers.units, _figures(counts.sum(axis=1), minutes, dossiers.unit[rows]), strict=True)),
        by_procedure=dict(zip(dossiers.procedures, _figures(counts.sum(axis=0), minutes, dossiers.procedure[rows]), strict=True)),
        by_hour=_by_hour(hours[0], hours[1]),
        load={unit: _by_hour(loads[0][0][number], loads[1][0][number]) for number, unit in enumerate(dossiers.units)},
        peaks=dict(zip(dossiers.units, zip(loads[0][1].tolist(), loads[1][1].tolist(), strict=True), strict=True)),
    )


def _masks(compared: ComparedColumns, dossiers: Dossiers) -> dict[str, Bools]:
    """Return which dossiers each count of `COUNTS` selects."""
    before, after = compared.before, compared.after
    saved = compared.saved.view(np.int64)
    moved = saved != MISSING_VALUE
    judged = ~dossiers.paused & (dossiers.completed.view(np.int64) != MISSING_VALUE)
    masks: dict[str, Bools] = {
        "dossiers": np.ones(len(dossiers), dtype=np.bool_),
        "covered_before": before.covered,
        "covered_after": after.covered,
        "newly_covered": compared.newly_covered,
        "no_longer_covered": compared.no_longer_covered,
        "told_other_time": compared.due_changed,
        "earlier": moved & (saved > 0),
        "later": moved & (saved < 0),
        "judged": judged,
        "unanswered_before": _unanswered(before),
        "unanswered_after": _unanswered(after),
    }
    for name, decided, broken in (("before", before, compared.broken_before), ("after", after, compared.broken_after)):
        assert broken is not None, "completions were given"
        promised = decided.commitment_late_after.view(np.int64) != MISSING_VALUE
        masks[f"broken_{name}"] = judged & broken
        masks[f"kept_{name}"] = judged & promised & ~broken
    return masks


def _unanswered(decided: DecisionColumns) -> Bools:
    numbers = [number for number, reason in enumerate(decided.reason.texts) if reason in UNANSWERED]
    found: Bools = np.isin(decided.reason.codes, numbers)
    return found


def _counts(masks: Mapping[str, Bools], group: npt.NDArray[np.intp], size: int) -> npt.NDArray[np.int64]:
    """Return how many rows of each group each of `COUNTS` selects, as a table with a row for each group."""
    selected = np.zeros(group.size, dtype=np.int32)
    for bit, name in enumerate(COUNTS):
        selected |= masks[name].astype(np.int32) << bit
    # Few of the combinations of masks occur, so that one count of the rows serves all of them.
    occurring = np.flatnonzero(np.bincount(selected, minlength=1))
    place = np.zeros(1 << len(COUNTS), dtype=np.intp)
    place[occurring] = np.arange(occurring.size)
    counted = np.bincount(group * occurring.size + place[selected], minlength=size * occurring.size).reshape(size, occurring.size)
    bits = (occurring[:, np.newaxis] >> np.arange(len(COUNTS))) & 1
    found: npt.NDArray[np.int64] = counted @ bits
    return found


def _figures(counts: npt.NDArray[np.int64], minutes: npt.NDArray[np.int64], group: npt.NDArray[np.intp]) -> list[Figures]:
    """Return the figures of each group.

    Args:
        counts: a row for each group.
        minutes: the minutes saved by each dossier with another due time.
        group: the group of each of these.
    """
    order = np.lexsort((minutes, group))
    ordered, groups = minutes[order], group[order]
    bounds = np.searchsorted(groups, np.arange(len(counts) + 1))
    return [
        Figures(
            counts=dict(zip(COUNTS, row.tolist(), strict=True)),
            saved_minutes=int(ordered[start:end].sum()),
            saved_quartiles=_quartiles(ordered[start:end]),
        )
        for row, start, end in zip(counts, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    ]


def _quartiles(ordered: npt.NDArray[np.int64]) -> tuple[int, int, int] | None:
    """Return the quartiles of sorted values: each is the smallest value that at least that share of them do not exceed."""
    n = len(ordered)
    return None if n == 0 else (int(ordered[-(-n // 4) - 1]), int(ordered[-(-n // 2) - 1]), int(ordered[-(-3 * n // 4) - 1]))


def _by_hour(before: npt.NDArray[np.int64], after: npt.NDArray[np.int64]) -> dict[int, tuple[int, int]]:
    pairs = zip(before.tolist(), after.tolist(), strict=True)
    return {hour: (one, other) for hour, (one, other) in enumerate(pairs) if one or other}


def _load(due: npt.NDArray[np.int64], dossiers: Dossiers) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the results that are due in each hour of the day at each unit, and the most that are due at one instant at each unit."""
    hours = np.zeros((len(dossiers.units), 24), dtype=np.int64)
    most = np.zeros(len(dossiers.units), dtype=np.int64)
    rows = np.flatnonzero(due != MISSING_VALUE)
    if rows.size:
        first, last = int(due[rows].min()), int(due[rows].max())
        step = 1 if (due[rows] % 60).any() else 60
        first -= first % step
        span = (last - first) // step + 1
        keys = dossiers.unit[rows] * span + (due[rows] - first) // step
        if span * most.size <= 4 * rows.size + 65_536:
            every = np.bincount(keys)
            keys = np.flatnonzero(every)
            counts = every[keys]
        else:
            keys, counts = np.unique(keys, return_counts=True)
        unit, instant = np.divmod(keys, span)
        np.maximum.at(most, unit, counts)
        np.add.at(hours, (unit, (instant * step + first) % 86_400 // 3_600), counts)
    return hours, most


def simulation_of(base: Engine, variants: Sequence[tuple[Engine, Mapping[str, Any]]], facts: Facts, intake: Intake) -> Simulation:
    """Simulate every variant over the same dossiers.

    Args:
        base: the base catalog.
        variants: the engine of each variant, and the other arguments of `simulated`.
        facts: the judged dossiers.
        intake: what was read.
    """
    dossiers = dossiers_of(facts)
    first, last = facts.received()
    catalog = base.catalog
    return Simulation(
        variants=tuple(simulated(base, engine, dossiers, **named) for engine, named in variants),
        first=first,
        last=last,
        paused=int(dossiers.paused.sum()),
        base=(catalog.id, catalog.version),
        offices={id: office.name for id, office in catalog.offices.items()},
        intake=intake,
    )
