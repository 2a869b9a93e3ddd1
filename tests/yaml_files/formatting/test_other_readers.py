"""All YAML readers read the same data from formatted files: ours, PyYAML (1.1), ruamel.yaml (1.2) and the npm package yaml (1.2)."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from node_tools import install
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from yaml_files.formatting.scrambling import Scrambler

from tthc_catalog.yaml_files.formatting import format_bytes
from tthc_catalog.yaml_files.yaml_reader import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNT = 120
"""The number of scrambled copies; ruamel.yaml takes most of the time."""

HAZARDS = {
    f"x-{number}": value
    for number, value in enumerate(
        [
            "15:30",
            "1.000110",
            "no",
            "off",
            "yes",
            "on",
            "y",
            "n",
            "True",
            "NULL",
            "~",
            "2023-09-25",
            "007",
            "0x1F",
            "0o17",
            "1_000",
            "+1",
            "1e3",
            "1.5e3",
            ".5",
            ".inf",
            "=",
            "<<",
            "-_1",
            "12:30:45",
            "0b1",
            "-.5",
            "1.",
        ]
    )
}


@pytest.fixture(scope="module")
def files(real_files: list[Path], schemas: Mapping[str, Mapping[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Any]:
    """Return formatted files with the data from our reader; each file contains all hazards."""
    folder = tmp_path_factory.mktemp("formatted")
    originals = [read_bytes(path.read_bytes(), path.name)[0] for path in real_files if path.stat().st_size < 30_000]
    read_back: dict[Path, Any] = {}
    for seed in range(COUNT):
        original = originals[seed % len(originals)]
        assert original is not None
        typed = Scrambler(seed).write(original.data).removesuffix(b"...\n").removesuffix(b"...\r\n")
        typed += "".join(f"{key}: {value}\n" for key, value in HAZARDS.items()).encode()
        content = format_bytes(typed, "x.yaml", policy_schemas=schemas).content
        assert content is not None
        path = folder / f"{seed}.yaml"
        path.write_bytes(content)
        document, _ = read_bytes(content, "x.yaml")
        assert document is not None
        read_back[path] = document.data
    return read_back


def test_pyyaml_agrees(files: dict[Path, Any]) -> None:
    """PyYAML, which implements YAML 1.1, reads the same data."""
    for path, data in files.items():
        assert yaml.safe_load(path.read_bytes()) == data


def test_ruamel_agrees(files: dict[Path, Any]) -> None:
    """ruamel.yaml, which implements YAML 1.2, reads the same data."""
    for path, data in files.items():
        assert YAML(typ="safe", pure=True).load(path.read_text("utf-8")) == data


def test_npm_yaml_agrees(files: dict[Path, Any], tmp_path: Path) -> None:
    """The npm package yaml, which implements the core schema of YAML 1.2, reads the same data."""
    tools = install(tmp_path)
    names = "\n".join(map(str, files)).encode()
    command = ["node", str(Path(__file__).with_name("read_all.mjs")), str(tools)]
    output = subprocess.run(command, input=names, capture_output=True, check=True).stdout.decode().splitlines()
    assert [json.loads(line) for line in output] == list(files.values())


def test_every_hazard_is_misread_without_quotes(files: dict[Path, Any]) -> None:
    """At least one reader misreads each hazard without quotes, so the tests above are meaningful; for y and n, only the YAML 1.1 text does."""
    for value in HAZARDS.values():
        read = {repr(yaml.safe_load(f"a: {value}")["a"]) if value not in {"=", "<<"} else "", repr(_ruamel(value))}
        assert value in {"~", "y", "n"} or read != {repr(value)}, value


def _ruamel(value: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(f"a: {value}")["a"]
    except (ValueError, TypeError, YAMLError):
        return None
