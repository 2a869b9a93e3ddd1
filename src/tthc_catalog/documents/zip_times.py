"""Reproducible ZIP containers: all members get the same fixed time, so equal content gives equal bytes."""

from __future__ import annotations

import io
import zipfile

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP container can express."""


def without_times(container: bytes) -> bytes:
    """Return the container with the times and attributes of its members removed.

    >>> stream = io.BytesIO()
    >>> with zipfile.ZipFile(stream, "w") as archive:
    ...     archive.writestr("a.txt", "a")
    >>> without_times(stream.getvalue()) == without_times(without_times(stream.getvalue()))
    True
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(container)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            info = zipfile.ZipInfo(member.filename, _EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            target.writestr(info, source.read(member))
    return stream.getvalue()
