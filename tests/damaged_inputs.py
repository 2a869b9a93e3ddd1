"""What the fuzz targets share: how many inputs they try, how a good input is damaged, and the corpus of inputs that once failed."""

from __future__ import annotations

import contextlib
import io
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = Path(__file__).parent / "fuzzing" / "corpus"
"""One folder for each target; every file in it once failed."""

EXAMPLES = int(os.environ.get("TTHC_FUZZ_EXAMPLES", "25"))

fuzz = hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)

_PIECES = (b"\xcc\x81", b"\\", b'"', b"'", b"\t", b"#", b": ", b"\n", b"\xff" * 4, b"\0", b"<", b">", b"&", b"99999999999", b"-1")


def slow_fuzz(share: int) -> hypothesis.settings:
    """Return the settings of a target that tries one input for ``share`` inputs of the fast ones."""
    return hypothesis.settings(fuzz, max_examples=max(3, EXAMPLES // share))


@st.composite
def damaged(draw: st.DrawFn, *seeds: bytes) -> bytes:
    """Return a seed with a few pieces of bytes replaced, repeated, removed or inserted."""
    content = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 12)))
        content[start:end] = draw(st.one_of(st.binary(max_size=8), st.sampled_from(_PIECES)))
    return bytes(content)


@st.composite
def damaged_package(draw: st.DrawFn, seed: bytes) -> bytes:
    """Return a ZIP file of which one part is damaged, so that the damage reaches the reader of the part and not only the checksum."""
    with zipfile.ZipFile(io.BytesIO(seed)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as packed:
        for part, content in parts.items():
            packed.writestr(part, draw(damaged(content)) if part == name else content)
    return sink.getvalue()


def kept_inputs(target: str) -> list[Path]:
    """Return the files of a target that once failed."""
    return sorted((CORPUS / target).glob("*"))


@contextlib.contextmanager
def keeping(target: str, suffix: str, content: bytes) -> Iterator[None]:
    """Write an input that fails to the corpus; the last one that hypothesis tries is the smallest."""
    try:
        yield
    except Exception:
        path = CORPUS / target / f"failed{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        raise
