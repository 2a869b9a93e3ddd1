"""Try an import on a copy of the catalog: check it, compare due dates, and put it in place if it is to be written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import attrs

from tthc_catalog.errors import ImportingError, Problem, Severity
from tthc_catalog.importing.catalog_state import CatalogState
from tthc_catalog.importing.staging import put_in_place, staged
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.registry import Registry


@attrs.frozen(kw_only=True)
class Outcome:
    """The result of trying an import.

    Attributes:
        errors: errors that the catalog would have; nothing is written then.
        due: lines about receipts with other due dates, in Vietnamese and English.
        is_written: whether the catalog was changed.
        was_broken: whether the catalog had errors before, so that due dates cannot be compared.
    """

    errors: tuple[Problem, ...] = ()
    due: tuple[tuple[str, str], ...] = ()
    is_written: bool = False
    was_broken: bool = False


def carry_out(
    state: CatalogState, files: Mapping[str, str | None], registry: Registry, *, changed: Collection[str | None] = (), write: bool
) -> Outcome:
    """Try an import; write it if that is wanted and the result has no error.

    Args:
        state: the catalog.
        files: content by path; None removes a file.
        registry: checks the result.
        changed: codes of procedures whose due dates are compared.
        write: whether to put the result in place.

    Raises:
        ImportingError: a file was changed by someone else meanwhile.
        OSError: the copy cannot be written or put in place; the catalog is unchanged.
    """
    from tthc_catalog.loading import check

    if not files:
        return Outcome()
    root = state.root
    with staged(root, files, beside=write) as copy:
        result = check(copy, registry=registry)
        errors = tuple(problem for problem in result.problems if problem.severity is Severity.ERROR)
        if errors or result.catalog is None:
            known = {(p.code, _below(p.file, root.as_posix()), p.path) for p in check(root, registry=registry).problems}
            own = [p for p in errors if (p.code, _below(p.file, copy.as_posix()), p.path) not in known]
            return Outcome(errors=tuple(attrs.evolve(p, file=p.file.replace(copy.as_posix(), root.as_posix())) for p in own or errors))
        due: Sequence[tuple[str, str]] = ()
        was_broken = False
        if changed:
            before = check(root, registry=registry).catalog
            was_broken = before is None
            if before is not None:
                due = _due_lines(before, result.catalog, set(changed))
        if write:
            if state.has_changed():
                raise ImportingError("importing.error.changed_meanwhile", folder=root.as_posix())
            put_in_place(copy, root)
        return Outcome(due=tuple(due), is_written=write, was_broken=was_broken)


def _below(file: str, folder: str) -> str:
    return file.removeprefix(folder)


def _due_lines(before: Catalog, after: Catalog, codes: set[str | None]) -> list[tuple[str, str]]:
    """Return a line for each group of procedures and stretch of the day with another due date."""
    from tthc_catalog.comparison.due_change_text import promise_texts, stretch_text
    from tthc_catalog.comparison.python_entry import diff

    def only(catalog: Catalog) -> Catalog:
        return attrs.evolve(catalog, procedures=tuple(p for p in catalog.procedures if p.code in codes))

    lines = []
    for keys, changes in diff(only(before), only(after)).due.groups:
        shown = ", ".join(dict.fromkeys(f"{key.code} ({key.level})" for key in keys))
        for change in changes:
            vi, en = (f"{shown}: {stretch_text(change, lang)}: {' → '.join(promise_texts(change, lang))}" for lang in ("vi", "en"))
            lines.append((vi, en))
    return lines
