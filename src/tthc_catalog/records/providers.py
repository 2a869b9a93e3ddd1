"""The interface through which a catalog uses calendars, checks and policies that no file of its folder declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class Providers(Protocol):
    """Resolves the ids of such specs; the registry of the extension layer implements it."""

    def find(self, kind: str, id: str) -> Any:
        """Return the spec of this kind (``policy``, ``calendar``, ``check``) and id, or None."""

    def ids(self, kind: str) -> Sequence[str]:
        """Return every id of a kind, for suggestions."""

    def why_not(self, kind: str, id: str) -> tuple[str, str] | None:
        """Return why a plugin that should provide the spec does not work, in Vietnamese and English; None if no plugin is concerned."""
