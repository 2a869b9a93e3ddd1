"""Columns from any source: an invalid row affects no other row, no number is wrong, and an invalid column is named."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import pytest

np = pytest.importorskip("numpy")
pa = pytest.importorskip("pyarrow")

from tthc_catalog.bulk import batch  # noqa: E402 - after the checks for optional packages
from tthc_catalog.bulk.blocks import BLOCK  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.engine import Engine

KEY: dict[str, Any] = {"code": "1.001193", "level": "commune"}
RECEIVED = dt.datetime(2023, 9, 29, 15, 31)
DUE = np.datetime64("2023-10-02T09:00", "s")
UTC_SECONDS = int(RECEIVED.replace(tzinfo=dt.timezone(dt.timedelta(hours=7))).timestamp())


def moments() -> dict[str, Any]:
    """Return one receipt and a missing one, in every kind of column that supports both."""
    local = [RECEIVED, None]
    utc = [RECEIVED.replace(tzinfo=dt.timezone(dt.timedelta(hours=7))), None]
    found = {f"numpy {unit}": np.asarray(["2023-09-29T15:31", "NaT"], dtype=f"datetime64[{unit}]") for unit in ("m", "s", "ms", "us", "ns")}
    found |= {f"numpy big-endian {unit}": found[f"numpy {unit}"].astype(f">M8[{unit}]") for unit in ("s", "ns")}
    found |= {f"Arrow {unit}": pa.array(local, pa.timestamp(unit)) for unit in ("s", "ms", "us", "ns")}
    found |= {f"Arrow {zone}": pa.array(utc, pa.timestamp("us", tz=zone)) for zone in ("UTC", "Asia/Ho_Chi_Minh", "America/Lima")}
    found["Arrow in pieces"] = pa.chunked_array([pa.array(local[:1], pa.timestamp("us")), pa.array(local[1:], pa.timestamp("us"))])
    found["Arrow integers"] = pa.array([UTC_SECONDS, None], pa.int64())
    found["numpy every second row"] = np.asarray(["2023-09-29T15:31", "2001-01-01", "NaT", "2001-01-01"], dtype="datetime64[s]")[::2]
    found["list"] = local
    found["aware list"] = utc
    found["objects"] = np.asarray(local, dtype=object)
    found["list of integers"] = [UTC_SECONDS, None]
    return found


@pytest.mark.parametrize("kind", list(moments()))
def test_every_kind_of_column_gives_the_same_answer(engine: Engine, kind: str) -> None:
    """The same moment has the same deadline in every kind of column, and a missing one has a reason."""
    decided = engine.decide_many(moments()[kind], **KEY, completed_at=moments()[kind], now=RECEIVED)
    assert decided.due_at[0] == DUE
    assert np.isnat(decided.due_at[1])
    assert decided.reason.tolist() == [None, "missing-instant"]
    assert decided.status is not None
    assert decided.status.tolist() == ["early", "undecided"]
    assert decided.to_arrow()["due_at"].to_pylist() == [dt.datetime(2023, 10, 2, 2, tzinfo=dt.UTC), None]


@pytest.mark.parametrize("package", ["pandas", "polars"])
@pytest.mark.parametrize("zone", [None, "UTC"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_columns_of_data_frames(engine: Engine, package: str, zone: str | None) -> None:
    """Columns of pandas and polars are accepted, with and without a zone, and for codes and levels."""
    library = pytest.importorskip(package)
    moment = RECEIVED if zone is None else dt.datetime.fromtimestamp(UTC_SECONDS, dt.UTC)
    received = library.Series([moment, None])
    if package == "pandas" and zone:
        received = library.to_datetime(received, utc=True)
    codes, levels = library.Series(["1.001193", None]), library.Series(["commune", "commune"])
    decided = engine.decide_many(received, code=codes, level=levels)
    assert decided.due_at[0] == DUE
    assert np.isnat(decided.due_at[1])


@pytest.mark.parametrize("year", [-9999, -1, 0, 1, 1677, 1969, 2019, 2031, 2262, 9999, 290_000])
@pytest.mark.parametrize("unit", ["s", "ms", "us"])
def test_moments_outside_the_calendar(engine: Engine, year: int, unit: str) -> None:
    """A year outside the calendar is out of the horizon, whether or not `datetime` can represent it; the next row is decided."""
    received = np.asarray([np.datetime64(year - 1970, "Y").astype(f"datetime64[{unit}]"), np.datetime64(RECEIVED, unit)])
    decided = engine.decide_many(received, **KEY, completed_at=received)
    assert decided.reason.tolist() == ["out-of-horizon", None]
    assert np.isnat(decided.due_at[0])
    assert decided.due_at[1] == DUE
    assert decided.status is not None
    assert decided.status.tolist() == ["undecided", "early"]


def test_integers_at_both_ends(engine: Engine) -> None:
    """The largest and the smallest 64-bit numbers are out of the horizon and do not overflow."""
    ends = np.iinfo(np.int64)
    received = np.asarray([ends.max, ends.max - 1, ends.min + 1, 0, -1, UTC_SECONDS], dtype=np.int64)
    decided = engine.decide_many(received, **KEY, completed_at=received)
    assert decided.reason.tolist() == ["out-of-horizon"] * 5 + [None]
    assert np.isnat(decided.due_at[:5]).all()
    assert decided.due_at[5] == DUE


@pytest.mark.parametrize("completed", [np.iinfo(np.int64).max, np.iinfo(np.int64).max - 1, 2**40, 2**33])
@pytest.mark.parametrize("rows", [1, 20_000])
def test_completions_far_away_stay_late_or_early(engine: Engine, completed: int, rows: int) -> None:
    """A result stamped at the end of time is late, one stamped at its beginning is early, in a grid and row by row."""
    received = np.full(rows, UTC_SECONDS, dtype=np.int64)
    for stamp, expected in ((completed, "overdue"), (-completed, "early")):
        decided = engine.decide_many(received, **KEY, completed_at=np.full(rows, stamp, dtype=np.int64))
        assert decided.status is not None
        assert decided.status.counts() == {expected: rows}


@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.parametrize("several", [False, True])
def test_no_rows_and_one_row(engine: Engine, rows: int, several: bool) -> None:
    """A batch without rows gives columns without rows; a batch of one row gives one row."""
    received = np.full(rows, np.datetime64(RECEIVED, "s"))
    key = {name: [value] * rows for name, value in KEY.items()} if several else KEY
    decided = engine.decide_many(received, **key, completed_at=received, now=RECEIVED)
    assert len(decided) == len(decided.due_at) == len(decided.reason) == decided.to_arrow().num_rows == rows
    assert decided.due_at.tolist() == [DUE.item()] * rows


@pytest.mark.parametrize("name", ["code", "level", "office", "case", "completed_at"])
def test_a_column_of_another_length_is_named(engine: Engine, name: str) -> None:
    """The error names the column and its number of rows."""
    received = np.full(3, np.datetime64(RECEIVED, "s"))
    column = {"completed_at": received[:2]}.get(name, ["x", "y"])
    with pytest.raises(ValueError, match=rf"{name} has 2 rows and received_at 3"):
        engine.decide_many(received, **(KEY | {name: column}))


@pytest.mark.parametrize(
    "column",
    [
        ["2023-09-29 15:31"],
        np.asarray(["2023-09-29 15:31"]),
        pa.array(["2023-09-29 15:31"]),
        np.asarray([1.5]),
        pa.array([1.5]),
        np.asarray([True]),
        [True],
        np.asarray([[UTC_SECONDS]]),
        [RECEIVED, RECEIVED.replace(tzinfo=dt.UTC)],
        [object()],
        np.asarray([UTC_SECONDS], dtype=np.uint64),
        {"a": 1},
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_column_without_moments_is_rejected_by_name(engine: Engine, column: Any) -> None:
    """Text, floats, truth values and tables are rejected with one error that names the argument, before any row is decided."""
    with pytest.raises(TypeError, match="received_at"):
        engine.decide_many(column, **KEY)


def test_unknown_keys_are_reasons(engine: Engine) -> None:
    """Unknown and missing codes, levels, desks and cases become reasons; the valid row is decided."""
    received = np.full(8, np.datetime64(RECEIVED, "s"))
    decided = engine.decide_many(
        received,
        code=["9.999999", None, "", "1.001193", "1.001193", "1.001193", "2.000815", "1.001193.000.00.00.H23"],
        level=["commune", "commune", "commune", "nowhere", "commune", "commune", None, "commune"],
        office=[None, None, None, None, "no-desk", None, None, None],
        case=[None, None, None, None, None, "no-case", None, None],
    )
    unknown = "unknown-procedure"
    assert decided.reason.tolist() == [unknown] * 4 + ["unknown-office", "unknown-case", "ambiguous-procedure", None]
    assert np.isnat(decided.due_at[:7]).all()
    assert decided.due_at[7] == DUE


def test_rows_in_any_order_have_the_same_answers(engine: Engine) -> None:
    """A row does not depend on its neighbours: shuffled rows give shuffled answers, including invalid rows."""
    rng = random.Random(1)
    received = [
        None if rng.random() < 0.1 else dt.datetime(2015, 1, 1) + dt.timedelta(minutes=rng.randrange(12_000_000)) for _ in range(9_000)
    ]
    codes = [rng.choice(["1.001193", "2.000815", "9.999999", None]) for _ in received]
    order = list(range(len(received)))
    rng.shuffle(order)
    one = engine.decide_many(received, code=codes, level="commune")
    other = engine.decide_many([received[n] for n in order], code=[codes[n] for n in order], level="commune")
    np.testing.assert_array_equal(one.due_at[order], other.due_at)
    assert [one.reason[n] for n in order] == other.reason.tolist()


@pytest.mark.parametrize(
    "code",
    [[1.001193], [b"1.001193"], np.asarray([1.5]), pa.array([True]), np.asarray("1.001193"), ["\ud800"], object()],
    ids=lambda value: type(value).__name__,
)
def test_a_column_without_texts_is_rejected_by_name(engine: Engine, code: Any) -> None:
    """A decimal is not a code, since 1.000110 is not 1.00011; the error names the argument, before any row is decided."""
    with pytest.raises(TypeError, match="code must be one text or a column of texts"):
        engine.decide_many(np.full(1, np.datetime64(RECEIVED, "s")), code=code, level="commune")


@pytest.mark.parametrize(
    ("code", "named"),
    [
        (1.001193, "1.001193"),
        (1001193, "1001193"),
        (np.int64(1001193), "1001193"),
        ([1.001193], "1.001193"),
        (np.asarray([1001193]), "1001193"),
        (np.asarray(["1.001193", 1.001193], dtype=object)[1:], "1.001193"),
        (np.asarray(["1.001193", 7001], dtype=object), "7001"),
    ],
)
def test_a_code_that_is_a_number_is_named(engine: Engine, code: Any, named: str) -> None:
    """A code is text: a whole or decimal number, alone or in a column, is rejected with the value."""
    with pytest.raises(TypeError, match="text") as refused:
        engine.decide_many(np.full(1, np.datetime64(RECEIVED, "s")), code=code, level="commune")
    assert named in str(refused.value)


@pytest.mark.parametrize(("code", "reason"), [("1.001193", None), ("9.999999", "unknown-procedure")])
def test_one_code_for_several_blocks(engine: Engine, code: str, reason: str | None) -> None:
    """Rows are decided in blocks; the rows of the last block have the same answer as the first ones."""
    received = np.full(BLOCK + 2, np.datetime64(RECEIVED, "s"))
    decided = engine.decide_many(received, code=code, level="commune")
    assert np.unique(decided.due_at).size == 1
    assert decided.reason.counts() == {reason: BLOCK + 2}


def test_a_call_without_codes_says_so(engine: Engine) -> None:
    """Without ``code`` no row could be decided."""
    with pytest.raises(TypeError, match="decide_many needs code"):
        engine.decide_many(np.full(1, np.datetime64(RECEIVED, "s")), level="commune")


@pytest.mark.parametrize("missing", [float("nan"), None])
def test_missing_codes_in_a_column_of_objects(engine: Engine, missing: Any) -> None:
    """Pandas writes a missing text as NaN: the row has no code, and the other row is decided."""
    received = np.full(2, np.datetime64(RECEIVED, "s"))
    decided = engine.decide_many(received, code=np.asarray(["1.001193", missing], dtype=object), level="commune")
    assert decided.reason.tolist() == [None, "unknown-procedure"]


def test_a_masked_moment_is_missing(engine: Engine) -> None:
    """A masked value is a row without a moment."""
    received = np.ma.masked_array(np.full(2, np.datetime64(RECEIVED, "s")), [False, True])
    assert engine.decide_many(received, **KEY).reason.tolist() == [None, "missing-instant"]


@pytest.mark.parametrize(("unit", "seconds"), [("m", 60), ("h", 3600), ("D", 86_400)])
def test_coarse_units_do_not_overflow(engine: Engine, unit: str, seconds: int) -> None:
    """A moment whose seconds do not fit 64 bits is out of the horizon and does not wrap to a date of the calendar."""
    # Multiplied by the odd part of the unit, 2**64 seconds are a whole number of units.
    far = UTC_SECONDS // seconds + 2**64 * (seconds // (seconds & -seconds)) // seconds
    far -= 2**64 if far >= 2**63 else 0
    received = np.asarray([far], dtype=np.int64).view(f"datetime64[{unit}]")
    times = {"received_at": dt.time(8)}
    assert engine.decide_many(received, **KEY, time_when_missing=times).reason.tolist() == ["out-of-horizon"]


@pytest.mark.parametrize("zone", [None, "Asia/Ho_Chi_Minh"])
def test_a_list_of_pandas_moments(engine: Engine, zone: str | None) -> None:
    """Timestamps of pandas are accepted in a list, including a missing one."""
    pandas = pytest.importorskip("pandas")
    decided = engine.decide_many([pandas.Timestamp(RECEIVED, tz=zone), pandas.NaT], **KEY)
    assert decided.reason.tolist() == [None, "missing-instant"]


def test_a_column_of_nulls_is_a_column_of_missing_moments(engine: Engine) -> None:
    """Readers of files return a column of type null if no dossier is completed; it is accepted."""
    decided = engine.decide_many(np.full(2, np.datetime64(RECEIVED, "s")), **KEY, completed_at=pa.nulls(2), now=RECEIVED)
    assert decided.status is not None
    assert decided.status.tolist() == ["pending"] * 2


def test_whole_numbers_beyond_64_bits(engine: Engine) -> None:
    """A number beyond 64 bits is out of the horizon; the next row is decided."""
    assert engine.decide_many([2**70, -(2**70), UTC_SECONDS], **KEY).reason.tolist() == ["out-of-horizon"] * 2 + [None]


def test_no_moment_to_judge_at(engine: Engine) -> None:
    """Open dossiers are undecided if ``now`` is missing."""
    received = np.full(2, np.datetime64(RECEIVED, "s"))
    decided = engine.decide_many(received, **KEY, completed_at=[None, None], now=np.datetime64("NaT", "s"))
    assert decided.status is not None
    assert decided.status.tolist() == ["undecided"] * 2


def test_none_as_receipts_is_rejected_by_name(engine: Engine) -> None:
    """The error names the argument."""
    with pytest.raises(TypeError, match="received_at"):
        engine.decide_many(None, **KEY)


def test_a_text_that_is_not_a_moment_affects_no_other_row_in_files(engine: Engine, tmp_path: Path) -> None:
    """A row of a CSV file received "yesterday" has no moment of receipt; the other row is decided (as in Spark)."""
    path = tmp_path / "in.csv"
    path.write_text("received_at,code,level\nyesterday,1.001193,commune\n2023-09-29 15:31,1.001193,commune\n", encoding="utf-8")
    with engine.dossier_files(path) as files:
        reasons = files.rows()["reason"].to_pylist()
    assert sorted(reasons, key=str) == [None, "missing-instant"]


@pytest.mark.parametrize("by_grid", [False, True])
def test_early_on_time_and_overdue_where_terms_of_all_kinds_mix(engine: Engine, monkeypatch: pytest.MonkeyPatch, by_grid: bool) -> None:
    """Promises by 09:00 and whole-day terms in one batch: the day of the deadline separates early from on time, the first late instant the rest."""
    monkeypatch.setattr(batch, "_is_worth_a_grid", lambda *_: by_grid)
    received = [dt.datetime(2023, 9, day, hour, 31) for day in (27, 28, 29) for hour in (9, 15)]
    ends = [dt.datetime(2023, 9, 28), dt.datetime(2023, 9, 29), dt.datetime(2023, 9, 30), dt.datetime(2023, 10, 2), dt.datetime(2023, 10, 2, 9),
            dt.datetime(2023, 10, 2, 17), dt.datetime(2023, 10, 3)]  # fmt: skip
    moments = [end + dt.timedelta(seconds=shift) for end in ends for shift in (-1, 0, 1)]
    pairs = [(one, other) for one in received for other in moments if other > one]
    decided = engine.decide_many([one for one, _ in pairs], **KEY, completed_at=[other for _, other in pairs])
    assert decided.status is not None
    expected = []
    for one, other in pairs:
        decision = engine.decide(**KEY, received_at=one)
        assert decision.due_at is not None
        assert decision.late_after is not None
        late_after, due = decision.late_after.replace(tzinfo=None), decision.due_at.date()
        expected.append("overdue" if other >= late_after else "early" if other.date() < due else "on_time")
    assert decided.status.tolist() == expected
    assert set(expected) == {"early", "on_time", "overdue"}
    kinds = {(engine.decide(**KEY, received_at=one).due_at or one).hour for one in received}
    assert len(kinds) > 1, "the batch mixes terms"


@pytest.mark.parametrize("masked", [False, True])
def test_dates_of_a_masked_column_have_the_given_time(engine: Engine, masked: bool) -> None:
    """The time of day for dates without one is used for a masked column too: 15:31 is after the cutoff, 08:00 before it."""
    column = np.ma.masked_array(np.asarray(["2023-09-29", "2023-09-29"], dtype="datetime64[D]"), [False, masked])
    for time, due in ((dt.time(15, 31), DUE), (dt.time(8), np.datetime64("2023-09-29T17:00", "s"))):
        decided = engine.decide_many(column, **KEY, time_when_missing={"received_at": time})
        assert decided.due_at[0] == due
        assert np.isnat(decided.due_at[1]) == masked


def test_moments_with_and_without_a_zone_are_not_mixed(engine: Engine) -> None:
    """The error says what is wrong with the column."""
    with pytest.raises(TypeError, match="received_at mixes moments with and without a time zone"):
        engine.decide_many([RECEIVED, RECEIVED.replace(tzinfo=dt.UTC)], **KEY)


@pytest.mark.parametrize(("name", "message"), [("code", "text"), ("level", "level must be one text or a column of texts, not 7")])
def test_a_number_in_place_of_a_key_is_named(engine: Engine, name: str, message: str) -> None:
    """Only a code has a hint of its own, since a code is often read as a number; any other key is named with its value."""
    with pytest.raises(TypeError, match=message) as caught:
        engine.decide_many(np.full(1, np.datetime64(RECEIVED, "s")), **(KEY | {name: 7}))
    assert ("must be one text or a column" in str(caught.value)) == (name != "code")
