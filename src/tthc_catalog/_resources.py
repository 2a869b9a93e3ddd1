"""Where the packaged catalog, schemas and templates stand: inside the installed package first, in the checkout second."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DISTRIBUTION = "tthc-catalog"
"""The name of the distribution this package is installed from."""

PACKAGE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - quick commands start here, and pathlib takes a while to import


def catalog_folder() -> Path:
    """The folder of the packaged catalog."""
    from pathlib import Path

    return Path(data_folder("catalog"))


def schemas_folder() -> Path:
    """The folder of the JSON Schemas."""
    from pathlib import Path

    return Path(data_folder("schemas"))


def templates_folder() -> Path:
    """The folder of the files that ``tthc new`` starts from."""
    from pathlib import Path

    return Path(data_folder("templates"))


def data_folder(name: str) -> str:
    """The path of a folder of packaged data, such as ``catalog``."""
    packaged = os.path.join(PACKAGE, "_data", name)  # noqa: PTH118 - as above
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(os.path.dirname(PACKAGE)), name)  # noqa: PTH112, PTH118, PTH120
