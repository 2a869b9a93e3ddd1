"""Find installed plugins and take what they give, each by itself: a fault of one is recorded and costs the others nothing."""

from __future__ import annotations

import enum
import importlib.metadata
import re
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog._resources import DISTRIBUTION
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

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

GROUP = "tthc_catalog"
"""The entry point group of plugins."""

KINDS: dict[str, type] = {
    "catalog": CatalogSpec,
    "calendar": CalendarSpec,
    "policy": PolicySpec,
    "check": CheckSpec,
    "importer": ImporterSpec,
    "renderer": RendererSpec,
    "command": CommandSpec,
    "texts": TextsSpec,
}
"""Kind of a named thing -> the spec that describes it."""
HOOK_OF_KIND = {
    "catalog": "tthc_catalogs",
    "calendar": "tthc_calendars",
    "policy": "tthc_policies",
    "check": "tthc_checks",
    "importer": "tthc_importers",
    "renderer": "tthc_renderers",
    "command": "tthc_commands",
    "texts": "tthc_texts",
}
"""Kind of a named thing -> the hook that returns its specs."""
SLOW_SECONDS = 0.2
"""An import longer than this is noted: every command that looks for plugins waits for it."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*").fullmatch

Words = tuple[str, str]
Key = tuple[str, str]
"""``(kind, id)`` of a named thing."""


class Status(enum.StrEnum):
    """How an entry point fared; the worst that befell it."""

    OK = "ok"
    BLOCKED = "blocked"
    CONFLICT = "conflict"
    CONTRACT_VIOLATION = "contract-violation"
    BAD_CONTRIBUTION = "bad-contribution"
    BAD_SIGNATURE = "bad-signature"
    IMPORT_ERROR = "import-error"


@attrs.frozen(kw_only=True)
class Fault:
    """One thing wrong with a plugin.

    Attributes:
        key: the named thing it concerns; None when the whole plugin is meant.
        reason: what is wrong, in Vietnamese and English.
    """

    status: Status
    reason: Words
    key: Key | None = None


@attrs.frozen(kw_only=True)
class PluginReport:
    """What became of one entry point.

    Attributes:
        name: of the entry point.
        module: what the entry point loads.
        distribution: the installed distribution it belongs to.
        gives: what of it can be chosen.
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
        """The worst of its faults; ok without any."""
        order = list(Status)
        return max((fault.status for fault in self.faults), key=order.index, default=Status.OK)

    @property
    def is_slow(self) -> bool:
        """Whether importing it kept everybody waiting."""
        return self.import_seconds > SLOW_SECONDS

    @property
    def origin(self) -> str:
        """``distribution version (entry point)``, for messages."""
        return f"{self.distribution} {self.version} ({self.name})"


@attrs.frozen(kw_only=True)
class Discovery:
    """All installed plugins and what they give, conflicts settled.

    Attributes:
        specs: what may be chosen.
        origins: which plugin gives it.
        refused: what was offered and may not be chosen, with the plugin and the fault.
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
        built_in: keys of the library's own specs; a plugin that contributes the same key is in conflict and loses.
    """
    loaded: list[tuple[PluginReport, dict[Key, Any]]] = []
    for entry in entries:
        distribution, version = _distribution(entry)
        report = PluginReport(name=entry.name, module=entry.value, distribution=distribution, version=version)
        if allowed is not None and not {entry.name, distribution} & set(allowed):
            loaded.append((_with(report, _fault(Status.BLOCKED, "không có tên trong TTHC_PLUGINS", "not named in TTHC_PLUGINS")), {}))
        else:
            loaded.append(_load(entry, report))
    return _settled(loaded, built_in)


def _distribution(entry: importlib.metadata.EntryPoint) -> tuple[str, str]:
    try:
        return (entry.dist.name or "?", entry.dist.version or "?") if entry.dist is not None else ("?", "?")
    except Exception:  # noqa: BLE001 - the metadata of somebody's package may be broken in any way
        return "?", "?"


def _load(entry: importlib.metadata.EntryPoint, report: PluginReport) -> tuple[PluginReport, dict[Key, Any]]:
    started = time.perf_counter()
    try:
        plugin = _guarded(entry.load)
    except _Failed as failed:
        report = attrs.evolve(report, import_seconds=time.perf_counter() - started)
        return _with(report, _fault(Status.IMPORT_ERROR, f"không nạp được: {failed}", f"cannot be imported: {failed}")), {}
    report = attrs.evolve(report, import_seconds=time.perf_counter() - started)
    from tthc_catalog.extension.hookspecs import API_VERSION, SignatureFault, contributions

    asked = getattr(plugin, "tthc_api", API_VERSION)
    if asked != API_VERSION:
        reason = (
            f"cần giao diện phiên bản {asked}, thư viện này có {API_VERSION}",
            f"needs API version {asked}; this library has {API_VERSION}",
        )
        return _with(report, Fault(status=Status.BAD_SIGNATURE, reason=reason)), {}
    try:
        given = _guarded(lambda: contributions(plugin, entry.name))
    except _Failed as failed:
        if isinstance(failed.cause, SignatureFault):
            return _with(report, Fault(status=Status.BAD_SIGNATURE, reason=failed.cause.words)), {}
        return _with(report, _fault(Status.BAD_CONTRIBUTION, f"hook gặp lỗi: {failed}", f"a hook failed: {failed}")), {}
    faults: list[Fault] = []
    specs: dict[Key, Any] = {}
    for kind, hook in HOOK_OF_KIND.items():
        for returned in given.get(hook, ()):
            for key, spec, fault in _taken(kind, hook, returned):
                if fault is not None:
                    faults.append(fault)
                elif key in specs:
                    faults.append(_fault(Status.CONFLICT, "một phần mở rộng đưa ra hai lần", "given twice by one plugin", key))
                else:
                    specs[key] = spec
    return _with(report, *faults), specs


def _taken(kind: str, hook: str, returned: Any) -> Iterator[tuple[Key, Any, Fault | None]]:
    """Each thing a hook returned, with the fault that keeps it from being chosen."""
    wanted = KINDS[kind]
    if isinstance(returned, str | bytes) or not isinstance(returned, Iterable):
        shown = type(returned).__name__
        yield (
            ("", ""),
            None,
            _fault(Status.BAD_CONTRIBUTION, f"{hook} phải trả về danh sách, không phải {shown}", f"{hook} must return a list, not {shown}"),
        )
        return
    try:
        items = _guarded(lambda: list(returned))
    except _Failed as failed:
        yield ("", ""), None, _fault(Status.BAD_CONTRIBUTION, f"{hook}: {failed}", f"{hook}: {failed}")
        return
    for spec in items:
        key = (kind, str(getattr(spec, "id", "?")))
        yield key, spec, _fault_of(spec, wanted, hook, key)


def _fault_of(spec: Any, wanted: type, hook: str, key: Key) -> Fault | None:
    if not isinstance(spec, wanted):
        shown = type(spec).__name__
        return _fault(
            Status.BAD_CONTRIBUTION,
            f"{hook} trả về {shown}, cần {wanted.__name__}",
            f"{hook} returned {shown}; {wanted.__name__} is needed",
        )
    if not _SLUG(key[1]):
        return _fault(
            Status.CONTRACT_VIOLATION, "id phải là chữ thường không dấu, số, gạch nối", "an id is small letters, digits and hyphens", key
        )
    for name in ("title", "title_en", "version"):
        if not str(getattr(spec, name, "-")).strip():
            return _fault(Status.CONTRACT_VIOLATION, f"thiếu {name}", f"{name} is missing", key)
    if isinstance(spec, CatalogSpec) and not spec.folder.is_dir():
        return _fault(Status.CONTRACT_VIOLATION, f"không có thư mục {spec.folder}", f"there is no folder {spec.folder}", key)
    if isinstance(spec, PolicySpec):
        from tthc_catalog.policies.contract_proof import proofs

        try:
            violation = _guarded(lambda: next(proofs(spec), None))
        except _Failed as failed:
            violation = (str(failed), str(failed))
        if violation is not None:
            return Fault(status=Status.CONTRACT_VIOLATION, reason=violation, key=key)
    return None


def _settled(loaded: list[tuple[PluginReport, dict[Key, Any]]], built_in: Collection[Key]) -> Discovery:
    """Keep what one plugin gives alone; what several give, or the library itself, nobody's package decides by being installed."""
    claims: dict[Key, list[int]] = {}
    for place, (_, given) in enumerate(loaded):
        for key in given:
            claims.setdefault(key, []).append(place)
    reports: list[PluginReport] = []
    specs: dict[Key, Any] = {}
    origins: dict[Key, PluginReport] = {}
    for report, given in loaded:
        faults = []
        kept = []
        for key in given:
            if key in built_in:
                faults.append(_fault(Status.CONFLICT, f"{key[1]} là tên của thư viện", f"{key[1]} is the library's own", key))
            elif len(claims[key]) > 1:
                names = "; ".join(loaded[place][0].origin for place in claims[key])
                faults.append(
                    _fault(
                        Status.CONFLICT,
                        f"{key[1]} do nhiều phần mở rộng cùng đưa ra: {names}",
                        f"{key[1]} is given by several: {names}",
                        key,
                    )
                )
            else:
                kept.append(key)
        final = attrs.evolve(_with(report, *faults), gives=tuple(kept))
        reports.append(final)
        specs |= {key: given[key] for key in kept}
        origins |= dict.fromkeys(kept, final)
    refused: dict[Key, tuple[tuple[PluginReport, Fault], ...]] = {}
    for final in reports:
        for fault in final.faults:
            if fault.key is not None:
                refused[fault.key] = (*refused.get(fault.key, ()), (final, fault))
    return Discovery(reports=tuple(reports), specs=specs, origins=origins, refused=refused)


def _with(report: PluginReport, *faults: Fault) -> PluginReport:
    return attrs.evolve(report, faults=(*report.faults, *faults))


def _fault(status: Status, vietnamese: str, english: str, key: Key | None = None) -> Fault:
    return Fault(status=status, reason=(vietnamese, english), key=key)


class _Failed(Exception):
    """Somebody else's code failed; its words say how."""

    def __init__(self, cause: BaseException) -> None:
        self.cause = cause
        said = " ".join(str(cause).split())
        super().__init__(f"{type(cause).__name__}: {said}" if said else type(cause).__name__)


def _guarded(call: Callable[[], Any]) -> Any:
    """Call into a plugin; whatever it does, ``sys.exit`` included, ends here. Only the user's own interruption passes."""
    try:
        return call()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise _Failed(error) from error
