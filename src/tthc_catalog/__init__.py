"""One-stop administrative procedures as data: which deadline holds for a dossier, by law and by commitment, and why.

>>> import tthc_catalog as tthc
>>> engine = tthc.Engine(tthc.load_catalog())
>>> decision = engine.decide("1.001193", level="commune", received_at="2023-09-29 15:31")
>>> decision.due_at.isoformat()
'2023-10-02T09:00:00+07:00'

Every name below is imported when it is first used, so importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tthc_catalog.decisions.decision import Deadline, Decision
    from tthc_catalog.decisions.explanation import Explanation
    from tthc_catalog.effective import Period
    from tthc_catalog.engine import Engine
    from tthc_catalog.errors import (
        AmbiguousProcedure,
        CatalogError,
        EvaluationError,
        InvalidInstant,
        InvalidPeriod,
        NotInForce,
        OutOfHorizon,
        PluginError,
        Problem,
        ProcedureNotFound,
        ProvisionalRefused,
        PublicationError,
        Severity,
        TthcError,
        UnknownCase,
        UnknownComponent,
        UnknownOffice,
        UnknownProcedure,
    )
    from tthc_catalog.loading import load_catalog
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.procedure import Edition, Procedure
    from tthc_catalog.timetable.timetable import Timetable

    __version__: str

__all__ = [
    "AmbiguousProcedure",
    "Catalog",
    "CatalogError",
    "Deadline",
    "Decision",
    "Edition",
    "Engine",
    "EvaluationError",
    "Explanation",
    "InvalidInstant",
    "InvalidPeriod",
    "NotInForce",
    "OutOfHorizon",
    "Period",
    "PluginError",
    "Problem",
    "Procedure",
    "ProcedureNotFound",
    "ProvisionalRefused",
    "PublicationError",
    "Severity",
    "Timetable",
    "TthcError",
    "UnknownCase",
    "UnknownComponent",
    "UnknownOffice",
    "UnknownProcedure",
    "__version__",
    "load_catalog",
]

_HOMES = {
    "Catalog": "tthc_catalog.records.catalog",
    "Deadline": "tthc_catalog.decisions.decision",
    "Decision": "tthc_catalog.decisions.decision",
    "Edition": "tthc_catalog.records.procedure",
    "Engine": "tthc_catalog.engine",
    "Explanation": "tthc_catalog.decisions.explanation",
    "Period": "tthc_catalog.effective",
    "Procedure": "tthc_catalog.records.procedure",
    "Timetable": "tthc_catalog.timetable.timetable",
    "load_catalog": "tthc_catalog.loading",
}
"""Where each public name is defined; the names not listed are those of ``tthc_catalog.errors``."""


def __getattr__(name: str) -> object:
    """Import a public name on first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module, metadata

    value: object
    if name == "__version__":
        try:
            value = metadata.version("tthc-catalog")
        except metadata.PackageNotFoundError:  # a source tree that was never installed
            value = "0+unknown"
    else:
        value = getattr(import_module(_HOMES.get(name, "tthc_catalog.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
