"""Scenarios: examples in YAML that a desk officer can check by hand and that are compared with the engine's decisions.

For example::

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

WHEN_KEYS = frozenset({"code", "at", "level", "office", "case", "components", "conditions", "channel"})
THEN_KEYS = frozenset(
    {"covered", "reason", "due", "late_after", "bound", "rule", "deemed", "commitment_due", "statutory_due", "provisional"}
    | {"governing", "commitments", "says"}
)


@attrs.frozen(kw_only=True)
class Scenario:
    """One example.

    Attributes:
        catalog: folder or id of its catalog; None for the packaged one.
        when: the dossier: ``code``, ``at`` and optionally the other keys of `WHEN_KEYS`.
        then: the expected values; keys left out are not compared. ``commitments`` maps a model to its due time or its reason.
        line: line of the scenario in its file.
    """

    name: str
    catalog: str | None
    when: Mapping[str, Any]
    then: Mapping[str, Any]
    line: int

    def differences(self) -> list[str]:
        """Return how the engine's decision differs, followed by its explanation; an empty list if it does not differ."""
        dossier = dict(self.when)
        decision = engine_of(self.catalog).decide(dossier.pop("code"), received_at=dossier.pop("at"), **dossier)
        found = _then_values(decision)
        differences = []
        for key, expected in self.then.items():
            if key == "says":
                if expected not in str(decision.explain("vi")) and expected not in str(decision.explain("en")):
                    differences.append(f"says: {expected!r} is not in the explanation")
            elif key == "commitments":
                by_model = found[key]
                differences += [
                    f"commitments.{model}: expected {value!r}, got {by_model.get(model)!r}"
                    for model, value in expected.items()
                    if by_model.get(model) != value
                ]
            elif found[key] != expected:
                differences.append(f"{key}: expected {expected!r}, got {found[key]!r}")
        return [*differences, "", str(decision.explain("en"))] if differences else []


def read_scenarios(path: Path) -> tuple[Scenario, ...]:
    """Read the scenarios of a file, as strictly as the files of a catalog.

    Raises:
        CatalogError: the file cannot be read.
        ValueError: a key is unknown or missing; the message names the line.
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
        for part, known in (("when", WHEN_KEYS), ("then", THEN_KEYS)):
            unknown = sorted(set(item.get(part, {})) - known)
            if unknown or part not in item:
                raise ValueError(
                    f"{path}:{line}: {part} {f'has the unknown keys {unknown}' if unknown else 'is missing'}; known: {sorted(known)}"
                )
        scenarios.append(Scenario(name=item["name"], catalog=source, when=item["when"], then=item["then"], line=line))
    return tuple(scenarios)


@functools.cache
def engine_of(catalog: str | None) -> Engine:
    """Return the engine for a catalog, which is compiled once for all its scenarios."""
    from tthc_catalog.engine import Engine
    from tthc_catalog.loading import load_catalog

    return Engine(load_catalog(catalog))


def _then_values(decision: Decision) -> dict[str, Any]:
    """Return the values of a decision by the keys of ``then``."""
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
