"""The sources of the site: the documents with links that work there, the parts of the index, the notebooks and the reference.

The documents are written for a Git host, where a link may lead to any file of the project. On the site, a linked page becomes a page, a linked
file can be downloaded, and a linked folder is only named.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import reference

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
CODE_BLOCK = re.compile(r"^( *)(`{3,}).*?^ *\2`*$", re.DOTALL | re.MULTILINE)
PART = re.compile(r"^### (.+)\n\n((?:- .*\n?)+)", re.MULTILINE)


def page_of(path: Path) -> Path:
    """Return where the page or file of a path is in the sources of the site."""
    if path == DOCS / "README.md":
        return Path("index.md")
    if path.is_relative_to(DOCS):
        return path.relative_to(DOCS)
    inside = path.relative_to(ROOT)
    if path.suffix == ".ipynb":
        return Path("notebooks") / f"{path.stem}.md"
    return Path("project" if path.suffix == ".md" else "files") / inside


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Change a text, but not its blocks of code."""
    parts, end = [], 0
    for block in CODE_BLOCK.finditer(text):
        parts += [change(text[end : block.start()]), block[0]]
        end = block.end()
    return "".join([*parts, change(text[end:])])


class Sources:
    """The sources of the site in a folder; linked pages and files outside of the documents are added when a link to them is found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.added: set[Path] = set()

    def write(self) -> None:
        """Write all sources into the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for path in sorted(DOCS.rglob("*")):
            if path.is_file() and not path.is_relative_to(DOCS / "site"):
                self.add(path)
        for page, text in reference.pages().items():
            self.put(Path(page), text)
        self.put(Path("index.md"), self.with_parts((self.folder / "index.md").read_text(encoding="utf-8")))

    def put(self, page: Path, text: str) -> None:
        """Write one page."""
        place = self.folder / page
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")

    def add(self, path: Path) -> None:
        """Add a page with its links, or a file."""
        if path in self.added:
            return
        self.added.add(path)
        page = page_of(path)
        if path.suffix not in {".md", ".ipynb"}:
            (self.folder / page).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, self.folder / page)
            return
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            text = notebook_page(json.loads(text))
        if page == Path("reference/api.md"):
            text = reference.with_links_to_names(text)
        self.put(page, outside_code(text, lambda prose: LINK.sub(lambda link: self.link(path, page, link), prose)))

    def link(self, path: Path, page: Path, link: re.Match[str]) -> str:
        """Return a link as it is on the site."""
        picture, text, address = link.groups()
        target, hash_sign, anchor = address.partition("#")
        if "://" in target or target.startswith("mailto:") or not target:
            return link[0]
        linked = Path(os.path.normpath(path.parent / target))
        if not linked.exists():
            raise FileNotFoundError(f"{path.relative_to(ROOT)}: a link leads to {target}, which does not exist")
        if linked in (DOCS, ROOT):
            linked = DOCS / "README.md"
        if linked.is_dir():
            return text
        self.add(linked)
        return f"{picture}[{text}]({os.path.relpath(page_of(linked), page.parent)}{hash_sign}{anchor})"

    def with_parts(self, index: str) -> str:
        """Return the index with a table of contents for each part, and write the page of each part."""
        seen = set(re.findall(r"\]\(([^)#]+)\)", index[index.index("## English") :]))
        english = len(PART.findall(index[: index.index("## English")]))
        parts = []
        for number, (title, items) in enumerate(PART.findall(index)):
            pages = [page for page in re.findall(r"\]\(([^)#]+)\)", items) if number >= english or page not in seen]
            pages += [page for page in reference.pages() if title == "Reference" and page.endswith("/index.md")]
            name = f"part-{number + 1}"
            parts.append(f"{title} <{name}>")
            more = reference.CONTENTS if title == "Reference" else ""
            self.put(Path(f"{name}.md"), f"# {title}\n\n{items}{more}\n{contents(pages)}")
        rest = sorted(page_of(path).as_posix() for path in self.added if page_of(path).parts[0] == "project")
        self.put(Path("project.md"), "# Project\n\n" + contents(rest, hidden=False))
        return index + "\n" + contents([*parts, "Project <project>"])


def contents(pages: list[str], *, hidden: bool = True) -> str:
    """Return a table of contents."""
    return "\n".join(["```{toctree}", *([":hidden:"] if hidden else []), ":maxdepth: 1", "", *pages, "```", ""])


def notebook_page(notebook: dict[str, Any]) -> str:
    """Return a notebook as a page, with the stored outputs."""
    parts = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        parts.append(f"```python\n{source}\n```")
        for output in cell["outputs"]:
            text = "".join(output["text"] if output["output_type"] == "stream" else output["data"]["text/plain"])
            parts.append(f"```text\n{text.rstrip()}\n```")
    return "\n\n".join(parts) + "\n"
