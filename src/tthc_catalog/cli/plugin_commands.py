"""Commands that plugins contribute, and groups that list them after their own commands."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import click

from tthc_catalog.console.command import HelpPage, completion_lang, lang_of
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from click.shell_completion import CompletionItem

    from tthc_catalog.extension.specs import CommandSpec
    from tthc_catalog.registry import Registry


class CommandGroup(HelpPage, click.Group):
    """A group of commands; plugins may add to it.

    Attributes:
        plugin_group: the group that plugins name in their `CommandSpec`; None for ``tthc`` itself.
    """

    plugin_group: str | None = None

    def own_names(self) -> list[str]:
        """Return the names of the commands that no plugin contributes."""
        return list(self.commands)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature click calls
        """Return the names of all commands: our own, then the plugins'."""
        return [*dict.fromkeys((*self.own_names(), *plugin_commands(group=self.plugin_group)))]

    def summaries(self, lang: str) -> dict[str, str]:
        """Return one line for each command."""
        plugins = plugin_commands(group=self.plugin_group)
        own = {name: text(f"cli.{name}.summary", lang) for name in self.own_names()}
        return {**own, **{name: spec.title if lang == "vi" else spec.title_en for name, spec in plugins.items()}}

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the completions; a command has the line of the help page."""
        items = super().shell_complete(ctx, incomplete)
        summaries = self.summaries(completion_lang())
        for item in items:
            item.help = summaries.get(item.value, item.help)
        return items

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then one line for each command."""
        super().format_options(ctx, formatter)
        lang = lang_of(ctx)
        with formatter.section(text("console.usage.commands_title", lang)):
            formatter.write_dl(list(self.summaries(lang).items()))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the words of the usage line: options, then a command and its arguments."""
        return ["", text("console.usage.command", lang_of(ctx))]


def plugin_commands(*, group: str | None) -> Mapping[str, CommandSpec]:
    """Return the commands of a group by the word users type: this distribution's first, then others by id.

    Args:
        group: such as ``new``; None for the commands of ``tthc`` itself.
    """
    registry = _registry()
    own = list(registry.first_party("command"))
    others = [registry.find("command", id) for id in registry.ids("command")]
    return {spec.name: spec for spec in (*own, *others) if spec.group == group}


def plugin_command(id: str) -> click.Command | None:
    """Return the command of this id; None if no working plugin contributes it."""
    spec: CommandSpec | None = _registry().find("command", id)
    return None if spec is None or spec.group is not None else spec.load()


@functools.cache
def _registry() -> Registry:
    """Return the registry of the command line; there is one, so that plugins are loaded once."""
    from tthc_catalog.registry import Registry

    return Registry()
