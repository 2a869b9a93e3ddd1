"""The commands that plugins contribute."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import click

    from tthc_catalog.extension.specs import CommandSpec
    from tthc_catalog.registry import Registry


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


def title_of(spec: CommandSpec, lang: str) -> str:
    """Return the title of a command in ``vi`` or ``en``."""
    return spec.title if lang == "vi" else spec.title_en


@functools.cache
def _registry() -> Registry:
    """One registry for the command line, so that plugins are loaded once."""
    from tthc_catalog.registry import Registry

    return Registry()
