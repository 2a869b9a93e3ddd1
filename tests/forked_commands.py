"""Commands in forked processes, each under a condition such as a full disk: the imports are paid for once.

    python tests/forked_commands.py

reads one JSON request a line and answers with one. The conditions are set in the forked process, and end with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CHANGES = frozenset({"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.chmod", "os.truncate"})
"""Audit events of a change of the disk; files that are opened for writing come in addition."""

_LIMITS = {"files": resource.RLIMIT_NOFILE, "file_size": resource.RLIMIT_FSIZE, "memory": resource.RLIMIT_DATA}


class Commands:
    """A process that forks one process for each command."""

    def __init__(self, environment: Mapping[str, str | None] | None = None) -> None:
        changed = {**os.environ, **(environment or {})}
        kept = {name: value for name, value in changed.items() if value is not None}
        self._process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=kept)

    def run(self, arguments: Sequence[str], errors: Path, **conditions: Any) -> dict[str, Any]:
        """Run a command; return its ``code``, the ``changes`` of the disk it made, and what it wrote to standard ``error``.

        Args:
            arguments: the arguments of ``tthc``, or ``decide``, the dossiers and the file to write.
            errors: a file for standard error, which must not lie on the disk that is full.
            conditions: ``files``, ``file_size`` and ``memory`` are limits of the process; ``powerless`` takes the right of root to write into
                any folder; ``stop_at`` is the number of the change at which SIGTERM arrives.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"arguments": list(arguments), "errors": str(errors), **conditions}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return {**answer, "error": errors.read_text(encoding="utf-8", errors="replace")}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def _serve() -> None:
    import tthc_catalog.cli.application
    import tthc_catalog.engine
    import tthc_catalog.evaluation.evaluation_run
    import tthc_catalog.publication.output.publishing  # noqa: F401

    for line in sys.stdin:
        request = json.loads(line)
        begun = time.monotonic()
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            _child(request, writer)
        os.close(writer)
        with os.fdopen(reader) as stream:
            changes = stream.read()
        _, status = os.waitpid(child, 0)
        answer = {"code": os.waitstatus_to_exitcode(status), "changes": int(changes or 0), "seconds": time.monotonic() - begun}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer to the caller


def _child(request: dict[str, Any], writer: int) -> None:
    """Set the conditions, run the command, and end."""
    code = 99
    changes = 0
    stop_at = request.get("stop_at")

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal changes
        if event in _CHANGES or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR) and arguments[0] != os.devnull):
            changes += 1
            if changes == stop_at:
                os.kill(os.getpid(), signal.SIGTERM)

    try:
        errors = os.open(request["errors"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream, target in ((0, nothing), (1, nothing), (2, errors)):
            os.dup2(target, stream)
        sys.addaudithook(watch)
        if request.get("powerless"):
            _drop_powers()
        for name, kind in _LIMITS.items():
            if name in request:
                resource.setrlimit(kind, (request[name], request[name]))
        code = _run(request["arguments"])
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 - the caller sees the traceback
        with contextlib.suppress(BaseException):
            traceback.print_exc()
            sys.stderr.flush()
    os.write(writer, str(changes).encode())
    os._exit(code)


def _run(arguments: Sequence[str]) -> int:
    if arguments[0] != "decide":
        from tthc_catalog.cli import main

        return main(arguments)
    import tthc_catalog
    from tthc_catalog.cli.interruptions import Stopped, stopping_signals

    source, target, catalog = arguments[1:]
    try:
        with stopping_signals():
            engine = tthc_catalog.Engine(tthc_catalog.load_catalog(catalog))
            with engine.dossier_files(source) as files:
                files.write_rows(target)
    except Stopped as stopped:
        return stopped.code
    except Exception as error:  # noqa: BLE001 - a program shows the error that it gets from the library
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


def _drop_powers() -> None:
    """Give up the capabilities by which root may write into a folder that is read-only."""
    if os.geteuid() != 0:
        return
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, nothing) != 0:  # pragma: no cover - a system without capabilities
        raise OSError(ctypes.get_errno(), "capset")


if __name__ == "__main__":
    _serve()
