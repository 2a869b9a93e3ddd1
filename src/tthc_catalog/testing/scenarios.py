"""Scenarios: examples a desk officer can read and check by hand, written as YAML and asked of the engine.

kind: scenarios
catalog: packaged                  # or the id of an installed catalog, or a folder relative to this file
scenarios:
- name: Đúng 15:30 thứ Sáu vẫn trả trong ngày
when: {code: "1.001193", level: commune, at: "2023-09-29 15:30"}
then: {covered: true, due: "2023-09-29 17:00"}
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.errors import CatalogError, Severity
from tthc_catalog.yaml_files.yaml_reader import read_file

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from tthc_catalog.decisions.decision import Decision
    from tthc_catalog.engine import Engine

ASKED = frozenset({"code", "at", "level", "office", "case", "components", "conditions", "channel"})
EXPECTED = frozenset(
    {"covered", "reason", "due", "late_after", "bound", "rule", "deemed", "commitment_due", "statutory_due", "provisional"}
    | {"governing", "commitments", "says"}
)


@attrs.frozen(kw_only=True)
class Scenario:
    """One example.

    Attributes:
        catalog: where its catalog is; None for the packaged one.
        when: what is asked: ``code``, ``at`` and whatever else tells the dossier.
        then: what is expected; what is not named is not looked at. ``commitments`` maps a model to its due time or its reason.
        line: where it stands in its file.
    """

    name: str
    catalog: str | None
    when: Mapping[str, Any]
    then: Mapping[str, Any]
    line: int

    def differences(self) -> list[str]:
        """What the engine says otherwise; empty when the scenario holds."""
        asked = dict(self.when)
        decision = engine_of(self.catalog).decide(asked.pop("code"), received_at=asked.pop("at"), **asked)
        said = told(decision)
        wrong = []
        for key, wanted in self.then.items():
            if key == "says":
                if wanted not in str(decision.explain("vi")) and wanted not in str(decision.explain("en")):
                    wrong.append(f"says: {wanted!r} is not in the explanation")
            elif key == "commitments":
                wrong += [f"commitments.{m}: expected {v!r}, got {said[key].get(m)!r}" for m, v in wanted.items() if said[key].get(m) != v]
            elif said[key] != wanted:
                wrong.append(f"{key}: expected {wanted!r}, got {said[key]!r}")
        return [*wrong, "", str(decision.explain("en"))] if wrong else []


def read_scenarios(path: Path) -> tuple[Scenario, ...]:
    """The scenarios of a file, read as strictly as a catalog's own files.

    Raises:
        CatalogError: the file cannot be read.
        ValueError: a key is unknown or missing; the message says where.
    """
    document, problems = read_file(path, path.as_posix())
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if document is None or errors:
        raise CatalogError(errors)
    data: dict[str, Any] = document.data
    catalog = data.get("catalog", "packaged")
    if catalog == "packaged":
        source = None
    else:
        folder = path.parent / catalog
        source = str(folder) if folder.is_dir() else catalog
    scenarios = []
    for index, item in enumerate(data.get("scenarios", ())):
        line = document.value_position(("scenarios", index)).line
        for part, known in (("when", ASKED), ("then", EXPECTED)):
            unknown = sorted(set(item.get(part, {})) - known)
            if unknown or part not in item:
                raise ValueError(
                    f"{path}:{line}: {part} {f'has the unknown keys {unknown}' if unknown else 'is missing'}; known: {sorted(known)}"
                )
        scenarios.append(Scenario(name=item["name"], catalog=source, when=item["when"], then=item["then"], line=line))
    return tuple(scenarios)


@functools.cache
def engine_of(catalog: str | None) -> Engine:
    """The engine over a catalog, compiled once for all its scenarios."""
    from tthc_catalog.engine import Engine
    from tthc_catalog.loading import load_catalog

    return Engine(load_catalog(catalog))


def told(decision: Decision) -> dict[str, Any]:
    """A decision in the words of a scenario's ``then``."""
    governing = decision.governing
    return {
        "covered": decision.covered,
        "reason": decision.reason,
        "due": _written(decision.due_at),
        "late_after": _written(decision.late_after),
        "bound": decision.bound,
        "rule": decision.rule,
        "deemed": _written(decision.deemed_received_at),
        "commitment_due": _written(decision.commitment.due_at if decision.commitment else None),
        "statutory_due": _written(decision.statutory.due_at if decision.statutory else None),
        "provisional": decision.provisional,
        "governing": governing.kind if governing else None,
        "commitments": {c.model.id: _written(c.deadline.due_at) if c.deadline else c.reason for c in decision.commitments},
    }


def _written(moment: dt.datetime | None) -> str | None:
    return f"{moment:%Y-%m-%d %H:%M}" if moment is not None else None
