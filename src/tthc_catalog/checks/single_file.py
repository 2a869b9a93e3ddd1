"""Read and validate a single YAML file outside a catalog, such as a column map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.checks.schema_validation import validator_for
from tthc_catalog.errors import CatalogError, Severity
from tthc_catalog.yaml_files.yaml_reader import read_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def read_valid(path: Path, kind: str) -> Mapping[str, Any]:
    """Return the data of a file that is valid under the schema of ``kind``.

    Raises:
        CatalogError: the file has problems; the error contains all of them.
    """
    document, problems = read_file(path, str(path))
    if document is not None:
        problems = [*problems, *validator_for(kind).problems(document)]
    if document is None or any(problem.severity is not Severity.INFO for problem in problems):
        raise CatalogError(problems)
    return document.data
