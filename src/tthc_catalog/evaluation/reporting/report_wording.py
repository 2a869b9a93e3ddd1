"""Texts, numbers and names of one report in one language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.evaluation.reporting.presentation import counted_text, number_text
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text

if TYPE_CHECKING:
    from tthc_catalog.evaluation.counting.figures import Group
    from tthc_catalog.evaluation.intake.intake_summary import Intake
    from tthc_catalog.evaluation.report import Report


class Wording:
    """The wording of a report.

    Attributes:
        lang: ``vi`` or ``en``.
        levels: id of a level -> name.
        units: id of a unit -> name.
    """

    def __init__(self, report: Report, lang: str) -> None:
        self.lang = lang
        self.levels = {group.key["level"]: self.name(group) for group in report.of("level")}
        self.units = {group.key["unit"]: self.name(group) for group in report.of("unit")}

    def phrase(self, key: str, **params: Any) -> str:
        """Return the text ``reporting.<key>``."""
        return text(f"reporting.{key}", self.lang, **params)

    def counted(self, key: str, count: int, **params: Any) -> str:
        """Return a text whose plural form depends on ``count``, which it shows as ``number``."""
        return counted_text(f"reporting.{key}", count, self.lang, **params)

    def name(self, group: Group) -> str:
        """Return the displayed name of a group."""
        return shown_text(group.name if self.lang == "vi" else group.name_en)

    def number(self, number: int) -> str:
        """Return a whole number with thousands separators."""
        return number_text(number, self.lang)

    def beside_rate(self, shown: str, intake: Intake) -> str:
        """Return a rate or a title of rates with the number of rejected rows, which the rates do not include."""
        if not intake.rejected_rows:
            return shown
        return self.phrase("beside_rate", title=shown, rejected=self.number(intake.rejected_rows), rows=self.number(intake.rows))

    def unjudged(self, group: Group) -> tuple[str, ...]:
        """Return a sentence on the dossiers that are in a total of the form and not in its parts; empty without such dossiers."""
        resolved, pending = group.figures["resolved_unjudged"], group.figures["in_progress_unjudged"]
        sentence = self.phrase("summary.unjudged", resolved=self.number(resolved), open=self.number(pending))
        return (sentence,) if resolved or pending else ()
