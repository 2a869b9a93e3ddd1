"""Rosters: who serves one office on its model days."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import attrs

from tthc_catalog.effective import Period


@attrs.frozen(kw_only=True)
class Post:
    """A counter somebody is on duty at."""

    id: str
    name: str


@attrs.frozen(kw_only=True)
class Person:
    """Somebody who may be on duty, by the office's own id: no name, no personal data."""

    id: str
    role: Literal["signatory", "official", "volunteer"]
    title: str | None
    fields: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Duty:
    """Who is on duty on one day; ``posts`` are pairs of the post's and the official's id."""

    date: dt.date
    signatory: str
    posts: tuple[tuple[str, str], ...]
    volunteers: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Roster:
    """Who serves one office on its model days during one period."""

    office: str
    period: Period
    volunteers_needed: int
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    days: tuple[Duty, ...]
    note: str | None
    file: str
