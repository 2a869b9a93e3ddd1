"""Reproducible ZIP containers: all members get the same fixed time, so equal content gives equal bytes."""

from __future__ import annotations

import io
import zipfile

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP container can express."""

_ATTRIBUTES, _UNIX = 0o644 << 16, 3
_VERSION = 20
"""The version of the format that compression needs."""


def without_times(container: bytes) -> bytes:
    """Return the container with the times and attributes of its members removed.

    >>> stream = io.BytesIO()
    >>> with zipfile.ZipFile(stream, "w") as archive:
    ...     archive.writestr("a.txt", "a")
    >>> without_times(stream.getvalue()) == without_times(without_times(stream.getvalue()))
    True
    """
    with zipfile.ZipFile(io.BytesIO(container)) as source:
        return _with_attributes(container) if all(map(_is_timeless, source.infolist())) else _rewritten(source)


def _is_timeless(member: zipfile.ZipInfo) -> bool:
    """Whether a member is compressed and has no time, so that nothing but its attributes in the directory changes."""
    plain = not member.extra and not member.comment and member.flag_bits == 0
    return plain and member.date_time == _EARLIEST and member.compress_type == zipfile.ZIP_DEFLATED and member.extract_version == _VERSION


def _with_attributes(container: bytes) -> bytes:
    """Write the directory of a container again; to compress the members of a large workbook again would take long."""
    stream = io.BytesIO(container)
    with zipfile.ZipFile(stream, "a") as archive:
        for member in archive.infolist():
            member.external_attr, member.create_system = _ATTRIBUTES, _UNIX
        archive.comment = b""  # an archive with a new comment writes its directory when it is closed
    return stream.getvalue()


def _rewritten(source: zipfile.ZipFile) -> bytes:
    """Write every member again."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            info = zipfile.ZipInfo(member.filename, _EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = _ATTRIBUTES
            info.create_system = _UNIX
            target.writestr(info, source.read(member))
    return stream.getvalue()
