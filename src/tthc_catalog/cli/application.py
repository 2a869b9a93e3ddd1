"""The ``tthc`` group: finds the command, runs it, writes its reply, and turns every failure into a sentence and an exit code."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from tthc_catalog.cli.command import HelpPage, help_option, lang_of, language_option, option
from tthc_catalog.cli.settings import Settings
from tthc_catalog.cli.terminal import Reply, write
from tthc_catalog.messages import text

COMMANDS = {
    "due": ("due", "answer_dossier"),
    "list": ("listing", "list_procedures"),
    "show": ("procedure_sheet", "show_procedure"),
    "check": ("catalog_check", "check_files"),
    "fmt": ("fmt", "format_files"),
    "calendar": ("year_calendar", "show_year"),
    "new": ("new", "new"),
    "diff": ("diff", "compare_versions"),
    "compile": ("compilation", "compile_tables"),
    "slip": ("slip", "make_slip"),
    "roster": ("roster", "print_roster"),
    "sessions": ("sessions", "list_sessions"),
    "evaluate": ("evaluate", "evaluate_files"),
    "publish": ("publish", "publish_catalog"),
    "schema": ("schema", "show_schema"),
    "plugins": ("plugins", "list_plugins"),
    "explain": ("problem_page", "explain_problem"),
}
"""Each command, with its module in this package and its function there."""


class Application(HelpPage, click.Group):
    """The group; a command's module is imported when it is called or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """All commands, in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(f"tthc_catalog.cli.{module}"), function)
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a word that is none is refused with those that look like it."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS)
            said = text("cli.error.no_such_command", lang_of(ctx), name=args[0], commands=", ".join(COMMANDS))
            more = " " + text("error.suggestions", lang_of(ctx), suggestions=", ".join(near)) if near else ""
            raise click.UsageError(said + more, ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then one line for each command."""
        super().format_options(ctx, formatter)
        with formatter.section(text("cli.usage.commands_title", lang_of(ctx))):
            formatter.write_dl([(name, text(f"cli.{name}.summary", lang_of(ctx))) for name in COMMANDS])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Options, then a command and its arguments."""
        return ["", text("cli.usage.command", lang_of(ctx))]


def run(words: list[str], settings: Settings) -> Reply:
    """The command's reply, or that of its failure, whose text goes to standard error."""
    try:
        reply = application.main(words, prog_name="tthc", standalone_mode=False, obj=settings)
    except (click.exceptions.Abort, KeyboardInterrupt):
        raise KeyboardInterrupt from None
    except Exception as error:  # noqa: BLE001 - whatever it was, the caller gets a sentence and an exit code
        from tthc_catalog.cli.failures import failure

        said = failure(error, settings)
        write(said.text, sys.stderr)
        return Reply("", said.code)
    return reply if isinstance(reply, Reply) else Reply("", int(reply or 0))


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from tthc_catalog import __version__

        write(f"tthc {__version__}", sys.stdout)
        ctx.exit()


@click.group("tthc", cls=Application, help="cli.help", add_help_option=False, invoke_without_command=True, no_args_is_help=False)
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="cli.option.version")
@click.pass_context
def application(ctx: click.Context) -> Reply | None:
    """Without a command, say which there are."""
    if ctx.invoked_subcommand is None:
        write(ctx.get_help(), sys.stderr)
        return Reply("", 2)
    return None


application.params += [language_option(), help_option()]
