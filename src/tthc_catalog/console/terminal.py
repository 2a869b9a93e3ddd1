"""Writing to the terminal or the pipe: always UTF-8, never a traceback because the reader went away."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any, NamedTuple, TextIO


class Reply(NamedTuple):
    """What a command answers: the whole text for standard output, and the exit code."""

    text: str
    code: int = 0


def as_json(data: Any) -> str:
    """``data`` as JSON for people and machines: two spaces, keys as given, letters as they are."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale says; what cannot be encoded is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def write(text: str, stream: TextIO | None) -> None:
    """Write ``text`` as whole lines and flush; a reader that closed its end has had what it wanted.

    Raises:
        OSError: the output could not be written, as on a full disk.
    """
    if not text or stream is None:
        return
    try:
        stream.write(text if text.endswith("\n") else text + "\n")
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError:
        _silence(stream)
        raise


def _silence(stream: TextIO) -> None:
    """Send what is still buffered nowhere, or the interpreter complains about it when it ends."""
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
