"""Prompt for values that no option gives, and validate the answers."""

from __future__ import annotations

import itertools
import re
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.messages import text
from tthc_catalog.value_formats import is_date, is_month_day, is_session, is_slug, is_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NO_CUTOFF = "-"
"""The answer for no cutoff."""


class Questions:
    """Prompt on a terminal for values that no option gave; elsewhere use the defaults and collect what is missing."""

    def __init__(self, lang: str, given: Mapping[str, Any]) -> None:
        self.lang = lang
        self.given = given
        self.missing: list[str] = []
        self.prompted = False
        self.interactive = sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()

    def __call__(
        self,
        name: str,
        *,
        check: Callable[[str, str], Any],
        default: str | None = None,
        option: str | None = None,
        question: str | None = None,
    ) -> Any:
        """Return the value of ``name``: from its option, a prompt or the default; None without any of these.

        Args:
            name: the parameter of the command.
            check: validates an answer.
            default: the value if there is no answer.
            option: the option as it is typed, for the message about missing values.
            question: the name of the question, if it is not that of the parameter.

        Raises:
            click.UsageError: the option's value is wrong.
        """
        value = self.given.get(name) or None
        if value is not None:
            return check(value, self.lang) if isinstance(value, str) else value
        if self.interactive:
            return self._prompt(question or name, check, default)
        if default is None:
            self.missing.append(option or text(f"new.name_of.{name}", self.lang))
            return None
        return check(default, self.lang)

    def first(self, argument: str, typed: str | None, *, check: Callable[[str, str], Any], question: str) -> Any:
        """Return the argument of the command, as it was typed or from a prompt; the rest depends on it.

        Raises:
            click.UsageError: it is wrong, or missing without a terminal for a prompt.
        """
        if typed is not None:
            return check(typed, self.lang)
        if not self.interactive:
            raise click.UsageError(text("new.missing", self.lang, options=argument))
        return self._prompt(question, check, None)

    def _prompt(self, name: str, check: Callable[[str, str], Any], default: str | None) -> Any:
        self.prompted = True
        while True:
            answer = click.prompt(text(f"new.question.{name}", self.lang), default=default, err=True)
            try:
                return check(str(answer), self.lang)
            except click.UsageError as error:
                click.echo(error.message, err=True)

    def refuse_missing(self) -> None:
        """Report all missing values at once.

        Raises:
            click.UsageError: a value is missing.
        """
        if self.missing:
            raise click.UsageError(text("new.missing", self.lang, options=", ".join(self.missing)))


def line(value: str, lang: str) -> str:
    """Validate one line of printable text; return it in NFC."""
    normalized = unicodedata.normalize("NFC", value).strip()
    if not normalized or any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in normalized):
        raise click.UsageError(text("new.bad_line", lang, value=value))
    return re.sub(r"\s+", " ", normalized)


def short_name(value: str, lang: str) -> str:
    """Validate a short name of lower-case letters without accents, digits and hyphens."""
    if not is_slug(value):
        raise click.UsageError(text("new.bad_id", lang, value=value))
    return value


def day(value: str, lang: str) -> str:
    """Parse a date written ``2027-01-31`` or ``31/1/2027``; return it in the first form."""
    match = re.fullmatch(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})", value.strip())
    written = f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}" if match else value.strip()
    if not is_date(written):
        raise click.UsageError(text("new.bad_day", lang, value=value))
    return written


def day_or_unknown(value: str, lang: str) -> str | None:
    """Parse a date; return None for the answer `NO_CUTOFF`."""
    return None if value == NO_CUTOFF else day(value, lang)


def time_of_day(value: str, lang: str) -> str:
    """Validate a time written ``HH:MM``."""
    if not is_time(value):
        raise click.UsageError(text("new.bad_time", lang, value=value))
    return value


def cutoff(value: str, lang: str) -> str | None:
    """Validate a time; return None for the answer `NO_CUTOFF`."""
    return None if value == NO_CUTOFF else time_of_day(value, lang)


def sessions_of(value: str, lang: str) -> tuple[str, ...]:
    """Parse sessions written ``HH:MM-HH:MM``, in ascending order."""
    sessions = tuple(re.split(r"[\s,;]+", value.strip()))
    ascending = all(a[6:] <= b[:5] for a, b in itertools.pairwise(sessions))
    if not all(map(is_session, sessions)) or not ascending:
        raise click.UsageError(text("new.bad_hours", lang, value=value))
    return sessions


def seasons_of(value: str, lang: str) -> list[dict[str, Any]]:
    """Parse sessions of the whole year, or of seasons: ``1/4-31/10 07:00-11:30, 13:30-17:00; 1/11-31/3 07:30-12:00, 13:00-16:30``."""
    parts = [part.strip() for part in value.split(";")]
    seasons = []
    for part in parts:
        match = re.fullmatch(r"(?:(\d{1,2})/(\d{1,2})\s*-\s*(\d{1,2})/(\d{1,2})[\s:]+)?(.+)", part, re.DOTALL)
        if match is None or (match[1] is None and len(parts) > 1):
            raise click.UsageError(text("new.bad_seasons", lang, value=value))
        first, last = ("01-01", "12-31") if match[1] is None else (f"{int(match[n + 1]):02}-{int(match[n]):02}" for n in (1, 3))
        if not (is_month_day(first) and is_month_day(last)):
            raise click.UsageError(text("new.bad_seasons", lang, value=value))
        seasons.append({"first": first, "last": last, "sessions": list(sessions_of(match[5], lang))})
    return seasons


def some_of(known: Sequence[str]) -> Callable[[str, str], tuple[str, ...]]:
    """Return a check for one or more of the known words."""

    def check(value: str, lang: str) -> tuple[str, ...]:
        words = tuple(re.split(r"[\s,;]+", value.strip()))
        for word in words:
            one_of(known)(word, lang)
        return words

    return check


def one_of(known: Sequence[str]) -> Callable[[str, str], str]:
    """Return a check for one of the known words."""

    def check(value: str, lang: str) -> str:
        if value not in known:
            raise click.UsageError(text("console.error.choice", lang, value=value, choices=", ".join(known)))
        return value

    return check
