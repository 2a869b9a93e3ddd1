"""What is asked of the judged dossiers beyond the counts: each analysis is a function, known by its id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tthc_catalog.evaluation.counting.audit_findings import find
from tthc_catalog.evaluation.counting.ranking import rank_by_default
from tthc_catalog.evaluation.counting.report import Report
from tthc_catalog.evaluation.judging.judged_dossiers import Facts

Analysis = Callable[[Facts, Report], Any]
"""Gives plain data, which stands in the report under the analysis's id."""

ANALYSES: Mapping[str, Analysis] = {"findings": find, "ranking": rank_by_default}
"""Every analysis, in the order they are made; a later one finds the earlier ones in ``report.analyses``."""
