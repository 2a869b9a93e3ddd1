"""The digest of the cache: BLAKE2b at 256 bits."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # what hashlib itself gives, without the millisecond or three that loading OpenSSL takes
except ImportError:  # another interpreter, or another way of building this one
    from hashlib import blake2b


def digest_of(*parts: bytes) -> bytes:
    """The digest of some bytes, one part after the other."""
    summed = blake2b(digest_size=32)
    for part in parts:
        summed.update(part)
    return summed.digest()
