"""Derive old answers again and compare: from the release they name, from git history, or from the catalog itself.

The release that an answer names proves what was promised. Later releases show whether the catalog has corrected the answer since.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

import attrs

from tthc_catalog.comparison.fact_changes import compare_catalogs
from tthc_catalog.decisions.answer_digest import SCHEME
from tthc_catalog.engine import Engine, Timetable
from tthc_catalog.errors import ProcedureNotFound, TthcError
from tthc_catalog.records.correction import Correction
from tthc_catalog.releases.causes import Causes
from tthc_catalog.releases.git_history import catalogs_in_git
from tthc_catalog.releases.release_chain import read_chain
from tthc_catalog.releases.released_engine import catalog_of, engine_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tthc_catalog.decisions.decision import Decision
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.releases.papers import Paper
    from tthc_catalog.releases.release_file import Release

Status = Literal["same", "different", "unknown"]


@attrs.frozen(kw_only=True)
class Difference:
    """A fact of an answer that is not as derived."""

    fact: str
    stated: Any
    derived: Any


@attrs.frozen(kw_only=True)
class Verdict:
    """Whether an answer is what the catalog promised.

    Attributes:
        named: the answer.
        status: ``same``, ``different``, or ``unknown`` if it cannot be derived again.
        source: what it was derived from: a release, a git revision or the catalog; None if nothing could derive it.
        differences: the facts that differ.
        promised: whether the answer is what its own release promised; None if that is not known.
        since: the version from which the catalog answers otherwise, although the answer was promised; None if it does not.
        corrections: the recorded corrections that explain it.
        reason: why it cannot be derived, as a text key and its values; None if it can.
    """

    named: str
    status: Status
    source: str | None = None
    differences: tuple[Difference, ...] = ()
    promised: bool | None = None
    since: str | None = None
    corrections: tuple[Correction, ...] = ()
    reason: tuple[str, dict[str, Any]] | None = None


@attrs.frozen(kw_only=True, eq=False)
class Source:
    """Something that can derive answers.

    Attributes:
        kind: ``release``, ``git`` or ``catalog``.
        name: the version, or the revision.
    """

    kind: Literal["release", "git", "catalog"]
    name: str
    version: str
    engine: Engine
    digests: frozenset[str] = frozenset()

    def decide(self, paper: Paper) -> Decision:
        """Decide the question of a paper."""
        return self.engine.decide(**{k: v for k, v in paper.inputs.items() if k != "strict"})


class Verifier:
    """Verifies answers against the releases of a catalog, its git history and the catalog itself."""

    def __init__(self, catalog: Catalog, *, git: bool = True) -> None:
        """Read the releases of the catalog's folder.

        Args:
            catalog: the catalog.
            git: whether versions that were never released are looked up in its git history, which may take long.

        Raises:
            ReleaseError: a release is damaged; nothing is verified by a broken chain.
        """
        self.catalog = catalog
        self.releases = read_chain(catalog.root)
        self.sources = [
            Source(kind="release", name=r.version, version=r.version, engine=engine_of(r), digests=r.timetables) for r in self.releases
        ]
        if not self.releases or not _is_released(catalog, self.releases[-1]):
            self.sources.append(Source(kind="catalog", name=catalog.version, version=catalog.version, engine=Engine(catalog)))
        self._git: dict[str, list[Source]] | None = {} if git else None

    def verify(self, paper: Paper) -> Verdict:
        """Derive one answer again and compare."""
        if paper.catalog is not None and paper.catalog != self.catalog.id:
            return _unknown(paper, "release.unknown.catalog", catalog=paper.catalog, expected=self.catalog.id)
        candidates = self._own(paper)
        if not candidates:
            return _unknown(paper, "release.unknown.version", version=paper.version)
        best: Verdict | None = None
        for source in candidates:
            verdict = self._compare(paper, source)
            if verdict.status == "same":
                return self._corrected_since(paper, source, verdict)
            if best is None or (best.status == "unknown" and verdict.status == "different"):
                best = verdict
        assert best is not None, "there is a candidate"
        return best

    def timetables(self, digest: str) -> Iterator[tuple[Source, Timetable]]:
        """Yield the timetable with a digest, from each source that has it; the beginning of a digest is enough if it has 12 digits."""
        if len(digest) < 12:
            return
        for source in self.sources:
            for timetable in source.engine.timetables():
                if timetable.digest.startswith(digest):
                    yield source, timetable
                    break

    def _own(self, paper: Paper) -> list[Source]:
        """Return what can have given the answer: of the stated version, and best with the stated timetable."""
        if paper.version is None:
            return self.sources[-1:]
        own = [source for source in self.sources if source.version == paper.version]
        if own and own[0].kind == "release":
            return own
        if not own or (paper.timetable_digest is not None and not self._has_timetable(own[0], paper)):
            own = [*own, *self._from_git(paper.version)]
        return own

    def _has_timetable(self, source: Source, paper: Paper) -> bool:
        try:
            return source.decide(paper).evidence.timetable_digest == paper.timetable_digest
        except TthcError:
            return False

    def _from_git(self, version: str) -> list[Source]:
        if self._git is None:
            return []
        if version not in self._git:
            self._git[version] = [
                Source(kind="git", name=revision, version=version, engine=Engine(catalog))
                for revision, catalog in catalogs_in_git(self.catalog.root, version)
            ]
        return self._git[version]

    def _compare(self, paper: Paper, source: Source) -> Verdict:
        label = f"{source.kind} {source.name}"
        try:
            decision = source.decide(paper)
        except ProcedureNotFound as error:
            missing = Difference(fact="procedure", stated=paper.inputs["code"], derived=error.text("en"))
            return Verdict(named=paper.named, status="different", source=label, differences=(missing,), promised=False)
        except TthcError as error:
            localized = getattr(error, "text", None)
            return _unknown(paper, "release.unknown.error", reason=(localized("vi"), localized("en")) if localized else (str(error),) * 2)
        found = [*_differences(paper, decision)]
        if not found and paper.answer_digest is not None:
            found += _digest_difference(paper, decision)
        status: Status = "different" if found else "same"
        return Verdict(named=paper.named, status=status, source=label, differences=tuple(found), promised=not found)

    def _corrected_since(self, paper: Paper, own: Source, verdict: Verdict) -> Verdict:
        """Return the verdict on a promised answer, after looking at what later versions answer."""
        places = [place for place, source in enumerate(self.sources) if source is own]
        start = places[0] if places else next((n for n, s in enumerate(self.sources) if s.version > own.version), len(self.sources)) - 1
        before = own
        for source in self.sources[start + 1 :]:
            try:
                found = tuple(_differences(paper, source.decide(paper), moved_only=True))
            except ProcedureNotFound as error:
                found = (Difference(fact="procedure", stated=paper.inputs["code"], derived=error.text("en")),)
            except TthcError:
                break
            if found:
                return attrs.evolve(
                    verdict,
                    status="different",
                    differences=found,
                    since=source.version,
                    corrections=tuple(self._corrections(paper, before, source)),
                )
            before = source
        return verdict

    def _corrections(self, paper: Paper, before: Source, after: Source) -> Iterator[Correction]:
        """Yield the corrections recorded between two versions that concern the question; all of them if none names a record of it."""
        from tthc_catalog.comparison.promise_changes import DueKey

        old, new = before.engine.catalog, after.engine.catalog
        known = {correction.id for correction in old.corrections}
        recorded = [correction for correction in new.corrections if correction.id not in known]
        decision = before.decide(paper)
        key = DueKey(decision.procedure.level, decision.procedure.code, None, decision.office.id, None)
        causes = set(Causes(old, new).of(key))
        concerned = [correction for correction in recorded if correction.record in causes]
        yield from concerned or recorded


def _is_released(catalog: Catalog, release: Release) -> bool:
    """Whether a catalog is as it was released; it is not if it was edited without another version."""
    return release.version == catalog.version and compare_catalogs(catalog_of(release), catalog).is_empty


def _unknown(paper: Paper, key: str, **values: Any) -> Verdict:
    return Verdict(named=paper.named, status="unknown", reason=(key, values))


def _differences(paper: Paper, decision: Decision, *, moved_only: bool = False) -> Iterator[Difference]:
    """Yield the stated facts that are not as derived.

    Args:
        paper: the answer.
        decision: the derived one.
        moved_only: compare only what a citizen notices, since later versions may name a rule otherwise.
    """
    derived: dict[str, Any] = {
        "covered": decision.covered,
        "reason": decision.reason,
        "due_at": decision.due_at,
        "late_after": decision.late_after,
        "bound": decision.bound,
        "rule": decision.rule,
        "provisional": decision.provisional,
        "commitment.due_at": None if decision.commitment is None else decision.commitment.due_at,
        "statutory.due_at": None if decision.statutory is None else decision.statutory.due_at,
        "received_at": decision.received_at,
        "level": decision.procedure.level,
        "code": decision.procedure.code,
    }
    for fact, stated in paper.stated.items():
        if moved_only and fact not in ("covered", "due_at", "late_after", "bound"):
            continue
        if not _equal(stated, derived[fact]):
            yield Difference(fact=fact, stated=stated, derived=derived[fact])


def _equal(stated: Any, derived: Any) -> bool:
    """Whether two values are equal; a moment without a zone is local office time."""
    if isinstance(stated, dt.datetime) and isinstance(derived, dt.datetime) and stated.tzinfo is None:
        return stated == derived.replace(tzinfo=None)
    return bool(stated == derived)


def _digest_difference(paper: Paper, decision: Decision) -> Iterable[Difference]:
    """Return the digest of the answer if it differs, although every fact is the same; an older recipe proves nothing."""
    stated = paper.answer_digest or ""
    derived = decision.evidence.answer_digest
    if stated == derived or not stated.startswith(f"{SCHEME}:"):
        return ()
    return (Difference(fact="answer_digest", stated=stated, derived=derived),)
