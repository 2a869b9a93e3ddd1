"""Columns as they come from anywhere: no row stops the others, no number is ever wrong, and a wrong column is named."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

import pytest

np = pytest.importorskip("numpy")
pa = pytest.importorskip("pyarrow")

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.engine import Engine

ASKED: dict[str, Any] = {"code": "1.001193", "level": "commune"}
RECEIVED = dt.datetime(2023, 9, 29, 15, 31)
DUE = np.datetime64("2023-10-02T09:00", "s")
UTC_SECONDS = int(RECEIVED.replace(tzinfo=dt.timezone(dt.timedelta(hours=7))).timestamp())


def moments() -> dict[str, Any]:
    """One receipt and a missing one, in every kind of column that can hold both."""
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
def test_every_kind_of_column_says_the_same(engine: Engine, kind: str) -> None:
    """The same moment gives the same deadline whatever it stands in, and a missing one says so."""
    said = engine.decide_many(moments()[kind], **ASKED, completed_at=moments()[kind], now=RECEIVED)
    assert said.due_at[0] == DUE
    assert np.isnat(said.due_at[1])
    assert said.reason.tolist() == [None, "missing-instant"]
    assert said.status is not None
    assert said.status.tolist() == ["early", "undecided"]
    assert said.to_arrow()["due_at"].to_pylist() == [dt.datetime(2023, 10, 2, 2, tzinfo=dt.UTC), None]


@pytest.mark.parametrize("package", ["pandas", "polars"])
@pytest.mark.parametrize("zone", [None, "UTC"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_columns_of_data_frames(engine: Engine, package: str, zone: str | None) -> None:
    """Columns of pandas and polars, with and without a zone, codes and levels among them."""
    library = pytest.importorskip(package)
    moment = RECEIVED if zone is None else dt.datetime.fromtimestamp(UTC_SECONDS, dt.UTC)
    received = library.Series([moment, None])
    if package == "pandas" and zone:
        received = library.to_datetime(received, utc=True)
    codes, levels = library.Series(["1.001193", None]), library.Series(["commune", "commune"])
    said = engine.decide_many(received, code=codes, level=levels)
    assert said.due_at[0] == DUE
    assert np.isnat(said.due_at[1])


@pytest.mark.parametrize("year", [-9999, -1, 0, 1, 1677, 1969, 2019, 2031, 2262, 9999, 290_000])
@pytest.mark.parametrize("unit", ["s", "ms", "us"])
def test_moments_outside_the_calendar(engine: Engine, year: int, unit: str) -> None:
    """A year the calendar does not answer for is out of the horizon, whether or not a clock could hold it; its neighbour is decided."""
    received = np.asarray([np.datetime64(year - 1970, "Y").astype(f"datetime64[{unit}]"), np.datetime64(RECEIVED, unit)])
    said = engine.decide_many(received, **ASKED, completed_at=received)
    assert said.reason.tolist() == ["out-of-horizon", None]
    assert np.isnat(said.due_at[0])
    assert said.due_at[1] == DUE
    assert said.status is not None
    assert said.status.tolist() == ["undecided", "early"]


def test_integers_at_both_ends(engine: Engine) -> None:
    """The largest and the smallest 64-bit numbers are moments nobody answers for, and are not counted round the corner."""
    ends = np.iinfo(np.int64)
    received = np.asarray([ends.max, ends.max - 1, ends.min + 1, 0, -1, UTC_SECONDS], dtype=np.int64)
    said = engine.decide_many(received, **ASKED, completed_at=received)
    assert said.reason.tolist() == ["out-of-horizon"] * 5 + [None]
    assert np.isnat(said.due_at[:5]).all()
    assert said.due_at[5] == DUE


@pytest.mark.parametrize("completed", [np.iinfo(np.int64).max, np.iinfo(np.int64).max - 1, 2**40, 2**33])
@pytest.mark.parametrize("rows", [1, 20_000])
def test_completions_far_away_stay_late_or_early(engine: Engine, completed: int, rows: int) -> None:
    """A result stamped at the end of time is late, one stamped at its beginning is early; in a grid and row by row."""
    received = np.full(rows, UTC_SECONDS, dtype=np.int64)
    for stamp, expected in ((completed, "overdue"), (-completed, "early")):
        said = engine.decide_many(received, **ASKED, completed_at=np.full(rows, stamp, dtype=np.int64))
        assert said.status is not None
        assert said.status.counts() == {expected: rows}


@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.parametrize("several", [False, True])
def test_no_rows_and_one_row(engine: Engine, rows: int, several: bool) -> None:
    """A batch of nothing gives columns of nothing; a batch of one is one row."""
    received = np.full(rows, np.datetime64(RECEIVED, "s"))
    asked = {name: [value] * rows for name, value in ASKED.items()} if several else ASKED
    said = engine.decide_many(received, **asked, completed_at=received, now=RECEIVED)
    assert len(said) == len(said.due_at) == len(said.reason) == said.to_arrow().num_rows == rows
    assert said.due_at.tolist() == [DUE.item()] * rows


@pytest.mark.parametrize("name", ["code", "level", "office", "case", "completed_at"])
def test_a_column_of_another_length_is_named(engine: Engine, name: str) -> None:
    """The error says which column has how many rows."""
    received = np.full(3, np.datetime64(RECEIVED, "s"))
    column = {"completed_at": received[:2]}.get(name, ["x", "y"])
    with pytest.raises(ValueError, match=rf"{name} has 2 rows and received_at 3"):
        engine.decide_many(received, **(ASKED | {name: column}))


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
def test_what_holds_no_moments_is_refused_by_name(engine: Engine, column: Any) -> None:
    """Text, floats, truth values and tables are no moments: one error names the argument, before any row is answered."""
    with pytest.raises(TypeError, match="received_at"):
        engine.decide_many(column, **ASKED)


def test_unknown_keys_are_reasons(engine: Engine) -> None:
    """Codes, levels, desks and cases nobody knows, and none at all, are reasons; the row between them is decided."""
    received = np.full(8, np.datetime64(RECEIVED, "s"))
    said = engine.decide_many(
        received,
        code=["9.999999", None, "", "1.001193", "1.001193", "1.001193", "2.000815", "1.001193.000.00.00.H23"],
        level=["commune", "commune", "commune", "nowhere", "commune", "commune", None, "commune"],
        office=[None, None, None, None, "no-desk", None, None, None],
        case=[None, None, None, None, None, "no-case", None, None],
    )
    unknown = "unknown-procedure"
    assert said.reason.tolist() == [unknown] * 4 + ["unknown-office", "unknown-case", "ambiguous-procedure", None]
    assert np.isnat(said.due_at[:7]).all()
    assert said.due_at[7] == DUE


def test_rows_in_any_order_say_the_same(engine: Engine) -> None:
    """What stands beside a row changes nothing: shuffled rows give shuffled answers, dirt and all."""
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
    [1.001193, 5, [1.001193], [b"1.001193"], np.asarray([1.5]), pa.array([True]), np.asarray("1.001193"), ["\ud800"], object()],
    ids=lambda value: type(value).__name__,
)
def test_what_holds_no_texts_is_refused_by_name(engine: Engine, code: Any) -> None:
    """A decimal is no code, since 1.000110 is not 1.00011; the error names the argument, before any row is answered."""
    with pytest.raises(TypeError, match="code must be one text or a column of texts"):
        engine.decide_many(np.full(1, np.datetime64(RECEIVED, "s")), code=code, level="commune")


@pytest.mark.parametrize("missing", [float("nan"), None])
def test_missing_codes_in_a_column_of_objects(engine: Engine, missing: Any) -> None:
    """Pandas writes a missing text as NaN; it is a row without a code, and the row beside it is decided."""
    received = np.full(2, np.datetime64(RECEIVED, "s"))
    said = engine.decide_many(received, code=np.asarray(["1.001193", missing], dtype=object), level="commune")
    assert said.reason.tolist() == [None, "unknown-procedure"]


def test_a_masked_moment_is_missing(engine: Engine) -> None:
    """What a masked array hides is a row without a moment."""
    received = np.ma.masked_array(np.full(2, np.datetime64(RECEIVED, "s")), [False, True])
    assert engine.decide_many(received, **ASKED).reason.tolist() == [None, "missing-instant"]


@pytest.mark.parametrize(("unit", "seconds"), [("m", 60), ("h", 3600), ("D", 86_400)])
def test_coarse_units_do_not_wrap_round(engine: Engine, unit: str, seconds: int) -> None:
    """A moment so far away that its seconds do not fit 64 bits is out of the horizon, and lands on no date of ours."""
    # 2**64 seconds are a whole number of such units once the odd part of the unit is multiplied in.
    far = UTC_SECONDS // seconds + 2**64 * (seconds // (seconds & -seconds)) // seconds
    far -= 2**64 if far >= 2**63 else 0
    received = np.asarray([far], dtype=np.int64).view(f"datetime64[{unit}]")
    assert engine.decide_many(received, **ASKED).reason.tolist() == ["out-of-horizon"]


@pytest.mark.parametrize("zone", [None, "Asia/Ho_Chi_Minh"])
def test_a_list_of_pandas_moments(engine: Engine, zone: str | None) -> None:
    """Pandas' own moments in a list, a missing one among them."""
    pandas = pytest.importorskip("pandas")
    said = engine.decide_many([pandas.Timestamp(RECEIVED, tz=zone), pandas.NaT], **ASKED)
    assert said.reason.tolist() == [None, "missing-instant"]


def test_a_column_of_nulls_is_a_column_of_missing_moments(engine: Engine) -> None:
    """Where no dossier is completed, readers of files give a column of type null."""
    said = engine.decide_many(np.full(2, np.datetime64(RECEIVED, "s")), **ASKED, completed_at=pa.nulls(2), now=RECEIVED)
    assert said.status is not None
    assert said.status.tolist() == ["pending"] * 2


def test_whole_numbers_beyond_64_bits(engine: Engine) -> None:
    """A number no clock holds is out of the horizon; its neighbour is decided."""
    assert engine.decide_many([2**70, -(2**70), UTC_SECONDS], **ASKED).reason.tolist() == ["out-of-horizon"] * 2 + [None]


def test_no_moment_to_judge_at(engine: Engine) -> None:
    """Where ``now`` is no moment, open dossiers are not judged."""
    received = np.full(2, np.datetime64(RECEIVED, "s"))
    said = engine.decide_many(received, **ASKED, completed_at=[None, None], now=np.datetime64("NaT"))
    assert said.status is not None
    assert said.status.tolist() == ["undecided"] * 2


def test_no_receipts_at_all_are_named(engine: Engine) -> None:
    """The error names the argument."""
    with pytest.raises(TypeError, match="received_at"):
        engine.decide_many(None, **ASKED)


def test_a_text_that_is_no_moment_stops_no_other_row_in_files(engine: Engine, tmp_path: Path) -> None:
    """A row of a CSV file that says "yesterday" has no moment of receipt; the row beside it is decided (as Spark does)."""
    path = tmp_path / "in.csv"
    path.write_text("received_at,code,level\nyesterday,1.001193,commune\n2023-09-29 15:31,1.001193,commune\n", encoding="utf-8")
    with engine.dossier_files(path) as files:
        reasons = files.rows()["reason"].to_pylist()
    assert sorted(reasons, key=str) == [None, "missing-instant"]
