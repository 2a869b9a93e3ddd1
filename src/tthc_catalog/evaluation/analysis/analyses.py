"""The analyses of the judged dossiers beyond the counts, by id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tthc_catalog.evaluation.analysis.audit_findings import find
from tthc_catalog.evaluation.analysis.notable_units import notable_units
from tthc_catalog.evaluation.analysis.promise_over_time import hours, trend
from tthc_catalog.evaluation.analysis.ranking import rank_by_default
from tthc_catalog.evaluation.judging.judged_dossiers import Facts
from tthc_catalog.evaluation.report import Report

Analysis = Callable[[Facts, Report], Any]
"""Returns plain data, which the report contains under the id of the analysis."""

ANALYSES: Mapping[str, Analysis] = {
    "findings": find,
    "ranking": rank_by_default,
    "trend": trend,
    "hours": hours,
    "units": notable_units,
}
"""Every analysis, in the order of execution; ``report.analyses`` contains the results of the earlier ones."""
