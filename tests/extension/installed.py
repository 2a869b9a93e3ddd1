"""Fake installed distributions: a module and a ``*.dist-info`` folder on the import path."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

GOOD_POLICY = """
import attrs
from tthc_catalog.extension import PolicySpec
from tthc_catalog.policies.contract import DueOnWorkingDay, Rule, Segment

@attrs.frozen
class NextDay:
    rules: dict
    varies_by_date = False
    def segments(self, day):
        return (Segment(start=0, outcome=DueOnWorkingDay(working_days=1), rule="next-day"),) if day.working else ()

def build(parameters, citations):
    return NextDay({"next-day": Rule(id="next-day", text="Trả ngày hôm sau.", text_en="Returned the next day.", citations=citations)})

SCHEMA = {
    "type": "object", "additionalProperties": False, "title": "Tham số", "description": "Không có gì bắt buộc.",
    "properties": {"note": {"type": "string", "title": "Ghi chú", "description": "Một câu."}},
}

def spec(id, **more):
    return PolicySpec(**({"id": id, "version": "1", "title": "Hôm sau", "title_en": "Next day", "parameters": SCHEMA, "example": {},
                          "build": build} | more))
"""


class Site:
    """A folder of installed distributions, first on the import path until the test ends."""

    policy_source = GOOD_POLICY

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.monkeypatch = monkeypatch
        monkeypatch.syspath_prepend(str(folder))

    def install(self, distribution: str, source: str, *, version: str = "1.0", entry: str | None = None) -> None:
        """Install a distribution with one module and one entry point."""
        module = distribution.replace("-", "_")
        (self.folder / f"{module}.py").write_text(textwrap.dedent(source), encoding="utf-8")
        info = self.folder / f"{module}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[tthc_catalog]\n{entry or distribution} = {module}\n", encoding="utf-8")
        self.monkeypatch.delitem(sys.modules, module, raising=False)

    def install_policy(self, distribution: str, *ids: str, version: str = "1.0", more: str = "") -> None:
        """Install a distribution with working policies of these ids."""
        specs = ", ".join(f"spec({id!r})" for id in ids)
        self.install(distribution, f"{GOOD_POLICY}\ndef tthc_policies():\n    return [{specs}]\n{more}", version=version)
