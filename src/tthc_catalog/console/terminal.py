"""Write to a terminal or a pipe: always UTF-8, and without a traceback if the reader closes the pipe."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator


class Reply(NamedTuple):
    """The result of a command.

    Attributes:
        text: the whole text for standard output.
        code: the exit code.
        prose: whether the text is for people; a terminal then wraps it at words and adds colour. JSON and the content of files stay as they are.
    """

    text: str
    code: int = 0
    prose: bool = True


def as_json(data: Any) -> str:
    """Return indented JSON with keys in their order and letters unescaped."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def use_utf8() -> None:
    """Write UTF-8 whatever the locale; characters that cannot be encoded are escaped."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@contextlib.contextmanager
def without_colour() -> Iterator[None]:
    """Write no colour, whatever the environment says."""
    before = os.environ.get("NO_COLOR")
    os.environ["NO_COLOR"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["NO_COLOR"]
        else:
            os.environ["NO_COLOR"] = before


def write(text: str, stream: TextIO | None, *, prose: bool = True) -> None:
    """Write ``text`` as whole lines and flush; ignore a reader that has closed the pipe.

    Args:
        text: the text.
        stream: standard output or standard error; None writes nothing.
        prose: whether a terminal lays the text out, see `tthc_catalog.console.layout`.

    Raises:
        OSError: the output could not be written, for example because the disk is full.
    """
    if not text or stream is None:
        return
    if prose and (stream.isatty() or "CLICOLOR_FORCE" in os.environ):
        text = _on_terminal(text, stream)
    try:
        stream.write(text if text.endswith("\n") else text + "\n")
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
    except OSError:
        _silence(stream)
        raise


def _on_terminal(text: str, stream: TextIO) -> str:
    from tthc_catalog.console.layout import arranged, has_colour, width_of

    terminal = stream.isatty()
    return arranged(text, width_of(stream) if terminal else None, colour=has_colour(terminal), answer=stream is sys.stdout)


def _silence(stream: TextIO) -> None:
    """Discard what is still buffered; otherwise the interpreter reports an error when it exits."""
    try:
        descriptor = stream.fileno()
    except (OSError, ValueError):
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, descriptor)
    os.close(null)
