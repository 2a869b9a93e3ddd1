"""The eight hooks a plugin may implement, and the manager that finds them. This is the only module that imports pluggy.

A plugin is a module named by an entry point of the group ``tthc_catalog``. Every function of it whose name starts with ``tthc_`` is
a hook; no decorator is needed. A hook takes no arguments, is called once when a catalog is loaded and never for a dossier, and
returns a list of frozen specs. Hooks only add named things: nothing a plugin returns is used unless a manifest or a command names it.
"""

from __future__ import annotations

import difflib
import inspect
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.extension.specs import (
        CalendarSpec,
        CatalogSpec,
        CheckSpec,
        CommandSpec,
        ImporterSpec,
        PolicySpec,
        RendererSpec,
        TextsSpec,
    )

PREFIX = "tthc_"
PROJECT = "tthc_catalog"
API_VERSION = 1
"""Raised when a hook or a spec changes so that an old plugin would break; a plugin may state ``tthc_api = 1``."""

_hookspec = pluggy.HookspecMarker(PROJECT)


class Hooks:
    """The hooks. Each returns specs; the order in which plugins are asked never matters."""

    @_hookspec
    def tthc_catalogs(self) -> Sequence[CatalogSpec]:  # type: ignore[empty-body]
        """Catalogs that travel in this package, found by ``--catalog ID`` and ``load_catalog("ID")``.

        Example::

            def tthc_catalogs():
                folder = Path(__file__).parent / "catalog"
                return [CatalogSpec(id="son-my", title="Xã Sơn Mỹ", title_en="Sơn Mỹ commune", folder=folder)]
        """

    @_hookspec
    def tthc_calendars(self) -> Sequence[CalendarSpec]:  # type: ignore[empty-body]
        """Working calendars a manifest may name in ``calendar``.

        Example::

            def tthc_calendars():
                return [CalendarSpec(id="berlin", version="1", title="Lịch Berlin", title_en="Berlin calendar", document=berlin)]
        """

    @_hookspec
    def tthc_policies(self) -> Sequence[PolicySpec]:  # type: ignore[empty-body]
        """Policies a model may name in ``policy``; the schema of their parameters checks the administrator's YAML.

        Example::

            def tthc_policies():
                return [PolicySpec(id="market-days", version="1", ..., parameters=SCHEMA, example=EXAMPLE, build=build)]
        """

    @_hookspec
    def tthc_checks(self) -> Sequence[CheckSpec]:  # type: ignore[empty-body]
        """Further checks of a catalog, run when its manifest names them in ``checks``.

        Example::

            def tthc_checks():
                return [CheckSpec(id="has-fees", title="Có lệ phí", title_en="Fees are stated", check=fees_stated)]
        """

    @_hookspec
    def tthc_importers(self) -> Sequence[ImporterSpec]:  # type: ignore[empty-body]
        """Readers of dossier exports.

        Example::

            def tthc_importers():
                return [ImporterSpec(id="igate", title="iGate", title_en="iGate", suffixes=(".csv",), read=read_igate)]
        """

    @_hookspec
    def tthc_renderers(self) -> Sequence[RendererSpec]:  # type: ignore[empty-body]
        """Formats of publication.

        Example::

            def tthc_renderers():
                media_type = "text/plain; charset=utf-8"
                return [RendererSpec(id="loudspeaker", title="Bài phát thanh", title_en="Radio text", media_type=media_type, render=read_aloud)]
        """

    @_hookspec
    def tthc_commands(self) -> Sequence[CommandSpec]:  # type: ignore[empty-body]
        """Subcommands of ``tthc``. A core command of the same name takes precedence.

        Example::

            def tthc_commands():
                return [CommandSpec(id="agenda", title="Việc trong ngày", title_en="Today's dossiers", load=load_agenda)]
        """

    @_hookspec
    def tthc_texts(self) -> Sequence[TextsSpec]:  # type: ignore[empty-body]
        """Texts in Vietnamese and English that `tthc_catalog.messages.text` looks up by key.

        Example::

            def tthc_texts():
                return [TextsSpec(id="agenda", folder=Path(__file__).parent / "texts")]
        """


HOOK_NAMES = tuple(name for name in vars(Hooks) if name.startswith(PREFIX))


class _Manager(pluggy.PluginManager):
    """Takes every function named with the prefix for a hook, so that a plugin imports nothing to be one."""

    def parse_hookimpl_opts(self, plugin: Any, name: str) -> Any:
        """The options of a hook: those it was marked with, else all at their defaults; None for what is no hook."""
        marked = super().parse_hookimpl_opts(plugin, name)
        if marked is None and name.startswith(PREFIX) and inspect.isroutine(inspect.getattr_static(plugin, name)):
            return {}
        return marked


class SignatureFault(Exception):
    """A hook has another shape than its specification; ``words`` says so in Vietnamese and English."""

    def __init__(self, vietnamese: str, english: str) -> None:
        self.words = (vietnamese, english)
        super().__init__(english)


def contributions(plugin: object, name: str) -> dict[str, list[Any]]:
    """Ask one plugin for all it gives, on a manager of its own, so that no other plugin can disturb it.

    Returns:
        What each hook it implements returned, unchecked, by the hook's name.

    Raises:
        SignatureFault: it implements a hook that does not exist, or with arguments the hook does not have, or as a wrapper.
    """
    _refuse_unlike(plugin)
    manager = _Manager(PROJECT)
    manager.add_hookspecs(Hooks)
    try:
        manager.register(plugin, name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        said = " ".join(str(error).split())
        raise SignatureFault(said, said) from error
    given: dict[str, list[Any]] = {}
    for hook in HOOK_NAMES:
        caller = getattr(manager.hook, hook)
        for implementation in caller.get_hookimpls():
            _refuse_options(implementation)
            given.setdefault(hook, []).extend(caller())
    return given


def _refuse_unlike(plugin: object) -> None:
    """A hook has a name of the eight and no argument: a default would hide what is passed."""
    for name in dir(plugin):
        function = inspect.getattr_static(plugin, name)
        if not name.startswith(PREFIX) or not inspect.isroutine(function):
            continue
        if name not in HOOK_NAMES:
            known = ", ".join(difflib.get_close_matches(name, HOOK_NAMES, n=1, cutoff=0.8) or HOOK_NAMES)
            raise SignatureFault(f"không có hook tên {name}; tên đúng: {known}", f"there is no hook {name}; it may be: {known}")
        shown = f"{name}{inspect.signature(function)}"
        if not shown.startswith(f"{name}()"):
            raise SignatureFault(
                f"{shown}: hook không nhận tham số nào, kể cả tham số có giá trị mặc định",
                f"{shown}: a hook takes no argument, not even one with a default",
            )


def _refuse_options(implementation: Any) -> None:
    """A wrapper would change what others give."""
    if implementation.wrapper or implementation.hookwrapper:
        name = implementation.function.__qualname__
        raise SignatureFault(
            f"{name}: hook chỉ để đăng ký, không bọc hook của phần mở rộng khác",
            f"{name}: a hook registers things; it cannot wrap the hooks of others",
        )
