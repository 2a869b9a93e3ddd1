"""Build the documentation site: ``python docs/site/build.py FOLDER``.

Any warning of Sphinx, any dead link or anchor and any public name without documentation fails the build. It opens no connection, and neither do the pages.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import links
from sources import Sources
from sphinx.cmd.build import build_main


def refuse_connections(event: str, _arguments: tuple[object, ...]) -> None:
    """Raise an error if anything opens a connection or looks a name up."""
    if event in {"socket.connect", "socket.getaddrinfo"}:
        raise ConnectionError("the documentation is built without the network")


def build(folder: Path) -> int:
    """Build the site into a folder; return an exit code."""
    if (folder / ".buildinfo").is_file():  # an earlier build: a page that no longer exists must not stay
        shutil.rmtree(folder)
    sources = folder.parent / f"{folder.name}-sources"
    Sources(sources).write()
    doctrees = folder.parent / f"{folder.name}-doctrees"
    places = ["-c", str(Path(__file__).parent), "-d", str(doctrees), str(sources), str(folder)]
    failed = build_main(["--builder", "html", "--jobs", "auto", "--quiet", "--fail-on-warning", "--keep-going", "-E", "-a", *places])
    found = links.faults(folder.resolve()) if folder.is_dir() else []
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 1 if failed or found else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: build.py FOLDER")
    sys.addaudithook(refuse_connections)
    code = build(Path(sys.argv[1]))
    print(f"{sys.argv[1]}/index.html" if code == 0 else "the site has faults", file=sys.stderr if code else sys.stdout)
    sys.exit(code)
