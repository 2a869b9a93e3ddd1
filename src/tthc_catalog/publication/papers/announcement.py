"""The announcement for district and commune radio (clause III.5): the model, the number of procedures and the coming days."""

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
"""How many weeks of coming days are announced."""

SYLLABLES_A_MINUTE = 180
"""The assumed reading speed, which is slow, for outdoor loudspeakers. A written Vietnamese word is one syllable."""

LONGEST_SECONDS = 90
"""The maximum reading time."""

_LONGEST_PHRASE = 30
"""The maximum number of syllables of a title or a reason, so that no catalog text makes the announcement too long."""

_CLOCK = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)\b")
_DATE = re.compile(r"(?<![\d/])(0?[1-9]|[12]\d|3[01])/(0?[1-9]|1[0-2])(?![\d/])")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


def render_announcement(publication: Publication) -> Iterator[Artefact]:
    """Yield one text for each commitment in force on the day.

    Raises:
        PublicationError: a text is too long to read; the error names its file, and all others have been yielded.
    """
    found = commitments(publication, weeks=WEEKS)
    too_long: list[str] = []
    for commitment in found:
        path = f"announcement-{commitment.name_part(found)}.txt"
        try:
            content = announcement(publication, commitment).encode()
        except PublicationError as error:
            too_long.append(f"{path}: {error.text()}")
            continue
        yield Artefact(path=path, content=content, media_type="text/plain; charset=utf-8")
    if too_long:
        raise PublicationError("publication.error.announcements", reasons="; ".join(too_long))


def announcement(publication: Publication, commitment: Commitment) -> str:
    """Return the announcement, preceded by its reading time and followed by the stamp.

    Raises:
        PublicationError: the reading time exceeds `LONGEST_SECONDS`.
    """
    spoken = spoken_text(publication, commitment)
    seconds = reading_seconds(spoken)
    if seconds > LONGEST_SECONDS:
        raise PublicationError("publication.error.too_long_to_read", seconds=seconds, limit=LONGEST_SECONDS)
    stamp = publication.stamp
    origin = [shown_text(line) for line in (stamp.line(), stamp.notice()) if line]
    parts = [
        text("publication.radio.title"),
        text("publication.radio.reading", seconds=seconds, rate=SYLLABLES_A_MINUTE),
        *(text("publication.radio.before", notice=notice) for notice in commitment.notices),
        spoken,
        "-" * 20,
        "\n".join(origin),
    ]
    return "\n\n".join(parts) + "\n"


def spoken_text(publication: Publication, commitment: Commitment) -> str:
    """Return the part that is read aloud."""
    binding = next(b for b in publication.catalog.manifest.levels if b.level == commitment.office.level)
    fields = dict.fromkeys(entry.field.name for entry in commitment.entries)
    days = [_day(day.date) for day in commitment.days if day.applies]
    sentences = [
        text("publication.radio.open"),
        text(
            "publication.radio.what",
            desk=_short(commitment.office.name if publication.offices else text("publication.radio.desk", level=binding.title.lower())),
            model=_short(commitment.model.title),
            count=len(commitment.entries),
        ),
        text("publication.radio.fields", fields=_short(", ".join(fields))),
        commitment.sentence,
        *([text("publication.radio.hours", hours=commitment.hours.replace("-", " đến "))] if commitment.hours else []),
    ]
    if days:
        sentences.append(text("publication.radio.days", days="; ".join(days[:WEEKS])))
    else:
        sentences.append(text("publication.radio.none", weeks=WEEKS))
    lost = [day for day in commitment.days if not day.applies]
    sentences += [text("publication.radio.lost", day=_day(day.date), why=_short(day.occasion())) for day in lost[:2]]
    if any(day.provisional for day in commitment.days):
        sentences.append(text("publication.radio.provisional"))
    if publication.stamp.reconstructed:
        sentences.append(text("publication.radio.reconstructed"))
    sentences += [text("publication.radio.bring"), text("publication.radio.close")]
    return _DATE.sub(_spoken_date, _CLOCK.sub(_spoken_clock, shown_text(" ".join(sentences))))


def reading_seconds(spoken: str) -> int:
    """Return the reading time of a text, rounded up; numbers count by their spoken syllables."""
    syllables = sum(spoken_syllables(token) for token in _TOKEN.findall(spoken))
    return -(-syllables * 60 // SYLLABLES_A_MINUTE)


def spoken_syllables(token: str) -> int:
    """Return the syllables of a word, or of a number as read in Vietnamese.

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
        return count + 2  # "linh" precedes the last digit
    if small >= 10:
        count += (1 if small < 20 else 2) + (1 if small % 10 else 0)
    return count + (1 if small and small < 10 else 0) or 1


def _spoken_clock(match: re.Match[str]) -> str:
    """Return ``15:30`` as it is read: ``15 giờ 30``."""
    return f"{int(match[1])} giờ" + (f" {int(match[2])}" if int(match[2]) else "")


def _spoken_date(match: re.Match[str]) -> str:
    """Return ``26/4`` as it is read: ``ngày 26 tháng 4``."""
    return text("publication.radio.day_and_month", day=int(match[1]), month=int(match[2]))


def _day(day: dt.date) -> str:
    weekday = text(f"weekday.{day.isoweekday()}", "vi").removeprefix("thứ ")
    return text("publication.radio.date", weekday=weekday, day=day.day, month=day.month).replace("thứ Chủ", "Chủ")


def _short(phrase: str) -> str:
    words = shown_text(phrase).split()
    shortened = words if len(words) <= _LONGEST_PHRASE else [*words[:_LONGEST_PHRASE], "…"]
    return " ".join(word if len(word) <= 40 else word[:40] + "…" for word in shortened)
