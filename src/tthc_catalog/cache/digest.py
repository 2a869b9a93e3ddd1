"""The digest of the cache: BLAKE2b with 256 bits."""

from __future__ import annotations

try:
    from _blake2 import blake2b  # the function hashlib returns, without the 1 to 3 ms it takes to load OpenSSL
except ImportError:  # another interpreter, or another build of this one
    from hashlib import blake2b


def digest_of(*parts: bytes) -> bytes:
    """Return the digest of the concatenated parts."""
    hasher = blake2b(digest_size=32)
    for part in parts:
        hasher.update(part)
    return hasher.digest()
