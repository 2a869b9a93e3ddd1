"""``python -m benchmarks.site``: how long a publication takes to write, for this catalog in all formats and for a large one as site and data.

Each line is a process of its own, from loading the catalog to the folder in place: what one size holds in memory does not count for the next.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.large_catalog import write_large_catalog
from benchmarks.measuring import peak_resident
from tthc_catalog.loading import load_catalog
from tthc_catalog.publication.content.publication import Publication, version_day
from tthc_catalog.publication.output.publishing import publish
from tthc_catalog.publication.output.renderers import chosen_renderers, usual_formats
from tthc_catalog.registry import Registry

PACKAGED = 35
SITE = "html,jsonld"
LINES = ((PACKAGED, ",".join(usual_formats(Registry())), 15.0), (PACKAGED, SITE, None), (6000, SITE, 120.0))
"""Procedures, formats, and the seconds to reach where something is promised."""


def report() -> None:
    """Print a line for each publication."""
    print(f"{'procedures':>10}  {'seconds':>8}  {'reach':>6}  {'files':>7}  {'MB':>6}  {'MiB held':>8}  formats", flush=True)
    for size, formats, reach in LINES:
        words = [sys.executable, "-m", "benchmarks.site", str(size), formats, "" if reach is None else f"{reach:.0f}"]
        subprocess.run(words, check=True)  # noqa: S603 - our own program


def measure(size: int, formats: str, reach: str) -> None:
    """Print the line of one publication; its time begins before the catalog is read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if size > PACKAGED:
            write_large_catalog(folder / "catalog", size)
        started = time.perf_counter()
        catalog = load_catalog(folder / "catalog") if size > PACKAGED else load_catalog()
        publication = Publication(catalog=catalog, as_of=version_day(catalog))
        files = publish(publication, chosen_renderers(formats.split(","), publication.registry), folder / "public")
        seconds = time.perf_counter() - started
    held = peak_resident()
    megabytes = sum(file.size for file in files) / 1e6
    print(f"{len(catalog.procedures):>10}  {seconds:>8.1f}  {reach:>6}  {len(files):>7}  {megabytes:>6.1f}  {held:>8.0f}  {formats}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]), *sys.argv[2:])
    else:
        report()
