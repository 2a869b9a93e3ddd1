"""Signatures of releases: a right one is reported with its key, any other is refused by name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import tthc_catalog as tthc
from tthc_catalog.releases.making import new_release

pytest.importorskip("cryptography")

SMALL = Path(__file__).parents[1] / "small_catalog"


def write_keys(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a new pair of keys and return their files, the private one first."""
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    files = folder / f"{name}.pem", folder / f"{name}.pub.pem"
    files[0].write_bytes(private.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()))
    files[1].write_bytes(private.public_key().public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo))
    return files


def test_a_signed_release_is_verified_by_its_key(tmp_path: Path, tthc_command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verify names the key of the signature, accepts the right public key, and refuses another key and a changed signature by name."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "catalog"))
    private, public = write_keys(tmp_path, "one")
    _, other = write_keys(tmp_path, "other")
    made = tthc_command("release", str(folder), "--sign", str(private), "--lang", "en")
    assert made.returncode == 0
    assert "Signed: " in made.stdout
    paper = tmp_path / "paper.json"
    decision = tthc.Engine(tthc.load_catalog(folder)).decide("1.001193", level="commune", received_at="2024-03-08 15:45")
    paper.write_text(json.dumps(decision.to_dict()), "utf-8")
    words = ("verify", str(paper), "--catalog", str(folder), "--format", "json", "--lang", "en")
    signed = json.loads(tthc_command(*words, "--key", str(public)).stdout)["signed"]
    assert signed["version"] == "2026.11.23"
    assert len(signed["key"]) == 64
    refused = tthc_command(*words, "--key", str(other))
    assert refused.returncode == 2
    assert "2026.11.23.json" in refused.stderr
    with monkeypatch.context() as without:
        without.setattr("importlib.util.find_spec", lambda name: None)
        unchecked = tthc_command("verify", str(paper), "--catalog", str(folder), "--lang", "en")
    assert "was not verified" in unchecked.stdout
    signature = folder / "releases" / "2026.11.23.json.sig"
    data = json.loads(signature.read_text("utf-8"))
    signature.write_text(json.dumps({**data, "signature": data["signature"][4:] + "AAAA"}), "utf-8")
    refused = tthc_command(*words)
    assert refused.returncode == 2
    assert "2026.11.23.json.sig" in refused.stderr


def test_a_file_without_a_key_is_refused(tmp_path: Path) -> None:
    """A file without an Ed25519 private key is named, and nothing is released."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "catalog"))
    key = tmp_path / "key.pem"
    key.write_text("x", "utf-8")
    with pytest.raises(tthc.ReleaseError, match=r"key\.pem"):
        new_release(folder, sign_with=key)
    assert list((folder / "releases").glob("*.json")) == []
