"""What a catalog may name that stands in no file of its folder: calendars, checks and policies given by the library or a plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class Providers(Protocol):
    """Where such names are resolved; the registry of the extension layer is one."""

    def find(self, kind: str, id: str) -> Any:
        """The spec of this kind (``policy``, ``calendar``, ``check``) and id, or None."""

    def ids(self, kind: str) -> Sequence[str]:
        """Every id of a kind, for suggestions."""

    def why_not(self, kind: str, id: str) -> tuple[str, str] | None:
        """Why nothing working gives it, in Vietnamese and English; None when no plugin is known to be concerned."""
