"""What plugins give: one frozen record for each named thing a catalog or a command may choose.

A spec is a description and a way to get the thing; nothing is opened or computed until somebody chooses it by id.
Policies have their spec beside their contract: `tthc_catalog.policies.contract.PolicySpec`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.calendars.working import WorkingCalendar
from tthc_catalog.errors import Problem
from tthc_catalog.policies.contract import PolicySpec
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.official_calendar import CalendarDocument

if TYPE_CHECKING:
    import click

__all__ = ["Artefact", "CalendarSpec", "CatalogSpec", "CheckSpec", "CommandSpec", "ImporterSpec", "PolicySpec", "RendererSpec", "TextsSpec"]


@attrs.frozen(kw_only=True)
class CatalogSpec:
    """A catalog folder that travels in a package; ``--catalog ID`` and ``load_catalog("ID")`` find it.

    Attributes:
        id: the id its manifest states.
        folder: where its files stand once installed.
    """

    id: str
    title: str
    title_en: str
    folder: Path


@attrs.frozen(kw_only=True)
class CalendarSpec:
    """A working calendar a manifest may name.

    Attributes:
        document: gives the calendar as data: zone, rest days, official days, how far they are decided.
        build: makes the working calendar from that data where data alone cannot say it; None reads it as our own are read.
    """

    id: str
    version: str
    title: str
    title_en: str
    document: Callable[[], CalendarDocument]
    build: Callable[[CalendarDocument], WorkingCalendar] | None = None


@attrs.frozen(kw_only=True)
class CheckSpec:
    """A further check of a catalog, run when the manifest's ``checks`` names it.

    Attributes:
        check: yields problems; their texts may be given in ``params`` as ``reason``, a pair (Vietnamese, English).
    """

    id: str
    title: str
    title_en: str
    check: Callable[[Catalog], Iterable[Problem]]


@attrs.frozen(kw_only=True)
class ImporterSpec:
    """A reader of dossier exports. It needs ``read``, or ``open`` and ``headers``.

    Attributes:
        suffixes: endings of the files it reads, such as ``.csv``.
        read: yields one mapping for each dossier, with the columns of `docs/reference/hooks.md`; no column holds a citizen's name.
        open: opens a file with a column map and returns column batches, for files too large for one mapping per row.
        headers: returns the column headers of a file and the 1-based line they are on.
    """

    id: str
    title: str
    title_en: str
    suffixes: tuple[str, ...]
    read: Callable[[Path], Iterable[Mapping[str, Any]]] | None = None
    open: Callable[[Path, Any], Any] | None = None
    headers: Callable[[Path], tuple[list[str], int]] | None = None


@attrs.frozen(kw_only=True)
class Artefact:
    """One file to publish.

    Attributes:
        path: where it goes below the output folder, with forward slashes.
        content: its bytes.
        media_type: such as ``application/pdf``.
    """

    path: str
    content: bytes
    media_type: str


@attrs.frozen(kw_only=True)
class RendererSpec:
    """A format of publication, chosen by ``tthc publish --formats ID``.

    Attributes:
        media_type: of its main file.
        render: gives the files of one `tthc_catalog.publication.content.publication.Publication`, which is all it may look at: no clock, no network,
            no folder. Equal publications give equal bytes. It may be a generator, so that a large site is never held in memory at once.
    """

    id: str
    title: str
    title_en: str
    media_type: str
    render: Callable[[Any], Iterable[Artefact]]


@attrs.frozen(kw_only=True)
class CommandSpec:
    """A subcommand of ``tthc``, or of one of its groups.

    Attributes:
        id: the word users type; for a command of a group, the group and the word joined by a hyphen, such as ``new-mapping``.
        title: one line for the list of commands.
        load: imports and returns the command; called when the command runs or its own help is shown.
        group: the group it belongs to, such as ``new``; None for a command of ``tthc`` itself.
    """

    id: str
    title: str
    title_en: str
    load: Callable[[], click.Command]
    group: str | None = None

    @property
    def name(self) -> str:
        """The word users type after ``tthc``, or after the group."""
        return self.id if self.group is None else self.id.removeprefix(f"{self.group}-")


@attrs.frozen(kw_only=True)
class TextsSpec:
    """Texts whose keys start with ``id`` and a dot.

    Attributes:
        id: the area, the first part of every key.
        folder: holds ``<language>/LC_MESSAGES/<id>.mo`` for every language, as `gettext` expects.
    """

    id: str
    folder: Path
