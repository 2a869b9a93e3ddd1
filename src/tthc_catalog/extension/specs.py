"""The specs that plugins return: one frozen record for each thing that a catalog or a command may choose by id.

A spec describes a thing and has functions to open or build it, which are called only when the thing is used. The spec of policies is
defined beside their contract: `tthc_catalog.policies.contract.PolicySpec`.
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
    import click  # noqa: TC004 - click is slow to import, and nothing evaluates the annotation

    from tthc_catalog.checks.consistency import ValidFiles  # noqa: TC004 - likewise

__all__ = [
    "Artefact",
    "CalendarSpec",
    "CatalogSpec",
    "CheckSpec",
    "CommandSpec",
    "ImporterSpec",
    "ListReaderSpec",
    "PolicySpec",
    "RendererSpec",
    "TextsSpec",
]


@attrs.frozen(kw_only=True)
class CatalogSpec:
    """A catalog contained in a package, for ``--catalog ID`` and ``load_catalog("ID")``.

    Attributes:
        id: the id in the catalog's manifest.
        folder: the installed catalog folder.
    """

    id: str
    title: str
    title_en: str
    folder: Path


@attrs.frozen(kw_only=True)
class CalendarSpec:
    """A working calendar that a manifest may name.

    Attributes:
        document: returns the calendar as data: time zone, rest days, official days, and the last decided day.
        build: builds the working calendar from that data; by default it is built like our own calendars.
    """

    id: str
    version: str
    title: str
    title_en: str
    document: Callable[[], CalendarDocument]
    build: Callable[[CalendarDocument], WorkingCalendar] | None = None


@attrs.frozen(kw_only=True)
class CheckSpec:
    """A catalog check that runs if the manifest names it in ``checks``.

    Attributes:
        check: yields problems. The code is ``check-finding``, and ``params["reason"]`` the text as a pair (Vietnamese, English); or the code
            is ``<area>.<name>``, and the texts of the area (`TextsSpec`) have ``<area>.problem.<name>.title``, ``.message``, ``.hint``,
            ``.why`` and ``.remedy``.
        check_files: replaces ``check`` in the checks of this distribution, which run on every catalog; it also takes the files.
    """

    id: str
    title: str
    title_en: str
    check: Callable[[Catalog], Iterable[Problem]]
    check_files: Callable[[Catalog, ValidFiles], Iterable[Problem]] | None = None


@attrs.frozen(kw_only=True)
class ImporterSpec:
    """An importer of dossier exports. It needs ``read``, or ``open`` and ``headers``.

    Attributes:
        suffixes: endings of the files it reads, such as ``.csv``.
        read: yields one mapping for each dossier, with the columns of `docs/reference/hooks.md`; no column may contain a citizen's name.
        open: opens a file with a column map and returns column batches, for files too large for one mapping per row.
        headers: returns the column headers of a file and their 1-based line number.
    """

    id: str
    title: str
    title_en: str
    suffixes: tuple[str, ...]
    read: Callable[[Path], Iterable[Mapping[str, Any]]] | None = None
    open: Callable[[Path, Any], Any] | None = None
    headers: Callable[[Path], tuple[list[str], int]] | None = None


@attrs.frozen(kw_only=True)
class ListReaderSpec:
    """A reader of lists of procedures, for ``tthc import``. The content of a file chooses the reader, not the ending of its name.

    Readers of plugins come before those of the library.

    Attributes:
        suffixes: endings of the files in a folder that it reads, such as ``.json``; ``/`` for whole folders.
        recognises: whether it reads a file, given its path and its first 4,096 bytes; a folder has none.
        read: returns the `tthc_catalog.importing.found_facts.FoundList` of a file. It follows no link, runs no macro and computes no
            formula of the file, and leaves every unclear fact out of the values.
    """

    id: str
    title: str
    title_en: str
    suffixes: tuple[str, ...]
    recognises: Callable[[Path, bytes], bool]
    read: Callable[[Path], Any]


@attrs.frozen(kw_only=True)
class Artefact:
    """One file to publish.

    Attributes:
        path: path below the output folder, with forward slashes.
        content: the bytes of the file.
        media_type: such as ``application/pdf``.
    """

    path: str
    content: bytes
    media_type: str


@attrs.frozen(kw_only=True)
class RendererSpec:
    """A publication format, chosen by ``tthc publish --formats ID``.

    Attributes:
        media_type: media type of the main file.
        render: returns the files of a `tthc_catalog.publication.content.publication.Publication`. It must not use anything else, such as
            the clock, the network or a folder: equal publications must have equal files. It may be a generator, so that a large site
            need not fit in memory.
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
        id: the area, that is, the first part of every key.
        folder: contains ``<language>/LC_MESSAGES/<id>.mo`` for every language, as `gettext` expects.
    """

    id: str
    folder: Path
