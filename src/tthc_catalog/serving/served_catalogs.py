"""The catalogs of a service: a changed one is loaded beside the old one and replaces it at once, a broken one is refused."""

from __future__ import annotations

import datetime as dt
import gc
import threading
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.cache.identity import file_digests
from tthc_catalog.engine import Engine
from tthc_catalog.errors import CatalogError, Severity, TthcError, error_text
from tthc_catalog.file_watch import changes
from tthc_catalog.loading import folder_of, load
from tthc_catalog.messages import LANGUAGES, text
from tthc_catalog.publication.content.catalog_data import digest_of
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.registry import Registry
from tthc_catalog.serving.brief_answers import BriefAnswers

if TYPE_CHECKING:
    import os

    from tthc_catalog.releases.verification import Verifier
    from tthc_catalog.serving.service_settings import ServiceSettings


@attrs.frozen(kw_only=True, eq=False, slots=False)
class ServedCatalog:
    """One state of a catalog. A request uses one state from beginning to end.

    Attributes:
        digest: SHA-256 of all its facts, which published files carry too.
        loaded_at: when it was loaded.
        brief: its brief answers as JSON.
    """

    catalog: Catalog
    engine: Engine
    registry: Registry
    digest: str
    loaded_at: dt.datetime
    brief: BriefAnswers = attrs.field(factory=BriefAnswers, init=False, repr=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)

    @property
    def verifier(self) -> Verifier:
        """The verifier of old answers; the releases are read when it is first used."""
        from tthc_catalog.releases.verification import Verifier

        with self._lock:
            found: Verifier | None = vars(self).get("_verifier")
            if found is None:
                found = vars(self)["_verifier"] = Verifier(self.catalog, git=False)
            return found


@attrs.frozen(kw_only=True)
class Refused:
    """A changed catalog that is not served.

    Attributes:
        since: when it was refused.
        reason: why, as a sentence by language.
        problems: the problems of its files that are errors, as text by language.
    """

    since: dt.datetime
    reason: Mapping[str, str]
    problems: Mapping[str, Sequence[str]]


class _Place:
    """One source of a catalog, the state that is served, and the refused change, if there is one."""

    def __init__(self, source: str | None, *, cached: bool) -> None:
        self.source = source
        self.cached = cached
        self.served: ServedCatalog | None = None
        self.refused: Refused | None = None
        self.loads = self.refusals = 0

    def folder(self) -> str | os.PathLike[str]:
        return folder_of(self.source, Registry())

    def load(self) -> ServedCatalog:
        """Load the catalog; raise the error of a catalog that cannot be served."""
        registry = Registry()
        catalog = load(self.source, registry=registry, cached=self.cached).catalog
        return ServedCatalog(
            catalog=catalog,
            engine=Engine(catalog, registry=registry),
            registry=registry,
            digest=digest_of(catalog),
            loaded_at=dt.datetime.now().astimezone(),
        )


class ServedCatalogs:
    """The catalogs of one worker by id. Reading is safe from any thread: a change replaces one reference."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._places = [_Place(source, cached=settings.cached) for source in settings.catalogs]
        self._poll = settings.poll
        self._served: Mapping[str, ServedCatalog] = {}

    def load(self, *, strict: bool = False) -> None:
        """Load every catalog.

        Args:
            strict: raise the first error; otherwise a catalog with errors is refused, and served once it is repaired.

        Raises:
            TthcError: with ``strict``, a catalog cannot be loaded.
            OSError: likewise, its folder cannot be read.
        """
        for place in self._places:
            if strict:
                self._accept(place, place.load())
            else:
                self._try(place)

    def watch(self) -> None:
        """Watch the folder of every catalog in a thread, for as long as the process lives."""
        for place in self._places:
            threading.Thread(target=self._follow, args=(place,), daemon=True, name="tthc-catalog-watch").start()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the catalogs that are served."""
        return tuple(self._served)

    def __getitem__(self, id: str) -> ServedCatalog:
        return self._served[id]

    def __contains__(self, id: object) -> bool:
        return id in self._served

    @property
    def is_ready(self) -> bool:
        """Whether every catalog is served, by its newest state or by an older one."""
        return all(place.served is not None for place in self._places)

    def states(self) -> list[tuple[ServedCatalog | None, Refused | None, int, int]]:
        """Return for each source what is served, what was refused, and the numbers of loads and refusals."""
        return [(place.served, place.refused, place.loads, place.refusals) for place in self._places]

    def _follow(self, place: _Place) -> None:
        first = True
        while True:
            try:
                for _ in changes(str(place.folder()), self._poll):
                    if first:  # it may have changed since it was loaded
                        first = False
                        if place.served is not None and place.served.digest == _digest_now(place):
                            continue
                    self._try(place)
            except (TthcError, OSError):  # the folder, or the plugin that provides it, is gone
                time.sleep(self._poll)

    def _try(self, place: _Place) -> None:
        """Load the catalog of a place; keep what is served if that fails or if files change meanwhile, which is a further change."""
        try:
            folder = place.folder()
            before = file_digests(folder)
            found = place.load()
            if file_digests(folder) != before:
                return
            self._accept(place, found)
        except CatalogError as error:
            from tthc_catalog.problems.problem_text import render

            faults = [problem for problem in error.problems if problem.severity is Severity.ERROR]
            reason = {lang: text("serving.refused.catalog", lang, number=len(faults)) for lang in LANGUAGES}
            self._refuse(place, reason, {lang: [render(problem, lang) for problem in faults] for lang in LANGUAGES})
        except Exception as error:  # noqa: BLE001 - whatever a change breaks, the old state is served on
            self._refuse(place, {lang: error_text(error, lang) for lang in LANGUAGES}, {})

    def _accept(self, place: _Place, found: ServedCatalog) -> None:
        others = {other.served.catalog.id for other in self._places if other is not place and other.served is not None}
        if found.catalog.id in others:
            self._refuse(place, {lang: text("serving.refused.twice", lang, id=found.catalog.id) for lang in LANGUAGES}, {})
            return
        place.served, place.refused = found, None
        place.loads += 1
        self._served = {one.served.catalog.id: one.served for one in self._places if one.served is not None}
        _freeze()

    def _refuse(self, place: _Place, reason: Mapping[str, str], problems: Mapping[str, Any]) -> None:
        place.refused = Refused(since=dt.datetime.now().astimezone(), reason=reason, problems=problems)
        place.refusals += 1


def _freeze() -> None:
    """Exclude what is loaded from the search for garbage: it lives until the next change, and each search would visit all of it."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _digest_now(place: _Place) -> str | None:
    try:
        return digest_of(load(place.source, cached=place.cached).catalog)
    except (TthcError, OSError):
        return None
