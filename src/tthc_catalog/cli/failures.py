"""Turn every failure into one plain message and an exit code, so that a wrong command line shows no traceback."""

from __future__ import annotations

import errno
import os
import re
import signal
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.cli.interruptions import Stopped
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.errors import AmbiguousProcedure, CatalogError, ProvisionalRefused, Severity, TthcError, UnknownProcedure, error_text
from tthc_catalog.messages import has_text, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.console.settings import Settings


def failure(error: Exception, settings: Settings) -> Reply:
    """Return the message for standard error and the exit code.

    Args:
        error: the exception that ended the command.
        settings: the language, and whether the message is JSON.
    """
    lang = settings.lang
    if isinstance(error, click.UsageError):
        return _reply(error, settings, message=usage_sentence(error, lang), more=_usage_lines(error, lang))
    if isinstance(error, ProvisionalRefused):
        return _reply(error, settings, message=error.text(lang), code=1)
    if isinstance(error, CatalogError):
        return _catalog_reply(error, settings)
    if isinstance(error, TthcError):
        localized = getattr(error, "text", None)
        message = localized(lang, suggestions=_as_options(error)) if localized else str(error)
        return _reply(error, settings, message=message, suggestions=getattr(error, "suggestions", ()))
    if isinstance(error, OSError):
        reason = _system_reason(error, lang)
        return _reply(
            error, settings, message=text("cli.error.io", lang, reason=f"{error.filename}: {reason}" if error.filename else reason)
        )
    if isinstance(error, ValueError) and "embedded null" in str(error):
        return _reply(error, settings, message=text("cli.error.null_in_path", lang))
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
        return _reply(error, settings, message=text("cli.error.memory", lang))
    if (number := _number_within(error)) is not None:
        return failure(OSError(number, os.strerror(number)), settings)
    if settings.debug:
        raise error
    return _reply(
        error, settings, message=text("cli.error.internal", lang, kind=type(error).__name__, reason=error_text(error).partition(": ")[2])
    )


def stopped_reply(stopped: Stopped, settings: Settings) -> Reply:
    """Return the message and the exit code of a run that a signal stopped."""
    name = signal.Signals(stopped.code - 128).name
    return _reply(stopped, settings, message=text("cli.error.stopped", settings.lang, signal=name), code=stopped.code)


def _number_within(error: Exception) -> int | None:
    """Return the number of the system's error inside an error of DuckDB, which has no attribute for it."""
    found = re.search(r'"errno":"(\d+)"', str(error)) if type(error).__name__ == "IOException" else None
    return None if found is None else int(found[1])


def _as_options(error: TthcError) -> list[str] | None:
    """Return the levels an error suggests as the options to type; nothing if the message lists them; None if they are not levels."""
    if isinstance(error, AmbiguousProcedure | UnknownProcedure) and "listed" in error.params:
        return []
    if isinstance(error, AmbiguousProcedure):
        return [f"--level {level}" for level in error.suggestions]
    if isinstance(error, UnknownProcedure) and error.level is not None:
        return [f"{error.code} --level {level}" for level in error.suggestions]
    return None


def _system_reason(error: OSError, lang: str) -> str:
    """Return the reason in the caller's language; rare reasons stay in the system's English."""
    name = errno.errorcode.get(error.errno or 0, "").lower()
    key = f"cli.error.io.{name}"
    return text(key, lang) if has_text(key) else error.strerror or str(error)


def usage_sentence(error: click.UsageError, lang: str) -> str:
    """Return the message of a wrong command line in the caller's language; click has English only."""
    if isinstance(error, click.MissingParameter) and error.param is not None:
        key = "cli.error.missing_argument" if error.param.param_type_name == "argument" else "cli.error.missing_option"
        return text(key, lang, name=_label(error.param, error.ctx))
    if isinstance(error, click.BadParameter) and error.param is not None:
        return text("cli.error.bad_value", lang, name=_label(error.param, error.ctx), reason=error.message)
    if isinstance(error, click.NoSuchOption):
        return text("cli.error.no_such_option", lang, name=error.option_name) + _suggested(error.possibilities, lang)
    if isinstance(error, click.BadOptionUsage):
        return text("cli.error.option_usage", lang, name=error.option_name)
    return error.message


def _label(param: click.Parameter, ctx: click.Context | None) -> str:
    """Return the parameter as the user types it: ``CODE`` or ``--at``."""
    if isinstance(param, click.Argument):
        return param.make_metavar(ctx or click.Context(click.Command("tthc"))).strip("[]")
    return max(param.opts, key=len)


def _suggested(names: Sequence[str] | None, lang: str) -> str:
    return " " + text("error.suggestions", lang, suggestions=", ".join(names)) if names else ""


def _usage_lines(error: click.UsageError, lang: str) -> list[str]:
    """Return the usage of the command and how to show its help."""
    assert error.ctx is not None, "HelpPage.parse_args sets the context of every usage error"
    return [error.ctx.get_usage(), text("cli.error.see_help", lang, command=f"{error.ctx.command_path} --help")]


def _catalog_reply(error: CatalogError, settings: Settings) -> Reply:
    """Report a catalog that cannot be used; ``tthc check`` would report the same problems as findings."""
    from tthc_catalog.problems.problem_text import render, to_dict

    lang = settings.lang
    errors = sum(problem.severity is Severity.ERROR for problem in error.problems)
    return _reply(
        error,
        settings,
        message=text("cli.error.catalog", lang, count=errors),
        more=[render(problem, lang) for problem in error.problems],
        problems=[to_dict(problem, lang) for problem in error.problems],
    )


def _reply(error: Exception | Stopped, settings: Settings, *, message: str, more: Sequence[str] = (), code: int = 2, **data: Any) -> Reply:
    if settings.json:
        data = {name: list(value) for name, value in data.items() if value}
        return Reply(as_json({"error": {"type": type(error).__name__, "message": message, **data}}), code, prose=False)
    return Reply("\n".join([text("cli.error", settings.lang, reason=message), *more]), code)
