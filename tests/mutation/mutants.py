"""``make mutants``: change one operator of the core at a time, run the nearest tests, and list the changes that no test notices.

    python tests/mutation/mutants.py [--module PART] [--seed N] [--most N]

A mutant that means the same as the original is listed in ``equivalent.txt`` with its reason: ``module:line:change  reason``.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tthc_catalog"
EQUIVALENT = Path(__file__).with_name("equivalent.txt")

NEAREST = {
    "timetable": ["tests/timetable", "tests/decisions", "tests/policies"],
    "calendars": ["tests/calendars", "tests/timetable"],
    "policies": ["tests/policies", "tests/testing"],
    "decisions": ["tests/decisions"],
    "bulk": ["tests/bulk/test_columns_at_the_edge.py", "tests/bulk/test_every_outcome.py", "tests/bulk/test_channels.py"],
}
"""Part of the core -> its nearest tests."""

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
}
_CALLED = {"min": "max", "max": "min", "bisect_left": "bisect_right", "bisect_right": "bisect_left", "any": "all", "all": "any"}


class Mutant(NamedTuple):
    """One change of one module."""

    module: str
    line: int
    change: str
    source: str

    @property
    def name(self) -> str:
        """How the mutant is listed."""
        return f"{self.module}:{self.line}:{self.change}"


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = path.relative_to(SOURCE).as_posix()
    nodes = list(ast.walk(tree))
    for number, node in enumerate(nodes):
        for change in _changes(node):
            changed = copy.deepcopy(tree)
            line = _apply(list(ast.walk(changed))[number], change)
            yield Mutant(module, line, change, ast.unparse(changed))


def _changes(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.BoolOp):
        yield "or" if isinstance(node.op, ast.And) else "and"
    elif isinstance(node, ast.Compare):
        yield from (f"{index}:{_COMPARED[type(op)].__name__}" for index, op in enumerate(node.ops) if type(op) in _COMPARED)
    elif isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in _COUNTED and not _is_text(node):
        yield _COUNTED[type(node.op)].__name__
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLED:
        yield _CALLED[node.func.id]
    elif isinstance(node, (ast.If, ast.IfExp)):
        yield "not"
    elif isinstance(node, ast.Constant) and type(node.value) is int and node.value in (0, 1, 60):
        yield f"{node.value}->{node.value + 1}"


def _is_text(node: ast.BinOp | ast.AugAssign) -> bool:
    """Return whether text or a type is joined, where another operator would only fail."""
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
    return any(
        isinstance(side, (ast.JoinedStr, ast.List, ast.Tuple)) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in sides
    )


def _apply(node: ast.AST, change: str) -> int:
    """Change a node; return its line."""
    if isinstance(node, ast.BoolOp):
        node.op = ast.Or() if change == "or" else ast.And()
    elif isinstance(node, ast.Compare):
        index, _, name = change.partition(":")
        node.ops[int(index)] = getattr(ast, name)()
    elif isinstance(node, (ast.BinOp, ast.AugAssign)):
        node.op = getattr(ast, change)()
    elif isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        node.func.id = change
    elif isinstance(node, (ast.If, ast.IfExp)):
        node.test = ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Constant):
        node.value += 1
    return int(getattr(node, "lineno", 0))


def survives(mutant: Mutant, folder: Path) -> bool:
    """Return whether the nearest tests pass with the mutant; a copy of the package in ``folder`` is changed and restored."""
    path = folder / "tthc_catalog" / mutant.module
    before = path.read_text(encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "--numprocesses",
        "0",
        *NEAREST[mutant.module.split("/")[0]],
    ]
    try:
        environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=600, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        path.write_text(before, encoding="utf-8")


def main() -> int:
    """Try the mutants, and return 1 if one is alive without a reason."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--module", default="", help="only modules whose path contains this")
    parser.add_argument("--most", type=int, default=300, help="mutants to try")
    parser.add_argument("--seed", type=int, default=1, help="the choice among all mutants")
    options = parser.parse_args()
    reasons = {line.split("  ")[0] for line in EQUIVALENT.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")}
    found = [
        m for part in NEAREST for path in sorted((SOURCE / part).rglob("*.py")) for m in mutants_of(path) if options.module in m.module
    ]
    tried = random.Random(options.seed).sample(found, min(options.most, len(found)))
    alive = equivalent = 0
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(SOURCE, Path(name) / "tthc_catalog")
        for mutant in tried:
            if mutant.name in reasons:
                equivalent += 1
            elif survives(mutant, Path(name)):
                alive += 1
                print(f"alive: {mutant.name}", flush=True)  # noqa: T201 - a program that prints
    print(f"{len(tried)} of {len(found)} mutants: {len(tried) - alive - equivalent} killed, {equivalent} equivalent, {alive} alive")  # noqa: T201
    return int(alive > 0)


if __name__ == "__main__":
    sys.exit(main())
