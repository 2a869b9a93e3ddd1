"""``python -m benchmarks.site``: how long the pages take to write, and how much they weigh, for this catalog and for a large one."""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path

from benchmarks.large_catalog import write_large_catalog
from tthc_catalog.loading import load_catalog
from tthc_catalog.publication.contract import Publication, version_day
from tthc_catalog.publication.publishing import publish
from tthc_catalog.publication.renderers import chosen_renderers

FORMATS = ("html", "jsonld")
SIZES = (35, 6000)


def report() -> None:
    """Print a line for each size; memory is the most the process has held so far, so the largest size comes last."""
    print(f"{'procedures':>10}  {'seconds':>8}  {'files':>7}  {'MB':>6}  {'MiB held':>8}   ({', '.join(FORMATS)})")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if size > SIZES[0]:
                write_large_catalog(folder / "catalog", size)
            catalog = load_catalog(folder / "catalog") if size > SIZES[0] else load_catalog()
            publication = Publication(catalog=catalog, as_of=version_day(catalog))
            started = time.perf_counter()
            files = publish(publication, chosen_renderers(FORMATS, publication.registry), folder / "public")
            seconds = time.perf_counter() - started
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{len(catalog.procedures):>10}  {seconds:>8.1f}  {len(files):>7}  {sum(f.size for f in files) / 1e6:>6.1f}  {held:>8}")


if __name__ == "__main__":
    report()
