"""Releases: one deterministic file each, chained, never half-written, and refused by name if anything was changed."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import tthc_catalog as tthc
from tthc_catalog.releases.making import new_release
from tthc_catalog.releases.release_chain import read_chain
from tthc_catalog.releases.release_file import read_release
from tthc_catalog.releases.released_engine import ReleasedEngine
from tthc_catalog.releases.verification import Verifier

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "tests" / "small_catalog"
VERSIONS = ["2026.11.20", "2026.11.21", "2026.11.22", "2026.11.22.2", "2026.11.23"]


def set_version(folder: Path, version: str) -> None:
    """Write a version into the manifest."""
    manifest = folder / "manifest.yaml"
    lines = [f'version: "{version}"' if line.startswith("version:") else line for line in manifest.read_text("utf-8").splitlines()]
    manifest.write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small catalog with five releases, between which 200 edits change later days, words and other facts."""
    folder = tmp_path_factory.mktemp("chain") / "catalog"
    shutil.copytree(SMALL, folder)
    for number, version in enumerate(VERSIONS):
        set_version(folder, version)
        if number:
            edit_fifty_times(folder, number)
        new_release(folder)
    return folder


def edit_fifty_times(folder: Path, number: int) -> None:
    """Edit a catalog without touching a promise: days off after the release, words of models and procedures."""
    start = dt.date(2028, 1, 3) + dt.timedelta(weeks=9 * number)
    days = [day for n in range(42) if (day := start + dt.timedelta(days=n)).isoweekday() < 6]
    entries = "".join(
        f'  - date: "{day}"\n    kind: holiday\n    name: Nghỉ {n}\n    status: verified\n    source: x\n' for n, day in enumerate(days)
    )
    calendar = folder / "calendar" / "vietnam.yaml"
    calendar.write_text(calendar.read_text("utf-8") + entries, "utf-8")
    for n in range(10):
        procedure = folder / "commune" / "ho-tich" / "1.001193.yaml"
        procedure.write_text(procedure.read_text("utf-8").replace("components_note: null", f"components_note: ghi chú {n}", 1), "utf-8")
        model = folder / "models" / "thu-sau.yaml"
        title = next(line for line in model.read_text("utf-8").splitlines() if line.startswith("title:"))
        model.write_text(model.read_text("utf-8").replace(title, f"title: Ngày Thứ sáu không chờ {number}.{n}"), "utf-8")


def test_a_release_is_deterministic_and_small(tmp_path: Path) -> None:
    """The packaged catalog gives the same bytes twice, at most 300 KB."""
    contents = []
    for name in ("one", "other"):
        folder = tmp_path / name / "catalog"
        shutil.copytree(ROOT / "catalog", folder, ignore=shutil.ignore_patterns("releases"))
        contents.append(Path(new_release(folder).path).read_bytes())
    assert contents[0] == contents[1]
    assert len(contents[0]) <= 300_000


def test_a_release_answers_as_the_catalog_did(tmp_path: Path) -> None:
    """Random questions to a release have the same answer, explanation and evidence as to the catalog that was released."""
    folder = tmp_path / "catalog"
    shutil.copytree(ROOT / "catalog", folder, ignore=shutil.ignore_patterns("releases"))
    frozen, engine = ReleasedEngine(new_release(folder)), tthc.Engine(tthc.load_catalog(folder))
    chosen = random.Random(13)
    for _ in range(300):
        procedure = chosen.choice(list(engine.catalog.procedures))
        cases = [None, *dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases)]
        arguments: dict[str, Any] = {
            "level": procedure.level,
            "received_at": dt.datetime(2021, 1, 1) + dt.timedelta(minutes=chosen.randrange(6 * 365 * 1440)),
            "case": chosen.choice(cases),
            "channel": chosen.choice(["in_person", "online", "postal"]),
            "components": chosen.choice([None, []]),
        }
        assert frozen.decide(procedure.code, **arguments).to_dict() == engine.decide(procedure.code, **arguments).to_dict()


def test_a_thousand_decisions_verify_under_the_fifth_release(chain: Path) -> None:
    """Decisions stored under the first release are the same under the fifth; with a changed minute each is different."""
    first = ReleasedEngine(read_chain(str(chain))[0])
    chosen = random.Random(5)
    papers = []
    for _ in range(1000):
        at = dt.datetime(2023, 1, 1) + dt.timedelta(minutes=chosen.randrange(1370 * 1440))
        case = chosen.choice([None, "xac-minh"])
        papers.append(json.loads(json.dumps(first.decide("1.001193", level="commune", received_at=at, case=case).to_dict(explain=False))))
    verdicts = tthc.verify(papers, catalog=chain)
    assert {verdict.status for verdict in verdicts} == {"same"}
    for paper in papers:
        due = dt.datetime.fromisoformat(paper["due_at"]) if paper["due_at"] else None
        if due is not None:
            paper["due_at"] = (due + dt.timedelta(minutes=chosen.choice([-1, 1]))).isoformat()
    verdicts = tthc.verify([paper for paper in papers if paper["due_at"]], catalog=chain)
    assert {(verdict.status, verdict.promised) for verdict in verdicts} == {("different", False)}


@pytest.mark.parametrize("fact", ["answer_digest", "rule", "reason", "late_after"])
def test_no_fact_of_a_decision_can_be_changed(chain: Path, fact: str) -> None:
    """A decision in which any fact was changed is different."""
    paper = json.loads(
        json.dumps(ReleasedEngine(read_chain(str(chain))[0]).decide("1.001193", level="commune", received_at="2023-09-29 15:31").to_dict())
    )
    paper[fact] = {"answer_digest": "1:" + "0" * 64, "rule": "x/y", "reason": "not-listed", "late_after": "2023-10-03T00:00:00+07:00"}[fact]
    (verdict,) = tthc.verify([paper], catalog=chain)
    assert verdict.status == "different"


def test_what_was_never_released_cannot_be_derived(chain: Path) -> None:
    """An answer of another catalog, or of a version that nobody released, is neither the same nor different."""
    paper = ReleasedEngine(read_chain(str(chain))[0]).decide("1.001193", level="commune", received_at="2023-09-29 15:31").to_dict()
    for catalog in ({"id": "khac", "version": "2026.11.20"}, {"id": "mau", "version": "2019.01.01"}):
        (verdict,) = tthc.verify([{**paper, "catalog": catalog}], catalog=chain)
        assert verdict.status == "unknown"
        assert verdict.reason is not None


def damaged(chain: Path, tmp_path: Path) -> Path:
    """Return a copy of the chain to damage."""
    folder = tmp_path / "catalog"
    shutil.copytree(chain, folder)
    return folder / "releases"


def cut(releases: Path) -> None:
    """Cut a file off."""
    path = releases / "2026.11.22.json"
    path.write_text(path.read_text("utf-8")[:-200], "utf-8")


def swap(releases: Path) -> None:
    """Put one release in the place of another."""
    shutil.copy(releases / "2026.11.21.json", releases / "2026.11.22.json")


def alter(releases: Path) -> None:
    """Change a fact."""
    path = releases / "2026.11.22.json"
    data = json.loads(path.read_text("utf-8"))
    data["library_version"] = "9"
    path.write_text(json.dumps(data), "utf-8")


def alter_tables(releases: Path) -> None:
    """Replace the compressed tables by those of another release."""
    path = releases / "2026.11.22.json"
    data, other = (json.loads((releases / f"{version}.json").read_text("utf-8")) for version in ("2026.11.22", "2026.11.23"))
    data["tables"]["data"] = other["tables"]["data"]
    path.write_text(json.dumps(data), "utf-8")


def alter_content(releases: Path) -> None:
    """Replace the compressed files of the last release, whose timetables stay what they are."""
    path = releases / "2026.11.23.json"
    data, other = (json.loads((releases / f"{version}.json").read_text("utf-8")) for version in ("2026.11.23", "2026.11.22"))
    data["content"]["data"] = other["content"]["data"]
    path.write_text(json.dumps(data), "utf-8")


def remake(releases: Path) -> None:
    """Replace a release by one that is right in itself."""
    from tthc_catalog.releases.release_file import digest_of

    path = releases / "2026.11.22.json"
    data = json.loads(path.read_text("utf-8"))
    data["library_version"] = "9"
    path.write_text(json.dumps({**data, "digest": digest_of(data)}), "utf-8")


def remove(releases: Path) -> None:
    """Remove a release from the middle."""
    (releases / "2026.11.22.json").unlink()


def answer_from_each_release(folder: Path) -> None:
    """Decide one dossier by every release."""
    for source in Verifier(tthc.load_catalog(folder)).sources:
        source.engine.decide("1.001193", level="commune", received_at="2023-09-29 15:31")


@pytest.mark.parametrize("damage", [cut, swap, alter, alter_tables, remake, remove])
def test_a_damaged_chain_is_refused_by_name(chain: Path, tmp_path: Path, damage: Any) -> None:
    """A release that was cut off, swapped, altered, made again or removed is named, and nothing is verified by the chain."""
    releases = damaged(chain, tmp_path)
    damage(releases)
    with pytest.raises(tthc.ReleaseError, match=r"2026\.11\.22") as raised:
        answer_from_each_release(releases.parent)
    assert "2026.11.22" in raised.value.text("vi")
    problems = [p for p in tthc.check(releases.parent).problems if p.code == "release-invalid"]
    assert damage is alter_tables or problems


def test_the_check_reads_both_parts_of_the_last_release(chain: Path, tmp_path: Path) -> None:
    """A release whose files were replaced is named, though its timetables are those of the catalog and nothing else of it is needed."""
    releases = damaged(chain, tmp_path)
    alter_content(releases)
    (problem,) = [p for p in tthc.check(releases.parent).problems if p.code == "release-invalid"]
    assert "2026.11.23" in problem.file


def test_a_release_is_never_replaced(chain: Path) -> None:
    """A second release of a version, and one of an earlier version, are refused."""
    with pytest.raises(tthc.ReleaseError, match="is released"):
        new_release(chain)
    set_version(chain, "2026.11.01")
    with pytest.raises(tthc.ReleaseError, match="not later"):
        new_release(chain)
    set_version(chain, VERSIONS[-1])


def test_a_killed_release_leaves_all_or_nothing(tmp_path: Path) -> None:
    """After kill -9 at any moment there is no release, or a whole one, and the next run succeeds or says that it exists."""
    folder = tmp_path / "catalog"
    shutil.copytree(SMALL, folder)
    target = folder / "releases" / "2026.11.23.json"
    script = "import sys; from tthc_catalog.releases.making import new_release; print(1, flush=True); new_release(sys.argv[1])"
    for delay in (0.0, 0.05, 0.1, 0.2, 0.3, 0.5):
        process = subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, env={**os.environ})
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        if target.exists():
            read_release(target)
            target.unlink()
    new_release(folder)
    assert [path.name for path in target.parent.iterdir() if not path.name.startswith(".")] == [target.name]


def test_a_version_in_git_is_derived_again(tmp_path: Path) -> None:
    """Without releases, an answer of an earlier version is derived from the revision of git that has it."""
    folder = tmp_path / "catalog"
    shutil.copytree(SMALL, folder)
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@x"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "One"], check=True)
    paper = tthc.Engine(tthc.load_catalog(folder)).decide("1.001193", level="commune", received_at="2024-03-08 15:45").to_dict()
    set_version(folder, "2026.12.01")
    (verdict,) = tthc.verify([paper], catalog=folder)
    assert (verdict.status, (verdict.source or "").split()[0]) == ("same", "git")


def test_the_rows_of_a_decided_file_are_verified(chain: Path, tmp_path: Path, tthc_command: Any) -> None:
    """Decided rows in Parquet are the same; rows with a changed minute are counted and numbered."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    engine = tthc.Engine(tthc.load_catalog(chain))
    received = [dt.datetime(2024, 1, 1, 8) + dt.timedelta(hours=7 * n) for n in range(200)]
    decided = engine.decide_many(received, code="1.001193", level="commune")
    due = decided.due_at.astype("datetime64[us]").tolist()
    due[10] += dt.timedelta(minutes=1)
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.table({"code": ["1.001193"] * 200, "level": ["commune"] * 200, "received_at": received, "due_at": due}), path)
    reply = tthc_command("verify", str(path), "--catalog", str(chain), "--format", "json")
    assert not reply.stderr
    (verdict,) = json.loads(reply.stdout)["verdicts"]
    assert (reply.returncode, verdict["same"], verdict["different"], verdict["first_different"]) == (1, 199, 1, [11])


def test_verify_answers_by_digest_and_moment(chain: Path, tthc_command: Any) -> None:
    """The digest of a released timetable and a moment are enough for the due time; an unknown digest exits with 2."""
    engine = tthc.Engine(tthc.load_catalog(chain))
    digest = engine.timetable("1.001193", level="commune").digest
    reply = tthc_command("verify", "--digest", digest[:16], "--at", "2023-09-29 15:31", "--catalog", str(chain), "--format", "json")
    assert json.loads(reply.stdout)["due_at"] == "2023-10-02T09:00:00+07:00"
    assert tthc_command("verify", "--digest", "0" * 16, "--at", "2023-09-29 15:31", "--catalog", str(chain)).returncode == 2


def test_the_history_names_the_releases(chain: Path, tthc_command: Any) -> None:
    """The history of a procedure lists every release in order, and what changed in it."""
    reply = tthc_command("history", "1.001193", "--level", "commune", "--catalog", str(chain), "--format", "json")
    versions = json.loads(reply.stdout)["versions"]
    assert [entry["version"] for entry in versions] == VERSIONS
    assert versions[0]["status"] == "first"
    text = tthc_command("history", "1.001193", "--level", "commune", "--catalog", str(chain), "--lang", "en").stdout
    assert "Release 2026.11.22.2 (22/11/2026)" in text
