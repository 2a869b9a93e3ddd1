"""Read and validate the files of a catalog one by one; the files of a large catalog are shared among processes.

What a file needs to be valid depends on no other file, and reading takes most of the time of a check. If another process cannot be
started or fails, this process reads its share too.
"""

from __future__ import annotations

import contextlib
import pickle
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import attrs

from tthc_catalog.checks.schema_validation import validator_for
from tthc_catalog.checks.text_hazards import text_problems
from tthc_catalog.checks.unlikely_facts import left_to_fill, unlikely_values
from tthc_catalog.child_process import child_process, processors
from tthc_catalog.errors import Severity
from tthc_catalog.problems.problem_factory import problem_at, short_text
from tthc_catalog.yaml_files.yaml_reader import read_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.catalog_folder import CatalogFile
    from tthc_catalog.yaml_files.document import Document
    from tthc_catalog.yaml_files.yaml_reader import Limits

FEWEST_FILES = 250
"""The fewest files of a share: reading them takes as long as starting a process."""

_MOST_PROCESSES = 4
_FILES_A_BATCH = 50


class CheckedFile(NamedTuple):
    """The result of reading and validating one file.

    Attributes:
        document: None if the file is unusable.
        problems: all problems found.
        is_valid: whether no problem is an error.
        partial: the valid part of a document with errors, which other checks can use; None if the file is not of its kind.
    """

    document: Document | None
    problems: list[Problem]
    is_valid: bool
    partial: Document | None = None


def check_files(files: Sequence[CatalogFile], limits: Limits, processes: int | None = None) -> Iterator[tuple[CatalogFile, CheckedFile]]:
    """Read and validate files; yield each with its result, in order.

    Args:
        files: the files.
        limits: bounds for one file.
        processes: the most processes to share them among, this one included; by default as many as there are processors, at most four.
    """
    size = -(-len(files) // _processes(len(files), processes)) or 1
    own, *others = [files[start : start + size] for start in range(0, len(files), size)] or [files]
    with contextlib.ExitStack() as stack:
        started = [stack.enter_context(child_process(f"{__name__}:serve", (share, limits))) for share in others]
        for file in own:
            yield file, check_file(file, limits)
        for share, process in zip(others, started, strict=True):
            results = [result for batch in (process and process.replies()) or [] for result in batch]
            if len(results) != len(share):
                results = [check_file(file, limits) for file in share]
            yield from zip(share, results, strict=True)


def check_file(file: CatalogFile, limits: Limits) -> CheckedFile:
    """Read and validate one file."""
    document, problems = read_file(file.path, file.shown_as, limits)
    if document is None:
        return CheckedFile(None, problems, is_valid=False)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    minor = [problem for problem in problems if problem.severity is not Severity.ERROR]
    errors += _document_problems(file, document, reported=[problem.path for problem in errors])
    paths = {problem.path for problem in errors}
    found = [
        *text_problems(document),
        *left_to_fill(document),
        *errors,
        *(problem for problem in minor if problem.path not in paths),
    ]
    if not errors:
        return CheckedFile(document, [*found, *unlikely_values(document)], is_valid=True)
    if any(problem.code == "kind-mismatch" for problem in errors):
        return CheckedFile(document, found, is_valid=False)
    partial = _without_invalid(document, {problem.path for problem in errors if problem.code != "key-missing"})
    return CheckedFile(document, [*found, *unlikely_values(partial)], is_valid=False, partial=partial)


def _without_invalid(document: Document, paths: Collection[KeyPath]) -> Document:
    """Return a document without the values at these paths; an invalid item of a list leaves null in its place."""

    def copy(value: Any, path: KeyPath) -> Any:
        if isinstance(value, dict):
            return {key: copy(item, (*path, key)) for key, item in value.items() if (*path, key) not in paths}
        if isinstance(value, list):
            return [None if (*path, index) in paths else copy(item, (*path, index)) for index, item in enumerate(value)]
        return value

    return attrs.evolve(document, data=copy(document.data, ()))


def _document_problems(file: CatalogFile, document: Document, *, reported: list[KeyPath]) -> list[Problem]:
    """Return the problems of one file; if ``kind`` does not match the location, report only that."""
    stated = document.data.get("kind")
    if stated != file.kind and "kind" in document.data and ("kind",) not in reported:
        return [problem_at(document, ("kind",), "kind-mismatch", found=short_text(stated), expected=file.kind, hint=file.kind)]
    return validator_for(file.kind).problems(document, reported=reported)


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Check the files that another process asks for, and reply in batches."""
    files, limits = pickle.load(requests)  # noqa: S301 - written by the process that started this one
    for start in range(0, len(files), _FILES_A_BATCH):
        pickle.dump([check_file(file, limits) for file in files[start : start + _FILES_A_BATCH]], replies, pickle.HIGHEST_PROTOCOL)
    replies.flush()


def _processes(files: int, most: int | None) -> int:
    """Return the number of processes that are worth starting, this one included."""
    if most is None:
        most = min(processors(), _MOST_PROCESSES)
    return max(min(most, files // FEWEST_FILES), 1)
