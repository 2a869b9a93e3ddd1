"""A copy of the packaged catalog with three of its procedures, for tests that run many commands on a catalog of real desks and days."""

from __future__ import annotations

import shutil
from pathlib import Path

PACKAGED = Path(__file__).parents[1] / "catalog"
KEPT = ("1.004873", "1.001193", "1.001266")


def copy_few(folder: Path) -> Path:
    """Copy the catalog, without releases, into a new folder; the counts in the manifest are those of the copy."""
    shutil.copytree(PACKAGED, folder, ignore=shutil.ignore_patterns("releases", "corrections.yaml"))
    for path in [*folder.glob("commune/*/*.yaml"), *folder.glob("district/*/*.yaml")]:
        if path.stem not in KEPT:
            path.unlink()
    manifest = folder / "manifest.yaml"
    content = manifest.read_text(encoding="utf-8")
    for former, count in (("procedures: 14", 1), ("fields: 4", 1), ("procedures: 21", 2), ("fields: 2", 1)):
        assert f"    {former}\n" in content
        content = content.replace(f"    {former}\n", f"    {former.partition(':')[0]}: {count}\n", 1)
    manifest.write_text(content, encoding="utf-8")
    return folder
