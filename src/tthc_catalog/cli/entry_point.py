"""Entry point of the ``tthc`` command: try a cached answer first, then run the whole application."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from tthc_catalog.cli.cached_answer import stored_reply
from tthc_catalog.console.settings import Settings
from tthc_catalog.console.terminal import use_utf8, without_colour, write

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line ``args``, by default that of the process, and return the exit code."""
    words = list(sys.argv[1:] if args is None else args)
    use_utf8()
    settings = Settings.read(words, os.environ)._replace(own_process=args is None)
    with contextlib.nullcontext() if settings.coloured else without_colour():
        code = _run(words, settings)
    if args is None:
        _leave_threads(code)
    return code


def _run(words: list[str], settings: Settings) -> int:
    try:
        reply = stored_reply(words, settings, os.environ)
        if reply is None:
            from tthc_catalog.cli.application import run

            reply = run(words, settings)
        write(reply.text, sys.stdout, prose=reply.prose)
    except KeyboardInterrupt:
        return 130
    except OSError as error:  # the reply could not be written
        from tthc_catalog.cli.failures import failure

        message = failure(error, settings)
        write(message.text, sys.stderr, prose=message.prose)
        return 2
    return reply.code


def _leave_threads(code: int) -> None:
    """End the process now if a thread that a plugin started would keep it alive; everything has been written."""
    calls = sys.modules.get("tthc_catalog.extension.guarded_calls")
    if calls is not None and calls.threads_left():
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(code)
