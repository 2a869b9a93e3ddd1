"""The cache: the command on an unchanged catalog beside a bare interpreter, and a catalog of 10,000 procedures, cold and again."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.large_catalog import write_large_catalog
from benchmarks.measuring import duration

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


def report() -> None:
    """Measure and print; everything is kept in a folder of its own, which is removed."""
    with tempfile.TemporaryDirectory() as place:
        # Byte code is written, as after any installation, whatever the caller's shell says.
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ |= {"TTHC_CACHE": f"{place}/cache", "PYTHONPYCACHEPREFIX": f"{place}/code"}
        _whole_processes(environ)
        _large_catalog(Path(place, "catalog"), environ)


def _whole_processes(environ: dict[str, str], rounds: int = 21) -> None:
    kinds = {
        "python -c pass, whole process": ["-c", "pass"],
        "tthc due, warm, whole process": DUE,
        "tthc due, warm, as JSON": [*DUE, "--format", "json"],
        "tthc due --no-cache": [*DUE, "--no-cache"],
    }
    taken: dict[str, list[float]] = {name: [] for name in kinds}
    for turn in range(rounds + 1):
        for name, words in kinds.items():
            if name.endswith("--no-cache") and turn > 5:
                continue
            started = time.perf_counter()
            subprocess.run([sys.executable, *words], env=environ, check=True, capture_output=True)  # noqa: S603 - our own command
            if turn:  # the first turn fills the cache
                taken[name].append(time.perf_counter() - started)
    bare = statistics.median(taken["python -c pass, whole process"])
    for name, times in taken.items():
        median = statistics.median(times)
        mark = "" if "warm" not in name else ("  reach 4: ok" if median <= 4 * bare else "  reach 4: ABOVE")
        print(f"{name:45}  {duration(median):>9}  lowest {duration(min(times)):>9}  {median / bare:5.2f} x bare{mark}")


def _large_catalog(folder: Path, environ: dict[str, str]) -> None:
    write_large_catalog(folder, PROCEDURES)
    elapsed, busy, peak = _timed(_CHECK, folder, environ)
    memory = f"peak {peak:.0f} MiB, reach 1024: {'ok' if peak <= 1024 else 'ABOVE'}"
    _line(f"check {PROCEDURES:,} procedures, cold", elapsed, 20, f"{duration(busy)} of the processor, {memory}")
    elapsed, busy, peak = _timed(_LOAD, folder, environ)
    _line("load them and keep them in the cache", elapsed, None, f"{duration(busy)} of the processor, peak {peak:.0f} MiB")
    again = [_timed(_LOAD, folder, environ) for _ in range(5)]
    elapsed, busy, peak = map(statistics.median, zip(*again, strict=True))
    _line("load them unchanged, imports included", elapsed, 0.5, f"{duration(busy)} of the processor, peak {peak:.0f} MiB")
    words = ["-m", "tthc_catalog", "due", "9.005000", "--at", "2023-09-29 15:31", "--catalog", str(folder)]
    whole = []
    for _ in range(6):
        started = time.perf_counter()
        subprocess.run([sys.executable, *words], env=environ, check=True, capture_output=True)  # noqa: S603 - our own command
        whole.append(time.perf_counter() - started)
    _line("tthc due on them, first", whole[0], None, "")
    _line("tthc due on them, warm", statistics.median(whole[1:]), None, "reading every file's bytes included")
    found = [_timed(_DECIDE, folder, environ)[0] for _ in range(5)]
    _line("one decision out of them, after start-up", statistics.median(found), 0.001, "one file read, checked and decided from")


def _timed(work: str, folder: Path, environ: dict[str, str]) -> tuple[float, float, float]:
    """Seconds elapsed, seconds of the processor and peak MiB of some work in a process of its own, from its first import on."""
    words = [sys.executable, "-c", _TIMED.format(work=work), str(folder), str(PROCEDURES)]
    said = subprocess.run(words, env=environ, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own program
    elapsed, busy, peak = map(float, said.split())
    return elapsed, busy, peak


def _line(name: str, seconds: float, reach: float | None, more: str) -> None:
    mark = "" if reach is None else f"  reach {duration(reach)}: {'ok' if seconds <= reach else 'ABOVE'}"
    print(f"{name:45}  {duration(seconds):>9}{mark}  {more}")


if __name__ == "__main__":
    report()
