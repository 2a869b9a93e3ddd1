"""The shape of what is said about one problem code."""

from __future__ import annotations

from typing import NamedTuple

Words = tuple[str, str]
"""The same words in Vietnamese and English."""


class Page(NamedTuple):
    """What ``tthc explain CODE`` prints, and the sentences a problem of this code is told with.

    Attributes:
        title: the problem in one line.
        message: what is wrong at the place shown; fields are those of the problem and its params.
        hint: what to type or do at that place; ``{hint}`` is the literal replacement.
        why: why it matters.
        remedy: what to do about any problem of this code.
    """

    title: Words
    message: Words
    hint: Words
    why: Words
    remedy: Words


CHANGE_TO: Words = ("sửa thành {hint}", "change it to {hint}")
