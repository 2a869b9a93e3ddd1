"""Commands, options and arguments in the caller's language: every help text is looked up by key."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import os
import re
import sys
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from tthc_catalog.console.terminal import write
from tthc_catalog.messages import LANGUAGES, has_text, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem

    from tthc_catalog.console.settings import Settings
    from tthc_catalog.console.terminal import Reply

    class Callback(Protocol):
        """The body of a command: a function from the parsed values to a reply."""

        __name__: str
        __doc__: str | None

        def __call__(self, *args: Any, **kwargs: Any) -> Reply:
            """Run the command."""


F = TypeVar("F", bound="Callable[..., Any]")


def lang_of(ctx: click.Context | None) -> str:
    """Return the language of the caller."""
    settings: Settings | None = ctx.obj if ctx is not None else None
    return settings.lang if settings is not None else "vi"


def completion_lang() -> str:
    """Return the language of a shell that asks for completions; there are no settings yet."""
    from tthc_catalog.console.settings import Settings

    return Settings.read((), os.environ).lang


class HelpPage(click.Command):
    """The parts of a help page that click would write in English."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; every usage error carries the context of its command."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the completions, each with its help in the user's language instead of the key of the text."""
        lang = completion_lang()
        items = super().shell_complete(ctx, incomplete)
        for item in items:
            item.help = " ".join(text(item.help, lang).split()) if item.help and has_text(item.help) else item.help
        return items

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = [text("console.usage.options", lang_of(ctx)), *self.collect_usage_pieces(ctx)[1:]]
        formatter.write_usage(ctx.command_path, " ".join(pieces), text("console.usage", lang_of(ctx)) + " ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the purpose of the command."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text(self.help or "", lang_of(ctx)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the arguments and the options."""
        for kind, title in (("argument", "console.usage.arguments_title"), ("option", "console.usage.options_title")):
            rows = [row for param in self.get_params(ctx) if param.param_type_name == kind and (row := param.get_help_record(ctx))]
            if rows:
                with formatter.section(text(title, lang_of(ctx))):
                    formatter.write_dl(rows)


class Command(HelpPage):
    """A subcommand that rejects surplus arguments in the caller's language."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments and reject the ones left over."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise click.UsageError(text("console.error.extra_arguments", lang_of(ctx), arguments=" ".join(rest)), ctx)
        return rest


class Option(click.Option):
    """An option whose help is the key of a text."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Return the names of the option and its help, with a mark if it is required."""
        names, _ = super().get_help_record(ctx) or ("", "")
        return names, text(self.help or "", lang_of(ctx)) + (" " + text("console.usage.required", lang_of(ctx)) if self.required else "")


class Argument(click.Argument):
    """An argument with a help text, which click's own class does not support."""

    def __init__(self, *args: Any, help: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_key = help

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Return the name of the argument and its help."""
        return self.make_metavar(ctx).strip("[]"), text(self.help_key, lang_of(ctx))


class Choice(click.Choice[str]):
    """One of a few words; other words are rejected in the caller's language."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word itself."""
        if value not in self.choices:
            self.fail(text("console.error.choice", lang_of(ctx), value=value, choices=", ".join(self.choices)), param, ctx)
        return str(value)


class Day(click.ParamType):  # type: ignore[type-arg,unused-ignore] # generic in newer releases of click only
    """A date written YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Parse the date; reject a day that does not exist."""
        try:
            day = dt.date.fromisoformat(value) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else None
        except ValueError:
            day = None
        return day or self.fail(text("console.error.day", lang_of(ctx), value=value), param, ctx)


class Year(click.ParamType):  # type: ignore[type-arg,unused-ignore] # as above
    """A year in four digits."""

    name = "YYYY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Parse the year."""
        if not re.fullmatch(r"[0-9]{4}", value) or value == "0000":
            self.fail(text("console.error.year", lang_of(ctx), value=value), param, ctx)
        return int(value)


def command(name: str, *, texts: str = "cli") -> Callable[[Callback], click.Command]:
    """Turn a function into the subcommand ``name`` with the common options ``--lang`` and ``--help``."""

    def decorate(body: Callback) -> click.Command:
        decorated = click.command(name, cls=Command, help=f"{texts}.{name}.help", add_help_option=False)(_naming_its_catalog(body))
        decorated.params += [language_option(_chosen_language), colour_option(), help_option()]
        return decorated

    return decorate


def _naming_its_catalog(body: Callback) -> Callback:
    """Return the body of a command with a reply that names the catalog it used, unless the command line names one."""

    @functools.wraps(body)
    def run(*args: Any, **kwargs: Any) -> Reply:
        from tthc_catalog.console.catalog_source import catalog_used
        from tthc_catalog.errors import CatalogError

        context = click.get_current_context()
        settings: Settings = context.obj
        try:
            # What the code of a plugin prints must not mix with an answer for programs.
            with contextlib.redirect_stdout(sys.stderr) if settings.json else contextlib.nullcontext():
                reply = body(*args, **kwargs)
        except CatalogError:
            used = catalog_used(context)
            if used is not None and not settings.json:
                write(used.line(settings.lang), sys.stderr)
            raise
        used = catalog_used(context)
        form, output = kwargs.get("form") or "text", kwargs.get("output")
        if form == "json" or output == "-" or (form != "text" and output is None):
            reply = reply._replace(prose=False)
        if used is None:
            return reply
        if form != "json" and output is not None:  # the reply names a file, or is the content itself
            form = "text" if output != "-" else "content"
        return used.named(reply, settings.lang, form)

    return run


def option(*names: str, **attributes: Any) -> Callable[[F], F]:
    """Add an option; ``help`` is the key of a text."""
    return click.option(*names, cls=Option, **attributes)


def argument(*names: str, **attributes: Any) -> Callable[[F], F]:
    """Add an argument; ``help`` is the key of a text."""
    return click.argument(*names, cls=Argument, **attributes)


def procedure_argument(help: str) -> Callable[[F], F]:
    """Add the argument ``code``: the code of a procedure, or words of its name, with or without quotes around them."""
    return click.argument("code", cls=Argument, nargs=-1, required=True, metavar="CODE", callback=_joined, help=help)


def _joined(ctx: click.Context, _param: click.Parameter, words: tuple[str, ...]) -> str:
    """Return the words as one text; a code has no further words."""
    from tthc_catalog.records.lookup import is_words

    joined = " ".join(words)
    if len(words) > 1 and not is_words(joined) and not ctx.resilient_parsing:
        raise click.UsageError(text("console.error.extra_arguments", lang_of(ctx), arguments=" ".join(words[1:])), ctx)
    return joined


def level_option(body: F) -> F:
    """Add ``--level ID``."""
    return option("--level", metavar="ID", help="console.option.level")(body)


def format_option(body: F) -> F:
    """Add ``--format text|json``, passed to the command as ``form``."""
    return option("--format", "form", type=Choice(("text", "json")), default="text", help="console.option.format")(body)


def catalog_option(body: F) -> F:
    """Add ``--catalog PATH|ID``, for another catalog than the packaged one, and ``--no-cache``, which `Settings` reads before click."""
    body = option("--no-cache", is_flag=True, expose_value=False, help="console.option.no_cache")(body)
    return option("--catalog", "catalog", metavar="PATH|ID", help="console.option.catalog")(body)


def language_option(callback: Callable[..., Any] | None = None) -> click.Option:
    """Return ``--lang vi|en``; with a callback it is passed to the command as ``lang``."""
    return Option(["--lang"], type=Choice(LANGUAGES), expose_value=callback is not None, callback=callback, help="console.option.lang")


def colour_option() -> click.Option:
    """Return ``--no-color``, which `Settings` reads before click."""
    return Option(["--no-color"], is_flag=True, expose_value=False, help="console.option.no_color")


def help_option() -> click.Option:
    """Return ``--help``, in the caller's language."""
    return Option(["--help"], is_flag=True, is_eager=True, expose_value=False, callback=_show_help, help="console.option.help")


def _chosen_language(ctx: click.Context, _param: click.Parameter, _value: str | None) -> str:
    """Return the language found before parsing; click has validated the word by now."""
    return lang_of(ctx)


def _show_help(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        write(ctx.get_help(), sys.stdout)
        ctx.exit()
