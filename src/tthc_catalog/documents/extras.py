"""Optional dependencies: name the missing extra when a document format needs one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tthc_catalog.errors import PublicationError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def needs(extra: str, name: str) -> Iterator[None]:
    """Import what an extra installs.

    Args:
        extra: the extra of this package.
        name: what is made with it, for the message.

    Raises:
        PublicationError: the extra is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("tthc_catalog"):
            raise
        raise PublicationError("publication.error.extra_missing", format=name, extra=extra) from missing
