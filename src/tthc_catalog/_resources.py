"""Locate the packaged catalog, schemas and templates, in the installed package or else in the checkout."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DISTRIBUTION = "tthc-catalog"
"""The name of the distribution that contains this package."""

PACKAGE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - importing pathlib would slow down quick commands


def catalog_folder() -> Path:
    """Return the folder of the packaged catalog."""
    from pathlib import Path

    return Path(data_folder("catalog"))


def schemas_folder() -> Path:
    """Return the folder of the JSON Schemas."""
    from pathlib import Path

    return Path(data_folder("schemas"))


def templates_folder() -> Path:
    """Return the folder of the templates of ``tthc new``."""
    from pathlib import Path

    return Path(data_folder("templates"))


def data_folder(name: str) -> str:
    """Return the path of a folder of packaged data, such as ``catalog``."""
    packaged = os.path.join(PACKAGE, "_data", name)  # noqa: PTH118 - as above
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(os.path.dirname(PACKAGE)), name)  # noqa: PTH112, PTH118, PTH120
