"""Another catalog's folder as a source: new procedures come whole, with what they cite, and the others are compared."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from portal_samples import snapshot

from tthc_catalog.cli import main
from tthc_catalog.loading import load_catalog

PACKAGED = Path(__file__).parents[2] / "catalog"


def imported(capsys: pytest.CaptureFixture[str], source: Path, into: Path, *args: str) -> dict[str, Any]:
    """Import a catalog and return the report."""
    capsys.readouterr()
    assert main(["import", str(source), "--into", str(into), "--level", "commune", "--format", "json", *args]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    return data


def test_new_procedures_are_copied_whole(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Editions, cases and citations are those of the other catalog; only level, field, membership and review are this catalog's."""
    data = imported(capsys, PACKAGED, catalog, "--fields", "ho-tich", "--write")
    assert (len(data["new"]), data["written"], data["errors"]) == (10, True, [])
    own, other = load_catalog(catalog, cached=False), load_catalog(PACKAGED)
    for item in data["new"]:
        copy, pattern = (loaded.procedure(item["code"], level="commune") for loaded in (own, other))
        assert copy.editions == pattern.editions
        assert copy.membership.status == "reconstructed"
        assert copy.membership.reason != pattern.membership.reason
    before = snapshot(catalog)
    assert len(imported(capsys, PACKAGED, catalog, "--fields", "ho-tich", "--write")["same"]) == 10
    assert snapshot(catalog) == before


def test_differences_become_editions(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What the other catalog states otherwise in its last edition is shown, and becomes an edition from the stated day."""
    own, other = (Path(shutil.copytree(PACKAGED, tmp_path / name)) for name in ("own", "other"))
    path = other / "commune" / "ho-tich" / "1.004837.yaml"
    text = path.read_text("utf-8")
    start = text.rindex("      amount: 3\n      unit: working_day")
    path.write_text(text[:start] + text[start:].replace("amount: 3", "amount: 2", 1), encoding="utf-8")
    data = imported(capsys, other, own, "--effective-from", "2026-12-01", "--decision", "99/QĐ-UBND", "--write")
    assert [(item["code"], {d["fact"] for d in item["differences"]}) for item in data["changed"]] == [("1.004837", {"time"})]
    editions = yaml.safe_load((own / "commune" / "ho-tich" / "1.004837.yaml").read_text("utf-8"))["editions"]
    assert editions[-1]["processing_time"]["amount"] == 2
    assert editions[-2]["effective_until"] == "2026-12-01"
    assert editions[-1]["effective_until"] == "2027-03-01"


def test_a_catalog_without_procedures_is_refused(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty catalog is no source."""
    assert main(["import", str(catalog), "--into", str(catalog)]) == 2
    assert "chưa có thủ tục nào" in capsys.readouterr().err
