"""The page of a report is accessible: axe-core finds no violation, and does find seeded ones."""

from __future__ import annotations

import datetime as dt
import html
import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import node_tools
import pytest

from tthc_catalog.evaluation.agenda.agenda import agenda_of
from tthc_catalog.evaluation.agenda.agenda_files import agenda_html
from tthc_catalog.evaluation.reporting.html_report import webpage
from tthc_catalog.evaluation.reporting.report_sections import present
from tthc_catalog.evaluation.simulation.simulation import simulation_of
from tthc_catalog.evaluation.simulation.simulation_files import simulation_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.evaluation_run import Evaluation

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--virtual-time-budget=60000",
)
CHECK = """
<script src="axe.min.js"></script><script>
addEventListener('load', async () => {
  const rules = {'target-size': {enabled: true}};
  const found = await axe.run(document, {resultTypes: ['violations'], rules});
  const result = document.createElement('pre');
  result.id = 'axe-found';
  result.textContent = JSON.stringify(found.violations.map((fault) => [fault.id, fault.nodes.map((node) => node.html.slice(0, 200))]));
  document.body.append(result);
});
</script></body>"""


@pytest.fixture(scope="session")
def violations(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[list[object]]]:
    """A function that returns the violations axe-core finds in a page. The content security policy is removed to insert the checker."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed")
        pytest.skip("NOT TESTED in a browser: Chromium is not installed (Debian: apt-get install chromium)")
    tools = node_tools.install(tmp_path_factory.mktemp("node"))
    folder: Path = tmp_path_factory.mktemp("page")
    shutil.copy(tools / "node_modules" / "axe-core" / "axe.min.js", folder)

    def check(page: str) -> list[list[object]]:
        open_page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
        (folder / "report.html").write_text(open_page.replace("</body>", CHECK), encoding="utf-8")
        address = (folder / "report.html").as_uri()
        command = [chromium, *OPTIONS, f"--user-data-dir={folder / 'profile'}", "--window-size=1280,900", "--dump-dom", address]
        shown = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
        found = re.search(r'<pre id="axe-found">(.*?)</pre>', shown, re.DOTALL)
        assert found, shown[-2000:]
        faults: list[list[object]] = json.loads(html.unescape(found[1]))
        return faults

    return check


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_no_violation(lang: str, evaluated: Evaluation, violations: Callable[[str], list[list[object]]]) -> None:
    """The page violates no rule, including that on target sizes."""
    assert violations(webpage(present(evaluated.report, lang))) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_no_violation_in_agenda_and_simulation(
    lang: str, engine: Engine, evaluated: Evaluation, violations: Callable[[str], list[list[object]]]
) -> None:
    """The pages of an agenda and of a simulation violate no rule either."""
    facts, intake = evaluated.facts, evaluated.report.intake
    middle = evaluated.report.period.start + (evaluated.report.period.until - evaluated.report.period.start) / 2
    agenda = agenda_of(engine, facts, intake, dt.datetime.combine(middle, dt.time(8)))
    assert agenda.items
    simulation = simulation_of(engine, [(engine, {"id": "same", "title": "A", "title_en": "B"})], facts, intake)
    for page in (agenda_html(agenda, engine.catalog, lang), simulation_html(simulation, lang)):
        assert violations(page.decode()) == []


def test_a_seeded_fault_is_caught(evaluated: Evaluation, violations: Callable[[str], list[list[object]]]) -> None:
    """axe-core reports a missing language and an image without a text alternative."""
    page = (
        webpage(present(evaluated.report, "vi"))
        .replace('<html lang="vi">', "<html>")
        .replace("<main", '<main><img src="x.png"></main><div', 1)
    )
    assert {str(fault[0]) for fault in violations(page)} >= {"html-has-lang", "image-alt"}
