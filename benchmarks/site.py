"""``python -m benchmarks.site``: publishing this catalog in all usual formats, and a large one as site and linked data.

Each publication runs in a separate process, so that the memory of one size does not count for the next.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.large_catalog import write_large_catalog
from benchmarks.measuring import Bound, Table, peak_resident, show, within
from tthc_catalog.loading import load_catalog
from tthc_catalog.publication.content.publication import Publication, version_day
from tthc_catalog.publication.output.publishing import publish
from tthc_catalog.publication.output.renderers import chosen_renderers, usual_formats
from tthc_catalog.registry import Registry

PACKAGED = 35
SITE = "html,jsonld"
LINES = ((PACKAGED, ",".join(usual_formats(Registry())), 15.0), (PACKAGED, SITE, None), (6_000, SITE, 120.0))
"""Procedures, formats, and the bound in seconds, if any."""


def tables() -> Iterator[Table]:
    """Measure each publication in a separate process."""
    rows: list[tuple[str, ...]] = []
    bounds: list[Bound] = []
    for size, formats, limit in LINES:
        words = [sys.executable, "-m", "benchmarks.site", str(size), formats]
        output = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 - our own program
        figures = json.loads(output.splitlines()[-1])
        name = f"{figures['procedures']:,}"
        rows.append(
            (name, f"{figures['seconds']:.1f}", f"{figures['files']:,}", f"{figures['megabytes']:.1f}", f"{figures['peak']:.0f}", formats)
        )
        if limit is not None:
            what = "site and linked data" if formats == SITE else "all usual formats"
            bounds.append(within(f"publishing {name} procedures: {what}", figures["seconds"], limit))
    columns = ("procedures", "elapsed, s", "files", "MB", "peak MiB", "formats")
    yield Table("Publishing", columns, rows, tuple(bounds))


def measure(size: int, formats: str) -> dict[str, float]:
    """Measure one publication, from reading the catalog to the finished folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if size > PACKAGED:
            write_large_catalog(folder / "catalog", size)
        started = time.perf_counter()
        catalog = load_catalog(folder / "catalog") if size > PACKAGED else load_catalog()
        publication = Publication(catalog=catalog, as_of=version_day(catalog))
        files = publish(publication, chosen_renderers(formats.split(","), publication.registry), folder / "public")
        seconds = time.perf_counter() - started
    megabytes = sum(file.size for file in files) / 1e6
    peak = peak_resident()
    return {"procedures": len(catalog.procedures), "seconds": seconds, "files": len(files), "megabytes": megabytes, "peak": peak}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]), sys.argv[2])))
    else:
        for table in tables():
            show(table)
