"""One YAML file that stands by itself, such as a column map: read strictly and checked like the files of a catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.checks.schema_validation import Validator
from tthc_catalog.errors import CatalogError
from tthc_catalog.yaml_files.schemas import flat_schema
from tthc_catalog.yaml_files.yaml_reader import read_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def read_valid(path: Path, kind: str) -> Mapping[str, Any]:
    """The data of a file that obeys the schema of ``kind``.

    Raises:
        CatalogError: it does not; with every problem and its place.
        OSError: it cannot be read.
    """
    document, problems = read_file(path, str(path))
    if document is not None:
        problems = [*problems, *Validator(flat_schema(kind)).problems(document)]
    if document is None or problems:
        raise CatalogError(problems)
    return document.data
