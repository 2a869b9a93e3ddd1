"""The picture of the package in docs/explanation is drawn from the code. Draw it again with ``python tests/documents/test_architecture.py --write``."""

from __future__ import annotations

import ast
import re
import sys
import textwrap
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "tthc_catalog"
PICTURE = ROOT / "docs" / "explanation" / "architecture.svg"

WIDTH, GAP, LINE, PADDING = 1080, 12, 17, 10


def layers() -> list[list[str]]:
    """Return the layers from top to bottom, each with its folders and modules, as import-linter checks them."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = config["tool"]["importlinter"]["contracts"]
    return [re.findall(r"\((\w+)\)", row) for row in contract["layers"]]


def purpose(name: str) -> str:
    """Return the first sentence of the docstring of a folder or module."""
    path = PACKAGE / name / "__init__.py" if (PACKAGE / name).is_dir() else PACKAGE / f"{name}.py"
    documented = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return re.split(r"(?<=\.)\s|\n\n", documented)[0].replace("``", "").replace("`", "").replace("\n", " ").rstrip(".")


def picture() -> str:
    """Return the picture as SVG: one row for each layer, one box for each folder or module."""
    shapes: list[str] = []
    top = GAP
    for row in layers():
        width = (WIDTH - GAP * (len(row) + 1)) / len(row)
        texts = [(name, textwrap.wrap(purpose(name), max(12, int(width / 6.6)))) for name in row]
        height = PADDING * 2 + LINE * (1 + max(len(lines) for _, lines in texts))
        for place, (name, lines) in enumerate(texts):
            left = GAP + place * (width + GAP)
            is_folder = (PACKAGE / name).is_dir()
            shapes.append(
                f'<rect x="{left:.0f}" y="{top}" width="{width:.0f}" height="{height}" rx="6" '
                f'fill="{"#eef4fb" if is_folder else "#f6f6f4"}" stroke="#5b7a99"/>'
            )
            label = f"{name}/" if is_folder else f"{name}.py"
            shapes.append(f'<text x="{left + PADDING:.0f}" y="{top + PADDING + 11}" font-weight="bold">{label}</text>')
            for number, line in enumerate(lines, 1):
                y = top + PADDING + 11 + LINE * number
                shapes.append(f'<text x="{left + PADDING:.0f}" y="{y}" font-size="11.5">{escape(line)}</text>')
        top += height + GAP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13" fill="#1d2b3a">\n'
        "<title>The package tthc_catalog: imports run down, never up or sideways</title>\n"
        f'<rect width="{WIDTH}" height="{top}" fill="#ffffff"/>\n'
    )
    return head + "\n".join(shapes) + "\n</svg>\n"


def test_the_picture_is_what_the_code_says() -> None:
    """The committed picture is the one drawn from the layers and docstrings of today."""
    assert PICTURE.read_text(encoding="utf-8") == picture(), "run: python tests/documents/test_architecture.py --write"


def test_every_folder_is_in_a_layer() -> None:
    """No folder or module of the package stays outside the layers, so that import-linter checks all of them."""
    known = {name for row in layers() for name in row}
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")} - {"_data"}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert folders | modules == known


def test_the_table_names_files_that_exist() -> None:
    """Every file in the table "to change X, touch Y" exists."""
    page = (PICTURE.parent / "architecture.md").read_text(encoding="utf-8")
    table = page[page.index("## To change") :]
    named = re.findall(r"`((?:src|schemas|tests|docs|catalog|pyproject)[\w./*<>-]*)`", table)
    assert named
    missing = [name for name in named if "<" not in name and not list(ROOT.glob(name.rstrip("/")))]
    assert not missing


if __name__ == "__main__" and "--write" in sys.argv:
    PICTURE.write_text(picture(), encoding="utf-8")
