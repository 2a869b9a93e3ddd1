"""Settings needed before the command line is parsed, such as the language and the form of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.messages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Settings(NamedTuple):
    """The form of all output of one run of the command.

    Attributes:
        lang: ``vi`` or ``en``.
        json: whether errors are printed as JSON.
        debug: whether an unexpected exception is raised instead of reported.
        cached: whether the cache may be read and written.
        coloured: whether a terminal may get colour and bold.
        own_process: whether the process runs this command only, and ends with it.
    """

    lang: str = "vi"
    json: bool = False
    debug: bool = False
    cached: bool = True
    coloured: bool = True
    own_process: bool = False

    @classmethod
    def read(cls, args: Sequence[str], environ: Mapping[str, str]) -> Settings:
        """Read the settings from unparsed arguments, so that even a wrong command line gets a message in its own language."""
        lang = _last_value(args, "--lang") or environ.get("TTHC_LANG", "")
        lang = lang[:2].lower()  # "en_US.UTF-8" means "en"
        return cls(
            lang=lang if lang in LANGUAGES else "vi",
            json=_last_value(args, "--format") == "json",
            debug=bool(environ.get("TTHC_DEBUG")),
            cached="--no-cache" not in args,
            coloured="--no-color" not in args,
        )


def _last_value(args: Sequence[str], option: str) -> str | None:
    """Return the last value of ``option``, written ``--option value`` or ``--option=value``, as click does."""
    value = None
    for index, arg in enumerate(args):
        if arg == "--":
            break
        if arg == option and index + 1 < len(args):
            value = args[index + 1]
        elif arg.startswith(option + "="):
            value = arg[len(option) + 1 :]
    return value
