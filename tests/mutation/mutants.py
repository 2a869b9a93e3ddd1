"""``make mutants``: change one operator of the core at a time, and list the changes that no test notices.

    python tests/mutation/mutants.py [--module PART] [--seed N] [--most N] [--lines FILE]

First the nearest tests run once, to learn which of them execute which line (``--lines`` keeps the answer). For a mutant, only the tests that
execute its line run, in a process forked from one that has collected all tests. There the functions of the module get the changed code; the
sources are not touched. A change outside of a function takes longer: the forked process imports the changed module.

A mutant that means the same as the original is listed in ``equivalent.txt`` with its reason. It is named by its module, its function, its
expression and the change, so that the list survives edits elsewhere in the module.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import json
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

import coverage
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tthc_catalog"
EQUIVALENT = Path(__file__).with_name("equivalent.txt")

CORE = ("timetable", "calendars", "policies", "decisions", "bulk")
"""The packages that are changed."""

NEAREST = (
    "tests/calendars",
    "tests/decisions",
    "tests/policies",
    "tests/testing",
    "tests/timetable",
    "tests/bulk/test_columns_at_the_edge.py",
    "tests/bulk/test_every_outcome.py",
    "tests/bulk/test_channels.py",
    "tests/bulk/test_irregular_days.py",
    "tests/bulk/test_window_count.py",
    "tests/bulk/test_sql_view.py",
    "tests/bulk/test_agreement.py",
)
"""The tests of the core; those that ``--fast`` leaves out do not run."""

_PRELOADED = ("attrs", "click", "duckdb", "holidays", "jsonschema", "numpy", "pluggy", "pyarrow.compute", "sqlglot", "yaml")
_LONGEST_SECONDS = 20.0
_SERVERS = re.compile(r"spark|postgres", re.IGNORECASE).search
"""Tests that start a server take too long."""

_MOST_TESTS = 200
"""Of the tests of one mutant, so many of the fastest run, as long as they take no longer together."""

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
    name: str
    number: int
    change: str

    @property
    def tree(self) -> ast.Module:
        """The module with the change, in which every line has the number that it has in the file."""
        tree = ast.parse((SOURCE / self.module).read_text(encoding="utf-8"))
        _apply(list(ast.walk(tree))[self.number], self.change)
        return ast.fix_missing_locations(tree)

    @property
    def source(self) -> str:
        """The source of the module with the change."""
        return ast.unparse(self.tree)

    def changed_functions(self) -> dict[CodeType, CodeType] | None:
        """Return the code of each changed function -> the changed code; None if something outside of a function is changed."""
        path = SOURCE / self.module
        original = compile(path.read_text(encoding="utf-8"), str(path), "exec", dont_inherit=True)
        changed: dict[CodeType, CodeType] = {}
        for before, after in _code_pairs(original, compile(self.tree, str(path), "exec", dont_inherit=True)):
            if before.co_flags & inspect.CO_OPTIMIZED:
                changed |= {before: after} if before != after else {}
            elif _own_parts(before) != _own_parts(after):
                return None
        return changed or None


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = path.relative_to(SOURCE).as_posix()
    scopes = _scopes(tree)
    seen: Counter[str] = Counter()
    for number, node in enumerate(ast.walk(tree)):
        for change in _changes(node):
            name = f"{module}: {scopes.get(node, '')}: {' '.join(ast.unparse(_shown(node)).split())[:90]}: {change}"
            seen[name] += 1
            name += f" #{seen[name]}" if seen[name] > 1 else ""
            yield Mutant(module, int(getattr(node, "lineno", 0)), name, number, change)


def _scopes(tree: ast.AST) -> dict[ast.AST, str]:
    """Return the qualified name of the function or class around each node."""
    found: dict[ast.AST, str] = {}

    def visit(node: ast.AST, scope: str) -> None:
        found[node] = scope
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            scope = f"{scope}.{node.name}".lstrip(".")
        for child in ast.iter_child_nodes(node):
            visit(child, scope)

    visit(tree, "")
    return found


def _shown(node: ast.AST) -> ast.AST:
    return node.test if isinstance(node, (ast.If, ast.IfExp)) else node


def _changes(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.BoolOp):
        yield "or" if isinstance(node.op, ast.And) else "and"
    elif isinstance(node, ast.Compare):
        yield from (f"{index}:{_COMPARED[type(op)].__name__}" for index, op in enumerate(node.ops) if type(op) in _COMPARED)
    elif isinstance(node, (ast.BinOp, ast.AugAssign)) and type(node.op) in _COUNTED and not _is_text(node):
        yield _COUNTED[type(node.op)].__name__
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLED:
        yield _CALLED[node.func.id]
    elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return
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


def _apply(node: ast.AST, change: str) -> None:
    """Change a node."""
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
        assert isinstance(node.value, int)
        node.value += 1


def _code_pairs(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Yield the code of a module, of its classes and of its functions, each with its changed form."""
    yield before, after
    inner = [[value for value in code.co_consts if isinstance(value, CodeType)] for code in (before, after)]
    for pair in zip(*inner, strict=True):
        yield from _code_pairs(*pair)


def _own_parts(code: CodeType) -> tuple[Any, ...]:
    return code.co_code, code.co_names, [value for value in code.co_consts if not isinstance(value, CodeType)]


class ChangedModule(importlib.abc.MetaPathFinder):
    """Imports one module from changed source."""

    def __init__(self, mutant: Mutant) -> None:
        self._source = mutant.source
        self._name = _module_name(mutant)
        self._mutant = mutant

    def find_spec(self, fullname: str, _path: Any = None, _target: Any = None) -> importlib.machinery.ModuleSpec | None:
        """Return the specification of the changed module; None for any other."""
        if fullname != self._name:
            return None
        path = str(SOURCE / self._mutant.module)
        return importlib.util.spec_from_file_location(fullname, path, loader=_Loader(fullname, path, self._source))


def _module_name(mutant: Mutant) -> str:
    return ".".join(("tthc_catalog", *Path(mutant.module).with_suffix("").parts)).removesuffix(".__init__")


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: str, source: str) -> None:
        super().__init__(fullname, path)
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._source, self.get_filename(fullname), "exec")


class _Recorder:
    """A pytest plugin that notes which test executes which lines, and its seconds of CPU."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.seconds: dict[str, float] = {}
        self._measured = measured

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Any:
        """Attribute what fixtures execute to every test of the file, since several tests may share them."""
        self._measured.switch_context("setup:" + item.nodeid.partition("::")[0])
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Any:
        """Attribute what the test executes to it."""
        self._measured.switch_context(item.nodeid)
        begun = sum(os.times()[:4])
        result = yield
        self.seconds[item.nodeid] = sum(os.times()[:4]) - begun
        return result


class Lines(NamedTuple):
    """Which tests execute which lines.

    Attributes:
        seconds: a test -> its seconds of CPU.
        tests: ``module:line`` -> the tests.
    """

    seconds: dict[str, float]
    tests: dict[str, list[str]]

    def of(self, mutant: Mutant) -> list[str]:
        """Return the fastest tests for a mutant, one of each test function before the other cases of the same function, file by file."""
        found = [test for test in self.tests.get(f"{mutant.module}:{mutant.line}", []) if not _SERVERS(test)]
        order: list[tuple[int, float, str]] = []
        seen: Counter[str] = Counter()
        for test in sorted(found, key=lambda test: self.seconds[test]):
            seen[test.partition("[")[0]] += 1
            order.append((min(seen[test.partition("[")[0]], 4), self.seconds[test], test))
        chosen, left = [], _LONGEST_SECONDS
        for _, seconds, test in sorted(order):
            left -= seconds
            if left < 0 or len(chosen) == _MOST_TESTS:
                break
            chosen.append(test)
        files = {file: place for place, file in enumerate(dict.fromkeys(test.partition("::")[0] for test in chosen))}
        return sorted(chosen, key=lambda test: files[test.partition("::")[0]])


def record_lines(report: Path) -> Lines:
    """Run the nearest tests once, each file in a process of its own."""
    seconds: dict[str, float] = {}
    tests: dict[str, set[str]] = defaultdict(set)
    files = [path for name in NEAREST for path in ([ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("test_*.py")))]
    for file in files:
        code = _in_child(lambda file=file: _record(file, report), 900)
        if code != 0:
            sys.exit(f"{file.name} fails without a mutant")
        data = json.loads(report.read_text(encoding="utf-8"))
        seconds |= data["seconds"]
        for line, contexts in data["lines"].items():
            for context in contexts:
                tests[line] |= {context} & data["seconds"].keys() if not context.startswith("setup:") else data["seconds"].keys()
    return Lines(seconds, {line: sorted(found) for line, found in tests.items()})


def _record(file: Path, report: Path) -> int:
    measured = coverage.Coverage(data_file=None, branch=False, source_pkgs=["tthc_catalog"], config_file=False)
    recorder = _Recorder(measured)
    measured.start()
    measured.switch_context("setup:" + file.name)
    code = _pytest([str(file), "--fast"], [recorder])
    measured.stop()
    lines: dict[str, list[str]] = {}
    data = measured.get_data()
    for path in data.measured_files():
        module = Path(path).relative_to(SOURCE).as_posix()
        if module.startswith(CORE):
            lines |= {f"{module}:{line}": contexts for line, contexts in data.contexts_by_lineno(path).items()}
    report.write_text(json.dumps({"seconds": recorder.seconds, "lines": lines}), encoding="utf-8")
    return code if code != pytest.ExitCode.NO_TESTS_COLLECTED else 0


def _pytest(arguments: Sequence[str], plugins: Sequence[Any] = ()) -> int:
    os.chdir(ROOT)
    return int(pytest.main(["-q", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=no", *arguments], plugins=list(plugins)))


def _in_child(run: Callable[[], int], seconds: float) -> int:
    """Run a function in a forked process with so many seconds of CPU; return its exit code, negative if it was stopped."""
    child = os.fork()
    if child == 0:
        os.setsid()  # so that what the tests start ends with them
        code = 70
        with contextlib.suppress(BaseException):
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(nothing, stream)
            resource.setrlimit(resource.RLIMIT_AS, (12 << 30, 12 << 30))
            used = sum(os.times()[:2])
            resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 1, int(used + seconds) + 1))
            code = run()
        os._exit(code)
    end = time.monotonic() + 20 * seconds  # the machine may be busy, and a test may wait for ever
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return -1


class Trials:
    """Tries mutants, and counts and prints what became of them.

    As a pytest plugin, it runs instead of the collected tests: each mutant in a forked process, with the tests of its line.
    """

    def __init__(self, lines: Lines) -> None:
        self.counts: Counter[str] = Counter()
        self._lines = lines
        self._output = os.dup(1)  # pytest replaces standard output
        self._in_functions: list[tuple[Mutant, dict[CodeType, CodeType]]] = []

    def add(self, mutant: Mutant) -> None:
        """Try a change outside of a function at once, and keep the others until the tests have been collected."""
        changed = mutant.changed_functions()
        if changed is not None:
            self._in_functions.append((mutant, changed))
            return
        tests = self._lines.of(mutant)

        def run() -> int:
            sys.meta_path.insert(0, ChangedModule(mutant))
            return _pytest(tests)

        self._count(mutant, tests, run)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the changes in functions."""
        for mutant in {mutant.module: mutant for mutant, _ in self._in_functions}.values():
            importlib.import_module(_module_name(mutant))
        functions = [value for value in gc.get_objects() if isinstance(value, FunctionType)]
        items = {item.nodeid: item for item in session.items}
        for mutant, changed in self._in_functions:
            tests = [test for test in self._lines.of(mutant) if test in items]
            live = [(function, changed[function.__code__]) for function in functions if function.__code__ in changed]
            assert live, f"{mutant.name}: no function has this code"

            def run(live: Any = live, tests: Any = tests) -> int:
                session.config.pluginmanager.unregister(name="terminalreporter")
                for function, code in live:
                    function.__code__ = code
                for test, following in zip(tests, [*tests[1:], None], strict=True):
                    session.config.hook.pytest_runtest_protocol(item=items[test], nextitem=following and items[following])
                    if session.testsfailed:
                        return 1
                return 0

            self._count(mutant, tests, run)
        return True

    def _count(self, mutant: Mutant, tests: Sequence[str], run: Callable[[], int]) -> None:
        limit = 20 + 5 * sum(self._lines.seconds[test] for test in tests)
        state = "killed" if tests and _in_child(run, limit) != 0 else "alive"
        self.counts[state] += 1
        text = f"{state}: {mutant.name} (line {mutant.line}, {len(tests)} tests)\n"
        os.write(self._output, text.encode())


def main() -> int:
    """Try the mutants, and return 1 if one is alive without a reason."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--module", default="", help="only mutants whose name contains this")
    parser.add_argument("--most", type=int, default=300, help="mutants to try")
    parser.add_argument("--seed", type=int, default=1, help="the choice among all mutants")
    parser.add_argument("--lines", type=Path, help="a file that keeps which tests execute which line")
    options = parser.parse_args()
    reasons = {line.split("  ")[0] for line in EQUIVALENT.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")}
    found = [mutant for part in CORE for path in sorted((SOURCE / part).rglob("*.py")) for mutant in mutants_of(path)]
    found = [mutant for mutant in found if options.module in mutant.name]
    tried = random.Random(options.seed).sample(found, min(options.most, len(found)))
    for name in _PRELOADED:
        importlib.import_module(name)
    folder = Path(tempfile.mkdtemp())
    os.environ |= {"HYPOTHESIS_STORAGE_DIRECTORY": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    try:
        if options.lines is not None and options.lines.exists():
            lines = Lines(**json.loads(options.lines.read_text(encoding="utf-8")))
        else:
            lines = record_lines(folder / "lines.json")
            if options.lines is not None:
                options.lines.write_text(json.dumps(lines._asdict()), encoding="utf-8")
        trials = Trials(lines)
        equivalent = [mutant for mutant in tried if mutant.name in reasons]
        for mutant in tried:
            if mutant.name not in reasons:
                trials.add(mutant)
        _pytest([*NEAREST, "--fast"], [trials])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    killed, alive = trials.counts["killed"], trials.counts["alive"]
    print(f"{len(tried)} of {len(found)} mutants: {killed} killed, {len(equivalent)} equivalent, {alive} alive")  # noqa: T201 - a program that prints
    return int(alive > 0 or killed + len(equivalent) != len(tried))


if __name__ == "__main__":
    sys.exit(main())
