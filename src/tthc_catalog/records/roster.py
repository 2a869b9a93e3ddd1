"""Rosters: who is on duty at one office on its model days."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import attrs

from tthc_catalog.effective import Period


@attrs.frozen(kw_only=True)
class Post:
    """A counter at which an official is on duty."""

    id: str
    name: str


@attrs.frozen(kw_only=True)
class Person:
    """A person who may be on duty, identified by the office's own id: no name and no other personal data."""

    id: str
    role: Literal["signatory", "official", "volunteer"]
    title: str | None
    fields: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Duty:
    """Who is on duty on one day; ``posts`` are pairs of a post's id and an official's id."""

    date: dt.date
    signatory: str
    posts: tuple[tuple[str, str], ...]
    volunteers: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Roster:
    """Who is on duty at one office on its model days during one period."""

    office: str
    period: Period
    volunteers_needed: int
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    days: tuple[Duty, ...]
    note: str | None
    file: str
