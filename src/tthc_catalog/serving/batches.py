"""Decide many dossiers: a JSON array, a stream of JSON lines, or a table in the stream format of Arrow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from tthc_catalog.serving.calls import ARROW, JSON, NDJSON, Answer, Call, ClientGone, encoded
from tthc_catalog.serving.problem_details import WrongCall, details_of, plain
from tthc_catalog.serving.questions import checked, decided, question, question_parameters, read_json, type_of

_AT_ONCE = 50
"""Rows that are decided before other requests get their turn."""

_COLUMNS = ("code", "received_at", "level", "office", "case", "channel")


async def decide_array(call: Call) -> Answer:
    """Decide the questions of a JSON array; the answer has the same order."""
    call.check_media_type()
    rows = read_json(await call.body(call.settings.batch_bytes), call.settings)
    if not isinstance(rows, list):
        raise WrongCall("wrong-type", parameter="body", expected="array", found=type_of(rows))
    if len(rows) > call.settings.batch_rows:
        raise WrongCall("too-many-rows", most=call.settings.batch_rows)
    parts = []
    for start in range(0, len(rows), _AT_ONCE):
        call.check_time()
        parts += [_row(call, number, values) for number, values in enumerate(rows[start : start + _AT_ONCE], start)]
        await asyncio.sleep(0)
    return Answer(content=b"[" + b",".join(parts) + b"]")


async def decide_lines(call: Call) -> Answer:
    """Decide a stream of questions, one on each line; each answer is sent when its line has arrived."""
    call.check_media_type()
    return Answer(content=_lines(call), media_type=NDJSON)


async def decide_table(call: Call) -> Answer:
    """Decide the rows of an Arrow table in columns."""
    call.check_media_type()
    content = await call.body(call.settings.batch_bytes)
    return Answer(content=await call.in_thread(_decide_table, call, content), media_type=ARROW)


async def _lines(call: Call) -> AsyncIterator[bytes]:
    """Yield the answers to the lines that have arrived, all by one state of the catalog; the answer is as long as the question, so neither is kept in memory."""
    number = 0
    try:
        async for lines in _arriving(call):
            parts = [_line(call, number + place, line) for place, line in enumerate(lines)]
            number += len(parts)
            yield b"\n".join(parts) + b"\n"
            await asyncio.sleep(0)
    except ClientGone:
        return
    except WrongCall as wrong:  # the answer has begun, so its last line says why it ends here
        yield _refused(call, number, wrong) + b"\n"


async def _arriving(call: Call) -> AsyncIterator[list[bytes]]:
    """Yield the lines of the body as they arrive, a few at once, without empty ones.

    Raises:
        WrongCall: a line is too long, there are too many, or the next part of the body does not arrive in time.
    """
    rest, count, ended = b"", 0, False
    most = call.settings.line_bytes
    while not ended:
        message = await call.message()
        ended = not message.get("more_body")
        *lines, rest = (rest + message.get("body", b"")).split(b"\n")
        lines = [line for line in (*lines, rest if ended else b"") if line.strip()]
        for start in range(0, len(lines), _AT_ONCE):
            some = lines[start : start + _AT_ONCE]
            count += len(some)
            if count > call.settings.stream_rows:
                raise WrongCall("too-many-rows", most=call.settings.stream_rows)
            yield some
        if len(rest) > most:
            raise WrongCall("body-too-large", most=most)


def _line(call: Call, number: int, line: bytes) -> bytes:
    if len(line) > call.settings.line_bytes:
        return _refused(call, number, WrongCall("body-too-large", most=call.settings.line_bytes))
    try:
        values = read_json(line, call.settings)
    except WrongCall as wrong:
        return _refused(call, number, wrong)
    return _row(call, number, values)


def _row(call: Call, number: int, values: Any) -> bytes:
    try:
        decision = decided(call.state.engine, question(checked(values, question_parameters())))
    except Exception as error:  # noqa: BLE001 - a row that cannot be answered leaves the others as they are
        return _refused(call, number, error)
    call.decisions += 1
    return b'{"row":%d,"decision":%b,"problem":null}' % (number, call.state.brief.encoded(decision))


def _refused(call: Call, number: int, error: Exception) -> bytes:
    return encoded({"row": number, "decision": None, "problem": plain(details_of(error, call.lang))})


def _decide_table(call: Call, content: bytes) -> bytes:
    """Return the decisions on an Arrow table as an Arrow table; a row without an answer has the reason in ``reason``."""
    try:
        import pyarrow as pa
        from pyarrow import ipc
    except ImportError:
        raise WrongCall("unsupported-media-type", suggestions=(JSON, NDJSON), found=f"{ARROW} (tthc-catalog[bulk])") from None
    try:
        with ipc.open_stream(content) as reader:
            table = reader.read_all()
            table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError):
        raise WrongCall("malformed-arrow") from None
    if table.num_rows > call.settings.stream_rows:
        raise WrongCall("too-many-rows", most=call.settings.stream_rows)
    _check_columns(table, pa.types)
    columns = {name: table.column(name) for name in table.column_names}
    decided = call.state.engine.decide_many(columns.pop("received_at"), **columns).to_arrow()
    call.decisions += table.num_rows
    sink = pa.BufferOutputStream()
    with ipc.new_stream(sink, decided.schema) as writer:
        writer.write_table(decided)
    found: bytes = sink.getvalue().to_pybytes()
    return found


def _check_columns(table: Any, types: Any) -> None:
    """Raise an error unless a table has the columns of a question: a timestamp and texts.

    Raises:
        WrongCall: a column is unknown, repeated, missing or of another type.
    """
    names = table.column_names
    for name in names:
        if name not in _COLUMNS:
            raise WrongCall("unknown-parameter", parameter=name[:50], suggestions=_COLUMNS)
        if names.count(name) > 1:
            raise WrongCall("repeated-parameter", parameter=name)
    for name in _COLUMNS[:2]:
        if name not in names:
            raise WrongCall("missing-parameter", parameter=name)
    for name in names:
        kind = table.column(name).type
        value = kind.value_type if types.is_dictionary(kind) else kind
        is_text = types.is_string(value) or types.is_large_string(value) or (types.is_null(value) and name not in _COLUMNS[:2])
        if not (types.is_timestamp(kind) if name == "received_at" else is_text):
            expected = "timestamp" if name == "received_at" else "string"
            raise WrongCall("wrong-type", parameter=name, expected=expected, found=str(kind)[:50])
