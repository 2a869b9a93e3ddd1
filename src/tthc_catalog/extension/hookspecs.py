"""The hooks that a plugin may implement, and the manager that calls them. This is the only module that imports pluggy.

A plugin is a module named by an entry point of the group ``tthc_catalog``. Every function of the module whose name starts with
``tthc_`` implements a hook; no decorator is needed. A hook takes no arguments and returns a list of frozen specs. It is called once,
on the first look-up that needs plugins, and never for a dossier. Hooks only add named things: a spec is used only if a manifest, a
model or a command names its id.
"""

from __future__ import annotations

import difflib
import inspect
from typing import TYPE_CHECKING, Any

import pluggy

from tthc_catalog.messages import text_pair

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.extension.specs import (
        CalendarSpec,
        CatalogSpec,
        CheckSpec,
        CommandSpec,
        ImporterSpec,
        ListReaderSpec,
        PolicySpec,
        RendererSpec,
        TextsSpec,
    )

PREFIX = "tthc_"
PROJECT = "tthc_catalog"
API_VERSION = 1
"""Incremented by every change of a hook or spec that breaks existing plugins; a plugin may state ``tthc_api = 1``."""

_hookspec = pluggy.HookspecMarker(PROJECT)


class Hooks:
    """The hooks. Each returns specs; the order in which plugins are called does not matter."""

    @_hookspec
    def tthc_catalogs(self) -> Sequence[CatalogSpec]:  # type: ignore[empty-body]
        """Return catalogs contained in this package, for ``--catalog ID`` and ``load_catalog("ID")``.

        Example::

            def tthc_catalogs():
                folder = Path(__file__).parent / "catalog"
                return [CatalogSpec(id="son-my", title="Xã Sơn Mỹ", title_en="Sơn Mỹ commune", folder=folder)]
        """

    @_hookspec
    def tthc_calendars(self) -> Sequence[CalendarSpec]:  # type: ignore[empty-body]
        """Return working calendars, which a manifest may name in ``calendar``.

        Example::

            def tthc_calendars():
                return [CalendarSpec(id="berlin", version="1", title="Lịch Berlin", title_en="Berlin calendar", document=berlin)]
        """

    @_hookspec
    def tthc_policies(self) -> Sequence[PolicySpec]:  # type: ignore[empty-body]
        """Return policies, which a model may name in ``policy``; the schema of the parameters validates the administrator's YAML.

        Example::

            def tthc_policies():
                return [PolicySpec(id="market-days", version="1", ..., parameters=SCHEMA, example=EXAMPLE, build=build)]
        """

    @_hookspec
    def tthc_checks(self) -> Sequence[CheckSpec]:  # type: ignore[empty-body]
        """Return catalog checks, which run if a manifest names them in ``checks``.

        Example::

            def tthc_checks():
                return [CheckSpec(id="has-fees", title="Có lệ phí", title_en="Fees are stated", check=fees_stated)]
        """

    @_hookspec
    def tthc_importers(self) -> Sequence[ImporterSpec]:  # type: ignore[empty-body]
        """Return importers of dossier exports.

        Example::

            def tthc_importers():
                return [ImporterSpec(id="igate", title="iGate", title_en="iGate", suffixes=(".csv",), read=read_igate)]
        """

    @_hookspec
    def tthc_list_readers(self) -> Sequence[ListReaderSpec]:  # type: ignore[empty-body]
        """Return readers of lists of procedures, which ``tthc import`` reads.

        Example::

            def tthc_list_readers():
                suffixes = (".xml",)
                return [ListReaderSpec(id="dvc", title="XML", title_en="XML", suffixes=suffixes, recognises=is_xml, read=read_xml)]
        """

    @_hookspec
    def tthc_renderers(self) -> Sequence[RendererSpec]:  # type: ignore[empty-body]
        """Return publication formats.

        Example::

            def tthc_renderers():
                media_type = "text/plain; charset=utf-8"
                return [RendererSpec(id="loudspeaker", title="Bài phát thanh", title_en="Radio text", media_type=media_type, render=read_aloud)]
        """

    @_hookspec
    def tthc_commands(self) -> Sequence[CommandSpec]:  # type: ignore[empty-body]
        """Return subcommands of ``tthc``. A built-in command of the same name takes precedence.

        Example::

            def tthc_commands():
                return [CommandSpec(id="agenda", title="Việc trong ngày", title_en="Today's dossiers", load=load_agenda)]
        """

    @_hookspec
    def tthc_texts(self) -> Sequence[TextsSpec]:  # type: ignore[empty-body]
        """Return texts in Vietnamese and English, which `tthc_catalog.messages.text` looks up by key.

        Example::

            def tthc_texts():
                return [TextsSpec(id="agenda", folder=Path(__file__).parent / "texts")]
        """


HOOK_NAMES = tuple(name for name in vars(Hooks) if name.startswith(PREFIX))


class _Manager(pluggy.PluginManager):
    """A manager that treats every function with the prefix as a hook, so that plugins need no decorator."""

    def parse_hookimpl_opts(self, plugin: Any, name: str) -> Any:
        """Return the options of a hook's decorator, else the default options; None if the attribute is not a hook."""
        if name not in HOOK_NAMES:
            return None
        marked = super().parse_hookimpl_opts(plugin, name)
        if marked is None and name.startswith(PREFIX) and inspect.isroutine(inspect.getattr_static(plugin, name)):
            return {}
        return marked


class SignatureFault(Exception):
    """A hook that does not match its specification; ``words`` is the reason in Vietnamese and English."""

    def __init__(self, name: str, /, **params: object) -> None:
        self.words = text_pair(f"plugin.fault.{name}", **params)
        super().__init__(self.words[1])


def unknown_hooks(plugin: object) -> Iterator[tuple[str, str]]:
    """Yield each function of a plugin that is named like a hook of this version but is not one, with the names that it may have been meant to have.

    It may be a typing error, or a hook of a later version of this library; the other hooks of the plugin are called.
    """
    for name in dir(plugin):
        if name.startswith(PREFIX) and name not in HOOK_NAMES and inspect.isroutine(inspect.getattr_static(plugin, name)):
            yield name, ", ".join(difflib.get_close_matches(name, HOOK_NAMES, n=1, cutoff=0.8) or HOOK_NAMES)


def contributions(plugin: object, name: str) -> dict[str, list[Any]]:
    """Call all hooks of one plugin, with a manager of its own, so that other plugins cannot interfere.

    Returns:
        The name of each implemented hook and the unchecked values it returned.

    Raises:
        SignatureFault: the plugin implements a hook with arguments, or a wrapper.
    """
    _check_signatures(plugin)
    manager = _Manager(PROJECT)
    manager.add_hookspecs(Hooks)
    try:
        manager.register(plugin, name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise SignatureFault("pluggy", message=" ".join(str(error).split())) from error
    results: dict[str, list[Any]] = {}
    for hook in HOOK_NAMES:
        caller = getattr(manager.hook, hook)
        for implementation in caller.get_hookimpls():
            _check_options(implementation)
            results.setdefault(hook, []).extend(caller())
    return results


def _check_signatures(plugin: object) -> None:
    """Raise `SignatureFault` for a hook with arguments, even optional ones: pluggy would pass nothing to them."""
    for name in HOOK_NAMES:
        function = inspect.getattr_static(plugin, name, None)
        if not inspect.isroutine(function):
            continue
        shown = f"{name}{inspect.signature(function)}"
        if not shown.startswith(f"{name}()"):
            raise SignatureFault("arguments", signature=shown)


def _check_options(implementation: Any) -> None:
    """Raise `SignatureFault` for a wrapper, which could change the results of other plugins."""
    if implementation.wrapper or implementation.hookwrapper:
        name = implementation.function.__qualname__
        raise SignatureFault("wrapper", name=name)
