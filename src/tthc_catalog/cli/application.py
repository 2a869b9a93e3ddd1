"""The ``tthc`` group: look up a command, run it, and turn every failure into a message and an exit code."""

from __future__ import annotations

import contextlib
import sys
from importlib import import_module

import click

from tthc_catalog.cli.interruptions import Stopped, stopping_signals
from tthc_catalog.cli.plugin_commands import CommandGroup, plugin_command
from tthc_catalog.console.command import colour_option, help_option, lang_of, language_option, option
from tthc_catalog.console.settings import Settings
from tthc_catalog.console.terminal import Reply, write
from tthc_catalog.messages import text

COMMANDS = {
    "due": "answer_dossier",
    "list": "list_procedures",
    "show": "show_procedure",
    "check": "check_files",
    "fmt": "format_files",
    "calendar": "show_year",
    "new": "new",
    "end": "end",
    "diff": "compare_versions",
    "review": "review_catalog",
    "compile": "compile_tables",
    "schema": "show_schema",
    "plugins": "list_plugins",
    "explain": "explain_problem",
}
"""Name of each core command and of its module in `tthc_catalog.cli.commands` -> the function in that module."""


class Application(CommandGroup):
    """The group ``tthc``. The module of a command is imported when the command runs or its help is shown."""

    def own_names(self) -> list[str]:
        """Return the names of the core commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the signature click calls
        """Return the command of this name, or None."""
        if cmd_name in COMMANDS:
            module = import_module(f"tthc_catalog.cli.commands.{cmd_name}")
            core: click.Command = getattr(module, COMMANDS[cmd_name])
            return core
        return plugin_command(cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Look up the command; suggest similar names for an unknown one."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            from difflib import get_close_matches

            known = self.list_commands(ctx)
            near = get_close_matches(args[0], known)
            message = text("cli.error.no_such_command", lang_of(ctx), name=args[0], commands=", ".join(known))
            more = " " + text("error.suggestions", lang_of(ctx), suggestions=", ".join(near)) if near else ""
            raise click.UsageError(message + more, ctx)
        return super().resolve_command(ctx, args)


def run(words: list[str], settings: Settings) -> Reply:
    """Run a command line and return its reply; the message of a failure is written to standard error."""
    try:
        with stopping_signals():
            reply = application.main(words, prog_name="tthc", standalone_mode=False, obj=settings)
    except Stopped as stopped:
        return _stopped(stopped, settings)
    except click.exceptions.Abort as abort:
        if isinstance(abort.__context__, Stopped):
            return _stopped(abort.__context__, settings)
        raise KeyboardInterrupt from None
    except Exception as error:  # noqa: BLE001 - every failure becomes a message and an exit code
        from tthc_catalog.cli.failures import failure

        message = failure(error, settings)
        write(message.text, sys.stderr, prose=message.prose)
        return Reply("", message.code)
    return reply if isinstance(reply, Reply) else Reply("", int(reply or 0))


def _stopped(stopped: Stopped, settings: Settings) -> Reply:
    """Write that a signal stopped the run, unless the terminal is gone, as after SIGHUP."""
    from tthc_catalog.cli.failures import stopped_reply

    message = stopped_reply(stopped, settings)
    with contextlib.suppress(OSError):
        write(message.text, sys.stderr, prose=message.prose)
    return Reply("", message.code)


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from tthc_catalog import __version__

        write(f"tthc {__version__}", sys.stdout)
        ctx.exit()


@click.group("tthc", cls=Application, help="cli.help", add_help_option=False, invoke_without_command=True, no_args_is_help=False)
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="cli.option.version")
@click.pass_context
def application(ctx: click.Context) -> Reply | None:
    """Without a command, show the help page."""
    if ctx.invoked_subcommand is None:
        write(ctx.get_help(), sys.stderr)
        return Reply("", 2)
    return None


application.params += [language_option(), colour_option(), help_option()]
