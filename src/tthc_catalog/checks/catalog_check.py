"""Load a catalog folder: read, validate, compare the files with one another, build the model.

All problems of a run are found at once. A file that failed one stage is left out of the next, and so is every question that only
such a file could answer: a broken legal.yaml does not make every citation look wrong.
"""

from __future__ import annotations

import contextlib
import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog._resources import catalog_folder
from tthc_catalog.checks.consistency import ValidFiles, consistency_problems
from tthc_catalog.checks.schema_validation import Validator, validator_for
from tthc_catalog.checks.text_hazards import text_problems
from tthc_catalog.errors import CatalogError, Problem, Severity
from tthc_catalog.messages import text
from tthc_catalog.problems.problem_factory import problem_at, shown
from tthc_catalog.problems.replacements import close_to
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.catalog_building import build_calendar, build_catalog
from tthc_catalog.records.official_calendar import CalendarDocument
from tthc_catalog.records.procedure_building import build_procedure
from tthc_catalog.yaml_files.catalog_folder import SINGLE_FILES, list_files, read_all
from tthc_catalog.yaml_files.yaml_reader import DEFAULT_LIMITS, Limits, read_file

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tthc_catalog.records.providers import Providers
    from tthc_catalog.yaml_files.catalog_folder import CatalogFile
    from tthc_catalog.yaml_files.document import Document

    Fault = tuple[tuple[str | int, ...], str | tuple[str, str], Mapping[str, Any]]
    PolicyCheck = Callable[[Mapping[str, Any]], Iterable[Fault]]
    CoverageCheck = Callable[[Catalog, Sequence[Document]], Iterable[Problem]]


def load_catalog(path: str | os.PathLike[str] | None = None) -> Catalog:
    """Load a catalog.

    Args:
        path: its folder; the packaged catalog by default.

    Raises:
        CatalogError: it has at least one problem of severity *error*; all problems come with it.
    """
    catalog, problems = check_catalog(catalog_folder() if path is None else path)
    if catalog is None:
        raise CatalogError(problems)
    return catalog


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Files read become data without cycles: a collector would only walk through all of it again and again, a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_uncollected()
def check_catalog(
    path: str | os.PathLike[str],
    *,
    policy_schemas: Mapping[str, Mapping[str, Any]] | None = None,
    policy_checks: Mapping[str, PolicyCheck] | None = None,
    providers: Providers | None = None,
    coverage: CoverageCheck | None = None,
    today: dt.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
    keep: Callable[[ValidFiles], object] | None = None,
) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """Read and check a catalog folder.

    Args:
        path: the folder; problems name its files as this path does.
        policy_schemas: policy id -> JSON Schema of its parameters. When given, a model's parameters are validated too, and a policy
            that is not among them is a problem.
        policy_checks: policy id -> a function that finds faults of valid parameters which a schema cannot say.
        providers: where names are looked up that no file of the folder declares, such as a plugin's calendar.
        coverage: finds what the rosters leave uncovered, which only a catalog with its policies can tell; asked where there are rosters.
        today: the day to measure the calendar's horizon against; left out, the horizon is not looked at.
        limits: bounds for one file.
        keep: called with the files when no error was found in them.

    Returns:
        The catalog, or None if there is any error, and all problems, sorted.
    """
    root = Path(path)
    files, problems = list_files(root)
    valid = ValidFiles(root=root.as_posix(), broken=set(SINGLE_FILES.values()) - {file.kind for file in files})
    for file, document, found in read_all(files, limits):
        if document is None:
            problems += found
            valid.broken.add(file.kind)
            continue
        errors = [problem for problem in found if problem.severity is Severity.ERROR]
        problems += text_problems(document)
        errors += _document_problems(file, document, spoiled=[problem.path for problem in errors])
        told = {problem.path for problem in errors}
        problems += errors + [problem for problem in found if problem.severity is not Severity.ERROR and problem.path not in told]
        if errors:
            valid.broken.add(file.kind)
        else:
            valid.add(file, document)
    for model in valid.of_kind("model"):
        problems += _policy_problems(model, policy_schemas, {} if policy_checks is None else policy_checks, providers)
    problems += consistency_problems(valid, today, providers)
    catalog = None if _failed(problems) else catalog_of(valid, providers)
    if catalog is not None and providers is not None:
        for name in catalog.manifest.checks:
            problems += providers.find("check", name).check(catalog)
    if catalog is not None and coverage is not None and catalog.rosters:
        problems += coverage(catalog, valid.of_kind("roster"))
    problems.sort(key=lambda problem: problem.sort_key)
    if catalog is None or _failed(problems):
        return None, tuple(problems)
    if keep is not None:
        keep(valid)
    return catalog, tuple(problems)


def catalog_of(valid: ValidFiles, providers: Providers | None = None) -> Catalog:
    """Build the catalog from files without errors."""
    files = {kind: [(document.file, document.data) for document in valid.of_kind(kind)] for kind in valid.files}
    procedures = tuple(build_procedure(data, file) for file, data in files.get("procedure", ()))
    return build_catalog(files, procedures, root=valid.root, providers=providers)


def _failed(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def read_calendar(path: Path) -> CalendarDocument:
    """Read one calendar file, wherever it stands.

    Raises:
        CatalogError: it has at least one problem of severity *error*.
    """
    document, problems = read_file(path, path.as_posix())
    if document is not None:
        problems += validator_for("calendar").problems(document)
    if document is None or _failed(problems):
        raise CatalogError(problems)
    return build_calendar(document.data, document.file)


def _document_problems(file: CatalogFile, document: Document, *, spoiled: list[tuple[str | int, ...]]) -> list[Problem]:
    """Faults of one file taken by itself; a file of another kind than its place says is told so and nothing else."""
    stated = document.data.get("kind")
    if stated != file.kind and "kind" in document.data and ("kind",) not in spoiled:
        return [problem_at(document, ("kind",), "kind-mismatch", found=shown(stated), expected=file.kind, hint=file.kind)]
    return validator_for(file.kind).problems(document, spoiled=spoiled)


def _policy_problems(
    document: Document, schemas: Mapping[str, Mapping[str, Any]] | None, checks: Mapping[str, PolicyCheck], providers: Providers | None
) -> list[Problem]:
    """Faults of a model's parameters, by the schema and then by the further rules of its policy."""
    if schemas is None:
        return []
    policy = document.data["policy"]
    if policy not in schemas:
        why = None if providers is None else providers.why_not("policy", policy)
        if why is not None:
            return [problem_at(document, ("policy",), "plugin-broken", found=policy, reason=why)]
        near = close_to(policy, schemas) or " / ".join(schemas)
        return [problem_at(document, ("policy",), "policy-unknown", found=policy, expected=", ".join(schemas), hint=near)]
    problems = Validator(schemas[policy]).problems(document, ("parameters",))
    if problems or policy not in checks:
        return problems
    return [
        problem_at(document, ("parameters", *path), "policy-parameters", reason=_reason(said, params))
        for path, said, params in checks[policy](document.data["parameters"])
    ]


def _reason(said: str | tuple[str, str], params: Mapping[str, Any]) -> tuple[str, str]:
    """A fault in both languages: by its key in the messages table, or in a plugin's own two sentences."""
    if isinstance(said, str):
        return text(said, "vi", **params), text(said, "en", **params)
    return said
