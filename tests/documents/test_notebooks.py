"""The notebooks run from top to bottom, and their stored outputs are what running them gives. To store them again: ``python FILE --write``.

A notebook is run as a plain program, without Jupyter: each cell is executed, and the value of its last line is shown as text.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "examples" / "notebooks").glob("*.ipynb"))


def with_outputs(path: Path) -> str:
    """Run a notebook in its folder and return it with the outputs."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.chdir(path.parent):
        for number, cell in enumerate(code_cells(notebook), 1):
            cell["execution_count"] = number
            cell["outputs"] = list(outputs_of("".join(cell["source"]), names, number))
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cells with code."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def outputs_of(source: str, names: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Execute a cell and return what it prints and the value of its last line."""
    body = ast.parse(source).body
    last = ast.Expression(body.pop().value) if isinstance(body[-1], ast.Expr) else None  # type: ignore[attr-defined]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), f"<cell {number}>", "exec"), names)  # noqa: S102 - a notebook of our own
        value = eval(compile(last, f"<cell {number}>", "eval"), names) if last else None  # noqa: S307 - the same
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": printed.getvalue().splitlines(keepends=True)})
    if value is not None:
        data = {"text/plain": repr(value).splitlines(keepends=True)}
        outputs.append({"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"})
    return outputs


def test_there_are_notebooks() -> None:
    """Both notebooks are found."""
    assert [path.stem for path in NOTEBOOKS] == ["a-month-in-pandas-and-polars", "a-reform-compared"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_stored_outputs_are_what_running_gives(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell runs without an error and gives the output that is stored."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert with_outputs(path) == path.read_text(encoding="utf-8"), f"run: python {os.path.relpath(__file__)} --write"


if __name__ == "__main__":
    assert sys.argv[1:] == ["--write"], "usage: test_notebooks.py --write"
    for notebook_path in NOTEBOOKS:
        notebook_path.write_text(with_outputs(notebook_path), encoding="utf-8", newline="\n")
