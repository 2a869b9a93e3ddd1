"""A TypeScript client, whose types are generated from the OpenAPI document, compiles in strict mode and makes real calls."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import node_tools

if TYPE_CHECKING:
    import pytest
    from service_process import Service

    from tthc_catalog.engine import Engine

CLIENT = Path(__file__).parents[2] / "examples" / "clients" / "due.ts"


def run(folder: Path, *words: str) -> str:
    """Run a program of Node and return its output."""
    done = subprocess.run(["node", *words], cwd=folder, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_generated_client_compiles_and_calls(
    service: Service, openapi: dict[str, Any], engine: Engine, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The example client prints what the engine answers."""
    installed = node_tools.install(tmp_path_factory.mktemp("node"))
    (tmp_path / "node_modules").symlink_to(installed / "node_modules")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "openapi.json").write_text(json.dumps(openapi), encoding="utf-8")
    shutil.copy(CLIENT, tmp_path / "due.ts")
    run(tmp_path, "node_modules/openapi-typescript/bin/cli.js", "openapi.json", "-o", "service.ts")
    run(tmp_path, "node_modules/typescript/bin/tsc", "--strict", "--module", "nodenext", "--target", "es2022", "due.ts")
    printed = run(tmp_path, "due.js", f"http://127.0.0.1:{service.port}").splitlines()
    decision = engine.decide("1.001193", level="commune", received_at="2023-09-29 15:31")
    assert decision.due_at is not None
    assert decision.statutory is not None
    assert printed[:4] == [
        f"{decision.due_at.isoformat()} before after-15:30 {decision.statutory.due_at.isoformat()}",
        "/problems/unknown-procedure code 1.001193",
        "0 2023-10-02T09:00:00+07:00",
        "1 2023-09-29T17:00:00+07:00",
    ]
    assert any(line.startswith("1.001193 ") for line in printed[4:])
    assert printed[-3:-1] == ["same_day", "3"]
    assert printed[-1].isdigit()
