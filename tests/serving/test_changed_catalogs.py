"""A changed catalog replaces the old one while requests run; a broken one is refused, and the old one serves on."""

from __future__ import annotations

import json
import shutil
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from service_process import BASE, BIRTH, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
DUE = {"2026.11.27": "2023-10-02T09:00:00+07:00", "2026.11.28": "2023-09-29T17:00:00+07:00"}
"""The due time of the birth by version: in the second one, the cutoff is 15:45 instead of 15:30."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the packaged catalog without its releases, which an edited model would contradict."""
    copied = tmp_path / "catalog"
    shutil.copytree(ROOT / "catalog", copied, ignore=shutil.ignore_patterns("releases"))
    return copied


@pytest.fixture
def running(folder: Path) -> Iterator[Service]:
    """Return a service of the copy."""
    with Service("--catalog", str(folder)) as service:
        yield service


def write(folder: Path, version: str) -> None:
    """Write another version of the catalog: its number, and its cutoff."""
    manifest, model = folder / "manifest.yaml", folder / "models" / "thu-sau-khong-cho.yaml"
    old, cutoff = ("2026.11.27", "15:30") if version == "2026.11.28" else ("2026.11.28", "15:45")
    new = "15:45" if version == "2026.11.28" else "15:30"
    for path, before, after in ((model, f'"{cutoff}"', f'"{new}"'), (manifest, old, version)):
        text = path.read_text(encoding="utf-8")
        assert before in text, (path, before)
        path.write_text(text.replace(before, after), encoding="utf-8")


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen"
        time.sleep(0.1)


def state(service: Service) -> dict[str, object]:
    """Return the state of the only catalog."""
    (found,) = service.get("/ready").json["catalogs"]
    assert isinstance(found, dict)
    return found


def served(service: Service) -> str:
    """Return the version that is served."""
    catalog = state(service)["catalog"]
    assert isinstance(catalog, dict)
    return str(catalog["version"])


def test_a_change_replaces_the_old_state(running: Service, folder: Path) -> None:
    """The answer changes with the files, and so does its ETag."""
    path = f"{BASE}/decisions?code=1.001193&level=commune&received_at=2023-09-29+15:31"
    before = running.get(path)
    write(folder, "2026.11.28")
    until(lambda: served(running) == "2026.11.28")
    after = running.get(path, If_None_Match=before.headers["etag"])
    assert (before.json["due_at"], after.status, after.json["due_at"]) == (DUE["2026.11.27"], 200, DUE["2026.11.28"])


def test_a_broken_change_is_refused(running: Service, folder: Path) -> None:
    """The old state serves on; readiness says what is wrong in the language of the caller, and metrics count it."""
    manifest = folder / "manifest.yaml"
    right = manifest.read_text(encoding="utf-8")
    manifest.write_text(right.replace("2026.11.27", "tomorrow"), encoding="utf-8")
    until(lambda: state(running)["refused"] is not None)
    refused = running.get("/ready").json["catalogs"][0]["refused"]
    assert any("manifest.yaml" in problem for problem in refused["problems"])
    assert running.get("/ready", "vi").json["catalogs"][0]["refused"]["reason"] != refused["reason"]
    assert 'tthc_catalog_refused{catalog="thanh-ha"} 1' in running.get("/metrics").body.decode()
    assert running.post(f"{BASE}/decisions", BIRTH).json["due_at"] == DUE["2026.11.27"]
    manifest.write_text(right, encoding="utf-8")
    until(lambda: state(running)["refused"] is None)


def test_a_folder_that_disappears_is_refused(running: Service, folder: Path) -> None:
    """Without its files the catalog is served on, and the files may come back."""
    folder.rename(folder.with_name("away"))
    until(lambda: state(running)["refused"] is not None)
    assert running.post(f"{BASE}/decisions", BIRTH).status == 200
    folder.with_name("away").rename(folder)
    until(lambda: state(running)["refused"] is None)


def test_no_answer_is_wrong_while_the_catalog_changes(running: Service, folder: Path) -> None:
    """Every answer during five changes is the right one of the version that it names."""
    wrong: list[object] = []
    seen: set[str] = set()
    done = threading.Event()

    def call() -> None:
        connection = running.connect()
        while not done.is_set():
            connection.request("POST", f"{BASE}/decisions", json.dumps(BIRTH), {"Content-Type": "application/json"})
            reply = connection.getresponse()
            answer = json.loads(reply.read())
            version = answer.get("catalog", {}).get("version")
            seen.add(version)
            if reply.status != 200 or answer["due_at"] != DUE[version]:
                wrong.append(answer)
        connection.close()

    thread = threading.Thread(target=call)
    thread.start()
    try:
        for number in range(5):
            version = ("2026.11.28", "2026.11.27")[number % 2]
            write(folder, version)
            until(lambda version=version: served(running) == version)  # type: ignore[misc]
    finally:
        done.set()
        thread.join()
    assert (wrong, seen) == ([], set(DUE))


def test_two_catalogs_and_two_workers(folder: Path) -> None:
    """Two catalogs are served by two workers, whose counters are added up."""
    manifest = folder / "manifest.yaml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("id: thanh-ha", "id: noi-khac"), encoding="utf-8")
    with Service("--catalog", "packaged", "--catalog", str(folder), "--workers", "2") as service:
        assert {catalog["id"] for catalog in service.get("/v1/catalogs").json["catalogs"]} == {"thanh-ha", "noi-khac"}
        for _ in range(40):
            assert service.post("/v1/catalogs/noi-khac/decisions", BIRTH).status == 200
        assert "tthc_decisions_total 40" in service.get("/metrics").body.decode()
        assert service.stop() == 0
