"""Detached Ed25519 signatures of releases, beside the release as ``<version>.json.sig``. Requires the extra ``sign``.

A release names the digest of the one before, so a signature of one release covers all before it.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.releases.release_file import Release

SUFFIX = ".json.sig"
_SIGNED = "tthc-release/1\n{digest}\n"


class Signature(NamedTuple):
    """A signature of a release.

    Attributes:
        version: the version of the release; the releases before it are covered too.
        key: SHA-256 of the public key in hexadecimal; None if the signature was not verified, because the extra is not installed.
    """

    version: str
    key: str | None


def signature_text(digest: str, key: Path) -> str:
    """Return the content of a signature file.

    Args:
        digest: the digest of the release.
        key: a file with an Ed25519 private key in PEM, without a password.

    Raises:
        ReleaseError: the file has no such key, or the extra is not installed.
    """
    private = _private_key(key)
    public = private.public_key().public_bytes_raw()
    data = {
        "kind": "signature",
        "algorithm": "ed25519",
        "public_key": _encoded(public),
        "signature": _encoded(private.sign(_message(digest))),
    }
    return json.dumps(data, indent=1) + "\n"


def last_signature(chain: Sequence[Release], key: Path | None = None) -> Signature | None:
    """Return the signature of the last signed release; None if no release is signed.

    Args:
        chain: the releases, the oldest first.
        key: a file with the Ed25519 public key in PEM that must have signed the last release; None accepts any key.

    Raises:
        ReleaseError: a signature is not that of its release, the last release is not signed by the key, or a key is given and the extra is not
            installed.
    """
    found = None
    for release in reversed(chain):
        path = Path(release.path).with_suffix(SUFFIX)
        if path.is_file():
            installed = importlib.util.find_spec("cryptography") is not None
            found = Signature(release.version, hashlib.sha256(_verified(path, release.digest)).hexdigest() if installed else None)
            break
    if key is not None and (found is None or found != (chain[-1].version, hashlib.sha256(_public_key(key)).hexdigest())):
        raise ReleaseError("release.error.unsigned", file=chain[-1].path if chain else key.as_posix(), key=key.as_posix())
    return found


def _verified(path: Path, digest: str) -> bytes:
    """Return the public key of a signature file whose signature is right."""
    exceptions, ed25519, _ = _cryptography(path)
    try:
        data = json.loads(path.read_text("utf-8"))
        public = base64.b64decode(data["public_key"], validate=True)
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(data["signature"], validate=True), _message(digest))
    except (ValueError, KeyError, TypeError, exceptions.InvalidSignature):
        raise ReleaseError("release.error.signature", file=path.as_posix()) from None
    return public


def _message(digest: str) -> bytes:
    return _SIGNED.format(digest=digest).encode()


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _private_key(path: Path) -> Any:
    _, ed25519, serialization = _cryptography(path)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise ReleaseError("release.error.key", file=path.as_posix())
    return key


def _public_key(path: Path) -> bytes:
    _, ed25519, serialization = _cryptography(path)
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except ValueError:
        key = None
    if not isinstance(key, ed25519.Ed25519PublicKey):
        raise ReleaseError("release.error.key", file=path.as_posix())
    raw: bytes = key.public_bytes_raw()
    return raw


def _cryptography(path: Path) -> tuple[Any, Any, Any]:
    """Return the modules of the library that signs."""
    try:
        from cryptography import exceptions
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise ReleaseError("release.error.no_sign", file=path.as_posix()) from None
    return exceptions, ed25519, serialization
