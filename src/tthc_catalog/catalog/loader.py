"""Load a catalog folder: read, validate, compare the files with one another, build the model.

All problems of a run are found at once. A file that failed one stage is left out of the next, and so is every question that only
such a file could answer: a broken legal.yaml does not make every citation look wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog._resources import catalog_folder
from tthc_catalog.catalog import building
from tthc_catalog.catalog.consistency import ValidFiles, consistency_problems
from tthc_catalog.catalog.findings import finding_at, shown
from tthc_catalog.catalog.folder import SINGLE_FILES, list_files, read_all
from tthc_catalog.catalog.model import Catalog
from tthc_catalog.catalog.replacements import close_to
from tthc_catalog.catalog.schema_validation import Validator, validator_for
from tthc_catalog.catalog.yaml_reader import DEFAULT_LIMITS, Limits
from tthc_catalog.errors import CatalogError, Problem, Severity
from tthc_catalog.messages import text

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Callable, Iterable, Mapping

    from tthc_catalog.catalog.document import Document
    from tthc_catalog.catalog.folder import CatalogFile

    Fault = tuple[tuple[str | int, ...], str, Mapping[str, Any]]
    PolicyCheck = Callable[[Mapping[str, Any]], Iterable[Fault]]


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


def check_catalog(
    path: str | os.PathLike[str],
    *,
    policy_schemas: Mapping[str, Mapping[str, Any]] | None = None,
    policy_checks: Mapping[str, PolicyCheck] | None = None,
    today: dt.date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[Catalog | None, tuple[Problem, ...]]:
    """Read and check a catalog folder.

    Args:
        path: the folder; problems name its files as this path does.
        policy_schemas: policy id -> JSON Schema of its parameters. When given, a model's parameters are validated too, and a policy
            that is not among them is a problem.
        policy_checks: policy id -> a function that finds faults of valid parameters which a schema cannot say.
        today: the day to measure the calendar's horizon against; left out, the horizon is not looked at.
        limits: bounds for one file.

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
        errors += _document_problems(file, document, spoiled=[problem.path for problem in errors])
        told = {problem.path for problem in errors}
        problems += errors + [problem for problem in found if problem.severity is not Severity.ERROR and problem.path not in told]
        if errors:
            valid.broken.add(file.kind)
        else:
            valid.add(file, document)
    for model in valid.of_kind("model"):
        problems += _policy_problems(model, policy_schemas, policy_checks or {})
    problems += consistency_problems(valid, today)
    problems.sort(key=lambda problem: problem.sort_key)
    failed = any(problem.severity is Severity.ERROR for problem in problems)
    return None if failed else build_catalog(valid), tuple(problems)


def build_catalog(valid: ValidFiles) -> Catalog:
    """The model of a catalog in which no error was found."""
    offices, manifest = valid.one("offices").data, valid.one("manifest").data
    calendar = next(document for document in valid.of_kind("calendar") if document.data["id"] == manifest["calendar"])
    models = (building.build_model(document.data, document.file) for document in valid.of_kind("model"))
    return Catalog(
        manifest=building.build_manifest(manifest),
        documents=building.build_documents(valid.one("legal").data),
        sources=building.build_sources(valid.one("sources").data),
        hours=building.build_hours(offices),
        offices=building.build_offices(offices),
        calendar=building.build_calendar(calendar.data, calendar.file),
        models={model.id: model for model in models},
        procedures=tuple(building.build_procedure(document.data, document.file) for document in valid.of_kind("procedure")),
        root=valid.root,
    )


def _document_problems(file: CatalogFile, document: Document, *, spoiled: list[tuple[str | int, ...]]) -> list[Problem]:
    """Faults of one file taken by itself; a file of another kind than its place says is told so and nothing else."""
    stated = document.data.get("kind")
    if stated != file.kind and "kind" in document.data and ("kind",) not in spoiled:
        return [finding_at(document, ("kind",), "kind-mismatch", found=shown(stated), expected=file.kind, hint=file.kind)]
    return validator_for(file.kind).problems(document, spoiled=spoiled)


def _policy_problems(
    document: Document, schemas: Mapping[str, Mapping[str, Any]] | None, checks: Mapping[str, PolicyCheck]
) -> list[Problem]:
    """Faults of a model's parameters, by the schema and then by the further rules of its policy."""
    if schemas is None:
        return []
    policy = document.data["policy"]
    if policy not in schemas:
        near = close_to(policy, schemas) or " / ".join(schemas)
        return [finding_at(document, ("policy",), "policy-unknown", found=policy, expected=", ".join(schemas), hint=near)]
    problems = Validator(schemas[policy]).problems(document, ("parameters",))
    if problems or policy not in checks:
        return problems
    return [
        finding_at(document, ("parameters", *path), "policy-parameters", reason=(text(key, "vi", **params), text(key, "en", **params)))
        for path, key, params in checks[policy](document.data["parameters"])
    ]
