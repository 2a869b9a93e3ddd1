"""Run a function of this package in another process.

The process is a Python that imports nothing but this package: unlike `multiprocessing`, it never runs the main module of the program that
uses this package. The caller does the work itself if the process cannot be started or fails.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

_PROGRAM = "import sys; sys.path[:] = {path!r}; from {module} import {function}; {function}(sys.stdin.buffer, sys.stdout.buffer)"


class ChildProcess(NamedTuple):
    """A process that was started. It writes to a file, so that it never waits for this process."""

    process: subprocess.Popen[bytes]
    output: IO[bytes]

    def replies(self) -> list[Any] | None:
        """Wait until the process ends; return the objects that it pickled, or None if it failed."""
        if self.process.wait() != 0:
            return None
        self.output.seek(0)
        found: list[Any] = []
        while True:
            try:
                found.append(pickle.load(self.output))  # noqa: S301 - written by the process that was started here
            except EOFError:
                return found
            except Exception:  # noqa: BLE001 - nothing else that the process wrote is used
                return None


@contextlib.contextmanager
def child_process(serve: str, request: object) -> Iterator[ChildProcess | None]:
    """Start a process, and end it at the latest when the context is left.

    Args:
        serve: ``module:function``; the function gets a binary file with the pickled request and one for its pickled replies.
        request: what to do.

    Yields:
        The process, or None if it cannot be started.
    """
    import subprocess
    import tempfile

    module, _, function = serve.partition(":")
    command = [sys.executable, "-P", "-c", _PROGRAM.format(path=sys.path, module=module, function=function)]
    with contextlib.ExitStack() as stack:
        try:
            requests, output = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(2))
            pickle.dump(request, requests, pickle.HIGHEST_PROTOCOL)
            requests.seek(0)
            process = subprocess.Popen(command, stdin=requests, stdout=output, stderr=subprocess.DEVNULL)  # noqa: S603 - this Python
        except Exception:  # noqa: BLE001 - the caller does the work itself
            yield None
            return
        try:
            yield ChildProcess(process, output)
        finally:
            process.kill()
            process.wait()


def processors() -> int:
    """Return the number of processes that can run at the same time: 1 if no other one can be started."""
    if not _runs_python():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _runs_python() -> bool:
    """Whether ``sys.executable`` is a Python, and not a program or a server with Python inside."""
    return not getattr(sys, "frozen", False) and Path(sys.executable or "").name.startswith(("python", "pypy"))
