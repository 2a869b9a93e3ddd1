"""The words of one report in one language: its texts, its numbers, and the names of its levels and units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.evaluation.reporting.sections import number_text
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text

if TYPE_CHECKING:
    from tthc_catalog.evaluation.counting.figures import Group
    from tthc_catalog.evaluation.counting.report import Report


class Wording:
    """What the parts of a report are called.

    Attributes:
        lang: ``vi`` or ``en``.
        levels: id of a level -> its name.
        units: id of a unit -> its name.
    """

    def __init__(self, report: Report, lang: str) -> None:
        self.lang = lang
        self.levels = {group.key["level"]: self.name(group) for group in report.of("level")}
        self.units = {group.key["unit"]: self.name(group) for group in report.of("unit")}

    def say(self, key: str, **params: Any) -> str:
        """A text of the printed report."""
        return text(f"reporting.{key}", self.lang, **params)

    def name(self, group: Group) -> str:
        """What people call a group."""
        return shown_text(group.name if self.lang == "vi" else group.name_en)

    def number(self, number: int) -> str:
        """A whole number with its thousands apart."""
        return number_text(number, self.lang)

    def unjudged(self, group: Group) -> tuple[str, ...]:
        """What is missing between a total of the form and its parts, in words; nothing where nothing is."""
        resolved, pending = group.figures["resolved_unjudged"], group.figures["in_progress_unjudged"]
        said = self.say("summary.unjudged", resolved=self.number(resolved), open=self.number(pending))
        return (said,) if resolved or pending else ()
