"""The portal's table of channels, stored as one line without separators: channel, time, fee, remark, description, next channel."""

from __future__ import annotations

import re

import attrs

from tthc_catalog.importing.found_facts import CHANNEL_WORDS, FoundChannel, FoundFee, FoundTime, Unclear
from tthc_catalog.importing.written_fees import read_fee
from tthc_catalog.importing.written_times import read_time

HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"
_CHANNEL = "|".join(CHANNEL_WORDS)
_TIME = r"\d+ (?:Ngày làm việc|Giờ làm việc|Ngày|Giờ|Tháng|Năm|Phút)|\d+(?=\D)|Không có thông tin"
_MONEY = r"(?:VNĐ|Việt Nam Đồng|USD)"
_FEE = rf"Miễn phí|Không có thông tin|[\d.,]+ {_MONEY}"
_RUN = re.compile(rf"\d[\d.,]* {_MONEY}")


@attrs.frozen(kw_only=True)
class ChannelRow:
    """One row of the table.

    Attributes:
        channel: the channel's id.
        time: the cell with the time.
        fee: the cell with the fee.
        note: the remark after the fee, without its parentheses.
        description: the last cell.
        is_split: whether time and fee can be separated; ``120 VNĐ`` may be a 1 and a 20.
    """

    channel: str
    time: str
    fee: str
    note: str = ""
    description: str = ""
    is_split: bool = True


def channel_rows(text: str) -> tuple[ChannelRow, ...] | None:
    """Return the rows; None if the text is no such table."""
    if not text.startswith(HEAD):
        return None
    body = text[len(HEAD) :]
    times = _TIME
    first = re.match(rf"(?:{_CHANNEL})(?P<time>(?!(?:{_TIME})(?:{_FEE}))(?!{_RUN.pattern})[^\n]{{1,200}}?)(?:{_FEE})", body)
    if first is not None:  # a sentence in the place of the time; the other rows usually repeat it
        times = f"{re.escape(first['time'])}|{_TIME}"
    row = re.compile(rf"(?P<channel>{_CHANNEL})(?:(?P<run>{_RUN.pattern})|(?P<time>{times})(?P<fee>{_FEE}))")
    matches = list(row.finditer(body))
    if not matches or matches[0].start() != 0:
        return None
    ends = [match.start() for match in matches[1:]] + [len(body)]
    rows = []
    for match, end in zip(matches, ends, strict=True):
        note, description = _remark(body[match.end() : end])
        rows.append(
            ChannelRow(
                channel=CHANNEL_WORDS[match["channel"]],
                time=match["time"] or match["run"],
                fee=match["fee"] or match["run"],
                note=note,
                description=description,
                is_split=match["run"] is None,
            )
        )
    return tuple(rows)


def _remark(text: str) -> tuple[str, str]:
    """Split the remark in parentheses from the description after it."""
    if not text.startswith("("):
        return "", text.strip()
    depth = 0
    for index, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return text[1:index].strip(), text[index + 1 :].strip()
    return text[1:].strip(), ""


def found_channels(rows: tuple[ChannelRow, ...], steps: tuple[str, ...]) -> tuple[tuple[FoundChannel, ...], tuple[Unclear, ...]]:
    """Return the channels with what is certain, and what is not.

    Args:
        rows: the rows of the table; several rows of one channel must agree.
        steps: texts about the whole procedure.
    """
    channels = []
    unclear: list[Unclear] = []
    for channel in dict.fromkeys(row.channel for row in rows):
        own = [row for row in rows if row.channel == channel]
        times = [_time(row, steps) for row in own]
        fees = [read_fee(r.fee, r.note, [r.description], channel=channel, is_split=r.is_split) for r in own]
        time = _agreed(times, "time", " / ".join(f"{row.time} {row.description}".strip() for row in own), unclear, channel)
        fee = _agreed(fees, "fee", " / ".join(f"{row.fee} {row.note}".strip() for row in own), unclear, channel)
        channels.append(
            FoundChannel(
                channel=channel,
                time=time if isinstance(time, FoundTime) else None,
                fee=fee if isinstance(fee, FoundFee) else None,
            )
        )
    return tuple(channels), tuple(unclear)


def _time(row: ChannelRow, steps: tuple[str, ...]) -> FoundTime | Unclear | None:
    if not row.is_split:
        return Unclear(fact="time", reason="time_run_together", quoted=row.time, channel=row.channel)
    return read_time(row.time, [row.description, row.note], far=steps, channel=row.channel)


def _agreed(
    found: list[FoundTime | Unclear | None] | list[FoundFee | Unclear | None], fact: str, quoted: str, unclear: list[Unclear], channel: str
) -> FoundTime | FoundFee | Unclear | None:
    """Return the value on which all rows of a channel agree; note what is unclear."""
    doubts = [value for value in found if isinstance(value, Unclear)]
    if doubts:
        unclear.append(doubts[0])
        return None
    if all(value == found[0] for value in found):
        return found[0]
    unclear.append(Unclear(fact=fact, reason=f"{fact}_rows", quoted=quoted, channel=channel))
    return None
