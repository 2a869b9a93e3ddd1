"""The catalog of a command line that names none: the one in the current folder, else the packaged one, and how a reply names it.

Nothing here imports click, because cached answers use it too.
"""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

from tthc_catalog._resources import data_folder
from tthc_catalog.console.terminal import Reply, write
from tthc_catalog.messages import text

_JSON_START = "{\n"
"""How `tthc_catalog.console.terminal.as_json` begins an object."""


class WorkingCatalog(NamedTuple):
    """The catalog that a command uses if none is given.

    Attributes:
        folder: its path.
        packaged: whether it is the packaged one, because the current folder has none.
    """

    folder: str
    packaged: bool

    @classmethod
    def find(cls) -> WorkingCatalog:
        """Return the catalog in the current folder or in ``catalog`` in it; without a manifest there, the packaged one."""
        for folder in (".", "catalog"):
            if os.path.isfile(os.path.join(folder, "manifest.yaml")):  # noqa: PTH113, PTH118 - importing pathlib would slow down cached answers
                return cls(folder, packaged=False)
        return cls(data_folder("catalog"), packaged=True)

    def line(self, lang: str) -> str:
        """Return the sentence that names it."""
        if self.packaged:
            return text("console.catalog.packaged", lang)
        return text("console.catalog.here", lang) if self.folder == "." else text("console.catalog.folder", lang, path=self.folder)

    def named(self, reply: Reply, lang: str, form: str) -> Reply:
        """Return a reply that names the catalog: the first key of JSON, the last line of prose, else a line on standard error.

        Args:
            reply: the reply of a command.
            lang: the language of the line.
            form: ``json``, ``text`` for people, or anything else for data that is passed on unchanged.
        """
        if form == "json" and reply.text.startswith(_JSON_START):
            name = "packaged" if self.packaged else self.folder
            return reply._replace(text=f'{_JSON_START}  "catalog_source": "{name}",\n{reply.text[len(_JSON_START) :]}')
        if form == "text" and reply.text:
            return reply._replace(text=f"{reply.text.rstrip()}\n{self.line(lang)}")
        write(self.line(lang), sys.stderr)
        return reply
