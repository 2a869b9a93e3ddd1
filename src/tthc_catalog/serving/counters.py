"""Counters of requests, shared by the workers through one file each, and the text in which Prometheus reads them."""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tthc_catalog.serving.served_catalogs import ServedCatalogs

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
"""Upper bounds of the buckets of durations, in seconds; one more bucket has no bound."""

CLASSES = ("2xx", "3xx", "4xx", "5xx")

_SUFFIX = ".counters"
_SECONDS = len(CLASSES)
_DECISIONS = _SECONDS + 1
_BUCKETS = _DECISIONS + 1
_WIDTH = _BUCKETS + len(BOUNDS) + 1


class Counters:
    """Numbers by operation. A worker writes its own file, and reads those of all: any of them answers for the whole service."""

    def __init__(self, operations: Sequence[str], folder: str | None) -> None:
        self.operations = tuple(operations)
        self._places = {name: number * _WIDTH for number, name in enumerate(self.operations)}
        self._size = len(self.operations) * _WIDTH * 8
        self._folder = None if folder is None else Path(folder)
        if self._folder is None:
            self._values = memoryview(bytearray(self._size)).cast("d")
        else:
            path = self._folder / f"{os.getpid()}{_SUFFIX}"
            with path.open("w+b") as file:
                file.truncate(self._size)
                self._values = memoryview(mmap.mmap(file.fileno(), self._size)).cast("d")

    def count(self, operation: str, status: int, seconds: float, decisions: int = 0) -> None:
        """Count one request."""
        place, values = self._places[operation], self._values
        values[place + min(max(status // 100 - 2, 0), 3)] += 1
        values[place + _SECONDS] += seconds
        values[place + _DECISIONS] += decisions
        bucket = 0
        for bound in BOUNDS:
            if seconds <= bound:
                break
            bucket += 1
        values[place + _BUCKETS + bucket] += 1

    def _totals(self) -> list[float]:
        if self._folder is None:
            return list(self._values)
        totals = [0.0] * len(self._values)
        for path in sorted(self._folder.glob(f"*{_SUFFIX}")):
            content = path.read_bytes()
            if len(content) == self._size:
                totals = [total + value for total, value in zip(totals, memoryview(content).cast("d"), strict=True)]
        return totals

    def text(self, catalogs: ServedCatalogs) -> str:
        """Return the counters of all workers, and the catalogs of this one, in the text format of Prometheus."""
        return "\n".join((*self._requests(), *_catalog_lines(catalogs), *_process_lines())) + "\n"

    def _requests(self) -> Iterator[str]:
        totals = self._totals()
        rows = {name: totals[place : place + _WIDTH] for name, place in self._places.items()}
        yield from _head("tthc_requests_total", "counter", "Requests by operation and class of the status.")
        for name, row in rows.items():
            for number, status in enumerate(CLASSES):
                if row[number]:
                    yield f'tthc_requests_total{{operation="{name}",status="{status}"}} {row[number]:.0f}'
        yield from _head("tthc_decisions_total", "counter", "Decisions that were made.")
        yield f"tthc_decisions_total {sum(row[_DECISIONS] for row in rows.values()):.0f}"
        yield from _head("tthc_request_seconds", "histogram", "Seconds from the first byte of a request to the last byte of its answer.")
        for name, row in rows.items():
            total = 0.0
            if not any(row[_BUCKETS:]):
                continue
            for bound, value in zip((*BOUNDS, "+Inf"), row[_BUCKETS:], strict=True):
                total += value
                yield f'tthc_request_seconds_bucket{{operation="{name}",le="{bound}"}} {total:.0f}'
            yield f'tthc_request_seconds_sum{{operation="{name}"}} {row[_SECONDS]:.6f}'
            yield f'tthc_request_seconds_count{{operation="{name}"}} {total:.0f}'


def _head(name: str, kind: str, help: str) -> Iterable[str]:
    return (f"# HELP {name} {help}", f"# TYPE {name} {kind}")


def _catalog_lines(catalogs: ServedCatalogs) -> Iterator[str]:
    states = [state for state in catalogs.states() if state[0] is not None]
    yield from _head("tthc_catalog_info", "gauge", "The catalogs that this worker serves.")
    for served, _, _, _ in states:
        assert served is not None
        yield f'tthc_catalog_info{{catalog="{served.catalog.id}",version="{served.catalog.version}",digest="{served.digest}"}} 1'
    yield from _head("tthc_catalog_loaded_timestamp_seconds", "gauge", "When the catalog was loaded.")
    for served, _, _, _ in states:
        assert served is not None
        yield f'tthc_catalog_loaded_timestamp_seconds{{catalog="{served.catalog.id}"}} {served.loaded_at.timestamp():.0f}'
    yield from _head("tthc_catalog_refused", "gauge", "1 while a changed catalog is refused and the old one is served.")
    for served, refused, _, _ in states:
        assert served is not None
        yield f'tthc_catalog_refused{{catalog="{served.catalog.id}"}} {int(refused is not None)}'
    yield from _head("tthc_catalog_loads_total", "counter", "How often this worker loaded a catalog.")
    yield f"tthc_catalog_loads_total {sum(loads for _, _, loads, _ in catalogs.states())}"
    yield from _head("tthc_catalog_refusals_total", "counter", "How often this worker refused a changed catalog.")
    yield f"tthc_catalog_refusals_total {sum(refusals for _, _, _, refusals in catalogs.states())}"


def _process_lines() -> Iterator[str]:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):  # not Linux
        return
    yield from _head("process_resident_memory_bytes", "gauge", "Resident memory of this worker.")
    yield f"process_resident_memory_bytes {pages * os.sysconf('SC_PAGE_SIZE')}"
