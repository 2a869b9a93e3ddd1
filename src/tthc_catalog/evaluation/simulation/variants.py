"""Variants of a catalog, from an administrator's YAML file: another cutoff, other weekdays, other hours, other procedures."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.errors import EvaluationError
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.office import Season
from tthc_catalog.value_formats import read_session

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tthc_catalog.records.commitment_model import Model
    from tthc_catalog.registry import Registry

KIND = "simulation"


@attrs.frozen(kw_only=True)
class Variant:
    """A variant of a catalog.

    Attributes:
        catalog: the changed catalog.
    """

    id: str
    title: str
    title_en: str
    catalog: Catalog


@attrs.frozen(kw_only=True)
class Variants:
    """The variants of one file.

    Attributes:
        shift_minutes: the one assumption: under the variants, citizens file this many minutes later; 0 for none.
    """

    variants: tuple[Variant, ...]
    shift_minutes: int = 0


def read_variants(path: Path, catalog: Catalog, registry: Registry) -> Variants:
    """Read the variants of a file.

    Args:
        path: the file.
        catalog: the catalog that the variants change.
        registry: resolves the policies, whose parameters are checked.

    Raises:
        CatalogError: the file is not valid; contains every problem with its location.
        EvaluationError: a variant does not fit the catalog.
        OSError: the file cannot be read.
    """
    from tthc_catalog.checks.single_file import read_valid

    data = read_valid(path, KIND)
    ids = [entry["id"] for entry in data["variants"]]
    repeated = next((id for id in ids if ids.count(id) > 1), None)
    if repeated is not None:
        raise EvaluationError("simulation.error.repeated", variant=repeated)
    found = tuple(
        Variant(
            id=entry["id"],
            title=entry["title"],
            title_en=entry.get("title_en") or entry["title"],
            catalog=_changed(catalog, entry, registry),
        )
        for entry in data["variants"]
    )
    return Variants(variants=found, shift_minutes=data.get("shift_minutes") or 0)


def _changed(catalog: Catalog, entry: Mapping[str, Any], registry: Registry) -> Catalog:
    """Return a catalog with the changes of an entry."""
    if not {"cutoff", "weekdays", "hours", "procedures"} & entry.keys():
        raise EvaluationError("simulation.error.nothing", variant=entry["id"])
    if "hours" in entry:
        sessions = tuple(read_session(session) for session in entry["hours"])
        if list(sessions) != sorted(sessions) or any(start >= end for start, end in sessions):
            raise EvaluationError("simulation.error.hours", variant=entry["id"])
        season = Season(first=(1, 1), last=(12, 31), sessions=sessions)
        hours = {id: attrs.evolve(known, seasons=(season,)) for id, known in catalog.hours.items()}
        catalog = attrs.evolve(catalog, hours=hours)
    if not {"cutoff", "weekdays", "procedures"} & entry.keys():
        return catalog
    model = _model(catalog, entry)
    changed = attrs.evolve(model, parameters=_parameters(model, entry, registry))
    if "procedures" in entry:
        unknown = next((code for code in entry["procedures"] if code not in catalog.by_code), None)
        if unknown is not None:
            raise EvaluationError("simulation.error.procedure", variant=entry["id"], code=unknown)
        changed = attrs.evolve(changed, scope=attrs.evolve(model.scope, fields=(), include=tuple(entry["procedures"]), exclude=()))
    return attrs.evolve(catalog, models={**catalog.models, model.id: changed})


def _model(catalog: Catalog, entry: Mapping[str, Any]) -> Model:
    wanted = entry.get("model")
    if wanted is None and len(catalog.models) == 1:
        return next(iter(catalog.models.values()))
    model = catalog.models.get(wanted or "")
    if model is None:
        raise EvaluationError("simulation.error.model", suggestions=tuple(catalog.models), variant=entry["id"], model=wanted or "-")
    return model


def _parameters(model: Model, entry: Mapping[str, Any], registry: Registry) -> Mapping[str, Any]:
    """Return the parameters of a model with another cutoff and other weekdays."""
    parameters: dict[str, Any] = copy.deepcopy({**model.parameters})
    windows = parameters.get("windows") or []
    later = [window for window in windows if isinstance(window, dict) and "after" in window]
    if "cutoff" in entry:
        if len(later) != 1:
            raise EvaluationError("simulation.error.cutoff", variant=entry["id"], model=model.id, count=len(later))
        later[0]["after"] = entry["cutoff"]
    if "weekdays" in entry:
        days = parameters.get("days")
        if not isinstance(days, dict) or "weekdays" not in days:
            raise EvaluationError("simulation.error.weekdays", variant=entry["id"], model=model.id)
        days["weekdays"] = list(entry["weekdays"])
    spec = registry.policy(model.policy, requested_by=model.file)
    if spec.check is not None and list(spec.check(parameters)):
        raise EvaluationError("simulation.error.parameters", variant=entry["id"], model=model.id)
    return parameters
