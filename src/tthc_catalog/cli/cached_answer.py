"""Answer ``tthc due`` from the cache: the same decision through the same functions, without loading the catalog.

Only a plain, complete command line is answered here, and only from a context cached for exactly these files. For everything else return
None; the command itself then answers, or reports the error. Nothing here imports click: importing click alone takes as long as a
whole cached answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.cache.digest import digest_of
from tthc_catalog.messages import LANGUAGES
from tthc_catalog.records.channels import CHANNELS, IN_PERSON

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tthc_catalog.console.settings import Settings
    from tthc_catalog.console.terminal import Reply
    from tthc_catalog.decisions.decision_facts import Context
    from tthc_catalog.loading import Loaded

    Key = tuple[str, str | None, str | None, str | None, str]

_VALUES = ("--level", "--at", "--office", "--case", "--catalog")
_CHOICES = {"--channel": CHANNELS, "--format": ("text", "json"), "--lang": LANGUAGES}
_LISTS = ("--have", "--condition")
_FLAGS = {
    "--no-color": ("plain", True),
    "--strict": ("strict", True),
    "--explain": ("explained", True),
    "--no-explain": ("explained", False),
}


class Question(NamedTuple):
    """A parsed command line of ``tthc due``.

    Attributes:
        one: options that take one value.
        many: options that may be repeated.
    """

    code: str
    one: dict[str, str]
    many: dict[str, list[str]]
    flags: dict[str, bool]

    @property
    def key(self) -> Key:
        """The key of the cached context."""
        return (self.code, self.one.get("--level"), self.one.get("--office"), self.one.get("--case"), self.channel)

    @property
    def channel(self) -> str:
        """How the dossier is filed."""
        return self.one.get("--channel", IN_PERSON)


def read_question(words: Sequence[str]) -> Question | None:
    """Parse the arguments of ``due`` as click would; return None unless all options are complete and have plain values."""
    if len(words) < 2 or words[0] != "due":
        return None
    one: dict[str, str] = {}
    many: dict[str, list[str]] = {name: [] for name in _LISTS}
    flags: dict[str, bool] = {}
    codes: list[str] = []
    rest = iter(words[1:])
    for word in rest:
        if not word.startswith("-"):
            codes.append(word)
            continue
        name, joined, value = word.partition("=")
        if name in _FLAGS and not joined:
            flag, state = _FLAGS[name]
            flags[flag] = state
            continue
        if not joined:
            value = next(rest, "")
        if not value or value.startswith("-") or value not in _CHOICES.get(name, (value,)):
            return None
        if name in many:
            many[name].append(value)
        elif name in _VALUES or name in _CHOICES:
            one[name] = value
        else:
            return None
    if len(codes) != 1 or not codes[0] or "--at" not in one or (many["--condition"] and not many["--have"]):
        return None
    return Question(codes[0], one, many, flags)


def stored_reply(words: Sequence[str], settings: Settings, environ: Mapping[str, str]) -> Reply | None:
    """Return the reply to a command line from the cache, or None if the command itself must run."""
    question = read_question(words) if settings.cached else None
    if question is None:
        return None
    try:
        return _cached_reply(question, settings, environ)
    except Exception:  # noqa: BLE001 - fall back to the full command, which reports the error
        return None


def _cached_reply(question: Question, settings: Settings, environ: Mapping[str, str]) -> Reply | None:
    from tthc_catalog.cache.identity import identity_of
    from tthc_catalog.cache.store import Store

    store = Store.of(environ)
    if store is None:
        return None
    from tthc_catalog.console.working_catalog import WorkingCatalog

    working = None if "--catalog" in question.one else WorkingCatalog.find()
    folder = question.one["--catalog"] if working is None else working.folder
    content = store.read(identity_of(folder, environ), entry_of(question.key))
    if content is None:
        return None
    from tthc_catalog.cli.decision_page import decision_reply
    from tthc_catalog.decisions.deciding import decide
    from tthc_catalog.decisions.packed_context import StoredDecision, unpack

    decision = decide(
        unpack(content),
        StoredDecision,
        received_at=question.one["--at"],
        components=question.many["--have"] or None,
        conditions=question.many["--condition"],
        channel=question.channel,
        strict=question.flags.get("strict", False),
    )
    form = question.one.get("--format", "text")
    reply = decision_reply(decision, form, settings.lang, explained=question.flags.get("explained", True))
    return reply if working is None else working.named(reply, settings.lang, form)


def remember(loaded: Loaded, context: Context, key: Key) -> None:
    """Cache all answers of a context for later questions about it."""
    if loaded.store is None or loaded.identity is None:
        return
    from tthc_catalog.decisions.packed_context import pack

    content = pack(context)
    if content is not None:
        loaded.store.write(loaded.identity, entry_of(key), content)


def entry_of(key: Key) -> str:
    """Return the name of a cache entry, which is a plain file name whatever the user typed."""
    return digest_of(repr(key).encode(errors="surrogateescape")).hex()
