"""Questions a command asks on a terminal where no option answers them, and what counts as an answer."""

from __future__ import annotations

import itertools
import re
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.messages import text
from tthc_catalog.value_formats import is_session, is_slug, is_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NO_CUTOFF = "-"
"""The answer that there is no cutoff."""


class Questions:
    """Asks on a terminal for what no option gave; elsewhere takes the defaults and collects what is missing."""

    def __init__(self, lang: str, given: Mapping[str, Any]) -> None:
        self.lang = lang
        self.given = given
        self.missing: list[str] = []
        self.asks = sys.stdin is not None and sys.stdin.isatty() and sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, what: str, *, check: Callable[[str, str], Any], default: str | None = None) -> Any:
        """The answer to one question; None where none can be had.

        Raises:
            click.UsageError: the option's value is wrong.
        """
        value = self.given.get(what) or None
        if value is not None:
            return check(value, self.lang) if isinstance(value, str) else value
        if self.asks:
            return self._asked(what, check, default)
        if default is None:
            self.missing.append(text(f"new.name_of.{what}", self.lang))
            return None
        return check(default, self.lang)

    def _asked(self, what: str, check: Callable[[str, str], Any], default: str | None) -> Any:
        while True:
            said = click.prompt(text(f"new.question.{what}", self.lang), default=default, err=True)
            try:
                return check(str(said), self.lang)
            except click.UsageError as error:
                click.echo(error.message, err=True)

    def settings(self, lang: str) -> Any:
        """For types that ask a context for its language."""
        from tthc_catalog.console.settings import Settings

        return Settings(lang=lang)

    def refuse_missing(self) -> None:
        """Name everything that is missing, all at once."""
        if self.missing:
            raise click.UsageError(text("new.missing", self.lang, options=", ".join(self.missing)))


def line(value: str, lang: str) -> str:
    """One line of ordinary text, in NFC."""
    said = unicodedata.normalize("NFC", value).strip()
    if not said or any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in said):
        raise click.UsageError(text("new.bad_line", lang, value=value))
    return re.sub(r"\s+", " ", said)


def short_name(value: str, lang: str) -> str:
    """A short name of small unaccented letters, digits and hyphens."""
    if not is_slug(value):
        raise click.UsageError(text("new.bad_id", lang, value=value))
    return value


def time_of_day(value: str, lang: str) -> str:
    """A time written ``HH:MM``."""
    if not is_time(value):
        raise click.UsageError(text("new.bad_time", lang, value=value))
    return value


def cutoff(value: str, lang: str) -> str | None:
    """A time, or None for the answer that there is none."""
    return None if value == NO_CUTOFF else time_of_day(value, lang)


def sessions_of(value: str, lang: str) -> tuple[str, ...]:
    """Sessions written ``HH:MM-HH:MM``, one after another."""
    sessions = tuple(re.split(r"[\s,;]+", value.strip()))
    ascending = all(a[6:] <= b[:5] for a, b in itertools.pairwise(sessions))
    if not all(map(is_session, sessions)) or not ascending:
        raise click.UsageError(text("new.bad_hours", lang, value=value))
    return sessions


def some_of(known: Sequence[str]) -> Callable[[str, str], tuple[str, ...]]:
    """A check for one or more of the known words."""

    def check(value: str, lang: str) -> tuple[str, ...]:
        words = tuple(re.split(r"[\s,;]+", value.strip()))
        for word in words:
            one_of(known)(word, lang)
        return words

    return check


def one_of(known: Sequence[str]) -> Callable[[str, str], str]:
    """A check for one of the known words."""

    def check(value: str, lang: str) -> str:
        if value not in known:
            raise click.UsageError(text("cli.error.choice", lang, value=value, choices=", ".join(known)))
        return value

    return check
