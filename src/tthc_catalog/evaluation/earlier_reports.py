"""Kept reports of earlier periods, to compare with where the records do not reach."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.counting.figures import COMPARED, Figures, Group
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from tthc_catalog.evaluation.reporting_period import ReportingPeriod

FILE_NAME = "report.json"


@attrs.frozen(kw_only=True)
class EarlierReport:
    """The figures of all dossiers in the report of an earlier period.

    Attributes:
        path: its file.
        label: its period, as `ReportingPeriod.label`.
        without_result: promises broken without a result; None if the report does not state them.
    """

    path: Path
    label: str
    figures: Figures
    without_result: int | None


def read_earlier(paths: Sequence[Path], period: ReportingPeriod, catalog_id: str) -> Mapping[str, EarlierReport]:
    """Read the reports of earlier periods: label of the period -> report. That of ``period`` itself is left out.

    Args:
        paths: files, and folders with such files in them or in their folders.
        period: the period that is evaluated.
        catalog_id: id of the catalog that judges it.

    Raises:
        EvaluationError: a path has no report, or its report is unreadable, of another catalog or scheme, of a period that was not over, or of
            the same period as another one.
        OSError: a file cannot be read.
    """
    found: dict[str, EarlierReport] = {}
    for path in _files(paths):
        report = _read(path, period, catalog_id)
        if report.label in found:
            raise EvaluationError(
                "evaluation.error.earlier_twice", path=str(path), other=str(found[report.label].path), period=report.label
            )
        found[report.label] = report
    return {label: report for label, report in found.items() if label != period.label}


def with_earlier(total: Group, period: ReportingPeriod, earlier: Mapping[str, EarlierReport]) -> Group:
    """Return the group of all dossiers with the figures of earlier reports where the records do not reach."""

    def kept(before: ReportingPeriod) -> Figures | None:
        return earlier[before.label].figures if before.label in earlier else None

    return attrs.evolve(total, previous=total.previous or kept(period.previous), last_year=total.last_year or kept(period.last_year))


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        files = [path]
        if path.is_dir():
            files = sorted(file for pattern in (FILE_NAME, f"*/{FILE_NAME}") for file in path.glob(pattern))
        if not files or not path.exists():
            raise EvaluationError("evaluation.error.earlier_none", path=str(path), file=FILE_NAME)
        yield from files


def _read(path: Path, period: ReportingPeriod, catalog_id: str) -> EarlierReport:
    try:
        data = json.loads(path.read_bytes())
        of, catalog, total = data["period"], data["basis"]["catalog"]["id"], data["groups"][0]
        counts = {name: int(total["counts"][name]) for name in COMPARED}
        is_over = dt.datetime.fromisoformat(data["judged_at"]) >= dt.datetime.fromisoformat(of["until"])
        report = EarlierReport(
            path=path,
            label=str(of["label"]),
            figures=Figures(counts=counts, model_days=int(total["model_days"])),
            without_result=_without_result(data["analyses"]),
        )
        scheme = str(of["scheme"])
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise EvaluationError("evaluation.error.earlier_unreadable", path=str(path), file=FILE_NAME) from error
    if catalog != catalog_id:
        raise EvaluationError("evaluation.error.earlier_catalog", path=str(path), found=str(catalog), expected=catalog_id)
    if scheme != period.scheme:
        vi, en = (text(f"evaluation.scheme.{period.scheme}", lang) for lang in ("vi", "en"))
        raise EvaluationError("evaluation.error.earlier_scheme", path=str(path), expected=vi, expected_en=en)
    if not is_over:
        raise EvaluationError("evaluation.error.earlier_not_over", path=str(path), period=report.label)
    return report


def _without_result(analyses: Any) -> int | None:
    """Return the promises broken without a result that a report states."""
    if "hours" not in analyses:
        return None
    return sum(int(slot["outcomes"]["broken_without_result"]) for slot in analyses["hours"]["slots"])
