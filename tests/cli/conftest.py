"""Run the command: in the process of the test for speed, or as a process of its own to test that process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


class Result(NamedTuple):
    """The result of a run of the command."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON on standard output."""
        return json.loads(self.out)

    @property
    def first(self) -> str:
        """The first line on standard output."""
        return self.out.splitlines()[0]


@pytest.fixture
def tthc(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """A function that runs ``tthc`` with the given words in this process."""
    from tthc_catalog.cli import main

    def run(*words: str) -> Result:
        capsys.readouterr()
        code = main(list(words))
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return run


@pytest.fixture
def process() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """A function that runs ``tthc`` as a process of its own; ``env`` is added to the environment."""

    def run(*words: str, env: dict[str, str] | None = None, **options: Any) -> subprocess.CompletedProcess[bytes]:
        options = {"capture_output": True, **options}
        return subprocess.run([sys.executable, "-m", "tthc_catalog", *words], env={**os.environ, **(env or {})}, check=False, **options)

    return run
