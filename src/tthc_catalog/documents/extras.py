"""Optional dependencies: report the extra that a document format needs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tthc_catalog.errors import PublicationError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def needs(extra: str, name: str) -> Iterator[None]:
    """Report a failed import of an optional dependency as a missing extra.

    Args:
        extra: the extra of this package that installs the dependency.
        name: the document format, for the message.

    Raises:
        PublicationError: the extra is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("tthc_catalog"):
            raise
        raise PublicationError("publication.error.extra_missing", format=name, extra=extra) from error
