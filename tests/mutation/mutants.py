"""``make mutants``: change one operator of the core at a time, and list the changes that no test notices.

    python tests/mutation/mutants.py [--module PART] [--seed N] [--most N] [--lines FILE] [--again REPORT]

First the nearest tests run once without a change, to learn which of them execute which line (``--lines`` keeps the answer); the long tests are
left out. A test that fails then is named, and nothing is tried. For a mutant, only the tests that execute its line run, the fast ones first, in
a process forked from one that has collected all tests. There the functions of the module get the changed code, every cache is emptied, and the
test files are executed again, since some of them make an engine when they are imported; the sources are not touched. A change outside of a
function takes longer: the forked process imports the changed module.

A mutant is named by its module, its function, its expression and the change, so that these lists survive edits elsewhere in the module:

* ``equivalent.txt`` has the mutants that mean the same as the original, each with its reason; they are not tried.
* ``long.txt`` has the mutants that only a long test notices, each with that test, which runs for them alone.

The last lines are the totals: killed, equivalent, alive, and those that could not be tried, since no quick test executes their module.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import functools
import gc
import hashlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import itertools
import json
import os
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
    from collections.abc import Callable, Iterable, Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tthc_catalog"
EQUIVALENT = Path(__file__).with_name("equivalent.txt")
LONG = Path(__file__).with_name("long.txt")

CORE = ("timetable", "calendars", "policies", "decisions", "bulk")
"""The packages that are changed."""

NEAREST = (
    "tests/calendars",
    "tests/decisions",
    "tests/policies",
    "tests/scenarios",
    "tests/testing",
    "tests/timetable",
    "tests/bulk",
    "tests/models",
    "tests/checks/test_bad_catalogs.py",
    "tests/cli/test_compilation.py",
    "tests/evaluation/simulation/test_simulation.py",
)
"""The tests of the core."""

_PRELOADED = ("attrs", "click", "duckdb", "holidays", "jsonschema", "numpy", "pluggy", "pyarrow.compute", "sqlglot", "yaml")
_LONGEST_SECONDS = (4.0, 12.0)
"""The fastest tests of a mutant run first, as long as they take no longer together; if it is alive, slower ones follow."""

_SERVERS = ("spark", "postgres", "server")
"""The fixtures that start a server, which takes too long."""

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


def listed(file: Path) -> dict[str, str]:
    """Read a list of mutants: the name, two spaces, and what the list says of it."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("  ", 1) for line in lines if line and not line.startswith("#"))


def chosen(mutants: Sequence[Mutant], seed: int, most: int) -> list[Mutant]:
    """Return so many mutants at random; an edit of the core adds or removes single mutants and leaves the rest of the choice."""
    return sorted(mutants, key=lambda mutant: hashlib.sha256(f"{seed} {mutant.name}".encode()).digest())[:most]


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

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the tests that take too long."""
        items[:] = [item for item in items if not _needs_a_server(item)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Any:
        """Attribute what fixtures execute to every test of the file, since several tests may share them."""
        _clear_caches()
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
        tests: a module -> a line -> the tests.
        sources: a module -> its source at that time.
    """

    seconds: dict[str, float]
    tests: dict[str, dict[int, list[str]]]
    sources: dict[str, str]

    @classmethod
    def kept_in(cls, file: Path) -> Lines:
        """Read a file that `keep` wrote, and number the lines as they are now."""
        data = json.loads(file.read_text(encoding="utf-8"))
        tests = {}
        for module, found in data["tests"].items():
            former, now = data["sources"][module].splitlines(), (SOURCE / module).read_text(encoding="utf-8").splitlines()
            places = difflib.SequenceMatcher(None, former, now, autojunk=False).get_opcodes()
            moved: dict[int, list[str]] = {}
            for _, start, end, start_now, end_now in places:
                same = end - start == end_now - start_now
                everything = sorted({test for line in range(start, end + 1) for test in found.get(str(line), [])})
                for line in range(start_now, end_now):
                    moved[line + 1] = found.get(str(line - start_now + start + 1), []) if same else everything
            tests[module] = moved
        return cls(data["seconds"], tests, data["sources"])

    def keep(self, file: Path) -> None:
        """Write a file that `kept_in` reads."""
        file.write_text(json.dumps(self._asdict()), encoding="utf-8")

    def of(self, mutant: Mutant) -> list[str]:
        """Return the tests for a mutant: the fastest that execute its line, then those that execute its module, then slower ones.

        The tests of the module are needed because an engine keeps its tables, so that only the first test that needs a table executes the line.
        """
        lines = self.tests.get(mutant.module, {})
        of_line = set(lines.get(mutant.line, []))
        left = [self._in_turn(of_line), self._in_turn(set().union(*lines.values()) - of_line)]
        chosen: list[str] = []
        for most in _LONGEST_SECONDS:
            for place, tests in enumerate(left):
                totals = itertools.accumulate(self.seconds[test] for test in tests)
                part = [test for test, total in zip(tests, totals, strict=True) if total < most]
                left[place] = tests[len(part) :]
                files = dict.fromkeys(_file_of(test) for test in part)
                chosen += [test for file in files for test in part if _file_of(test) == file]
        return chosen

    def _in_turn(self, tests: Iterable[str]) -> list[str]:
        """Sort tests by their seconds, but take one case of each test function before the others."""
        seen: Counter[str] = Counter()
        order: list[tuple[int, float, str]] = []
        for test in sorted(tests, key=lambda test: (self.seconds[test], test)):
            seen[test.partition("[")[0]] += 1
            order.append((min(seen[test.partition("[")[0]], 4), self.seconds[test], test))
        return [test for *_, test in sorted(order)]


def _file_of(test: str) -> str:
    return test.partition("::")[0]


def _clear_caches() -> None:
    """Empty the functions of the package that keep their results."""
    for name, module in list(sys.modules.items()):
        if name.startswith("tthc_catalog"):
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()


def record_lines(report: Path) -> Lines:
    """Run the nearest tests once, each file in a process of its own."""
    seconds: dict[str, float] = {}
    tests: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for file in sorted(
        path
        for name in NEAREST
        for pattern in ("test_*.py", "*.scenario.yaml")
        for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).rglob(pattern))
        if path.match(pattern)
    ):
        if _in_child(lambda file=file: _record(file, report), 1800) != 0:
            sys.exit(f"{file.name} fails without a mutant")
        data = json.loads(report.read_text(encoding="utf-8"))
        seconds |= data["seconds"]
        for module, lines in data["lines"].items():
            for line, contexts in lines.items():
                of_all = any(not context or context.startswith("setup:") for context in contexts)
                tests[module][int(line)] |= data["seconds"].keys() & (data["seconds"].keys() if of_all else contexts)
    sources = {module: (SOURCE / module).read_text(encoding="utf-8") for module in tests}
    return Lines(seconds, {module: {line: sorted(found) for line, found in lines.items()} for module, lines in tests.items()}, sources)


def _record(file: Path, report: Path) -> int:
    measured = coverage.Coverage(data_file=None, branch=False, source_pkgs=[f"tthc_catalog.{part}" for part in CORE], config_file=False)
    recorder = _Recorder(measured)
    measured.start()
    measured.switch_context("setup:" + file.name)
    code = _pytest([str(file)], [recorder])
    measured.stop()
    data = measured.get_data()
    modules = {Path(path).relative_to(SOURCE).as_posix(): path for path in data.measured_files()}
    lines = {module: data.contexts_by_lineno(path) for module, path in modules.items()}
    report.write_text(json.dumps({"seconds": recorder.seconds, "lines": lines}), encoding="utf-8")
    return code if code != pytest.ExitCode.NO_TESTS_COLLECTED else 0


def _pytest(arguments: Sequence[str], plugins: Sequence[Any], only_fast: Sequence[str] = ("--fast",)) -> int:
    os.chdir(ROOT)
    folder = Path(os.environ["HYPOTHESIS_STORAGE_DIRECTORY"]) / "tests"
    # The hook that rewrites assertions would import the modules of the package itself, before `ChangedModule`.
    options = ["-q", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=no", "--assert=plain", f"--basetemp={folder}", *only_fast]
    return int(pytest.main([*options, *arguments], plugins=list(plugins)))


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


class _FirstFailure:
    """A pytest plugin that writes the name of the first test that fails."""

    def __init__(self, note: Path) -> None:
        self._note = note

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a failure."""
        if report.failed and not self._note.exists():
            self._note.write_text(report.nodeid, encoding="utf-8")


class _Chosen:
    """A pytest plugin that runs only chosen tests, and those that are newer than the lines."""

    def __init__(self, lines: Lines, tests: Sequence[str]) -> None:
        self._lines = lines
        self._tests = {test: place for place, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Choose and order the tests."""
        found = [item for item in items if item.nodeid in self._tests or _is_new(item, self._lines)]
        items[:] = sorted(found, key=lambda item: self._tests.get(item.nodeid, -1))


def _is_new(item: pytest.Item, lines: Lines) -> bool:
    return item.nodeid not in lines.seconds and not _needs_a_server(item)


def _needs_a_server(item: pytest.Item) -> bool:
    case = item.nodeid.partition("[")[2]
    return any(name in case or name in getattr(item, "fixturenames", ()) for name in _SERVERS)


class Trials:
    """Tries mutants, and counts and prints what became of them.

    As a pytest plugin, it runs instead of the collected tests: each mutant in a forked process, with the tests of its line.
    """

    def __init__(self, lines: Lines, folder: Path) -> None:
        self.counts: Counter[str] = Counter()
        self.failing: str | None = None
        self._lines = lines
        self._note = folder / "first-failure"
        self._output = os.dup(1)  # pytest replaces standard output
        self._in_functions: list[tuple[Mutant, dict[CodeType, CodeType]]] = []
        self._killers: dict[str, None] = {}

    def add(self, mutant: Mutant, long_test: str | None) -> None:
        """Try a change outside of a function at once, or with a long test, and keep the others until the tests have been collected."""
        changed = mutant.changed_functions()
        if long_test is not None:
            self._try_import(mutant, [long_test], [long_test], [], [])
        elif changed is None:
            tests = self._lines.of(mutant)
            self._try_import(mutant, tests, list(dict.fromkeys(map(_file_of, tests))), [_Chosen(self._lines, tests)])
        else:
            self._in_functions.append((mutant, changed))

    def _try_import(self, mutant: Mutant, tests: Sequence[str], arguments: Sequence[str], plugins: Sequence[Any], *only_fast: Any) -> None:
        def run() -> int:
            sys.meta_path.insert(0, ChangedModule(mutant))
            code = _pytest(arguments, [*plugins, _FirstFailure(self._note)], *only_fast)
            return code if code != pytest.ExitCode.NO_TESTS_COLLECTED else 0

        self._count(mutant, tests, run)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the changes in functions."""
        for mutant in {mutant.module: mutant for mutant, _ in self._in_functions}.values():
            importlib.import_module(_module_name(mutant))
        functions = [value for value in gc.get_objects() if isinstance(value, FunctionType)]
        gc.freeze()
        items = {item.nodeid: item for item in session.items}
        new = [item.nodeid for item in session.items if _is_new(item, self._lines)]

        def trial(live: Sequence[tuple[FunctionType, CodeType]], tests: Sequence[str]) -> int:
            plugins = session.config.pluginmanager
            plugins.unregister(name="terminalreporter")
            plugins.register(_FirstFailure(self._note))
            for function, code in live:
                function.__code__ = code
            _clear_caches()
            for module in {id(module): module for test in tests if (module := getattr(items[test], "module", None))}.values():
                module.__loader__.exec_module(module)
            for test, following in zip(tests, [*tests[1:], None], strict=True):
                session.config.hook.pytest_runtest_protocol(item=items[test], nextitem=following and items[following])
                if session.testsfailed:
                    return 1
            return 0

        for mutant, changed in self._in_functions:
            live = [(function, changed[function.__code__]) for function in functions if function.__code__ in changed]
            tests = [*new, *(test for test in self._lines.of(mutant) if test in items)]
            assert live, f"{mutant.name}: no function has this code"
            self._count(mutant, tests, lambda live=live, tests=tests: trial(live, tests))
        if _in_child(lambda: trial([], [test for test in items if test in self._killers]), 1800) != 0:
            self.failing = self._note.read_text(encoding="utf-8") if self._note.exists() else "a test"
        return True

    def _count(self, mutant: Mutant, tests: Sequence[str], run: Callable[[], int]) -> None:
        self._note.unlink(missing_ok=True)
        begun = time.monotonic()
        limit = 20 + 5 * sum(self._lines.seconds.get(test, 60) for test in tests)
        state = "untried" if not tests else "killed" if _in_child(run, limit) != 0 else "alive"
        self.counts[state] += 1
        killer = self._note.read_text(encoding="utf-8") if self._note.exists() else ""
        self._note.unlink(missing_ok=True)
        self._killers |= {killer: None} if killer else {}
        of = f"by {killer}" if killer else f"{len(tests)} tests"
        os.write(self._output, f"{state}: {mutant.name}  (line {mutant.line}, {time.monotonic() - begun:.0f} s, {of})\n".encode())


def main() -> int:
    """Try the mutants, and return 1 if one is alive without a reason or could not be tried."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--module", default="", help="only mutants whose name contains this")
    parser.add_argument("--most", type=int, default=300, help="mutants to try")
    parser.add_argument("--seed", type=int, default=1, help="the choice among all mutants")
    parser.add_argument("--lines", type=Path, help="a file that keeps which tests execute which line")
    parser.add_argument("--again", type=Path, help="an earlier output: try the mutants that were alive in it")
    options = parser.parse_args()
    begun = time.monotonic()
    reasons, long_tests = listed(EQUIVALENT), listed(LONG)
    found = [mutant for part in CORE for path in sorted((SOURCE / part).rglob("*.py")) for mutant in mutants_of(path)]
    found = [mutant for mutant in found if options.module in mutant.name]
    if options.again is not None:
        report = options.again.read_text(encoding="utf-8")
        states = {name: state for state, name in re.findall(r"^(alive|killed): (.+?)  \(line", report, re.MULTILINE)}
        found = [mutant for mutant in found if states.get(mutant.name) == "alive"]
    tried = chosen(found, options.seed, options.most)
    for name in _PRELOADED:
        importlib.import_module(name)
    folder = Path(tempfile.mkdtemp())
    os.environ |= {"HYPOTHESIS_PROFILE": "ci", "HYPOTHESIS_STORAGE_DIRECTORY": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    try:
        if options.lines is not None and options.lines.exists():
            lines = Lines.kept_in(options.lines)
        else:
            lines = record_lines(folder / "lines.json")
            if options.lines is not None:
                lines.keep(options.lines)
        trials = Trials(lines, folder)
        for mutant in tried:
            if mutant.name not in reasons:
                trials.add(mutant, long_tests.get(mutant.name))
        _pytest(NEAREST, [trials])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    killed, alive, untried = (trials.counts[state] for state in ("killed", "alive", "untried"))
    equivalent = len(tried) - trials.counts.total()
    print(f"{len(tried)} of {len(found)} mutants, seed {options.seed}, {(time.monotonic() - begun) / 60:.0f} minutes")  # noqa: T201 - a program that prints
    print(f"{killed} killed, {equivalent} equivalent, {alive} alive, {untried} could not be tried")  # noqa: T201
    if trials.failing is not None:
        print(f"{trials.failing} fails without a mutant")  # noqa: T201
    return int(killed + equivalent != len(tried) or trials.failing is not None)


if __name__ == "__main__":
    sys.exit(main())
