"""Why a file cannot be read as tables; each part of the library that reads tables reports it in its own words."""

from __future__ import annotations

import contextlib
import lzma
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


DAMAGED_PACKING = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError),
    *(EOFError, NotImplementedError, RuntimeError, KeyError, ValueError),
)
"""What reading a part of a damaged or protected packed file may raise, apart from errors of the disk."""


class UnreadableTable(Exception):
    """A file cannot be read as tables.

    Attributes:
        reason: ``empty_file``, ``damaged``, ``bomb``, ``rows``, ``password``, ``encoding``, ``needs_reader``, or what the file is instead of a table.
        file: the name of the file.
        megabytes: its size when unpacked, if that is the reason.
    """

    def __init__(self, reason: str, *, file: str, megabytes: int = 0) -> None:
        self.reason = reason
        self.file = file
        self.megabytes = megabytes
        super().__init__(f"{file}: {reason}")


@contextlib.contextmanager
def workbook_errors(path: Path) -> Iterator[None]:
    """Raise the errors of the packages that unpack and read workbooks as `UnreadableTable`."""
    import python_calamine as calamine

    try:
        yield
    except calamine.PasswordError as error:
        raise UnreadableTable("password", file=path.name) from error
    except (calamine.CalamineError, *DAMAGED_PACKING) as error:
        raise UnreadableTable("damaged", file=path.name) from error
