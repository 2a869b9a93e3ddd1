"""Find and load installed plugins. Each is loaded separately, so that a faulty plugin is reported and does not affect the others."""

from __future__ import annotations

import enum
import functools
import importlib.metadata
import itertools
import re
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog._resources import DISTRIBUTION
from tthc_catalog.extension.guarded_calls import Failed, guarded
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
from tthc_catalog.messages import text_pair

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

GROUP = "tthc_catalog"
"""The entry point group of plugins."""

_CONTRIBUTIONS: tuple[tuple[str, str, type[Any]], ...] = (
    ("catalog", "tthc_catalogs", CatalogSpec),
    ("calendar", "tthc_calendars", CalendarSpec),
    ("policy", "tthc_policies", PolicySpec),
    ("check", "tthc_checks", CheckSpec),
    ("importer", "tthc_importers", ImporterSpec),
    ("list-reader", "tthc_list_readers", ListReaderSpec),
    ("renderer", "tthc_renderers", RendererSpec),
    ("command", "tthc_commands", CommandSpec),
    ("texts", "tthc_texts", TextsSpec),
)
"""Each kind of spec, the hook that returns it, and its class."""

KINDS = {kind: spec for kind, _, spec in _CONTRIBUTIONS}
"""Kind of spec -> its class."""

HOOK_OF_KIND = {kind: hook for kind, hook, _ in _CONTRIBUTIONS}
"""Kind of spec -> the hook that returns it."""

MOST_SPECS = 1_000
"""Specs that one hook may return."""

MOST_CHARACTERS = 500
"""Characters of an id or a title that are kept."""

SLOW_SECONDS = 0.2
"""Imports longer than this are reported, because every command that loads plugins waits for them."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*").fullmatch

_FUNCTIONS: Mapping[str, Mapping[str, bool]] = {
    "calendar": {"document": False, "build": True},
    "policy": {"build": False, "check": True},
    "check": {"check": False},
    "importer": {"read": True, "open": True, "headers": True},
    "list-reader": {"recognises": False, "read": False},
    "renderer": {"render": False},
    "command": {"load": False},
}
"""Kind of spec -> its attributes that must be functions -> whether they may be None."""

Words = tuple[str, str]
Key = tuple[str, str]
"""``(kind, id)`` of a spec."""


class Status(enum.StrEnum):
    """The result of loading an entry point, from the mildest to the worst."""

    OK = "ok"
    BLOCKED = "blocked"
    UNKNOWN_HOOK = "unknown-hook"
    CONFLICT = "conflict"
    CONTRACT_VIOLATION = "contract-violation"
    BAD_CONTRIBUTION = "bad-contribution"
    BAD_SIGNATURE = "bad-signature"
    IMPORT_ERROR = "import-error"


@attrs.frozen(kw_only=True)
class Fault:
    """A fault of a plugin.

    Attributes:
        reason: the description in Vietnamese and English.
        key: the affected spec; None if the whole plugin is affected.
    """

    status: Status
    reason: Words
    key: Key | None = None


@attrs.frozen(kw_only=True)
class PluginReport:
    """The result of loading one entry point.

    Attributes:
        name: name of the entry point.
        module: module that the entry point loads.
        distribution: the installed distribution to which it belongs.
        gives: the specs of the plugin that can be used.
    """

    name: str
    module: str
    distribution: str
    version: str
    faults: tuple[Fault, ...] = ()
    gives: tuple[Key, ...] = ()
    import_seconds: float = 0.0

    @property
    def status(self) -> Status:
        """The worst status of its faults; OK if it has no faults."""
        order = list(Status)
        return max((fault.status for fault in self.faults), key=order.index, default=Status.OK)

    @property
    def is_slow(self) -> bool:
        """Whether the import took longer than `SLOW_SECONDS`."""
        return self.import_seconds > SLOW_SECONDS

    @property
    def origin(self) -> str:
        """``distribution version (entry point)``, for messages."""
        return f"{self.distribution} {self.version} ({self.name})"


@attrs.frozen(kw_only=True)
class Discovery:
    """The loaded plugins and their specs, without those in conflict.

    Attributes:
        specs: the specs that can be used.
        origins: the plugin of each usable spec.
        refused: the rejected specs, with their plugins and faults.
    """

    reports: tuple[PluginReport, ...]
    specs: Mapping[Key, Any]
    origins: Mapping[Key, PluginReport]
    refused: Mapping[Key, tuple[tuple[PluginReport, Fault], ...]]


def first_party_entries() -> tuple[importlib.metadata.EntryPoint, ...]:
    """Return the entry points of this distribution, in the order it declares them; none if it is not installed."""
    try:
        distribution = importlib.metadata.distribution(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        return ()
    return tuple(distribution.entry_points.select(group=GROUP))


def third_party_entries() -> list[importlib.metadata.EntryPoint]:
    """Return the entry points of all other distributions, sorted."""
    entries = [entry for entry in importlib.metadata.entry_points(group=GROUP) if _distribution(entry)[0] != DISTRIBUTION]
    return sorted(entries, key=lambda e: (e.name, e.value, str(_distribution(e))))


def discover(entries: Iterable[importlib.metadata.EntryPoint], allowed: Collection[str] | None, built_in: Collection[Key]) -> Discovery:
    """Load entry points of the group.

    Args:
        entries: the entry points to load.
        allowed: names of entry points or distributions that may be loaded; None allows all.
        built_in: keys of the library's own specs; a spec of a plugin with the same key is rejected.
    """
    loaded: list[tuple[PluginReport, dict[Key, Any]]] = []
    for entry in entries:
        distribution, version = _distribution(entry)
        report = PluginReport(name=entry.name, module=entry.value, distribution=distribution, version=version)
        if allowed is not None and not {entry.name, distribution} & set(allowed):
            loaded.append((_with(report, _fault(Status.BLOCKED, "blocked")), {}))
        else:
            loaded.append(_load(entry, report))
    return _without_conflicts(loaded, built_in)


def _distribution(entry: importlib.metadata.EntryPoint) -> tuple[str, str]:
    if entry.dist is None:
        return "?", "?"
    try:
        metadata = entry.dist.metadata  # parsed each time it is read
        return metadata["Name"] or "?", metadata["Version"] or "?"
    except Exception:  # noqa: BLE001 - broken metadata of a package may raise anything
        return "?", "?"


def _load(entry: importlib.metadata.EntryPoint, report: PluginReport) -> tuple[PluginReport, dict[Key, Any]]:
    started = time.perf_counter()
    try:
        plugin = guarded(entry.load)
    except Failed as failed:
        report = attrs.evolve(report, import_seconds=time.perf_counter() - started)
        return _with(report, _fault(Status.IMPORT_ERROR, "import", error=failed)), {}
    report = attrs.evolve(report, import_seconds=time.perf_counter() - started)
    from tthc_catalog.extension.hookspecs import API_VERSION, SignatureFault, contributions, unknown_hooks

    try:
        required = guarded(lambda: str(getattr(plugin, "tthc_api", API_VERSION)))
        if required != str(API_VERSION):
            return _with(report, _fault(Status.BAD_SIGNATURE, "api", wanted=required, known=API_VERSION)), {}
        unknown = guarded(lambda: list(unknown_hooks(plugin)))
        results = guarded(lambda: contributions(plugin, entry.name))
    except Failed as failed:
        if isinstance(failed.cause, SignatureFault):
            return _with(report, Fault(status=Status.BAD_SIGNATURE, reason=failed.cause.words)), {}
        return _with(report, _fault(Status.BAD_CONTRIBUTION, "hook-error", error=failed)), {}
    faults = [_fault(Status.UNKNOWN_HOOK, "unknown-hook", name=name, known=known) for name, known in unknown]
    specs: dict[Key, Any] = {}
    for kind, hook in HOOK_OF_KIND.items():
        for returned in results.get(hook, ()):
            for key, spec, fault in _checked(kind, hook, returned):
                if fault is not None:
                    faults.append(fault)
                elif key in specs:
                    faults.append(_fault(Status.CONFLICT, "twice", key))
                else:
                    specs[key] = spec
    return _with(report, *faults), specs


def _checked(kind: str, hook: str, returned: Any) -> Iterator[tuple[Key, Any, Fault | None]]:
    """Yield the specs that a hook returned, each with its fault, if any."""
    if isinstance(returned, str | bytes) or not isinstance(returned, Iterable):
        shown = type(returned).__name__
        yield ("", ""), None, _fault(Status.BAD_CONTRIBUTION, "not-a-list", hook=hook, kind=shown)
        return
    try:
        items = guarded(lambda: list(itertools.islice(returned, MOST_SPECS + 1)))
    except Failed as failed:
        yield ("", ""), None, _fault(Status.BAD_CONTRIBUTION, "list-error", hook=hook, error=failed)
        return
    if len(items) > MOST_SPECS:
        yield ("", ""), None, _fault(Status.BAD_CONTRIBUTION, "too-many", hook=hook, most=MOST_SPECS)
        return
    for returned_spec in items:
        if not isinstance(returned_spec, KINDS[kind]):
            wanted, shown = KINDS[kind].__name__, type(returned_spec).__name__
            yield ("", ""), None, _fault(Status.BAD_CONTRIBUTION, "not-a-spec", hook=hook, kind=shown, wanted=wanted)
            continue
        try:
            spec = guarded(functools.partial(_plain, kind, returned_spec))
        except Failed as failed:
            yield ("", ""), None, _fault(Status.BAD_CONTRIBUTION, "list-error", hook=hook, error=failed)
            continue
        key = (kind, spec.id)
        try:
            reason = guarded(functools.partial(_violation, kind, spec))
        except Failed as failed:
            reason = (str(failed), str(failed))
        yield key, spec, None if reason is None else Fault(status=Status.CONTRACT_VIOLATION, reason=reason, key=key)


def _plain(kind: str, spec: Any) -> Any:
    """Return a spec with the values that it has now, so that no property of a subclass runs later."""
    values = {field.name: getattr(spec, field.name) for field in attrs.fields(KINDS[kind])}
    for name in ("id", "version", "title", "title_en", "media_type"):
        if name in values:
            values[name] = str(values[name])[:MOST_CHARACTERS]
    return KINDS[kind](**values)


def _violation(kind: str, spec: Any) -> Words | None:
    """Return how a spec breaks the contract of its kind; None if it keeps it."""
    if not _SLUG(str(spec.id)):
        return _reason("id")
    for name in ("title", "title_en", "version", "media_type"):
        if not str(getattr(spec, name, "-")).strip():
            return _reason("attribute", name=name)
    for name, optional in _FUNCTIONS.get(kind, {}).items():
        if not _is_function(getattr(spec, name), optional=optional):
            return _reason("function", name=name)
    return _broken_rule(kind, spec)


def _broken_rule(kind: str, spec: Any) -> Words | None:
    """Return how the values of a spec break a rule of its kind; None if they keep it."""
    match kind:
        case "importer" | "list-reader" if not _are_suffixes(spec.suffixes):
            return _reason("suffixes")
        case "catalog" | "texts" if not spec.folder.is_dir():
            return _reason("folder", folder=spec.folder)
        case "importer" if spec.read is None and (spec.open is None or spec.headers is None):
            return _reason("importer")
        case "command" if spec.group is not None and not spec.id.startswith(f"{spec.group}-"):
            return _reason("command-id", group=spec.group)
        case "policy":
            from tthc_catalog.policies.contract_proof import proofs

            return next(proofs(spec), None)
    return None


def _is_function(value: Any, *, optional: bool) -> bool:
    return callable(value) or (optional and value is None)


def _are_suffixes(suffixes: Any) -> bool:
    """Return whether a spec states endings of files such as ``.csv``, or ``/`` for folders."""
    return isinstance(suffixes, list | tuple) and all(isinstance(one, str) and (one == "/" or one.startswith(".")) for one in suffixes)


def _without_conflicts(loaded: list[tuple[PluginReport, dict[Key, Any]]], built_in: Collection[Key]) -> Discovery:
    """Reject specs with a key of the library or of several plugins: no package may change a decision by being installed."""
    claims: dict[Key, list[int]] = {}
    for place, (_, contributed) in enumerate(loaded):
        for key in contributed:
            claims.setdefault(key, []).append(place)
    reports: list[PluginReport] = []
    specs: dict[Key, Any] = {}
    origins: dict[Key, PluginReport] = {}
    for report, contributed in loaded:
        faults = []
        kept = []
        for key in contributed:
            if key in built_in:
                faults.append(_fault(Status.CONFLICT, "library", key, id=key[1]))
            elif len(claims[key]) > 1:
                names = "; ".join(loaded[place][0].origin for place in claims[key])
                faults.append(_fault(Status.CONFLICT, "several", key, id=key[1], names=names))
            else:
                kept.append(key)
        final = attrs.evolve(_with(report, *faults), gives=tuple(kept))
        reports.append(final)
        specs |= {key: contributed[key] for key in kept}
        origins |= dict.fromkeys(kept, final)
    refused: dict[Key, tuple[tuple[PluginReport, Fault], ...]] = {}
    for final in reports:
        for fault in final.faults:
            if fault.key is not None:
                refused[fault.key] = (*refused.get(fault.key, ()), (final, fault))
    return Discovery(reports=tuple(reports), specs=specs, origins=origins, refused=refused)


def _with(report: PluginReport, *faults: Fault) -> PluginReport:
    return attrs.evolve(report, faults=(*report.faults, *faults))


def _fault(status: Status, name: str, key: Key | None = None, /, **params: Any) -> Fault:
    """Return a fault whose reason is the text ``plugin.fault.<name>``."""
    return Fault(status=status, reason=_reason(name, **params), key=key)


def _reason(name: str, /, **params: Any) -> Words:
    return text_pair(f"plugin.fault.{name}", **params)
