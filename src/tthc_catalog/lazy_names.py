"""Public names of a package that are imported on first use, so that importing the package is fast (PEP 562)."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def lazy_names(package: str, homes: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a package.

    Args:
        package: ``__name__`` of the package.
        homes: the full name of a module -> the public names that it defines.

    >>> lazy_names("x", {"math": ("pi",)})("pi") > 3
    True
    """

    def get(name: str) -> object:
        home = next((module for module, names in homes.items() if name in names), None)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        value: object = getattr(import_module(home), name)
        if package in sys.modules:
            setattr(sys.modules[package], name, value)  # the next use finds it there
        return value

    return get
