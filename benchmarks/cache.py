"""The cache: the command against a bare interpreter, and a catalog of 10,000 procedures, cold and cached."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.large_catalog import write_large_catalog
from benchmarks.measuring import Bound, Table, at_most, duration, within

DUE = ["-m", "tthc_catalog", "due", "1.001193", "--level", "commune", "--at", "2023-09-29 15:31"]
PROCEDURES = 10_000

_TIMED = """
import sys, time
started = time.perf_counter()
{work}
elapsed = time.perf_counter() - started
busy = time.process_time()
try:
    peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:")) / 1024
except OSError:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 ** (2 if sys.platform == "darwin" else 1)
print(elapsed, busy, peak)
"""

_CHECK = "from tthc_catalog.loading import check; catalog, problems = check(sys.argv[1]); assert catalog is not None, problems"
_LOAD = "from tthc_catalog import load_catalog; catalog = load_catalog(sys.argv[1]); assert len(catalog.procedures) == int(sys.argv[2])"
_DECIDE = """
from tthc_catalog.cache.store import Store
from tthc_catalog.cli.cached_answer import entry_of
from tthc_catalog.cache.identity import identity_of
from tthc_catalog.decisions.deciding import decide
from tthc_catalog.decisions.packed_context import unpack
import os
identity, store, entry = identity_of(sys.argv[1], os.environ), Store.of(os.environ), entry_of(("9.005000", None, None, None))
started = time.perf_counter()
decision = decide(unpack(store.read(identity, entry)), received_at="2023-09-29 15:31")
"""


def tables() -> Iterator[Table]:
    """Measure in a temporary folder with its own cache."""
    with tempfile.TemporaryDirectory() as folder:
        # Byte code is written, as after any installation, whatever the caller's shell says.
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ |= {"TTHC_CACHE": f"{folder}/cache", "PYTHONPYCACHEPREFIX": f"{folder}/code"}
        yield _commands(environ)
        yield _large_catalog(Path(folder, "catalog"), environ)


def _commands(environ: dict[str, str], rounds: int = 21) -> Table:
    commands = {
        "python -c pass": ["-c", "pass"],
        "tthc due": DUE,
        "tthc due --format json": [*DUE, "--format", "json"],
        "tthc due --no-cache": [*DUE, "--no-cache"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, words in commands.items():
            if name.endswith("--no-cache") and turn > 5:
                continue
            elapsed = _elapsed(words, environ)
            if turn:  # the first round fills the cache
                taken[name].append(elapsed)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    bare = medians["python -c pass"]
    rows = [(name, duration(medians[name]), duration(min(times)), f"{medians[name] / bare:.2f}", "") for name, times in taken.items()]
    bounds = tuple(
        at_most(f"`{name}` on an unchanged catalog, against bare Python", medians[name] / bare, 4, expect=duration(medians[name]))
        for name in ("tthc due", "tthc due --format json")
    )
    return Table("The command, whole processes", ("what", "elapsed, median", "lowest", "times bare Python", ""), rows, bounds)


def _large_catalog(folder: Path, environ: dict[str, str]) -> Table:
    write_large_catalog(folder, PROCEDURES)
    rows: list[tuple[str, ...]] = []

    def add(name: str, elapsed: float, busy: float | None = None, peak: float | None = None) -> None:
        rows.append((name, duration(elapsed), duration(busy) if busy is not None else "", f"{peak:.0f}" if peak is not None else "", ""))

    elapsed, busy, peak = _timed(_CHECK, folder, environ)
    name = f"check {PROCEDURES:,} procedures, cold"
    add(name, elapsed, busy, peak)
    bounds: list[Bound] = [within(name, elapsed, 20), at_most("... peak of memory", peak, 1024, "MiB")]
    add("load them, and fill the cache", *_timed(_LOAD, folder, environ))
    again = [_timed(_LOAD, folder, environ) for _ in range(5)]
    elapsed, busy, peak = map(statistics.median, zip(*again, strict=True))
    name = "load them from the cache, with imports"
    add(name, elapsed, busy, peak)
    bounds.append(within(f"{name} ({PROCEDURES:,} procedures)", elapsed, 0.5))
    words = ["-m", "tthc_catalog", "due", "9.005000", "--at", "2023-09-29 15:31", "--catalog", str(folder)]
    first, *later = [_elapsed(words, environ) for _ in range(6)]
    add("`tthc due` on them, first", first)
    add("`tthc due` on them, cached (reads the bytes of every file)", statistics.median(later))
    name = "one decision from the cache, after start-up"
    elapsed = statistics.median(_timed(_DECIDE, folder, environ)[0] for _ in range(5))
    add(name, elapsed)
    bounds.append(within(name, elapsed, 0.001))
    columns = ("what", "elapsed", "processor time", "peak MiB", "")
    return Table(f"A catalog of {PROCEDURES:,} procedures", columns, rows, tuple(bounds))


def _elapsed(words: list[str], environ: dict[str, str]) -> float:
    """Return the seconds of a whole process."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *words], env=environ, check=True, capture_output=True)  # noqa: S603 - our own command
    return time.perf_counter() - started


def _timed(work: str, folder: Path, environ: dict[str, str]) -> tuple[float, float, float]:
    """Run some work in a new process; return its elapsed seconds, processor seconds and peak MiB, imports included."""
    words = [sys.executable, "-c", _TIMED.format(work=work), str(folder), str(PROCEDURES)]
    output = subprocess.run(words, env=environ, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own program
    elapsed, busy, peak = map(float, output.split())
    return elapsed, busy, peak
