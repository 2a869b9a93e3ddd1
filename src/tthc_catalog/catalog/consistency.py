"""What no single file can know: whether the files of a catalog agree with one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.catalog.document import Document
    from tthc_catalog.catalog.folder import CatalogFile
    from tthc_catalog.errors import Problem


@attrs.define(kw_only=True, eq=False)
class ValidFiles:
    """The files that obey their schemas, and those that do not.

    Attributes:
        root: the catalog's folder, as the user gave it.
        missing_kinds: names of required files that are not there.
        broken: files left out; what only they could say is not asked for.
    """

    root: str
    missing_kinds: set[str] = attrs.field(factory=set)
    broken: list[CatalogFile] = attrs.field(factory=list)
    files: dict[str, list[tuple[CatalogFile, Document]]] = attrs.field(factory=dict)

    def add(self, file: CatalogFile, document: Document) -> None:
        """Take in a file that obeys its schema."""
        self.files.setdefault(file.kind, []).append((file, document))

    def of_kind(self, kind: str) -> list[Document]:
        """The valid documents of a kind, in order of their paths."""
        return [document for _, document in self.files.get(kind, [])]

    def one(self, kind: str) -> Document:
        """The one document of a kind that stands at the top of the folder."""
        return self.of_kind(kind)[0]

    def is_complete(self, kind: str) -> bool:
        """Whether every file of this kind was valid, so that what they do not hold is not there."""
        return not any(file.kind == kind for file in self.broken)


def consistency_problems(valid: ValidFiles, today: dt.date | None) -> list[Problem]:
    """Everything the files contradict one another in."""
    return []
