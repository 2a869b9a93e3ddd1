"""Check a catalog folder: parse and validate its files, compare them with one another, and build the catalog.

One run reports all problems. A file that fails one stage is excluded from the next, and so is every check that needs such a file: a broken
legal.yaml does not make every citation a problem.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.checks.consistency import ValidFiles, consistency_problems
from tthc_catalog.checks.file_checks import check_files
from tthc_catalog.checks.schema_validation import Validator, validator_for
from tthc_catalog.errors import CatalogError, Problem, Severity, error_text
from tthc_catalog.messages import has_text, text, text_pair
from tthc_catalog.problems.problem_factory import problem_at, text_key
from tthc_catalog.problems.replacements import closest_match
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.catalog_building import build_calendar, build_catalog
from tthc_catalog.records.official_calendar import CalendarDocument
from tthc_catalog.records.procedure_building import build_procedure
from tthc_catalog.yaml_files.catalog_folder import SINGLE_FILES, list_files
from tthc_catalog.yaml_files.yaml_reader import DEFAULT_LIMITS, Limits, read_file

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.records.providers import Providers
    from tthc_catalog.yaml_files.document import Document

    Fault = tuple[KeyPath, str | tuple[str, str], Mapping[str, Any]]
    PolicyCheck = Callable[[Mapping[str, Any]], Iterable[Fault]]
    CoverageCheck = Callable[[Catalog, Sequence[Document]], Iterable[Problem]]
    WholeCheck = Callable[[Catalog, ValidFiles, dt.date | None], Iterable[Problem]]


_ABOUT_WRITING = frozenset({"letter-lookalike", "scalar-quote"})


@contextlib.contextmanager
def garbage_collection_disabled() -> Iterator[None]:
    """Disable garbage collection: parsed data has no cycles, and the collector would take a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@garbage_collection_disabled()
def check_catalog(  # noqa: C901 - the stages in order
    path: str | os.PathLike[str],
    *,
    policy_schemas: Mapping[str, Mapping[str, Any]] | None = None,
    policy_checks: Mapping[str, PolicyCheck] | None = None,
    policy_uses: Mapping[str, bool] | None = None,
    providers: Providers | None = None,
    coverage: CoverageCheck | None = None,
    whole: WholeCheck | None = None,
    closures: CoverageCheck | None = None,
    today: dt.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
    keep: Callable[[ValidFiles], object] | None = None,
    tolerated: Collection[str] = (),
) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """Read and check a catalog folder.

    Args:
        path: the folder; paths in problems start with it.
        policy_schemas: policy id -> JSON Schema of its parameters. If given, the parameters of models are validated too, and a model with
            another policy is a problem.
        policy_checks: policy id -> a function that finds problems of valid parameters which a schema cannot express.
        policy_uses: policy id -> whether the policy computes statutory deadlines, which models cannot use, rather than commitments.
        providers: look up names that no file of the folder declares, such as a plugin's calendar.
        coverage: finds what the rosters leave uncovered, which requires a catalog with its policies; called if there are rosters.
        whole: checks what requires a catalog with its policies and calendar.
        closures: checks closures against the hours of the desks, likewise; called if there are closures.
        today: the day for the check of the calendar's horizon and of review dates; by default, these are not checked.
        limits: bounds for one file.
        keep: called with the valid files if there is no error.
        tolerated: codes of errors in spite of which the catalog is returned.

    Returns:
        The catalog, or None if there is an error that is not tolerated, and all problems, sorted.
    """
    root = Path(path)
    files, problems = list_files(root)
    valid = ValidFiles(root=root.as_posix(), broken=set(SINGLE_FILES.values()) - {file.kind for file in files})
    for file, checked in check_files(files, limits):
        problems += checked.problems
        if checked.document is not None and checked.is_valid:
            valid.add(file, checked.document)
        else:
            valid.broken.add(file.kind)
            if checked.partial is not None:
                valid.partial.setdefault(file.kind, []).append((file, checked.partial))
    for manifest in valid.of_kind("manifest"):
        problems += _unknown_policy(manifest, "statutory_policy", policy_schemas, providers) or _misused_policy(
            manifest, "statutory_policy", policy_uses
        )
    for model in valid.of_kind("model"):
        problems += _misused_policy(model, "policy", policy_uses) or _policy_problems(
            model, policy_schemas, {} if policy_checks is None else policy_checks, providers
        )
    problems += consistency_problems(valid, today, providers)
    catalog = None if _failed(problems, tolerated) else _build(valid, providers)
    if catalog is not None and providers is not None:
        for name in catalog.manifest.checks:
            problems += _plugin_check(name, catalog, valid.of_kind("manifest")[0], providers)
    if catalog is not None:
        problems += _compiled_problems(catalog, valid, coverage, closures)
    if catalog is not None and whole is not None and not _failed(problems, tolerated):
        problems += whole(catalog, valid, today)
    problems = _one_for_each_value(problems)
    problems.sort(key=lambda problem: problem.sort_key)
    if catalog is None or _failed(problems, tolerated):
        return None, tuple(problems)
    if keep is not None and not _failed(problems):
        keep(valid)
    return catalog, tuple(problems)


def _one_for_each_value(problems: list[Problem]) -> list[Problem]:
    """Leave out advice about how a value is written if another problem says what to write instead of it."""
    errors = {(problem.file, problem.line, problem.column) for problem in problems if problem.code not in _ABOUT_WRITING}
    return [
        problem for problem in problems if problem.code not in _ABOUT_WRITING or (problem.file, problem.line, problem.column) not in errors
    ]


def _compiled_problems(
    catalog: Catalog, valid: ValidFiles, coverage: CoverageCheck | None, closures: CoverageCheck | None
) -> Iterator[Problem]:
    """Yield what only the compiled catalog shows: days that rosters miss, and closures that contradict the hours."""
    if coverage is not None and catalog.rosters:
        yield from coverage(catalog, valid.of_kind("roster"))
    if closures is not None and catalog.closures:
        yield from closures(catalog, valid.of_kind("closures"))


def _plugin_check(name: str, catalog: Catalog, manifest: Document, providers: Providers) -> list[Problem]:
    """Return what a check of a plugin finds; a check that fails is a problem of the manifest that names it."""
    try:
        found = list(itertools.islice(providers.find("check", name).check(catalog), _MOST_FINDINGS))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - code of a plugin may raise anything
        reason = error_text(error)
        return [problem_at(manifest, ("checks",), "plugin-broken", found=name, reason=(reason, reason))]
    for problem in found:
        if not isinstance(problem, Problem):
            reasons = text_pair("plugin.fault.finding", kind=type(problem).__name__)
        elif not has_text(text_key(problem.code, "message")):
            reasons = text_pair("plugin.fault.finding-text", code=problem.code, key=text_key(problem.code, "message"))
        else:
            continue
        return [problem_at(manifest, ("checks",), "plugin-broken", found=name, reason=reasons)]
    return found


_MOST_FINDINGS = 1_000
"""Problems of one check of a plugin; a check without an end must not fill the memory."""


def _build(valid: ValidFiles, providers: Providers | None) -> Catalog:
    """Build the catalog from files without errors."""
    files = {kind: [(document.file, document.data) for document in valid.of_kind(kind)] for kind in valid.files}
    procedures = tuple(build_procedure(data, file) for file, data in files.get("procedure", ()))
    return build_catalog(files, procedures, root=valid.root, providers=providers)


def _failed(problems: Iterable[Problem], tolerated: Collection[str] = ()) -> bool:
    return any(problem.severity is Severity.ERROR and problem.code not in tolerated for problem in problems)


def read_calendar(path: Path) -> CalendarDocument:
    """Read one calendar file, in any folder.

    Raises:
        CatalogError: the file has at least one problem of severity *error*.
    """
    document, problems = read_file(path, path.as_posix())
    if document is not None:
        problems += validator_for("calendar").problems(document)
    if document is None or _failed(problems):
        raise CatalogError(problems)
    return build_calendar(document.data, document.file)


def _unknown_policy(
    document: Document, key: str, schemas: Mapping[str, Mapping[str, Any]] | None, providers: Providers | None
) -> list[Problem]:
    """Return a problem if no policy has the id that a document states under ``key``; nothing is known without schemas."""
    policy = document.data[key]
    if schemas is None or policy in schemas:
        return []
    why = None if providers is None else providers.why_not("policy", policy)
    if why is not None:
        return [problem_at(document, (key,), "plugin-broken", found=policy, reason=why)]
    hint = closest_match(policy, schemas) or " / ".join(schemas)
    return [problem_at(document, (key,), "policy-unknown", found=policy, expected=", ".join(schemas), hint=hint)]


def _misused_policy(document: Document, key: str, uses: Mapping[str, bool] | None) -> list[Problem]:
    """Return a problem if a model names a policy of statutory deadlines, or the manifest another one for them."""
    policy, statutory = document.data[key], key == "statutory_policy"
    if uses is None or policy not in uses or uses[policy] == statutory:
        return []
    usable = [id for id in uses if uses[id] == statutory]
    reason = text_pair("check.policy_of_law" if uses[policy] else "check.policy_of_models")
    return [problem_at(document, (key,), "policy-use", found=policy, expected=", ".join(usable), hint=" / ".join(usable), reason=reason)]


def _policy_problems(
    document: Document, schemas: Mapping[str, Mapping[str, Any]] | None, checks: Mapping[str, PolicyCheck], providers: Providers | None
) -> list[Problem]:
    """Return the problems of a model's parameters: those found by the schema or, if it finds none, by the checks of the policy."""
    unknown = _unknown_policy(document, "policy", schemas, providers)
    if schemas is None or unknown:
        return unknown
    policy = document.data["policy"]
    problems = Validator(schemas[policy]).problems(document, ("parameters",))
    if problems or policy not in checks:
        return problems
    return [
        problem_at(document, ("parameters", *path), "policy-parameters", reason=_reason(message, params))
        for path, message, params in checks[policy](document.data["parameters"])
    ]


def _reason(message: str | tuple[str, str], params: Mapping[str, Any]) -> tuple[str, str]:
    """Return a message in both languages, given its key or a plugin's own two sentences."""
    if isinstance(message, str):
        return text(message, "vi", **params), text(message, "en", **params)
    return message
