"""Where the packaged catalog, schemas and templates stand: inside the installed package first, in the checkout second."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def catalog_folder() -> Path:
    """The folder of the packaged catalog."""
    return _folder("catalog")


def schemas_folder() -> Path:
    """The folder of the JSON Schemas."""
    return _folder("schemas")


def templates_folder() -> Path:
    """The folder of the files that ``tthc new`` starts from."""
    return _folder("templates")


def _folder(name: str) -> Path:
    packaged = _PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else _PACKAGE.parent.parent / name
