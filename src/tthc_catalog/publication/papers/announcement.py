"""A text for district and commune radio (clause III.5): what the model is, for how many procedures, and on which coming days."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tthc_catalog.errors import PublicationError
from tthc_catalog.extension.specs import Artefact
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.publication.papers.listing import commitments

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from tthc_catalog.publication.content.publication import Publication
    from tthc_catalog.publication.papers.listing import Commitment

WEEKS = 4
"""How far ahead the days are told."""

SYLLABLES_A_MINUTE = 180
"""The reading speed the length is reckoned with: unhurried, for a loudspeaker in the open. Vietnamese writes one syllable a word."""

LONGEST_SECONDS = 90

_LONGEST_PHRASE = 30
"""Syllables of a title or a reason that are read; more is cut, so that no catalog text makes the announcement too long."""

_CLOCK = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)\b")
_DATE = re.compile(r"(?<![\d/])(0?[1-9]|[12]\d|3[01])/(0?[1-9]|1[0-2])(?![\d/])")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


def render_announcement(publication: Publication) -> Iterator[Artefact]:
    """One text for each desk and commitment in force on the day."""
    found = commitments(publication, weeks=WEEKS)
    for commitment in found:
        path = f"announcement-{commitment.name_part(found)}.txt"
        yield Artefact(path=path, content=announcement(publication, commitment).encode(), media_type="text/plain; charset=utf-8")


def announcement(publication: Publication, commitment: Commitment) -> str:
    """The text, with its reading time above and its stamp below.

    Raises:
        PublicationError: it cannot be read within `LONGEST_SECONDS`.
    """
    spoken = spoken_text(publication, commitment)
    seconds = reading_seconds(spoken)
    if seconds > LONGEST_SECONDS:
        raise PublicationError("publication.error.too_long_to_read", seconds=seconds, limit=LONGEST_SECONDS)
    stamp = publication.stamp
    below = [shown_text(line) for line in (stamp.line(), stamp.notice()) if line]
    parts = [
        text("publication.radio.title"),
        text("publication.radio.reading", seconds=seconds, rate=SYLLABLES_A_MINUTE),
        *(text("publication.radio.before", notice=notice) for notice in commitment.notices),
        spoken,
        "-" * 20,
        "\n".join(below),
    ]
    return "\n\n".join(parts) + "\n"


def spoken_text(publication: Publication, commitment: Commitment) -> str:
    """What is read aloud."""
    binding = next(b for b in publication.catalog.manifest.levels if b.level == commitment.office.level)
    fields = dict.fromkeys(entry.field.name for entry in commitment.entries)
    held = [day for day in commitment.days if day.held]
    said = [
        text("publication.radio.open"),
        text(
            "publication.radio.what",
            desk=_short(commitment.office.name if publication.offices else text("publication.radio.desk", level=binding.title.lower())),
            model=_short(commitment.model.title),
            count=len(commitment.entries),
        ),
        text("publication.radio.fields", fields=_short(", ".join(fields))),
        *(_short(rule) for rule in commitment.rules[:3]),
    ]
    if held:
        said.append(text("publication.radio.days", days="; ".join(_day(day.date) for day in held[:WEEKS])))
    else:
        said.append(text("publication.radio.none", weeks=WEEKS))
    said += [text("publication.radio.lost", day=_day(day.date), why=_short(day.occasion())) for day in commitment.days if not day.held][:2]
    if any(day.provisional for day in commitment.days):
        said.append(text("publication.radio.provisional"))
    if publication.stamp.reconstructed:
        said.append(text("publication.radio.reconstructed"))
    said += [text("publication.radio.bring"), text("publication.radio.close")]
    return _DATE.sub(_spoken_date, _CLOCK.sub(_spoken_clock, shown_text(" ".join(said))))


def reading_seconds(spoken: str) -> int:
    """How long the text takes to read, rounded up; a number counts as the syllables it is spoken with."""
    syllables = sum(spoken_syllables(token) for token in _TOKEN.findall(spoken))
    return -(-syllables * 60 // SYLLABLES_A_MINUTE)


def spoken_syllables(token: str) -> int:
    """Syllables of a word, or of a number as it is read in Vietnamese.

    >>> [spoken_syllables(number) for number in ("7", "10", "15", "21", "30", "105", "2026")]
    [1, 1, 2, 3, 2, 4, 7]
    """
    if not token.isdecimal():
        return 1
    if len(token) > 4:
        return len(token)
    thousands, rest = divmod(int(token), 1000)
    hundreds, small = divmod(rest, 100)
    count = 2 if thousands else 0
    if hundreds or (thousands and small):
        count += 2
    if small and small < 10 and count:
        return count + 2  # "linh" before the last digit
    if small >= 10:
        count += (1 if small < 20 else 2) + (1 if small % 10 else 0)
    return count + (1 if small and small < 10 else 0) or 1


def _spoken_clock(found: re.Match[str]) -> str:
    """``15:30`` as it is read: ``15 giờ 30``."""
    return f"{int(found[1])} giờ" + (f" {int(found[2])}" if int(found[2]) else "")


def _spoken_date(found: re.Match[str]) -> str:
    """``26/4`` as it is read: ``ngày 26 tháng 4``."""
    return text("publication.radio.day_and_month", day=int(found[1]), month=int(found[2]))


def _day(day: dt.date) -> str:
    weekday = text(f"weekday.{day.isoweekday()}", "vi").removeprefix("thứ ")
    return text("publication.radio.date", weekday=weekday, day=day.day, month=day.month).replace("thứ Chủ", "Chủ")


def _short(said: str) -> str:
    words = shown_text(said).split()
    shortened = words if len(words) <= _LONGEST_PHRASE else [*words[:_LONGEST_PHRASE], "…"]
    return " ".join(word if len(word) <= 40 else word[:40] + "…" for word in shortened)
