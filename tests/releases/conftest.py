"""The command, run in this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest


class Result(NamedTuple):
    """The exit code and the output of a command."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def tthc_command(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Return a function that runs ``tthc`` with the given words."""
    from tthc_catalog.cli import main

    def run(*words: str) -> Result:
        capsys.readouterr()
        code = main(list(words))
        return Result(code, *capsys.readouterr())

    return run
