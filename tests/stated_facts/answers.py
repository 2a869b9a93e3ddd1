"""The answers of a catalog to a sample of receipts, compared fact by fact with those of another one."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from stated_facts.random_catalogs import CHANNELS, receipts, write

from tthc_catalog.checks import catalog_check
from tthc_catalog.checks.file_checks import check_file
from tthc_catalog.engine import Engine
from tthc_catalog.errors import TthcError
from tthc_catalog.loading import check
from tthc_catalog.registry import Registry
from tthc_catalog.timetable import closure_coverage
from tthc_catalog.timetable.counted_office import takes
from tthc_catalog.yaml_files.yaml_reader import DEFAULT_LIMITS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from stated_facts.random_catalogs import Files

    from tthc_catalog.checks.file_checks import CheckedFile
    from tthc_catalog.decisions.decision import Decision
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.yaml_files.catalog_folder import CatalogFile

    Dossier = tuple[str, str, str | None, str | None, str]
    """Code, level, desk, case and channel."""

_EVIDENCE = ("catalog", "timetable_digest", "answer_digest", "calendar", "policies", "plugins", "library_version")
"""Keys of an answer that say what it was derived from; they change with any file."""

_EXPLAINED = 4
"""The number of receipts of each dossier whose answer is compared with its explanation and its papers."""

_QUICK = 24
"""The number of receipts, of more than two hundred, that a quick comparison looks at."""


@functools.cache
def registry() -> Registry:
    """Return a registry shared by all checks."""
    return Registry()


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Return one folder for all catalogs, so that an unchanged file has the same name and content and need not be read again."""
    return tempfile.TemporaryDirectory()


@functools.lru_cache(maxsize=512)
def _checked(file: CatalogFile, _content: bytes) -> CheckedFile:
    """Read and validate a file that has some content."""
    return check_file(file, DEFAULT_LIMITS)


def load(files: Files) -> Catalog | None:
    """Return the catalog of some files; None if they have an error. Unchanged files are neither read nor validated again."""
    folder = Path(_folder().name)
    write(files, folder)

    def check_files(found: Sequence[CatalogFile], _limits: object) -> Iterator[tuple[CatalogFile, CheckedFile]]:
        yield from ((file, _checked(file, file.path.read_bytes())) for file in found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalog_check, "check_files", check_files)
        patch.setattr(closure_coverage._Counter, "touched", lambda *_: 0)  # an information that takes longer than all else
        return check(folder, registry=registry()).catalog


class Answers:
    """The answers of one catalog, each computed when it is first compared."""

    def __init__(self, catalog: Catalog) -> None:
        """Compile the catalog.

        Raises:
            PluginError: it names a policy that nothing provides.
        """
        self._engine = Engine(catalog, registry=registry())
        self.dossiers = tuple(_dossiers(catalog))
        self._known: dict[tuple[Dossier, dt.datetime, str], object] = {}

    def moved(self, other: Answers, file: str = "", *, quick: bool = False) -> bool:
        """Whether some answer differs from that of the other catalog; stops at the first.

        Every dossier is compared with its whole answer at a few receipts, and with its deadlines at the others, or at some of them if
        ``quick`` is set. Dossiers of the procedure whose file was changed come first.
        """
        if self.dossiers != other.dossiers:
            return True
        own = [dossier for dossier in self.dossiers if file.endswith(f"/{dossier[0]}.yaml")]
        until = _QUICK if quick else None
        if own and self._moved(other, own, until):
            return True
        return self._moved(other, [dossier for dossier in self.dossiers if dossier not in own], until)

    def _moved(self, other: Answers, dossiers: Sequence[Dossier], until: int | None) -> bool:
        explained, further = receipts()[:_EXPLAINED], receipts()[_EXPLAINED:until]
        if any(self._whole(dossier, at) != other._whole(dossier, at) for at in explained for dossier in dossiers):
            return True
        return any(self._deadlines(dossier, at) != other._deadlines(dossier, at) for at in further for dossier in dossiers)

    def _decision(self, dossier: Dossier, received_at: dt.datetime, components: tuple[str, ...] | None = None) -> Decision:
        code, level, office, case, channel = dossier
        return self._engine.decide(
            code, level=level, office=office, case=case, channel=channel, received_at=received_at, components=components
        )

    def _deadlines(self, dossier: Dossier, received_at: dt.datetime) -> object:
        """Return the deadlines and reasons of one receipt, or the error."""
        key = (dossier, received_at, "deadlines")
        if key not in self._known:
            try:
                found = self._decision(dossier, received_at)
            except TthcError as error:
                self._known[key] = repr(error)
            else:
                others = [(answer.model.id, answer.reason, answer.deadline) for answer in found.commitments]
                whole = (found.commitment, found.statutory, found.deemed_received_at, found.reason, found.rule, found.provisional, others)
                self._known[key] = whole
        return self._known[key]

    def _whole(self, dossier: Dossier, received_at: dt.datetime) -> object:
        """Return the answer to one receipt as data, with its explanation and the papers that a dossier without any lacks."""
        key = (dossier, received_at, "all")
        if key not in self._known:
            data = self._decision(dossier, received_at).to_dict()
            papers = self._decision(dossier, received_at, ()).to_dict(explain=False)
            data.update({name: papers[name] for name in ("missing", "conditional", "optional")})
            self._known[key] = {name: value for name, value in data.items() if name not in _EVIDENCE}
        return self._known[key]


def _dossiers(catalog: Catalog) -> Iterator[Dossier]:
    """Yield dossiers of every procedure: through each channel, in each case, and at every other desk."""
    for procedure in catalog.procedures:
        code, level = procedure.code, procedure.level
        yield from ((code, level, None, None, channel) for channel in CHANNELS)
        cases = dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases)
        yield from ((code, level, None, case, channel) for case in cases for channel in CHANNELS[:2])
        desks = [office.id for office in catalog.offices.values() if takes(office, level, catalog)]
        yield from ((code, level, office, None, "in_person") for office in desks[1:])
