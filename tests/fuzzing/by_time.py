"""``make fuzz FUZZ_SECONDS=N``: fuzz every target for its share of N seconds of processor time, one target at a time on each processor.

    python tests/fuzzing/by_time.py --seconds N [--jobs N] [--only TARGET ...] [--work FOLDER]

With atheris, the inputs are guided: an input that reaches new code is changed further. Files of a catalog are changed byte by byte; the
other targets take the bytes as the choices of their hypothesis strategy, so that a damaged part of a workbook is still packed correctly.
Without atheris, the choices are random. Each target runs in a process of its own, with limits of time and memory for each input, so a hang
or a crash of a library is a fault as well. Afterwards the inputs that reached new code run once more under coverage.

A fault ends its target and the exit code is 1. The input of a file reader is written to the corpus, and any other beside the log.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import functools
import importlib.util
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "fuzzing")]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

SECONDS_OF_INPUT = 60
"""One input may take so long: a plugin has 30 seconds, and a busy machine may be slow."""

MEGABYTES = 3000


class Target(NamedTuple):
    """A fuzz target.

    Attributes:
        measured: packages and modules of `tthc_catalog` whose coverage is reported.
        open: returns the function that takes an input, and the first inputs.
    """

    measured: tuple[str, ...]
    open: Callable[[], tuple[Callable[[bytes], object], Sequence[bytes]]]


def _whole(name: str) -> tuple[Callable[[bytes], object], Sequence[bytes]]:
    """Return a target that takes the file itself."""
    import test_fuzzing
    from damaged_inputs import kept_inputs

    return getattr(test_fuzzing, name), [*test_fuzzing.files(), *(path.read_bytes() for path in kept_inputs("yaml"))]


def _drawn(module: str, name: str, *fixtures: str, **fixed: Any) -> tuple[Callable[[bytes], object], Sequence[bytes]]:
    """Return a property test that takes its choices from the input."""
    import hypothesis
    from hypothesis import strategies as st

    test = getattr(importlib.import_module(module), name)
    if not fixtures and not fixed:
        return test.hypothesis.fuzz_one_input, ()
    given = {fixture: FIXTURES[fixture]() for fixture in fixtures} | fixed
    inner = test.hypothesis.inner_test

    @hypothesis.settings(database=None, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(data=st.data())
    def bound(data: st.DataObject) -> None:
        inner(data=data, **given)

    return bound.hypothesis.fuzz_one_input, ()


@functools.cache
def _catalog() -> Any:
    import tthc_catalog

    return tthc_catalog.load_catalog()


@functools.cache
def _engine() -> Any:
    import tthc_catalog

    return tthc_catalog.Engine(_catalog())


def _verifier() -> Any:
    from tthc_catalog.releases.verification import Verifier

    return Verifier(_catalog())


def _decisions() -> Any:
    import test_file_readers

    return test_file_readers.sound_decisions(_engine())


FIXTURES: dict[str, Callable[[], Any]] = {"engine": _engine, "verifier": _verifier, "decisions": _decisions}

_INTAKE = ("evaluation.intake", "evaluation.file_reading")


def _dossiers(suffix: str) -> Target:
    return Target(_INTAKE, functools.partial(_drawn, "test_file_readers", "test_dossier_files", "engine", suffix=suffix))


TARGETS: dict[str, Target] = {
    "yaml": Target(("yaml_files.yaml_reader", "yaml_files.plain_reader", "yaml_files.syntax_faults"), lambda: _whole("reader_target")),
    "fmt": Target(("yaml_files",), lambda: _whole("yaml_target")),
    "due": Target(("decisions", "engine"), lambda: _drawn("test_fuzzing", "test_questions")),
    "verify": Target(
        ("releases.papers", "releases.verification"),
        lambda: _drawn("test_file_readers", "test_decisions_to_verify", "verifier", "decisions"),
    ),
    "plugins": Target(("extension",), lambda: _drawn("test_contributions", "test_contributions")),
    "policies": Target(("policies", "timetable.policy_table"), lambda: _drawn("test_fuzzing", "test_outcomes_of_plugins", "engine")),
    "lists": Target(
        ("importing.tables", "importing.portal", "importing.sources"), lambda: _drawn("test_file_readers", "test_lists_to_import")
    ),
    "texts": Target(("evaluation.intake.personal_data", "plain_text"), lambda: _drawn("test_fuzzing", "test_texts_that_leave")),
    "particulars": Target(("publication.commands.slip",), lambda: _drawn("test_fuzzing", "test_particulars")),
    **{suffix[1:]: _dossiers(suffix) for suffix in (".csv", ".html", ".xlsx", ".docx", ".parquet", ".arrow")},
}


# --- in the process of one target ----------------------------------------------------------------------------------------------------


def fuzz(name: str, seconds: float, corpus: Path) -> None:
    """Fuzz one target in this process, guided by coverage if atheris is installed."""
    if importlib.util.find_spec("atheris") is None:
        _fuzz_at_random(name, seconds)
        return
    import atheris

    with atheris.instrument_imports(include=["tthc_catalog", "yaml"]):
        run, first = TARGETS[name].open()
        for content in (*first, *_some_choices()):
            with contextlib.suppress(Exception):  # atheris prints what it instruments, perhaps into the answer of a command
                run(content)  # what is imported only when needed is imported here, and so instrumented
    for number, content in enumerate(first):
        (corpus / f"first-{number}").write_bytes(content)
    options = {
        "timeout": SECONDS_OF_INPUT,
        "rss_limit_mb": MEGABYTES,
        "max_len": 8192,
        "reload": 0,
        "artifact_prefix": f"{corpus.parent}/{name}-",
    }
    atheris.Setup([sys.argv[0], *(f"-{key}={value}" for key, value in options.items()), str(corpus)], _limited(run, seconds))
    atheris.Fuzz()


def _fuzz_at_random(name: str, seconds: float) -> None:
    """Fuzz with random choices; files of a catalog are damaged at random."""
    opened = {"yaml": "test_yaml_reader", "fmt": "test_yaml_files"}.get(name)
    run, _ = _drawn("test_fuzzing", opened) if opened else TARGETS[name].open()
    limited = _limited(run, seconds)
    while True:
        limited(random.randbytes(random.choice((50, 300, 2000))))


def _limited(run: Callable[[bytes], object], seconds: float) -> Callable[[bytes], None]:
    """Return a function that runs an input, and ends the process after so many seconds of processor time, its children included."""
    executions = 0
    began = _processor_time()

    def limited(content: bytes) -> None:
        nonlocal executions
        executions += 1
        ended = True
        try:
            run(content)
            ended = _processor_time() - began > seconds
        finally:
            if ended:
                os.write(2, f"\nexecutions: {executions}\n".encode())
        if ended:
            os._exit(0)  # libFuzzer has no other way to stop

    return limited


def _processor_time() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _some_choices() -> Iterable[bytes]:
    choices = random.Random(1)
    return [b"", *(choices.randbytes(length) for length in (20, 200, 1000, 4000))]


def replay(name: str, corpus: Path) -> None:
    """Run the inputs of a corpus under coverage; print what they reach of the measured modules, as JSON."""
    import coverage

    measured = coverage.Coverage(
        data_file=None, config_file=False, branch=True, source_pkgs=[f"tthc_catalog.{module}" for module in TARGETS[name].measured]
    )
    with measured.collect():
        run, _ = TARGETS[name].open()
        for path in sorted(corpus.iterdir()):
            run(path.read_bytes())
    report = Path(tempfile.mkstemp(suffix=".json")[1])
    with contextlib.redirect_stdout(io.StringIO()):
        measured.json_report(outfile=str(report))
    totals = json.loads(report.read_text(encoding="utf-8"))["totals"]
    sys.stdout.write(json.dumps({key: totals[key] for key in ("covered_lines", "num_statements", "covered_branches", "num_branches")}))


# --- in the process that starts them --------------------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    """The result of fuzzing one target; ``fault`` is the end of its log if it found one."""

    executions: int
    seconds: float
    processor: float
    reached: str
    fault: str


def _process(arguments: Sequence[str], output: Path, environment: dict[str, str]) -> tuple[int, float]:
    """Run this script with ``arguments``; return its exit code and the processor time of it and its children."""
    with output.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", __file__, *arguments], stdout=log, stderr=subprocess.STDOUT, cwd=ROOT, env=environment
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, used.ru_utime + used.ru_stime


def fuzzed(name: str, seconds: float, work: Path, environment: dict[str, str]) -> Outcome:
    """Fuzz one target in a process of its own, and measure what its corpus reaches in another."""
    corpus = work / name
    corpus.mkdir(parents=True, exist_ok=True)
    log = work / f"{name}.log"
    began = time.monotonic()
    code, processor = _process(["--target", name, "--seconds", str(seconds), "--work", str(work)], log, environment)
    elapsed = time.monotonic() - began
    written = log.read_text(encoding="utf-8", errors="replace")
    count = re.search(r"(?m)^executions: (\d+)$", written)
    fault = "" if code == 0 and count else _end_of(written)
    reached = "-"
    if not fault and any(corpus.iterdir()):
        output = work / f"{name}.coverage.json"
        code, more = _process(["--replay", name, "--work", str(work)], output, environment)
        processor += more
        shown = output.read_text(encoding="utf-8", errors="replace")
        if code == 0:
            totals = json.loads(shown[shown.rindex("{") :])
            reached = "lines {covered_lines}/{num_statements}, branches {covered_branches}/{num_branches}".format_map(totals)
        else:
            fault = _end_of(shown)
    return Outcome(int(count[1]) if count else 0, elapsed, processor, reached, fault)


def _end_of(written: str) -> str:
    start = written.find("=== Uncaught Python exception")
    return written[start : start + 3000] if start >= 0 else written[-3000:]


def main() -> int:
    """Fuzz all targets and print a table; or, in a process of its own, one target."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=300)
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options.add_argument("--only", nargs="+", choices=TARGETS, default=list(TARGETS))
    options.add_argument("--work", type=Path, default=ROOT / "build" / "fuzz")
    options.add_argument("--target", choices=TARGETS, help=argparse.SUPPRESS)
    options.add_argument("--replay", choices=TARGETS, help=argparse.SUPPRESS)
    arguments = options.parse_args()
    work = arguments.work.resolve()
    if arguments.target:
        fuzz(arguments.target, arguments.seconds, work / arguments.target)
        return 0
    if arguments.replay:
        replay(arguments.replay, work / arguments.replay)
        return 0
    share = arguments.seconds / len(arguments.only)
    guided = importlib.util.find_spec("atheris") is not None
    print(
        f"{len(arguments.only)} targets, {share:.0f} s of processor time each, {arguments.jobs} at a time, {'guided by coverage' if guided else 'at random'}"
    )
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("TTHC_")}
        environment |= {"TMPDIR": scratch, "TTHC_CACHE": f"{scratch}/cache", "TTHC_PLUGINS": ""}
        outcomes = dict(zip(arguments.only, pool.map(lambda name: _reported(name, share, work, environment), arguments.only), strict=True))
    total = sum(outcome.executions for outcome in outcomes.values())
    found = [name for name, outcome in outcomes.items() if outcome.fault]
    processor = sum(outcome.processor for outcome in outcomes.values())
    for name in found:
        print(f"\n--- {name}\n{outcomes[name].fault}")
    print(
        f"{total:,} executions in {time.monotonic() - began:.0f} s, {processor:.0f} s of processor time; faults: {', '.join(found) or 'none'}"
    )
    return 1 if found else 0


def _reported(name: str, seconds: float, work: Path, environment: dict[str, str]) -> Outcome:
    outcome = fuzzed(name, seconds, work, environment)
    result = "FAULT" if outcome.fault else "no fault"
    print(
        f"{name:12} {outcome.executions:>9,} executions  {outcome.processor:>5.0f} s of processor time  {result}  {outcome.reached}",
        flush=True,
    )
    return outcome


if __name__ == "__main__":
    sys.exit(main())
