"""The steps of the Containerfile in empty folders, because no container engine runs here.

The folders of the image become folders below a temporary one, and the user of the image another user of this machine, if the test runs as root and
that user can run the interpreter.
The service must then start without writing anything, and the health check must pass.
"""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "examples" / "compose" / "compose.yaml"


class Instruction(NamedTuple):
    """One instruction of a stage of the Containerfile."""

    stage: str
    name: str
    words: str


def instructions() -> list[Instruction]:
    """Parse the Containerfile."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Containerfile").read_text(encoding="utf-8"))
    found: list[Instruction] = []
    stage = ""
    for line in text.splitlines():
        name, _, words = line.partition(" ")
        if not line or line.startswith("#"):
            continue
        if name == "FROM":
            stage = words.rpartition(" AS ")[2]
        found.append(Instruction(stage, name, words))
    return found


def words_of(stage: str, name: str) -> list[str]:
    """Return the last value of an instruction that is a list."""
    last = [found.words for found in instructions() if (found.stage, found.name) == (stage, name)][-1]
    words: list[str] = json.loads(last.partition("CMD ")[2] if name == "HEALTHCHECK" else last)
    return words


class Image:
    """Folders in place of those of the image."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"PATH": os.environ["PATH"]}
        self.user: int | None = None

    def path(self, name: str) -> str:
        """Return a text with the folders of the image replaced."""
        return re.sub(r"(?<![\w.])/(opt/tthc|build|var/cache/tthc)\b", rf"{self.folder}/\1", name)

    def run(self, command: str) -> None:
        """Run a step as the user of the image."""
        done = subprocess.run(
            ["/bin/sh", "-c", self.path(command)],
            cwd=self.folder / "build",
            env=self.environment,
            user=self.user,
            capture_output=True,
            text=True,
            check=False,
            timeout=500,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"

    def build(self) -> None:
        """Run the steps of the stages `build` and `service`."""
        (self.folder / "build").mkdir(parents=True)
        (self.folder / "var" / "cache").mkdir(parents=True)
        for _, name, words in [found for found in instructions() if found.stage != "tables"]:
            if name == "ENV":
                for setting in words.split():
                    key, _, value = setting.partition("=")
                    self.environment[key] = self.path(value).replace("$PATH", self.environment["PATH"])
            elif name == "COPY" and not words.startswith("--from"):
                *sources, target = words.split()
                for source in sources:
                    copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
                    copy(ROOT / source, self.folder / "build" / target / ("" if target != "./" else source))  # type: ignore[operator]
            elif name == "USER":
                self.user = _another_user()
            elif name == "RUN" and words.startswith("useradd"):
                self._add_user()
            elif name == "RUN":
                self.run(words.replace("python -m venv", f"{sys.executable} -m venv"))

    def _add_user(self) -> None:
        cache = self.folder / "var" / "cache" / "tthc"
        cache.mkdir(mode=0o700)
        user = _another_user()
        if user is not None:
            os.chown(cache, user, -1)
            for above in self.folder.parents:
                if above.stat().st_uid == os.getuid() and above != Path("/"):
                    above.chmod(above.stat().st_mode | 0o011)


def _another_user() -> int | None:
    """Return a user without rights, if the test runs as root and that user may run this interpreter."""
    python = Path(sys.executable).resolve()
    if not all(folder.stat().st_mode & 0o001 for folder in (python, *python.parents)):
        return None
    return pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None


def files_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the size and the time of every file."""
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_the_service_runs_in_the_image(tmp_path: Path) -> None:
    """After the steps, the service starts with the settings of the image, is healthy, answers, writes nothing, and stops with 0."""
    image = Image(tmp_path / "image")
    image.build()
    assert not list((image.folder / "opt" / "tthc").rglob("site-packages/pip"))
    before = files_of(image.folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [part.replace("8000", str(port)).replace("0.0.0.0", "127.0.0.1") for part in words_of("service", "ENTRYPOINT")]  # noqa: S104 - the address in the image, which is replaced
    process = subprocess.Popen(
        [str(image.folder / "opt/tthc/bin" / command[0]), *command[1:], *words_of("service", "CMD")],
        cwd="/",
        env=image.environment,
        user=image.user,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        python, *health = [part.replace("8000", str(port)) for part in words_of("service", "HEALTHCHECK")]
        check = [str(image.folder / "opt/tthc/bin" / python), *health]
        for _ in range(150):
            if subprocess.run(check, env=image.environment, capture_output=True, check=False).returncode == 0:
                break
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            time.sleep(0.2)
        else:
            pytest.fail("the health check never passed")
    finally:
        process.terminate()
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert files_of(image.folder) == before


def test_the_image_is_of_another_user_and_has_a_health_check() -> None:
    """The Containerfile names a user, a health check and the signal for a graceful stop."""
    of_service = {found.name for found in instructions() if found.stage == "service"}
    assert {"USER", "HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT"} <= of_service


def test_the_tables_of_the_example(tmp_path: Path) -> None:
    """The stage `tables` writes the script that PostgreSQL runs; the example is valid and names stages that exist."""
    pytest.importorskip("duckdb")
    yaml = pytest.importorskip("yaml")
    from tthc_catalog.cli import main

    command = [part.replace("/script", str(tmp_path)) for part in words_of("tables", "CMD")]
    assert main(command[1:]) == 0
    assert "CREATE VIEW" in (tmp_path / "tthc.sql").read_text(encoding="utf-8").upper().replace("CREATE OR REPLACE VIEW", "CREATE VIEW")
    example: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    stages = {found.stage for found in instructions()}
    builds = [service["build"] for service in example["services"].values() if "build" in service]
    assert {build["target"] for build in builds} <= stages
    assert example["services"]["service"]["read_only"] is True
