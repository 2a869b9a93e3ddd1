"""Call code of a plugin: every exception is caught, a limit of time holds, and what it prints does not mix with the answer of a command."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import weakref
from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import error_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST_SECONDS = 30.0
"""Seconds that one call of a plugin may take; only the main thread can interrupt it."""

_threads: weakref.WeakSet[threading.Thread] = weakref.WeakSet()


class Failed(Exception):
    """Code of a plugin raised ``cause``, or ran too long; the message describes it on one line."""

    def __init__(self, cause: BaseException) -> None:
        self.cause = cause
        super().__init__(error_text(cause))


class TooSlow(BaseException):
    """A call took longer than `LONGEST_SECONDS`. It is no `Exception`, so that a loop which catches those ends too."""


def guarded(call: Callable[[], Any]) -> Any:
    """Call code of a plugin and convert every exception, ``SystemExit`` included, to `Failed`; only Ctrl-C passes.

    What the code prints goes to standard error, since standard output is the answer of a command and may be JSON.
    """
    before = set(threading.enumerate())
    try:
        with contextlib.redirect_stdout(sys.stderr), _limited():
            return call()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise Failed(error) from error
    finally:
        _threads.update(thread for thread in threading.enumerate() if thread not in before and not thread.daemon)


def threads_left() -> bool:
    """Return whether a thread that a plugin started would keep the process alive."""
    return any(thread.is_alive() for thread in _threads)


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    """Raise `TooSlow` in the block after `LONGEST_SECONDS`, and again every second if the block goes on."""
    if (
        threading.current_thread() is not threading.main_thread()
        or not hasattr(signal, "setitimer")
        or signal.getitimer(signal.ITIMER_REAL)[0]
    ):
        yield
        return
    limit = LONGEST_SECONDS

    def stop(*_: object) -> None:
        raise TooSlow(f"> {limit:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
