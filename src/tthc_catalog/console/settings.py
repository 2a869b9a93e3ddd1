"""What must be known before the command line is parsed: the language and the form of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Settings(NamedTuple):
    """How to speak to whoever called: in which language, whether a machine reads the errors, whether a developer does.

    Attributes:
        cached: whether anything may be read from the cache or kept in it.
    """

    lang: str = "vi"
    json: bool = False
    debug: bool = False
    cached: bool = True

    @classmethod
    def read(cls, args: Sequence[str], environ: Mapping[str, str]) -> Settings:
        """Look ahead in the arguments, so that even a wrong command line is answered in the language it asks for."""
        lang = _last_value(args, "--lang") or environ.get("TTHC_LANG", "")
        lang = lang[:2].lower()  # "en_US.UTF-8" says "en"
        return cls(
            lang=lang if lang in LANGUAGES else "vi",
            json=_last_value(args, "--format") == "json",
            debug=bool(environ.get("TTHC_DEBUG")),
            cached="--no-cache" not in args,
        )


def _last_value(args: Sequence[str], option: str) -> str | None:
    """The value of ``option`` as ``--option value`` or ``--option=value``; the last one wins, as in click."""
    value = None
    for index, arg in enumerate(args):
        if arg == "--":
            break
        if arg == option and index + 1 < len(args):
            value = args[index + 1]
        elif arg.startswith(option + "="):
            value = arg[len(option) + 1 :]
    return value
