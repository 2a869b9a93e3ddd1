"""A catalog of any size, made of copies of the packaged procedures under new codes."""

from __future__ import annotations

import itertools
import re
import shutil
from typing import TYPE_CHECKING

from tthc_catalog._resources import catalog_folder

if TYPE_CHECKING:
    from pathlib import Path


def write_large_catalog(folder: Path, procedures: int) -> None:
    """Write a valid catalog.

    Args:
        folder: a folder that does not exist yet.
        procedures: the number of procedures, at least that of the packaged catalog.
    """
    packaged = catalog_folder()
    shutil.copytree(packaged, folder)
    patterns = sorted(path for path in packaged.glob("*/*/*.yaml"))
    per_level: dict[str, int] = {}
    for path in patterns:
        level = path.relative_to(packaged).parts[0]
        per_level[level] = per_level.get(level, 0) + 1
    numbers = itertools.count(1)
    for path in itertools.islice(itertools.cycle(patterns), procedures - len(patterns)):
        level, field, _ = path.relative_to(packaged).parts
        code = f"9.{next(numbers):06}"
        text = path.read_text(encoding="utf-8").replace(path.stem, code)
        (folder / level / field / f"{code}.yaml").write_text(text, encoding="utf-8", newline="\n")
        per_level[level] += 1
    manifest = folder / "manifest.yaml"
    text = manifest.read_text(encoding="utf-8")
    for level, count in per_level.items():
        text = re.sub(rf"(- level: {level}\n(?:    .*\n)*?    procedures: )\d+", rf"\g<1>{count}", text)
    manifest.write_text(text, encoding="utf-8", newline="\n")
