"""The registry: what a catalog's names are resolved against, the library's own first, then what plugins give.

Adding a plugin changes no decision: only a catalog's manifest and models choose. Plugins are looked for when a name is asked for that
the library does not know, and not before, so a catalog that needs none pays nothing for them.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from tthc_catalog._resources import DISTRIBUTION
from tthc_catalog.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tthc_catalog.extension.discovery import Discovery, PluginReport
    from tthc_catalog.extension.specs import CalendarSpec, CatalogSpec, CheckSpec, ImporterSpec, PolicySpec, RendererSpec
    from tthc_catalog.policies.contract import Fault

ALLOWED_VARIABLE = "TTHC_PLUGINS"
"""Names of the plugins that may be loaded, with commas; set and empty, none may; not set, all may."""


class SpecRegistry:
    """Look up specs by kind and id. Its answers never change; it is safe to share between threads, and picklable.

    `tthc_catalog.Registry` is the registry with the library's own specs.
    """

    library: ClassVar[Mapping[str, Callable[[], Sequence[Any]]]] = {}
    """Kind -> a function that returns the library's own specs of that kind."""

    def __init__(self, policies: Iterable[PolicySpec] = (), *, plugins: Iterable[str] | None = None) -> None:
        """Know the library's own, and where to look further.

        Args:
            policies: further policies, for programs that make their own; they come first.
            plugins: names of the entry points or distributions that may be loaded; by default what ``TTHC_PLUGINS`` says, else all.
        """
        self._given = tuple(policies)
        if plugins is None:
            named = os.environ.get(ALLOWED_VARIABLE)
            plugins = None if named is None else filter(None, map(str.strip, named.split(",")))
        self._allowed: frozenset[str] | None = None if plugins is None else frozenset(plugins)
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (type(self), self._given, self._allowed))

    @functools.cached_property
    def _own(self) -> dict[tuple[str, str], Any]:
        own = {(kind, spec.id): spec for kind, hook in self.library.items() for spec in hook()}
        return own | {("policy", spec.id): spec for spec in self._given}

    @functools.cached_property
    def _first_party(self) -> Discovery:
        """The plugins of this distribution, which ``TTHC_PLUGINS`` does not restrict."""
        from tthc_catalog.extension.discovery import discover, first_party_entries

        return discover(first_party_entries(), None, self._own.keys())

    @property
    def _installed(self) -> Discovery:
        """The plugins of other distributions."""
        found: Discovery | None = self.__dict__.get("_discovery")
        if found is None:
            from tthc_catalog.extension.discovery import discover, third_party_entries

            with self._lock:
                library = {*self._own, *self._first_party.specs}
                found = self.__dict__.get("_discovery") or discover(third_party_entries(), self._allowed, library)
                self.__dict__["_discovery"] = found
        return found

    @functools.cached_property
    def plugins(self) -> tuple[PluginReport, ...]:
        """The reports of all installed plugins, by name. Plugins of this distribution are listed only if they failed to load."""
        return (*(report for report in self._first_party.reports if report.faults), *self._installed.reports)

    @property
    def is_plain(self) -> bool:
        """Whether every look-up so far was answered by the library: no third-party plugin was loaded, no policy was passed in."""
        return not self._given and "_discovery" not in self.__dict__

    def find(self, kind: str, id: str) -> Any:
        """The spec of this kind and id, or None."""
        key = (kind, id)
        return self._own.get(key) or self._first_party.specs.get(key) or self._installed.specs.get(key)

    def ids(self, kind: str) -> tuple[str, ...]:
        """Every id of a kind, plugins' included, sorted."""
        return tuple(sorted({id for known, id in (*self._own, *self._first_party.specs, *self._installed.specs) if known == kind}))

    def first_party(self, kind: str) -> Iterator[Any]:
        """Yield the specs of a kind from this distribution's own plugins, in the order they are declared."""
        return (spec for (known, _), spec in self._first_party.specs.items() if known == kind)

    def origin(self, kind: str, id: str) -> str:
        """Who gives it: ``distribution version (entry point)``, or the library."""
        if (kind, id) in self._own or (kind, id) in self._first_party.specs:
            return DISTRIBUTION
        report = self._installed.origins.get((kind, id))
        return "?" if report is None else report.origin

    def policy(self, id: str, *, requested_by: str) -> PolicySpec:
        """The policy of this id.

        Args:
            id: as the manifest or a model names it.
            requested_by: the file or option that names the spec, for the error message.

        Raises:
            PluginError: nothing gives a policy of this id that works.
        """
        spec: PolicySpec = self._wanted("policy", id, requested_by, "error.unknown_policy")
        return spec

    def calendar(self, id: str, *, requested_by: str) -> CalendarSpec:
        """The calendar of this id; raises like `policy`."""
        spec: CalendarSpec = self._wanted("calendar", id, requested_by)
        return spec

    def catalog(self, id: str, *, requested_by: str) -> CatalogSpec:
        """The catalog of this id; raises like `policy`."""
        spec: CatalogSpec = self._wanted("catalog", id, requested_by, "error.unknown_catalog")
        return spec

    def check(self, id: str, *, requested_by: str) -> CheckSpec:
        """The further check of this id; raises like `policy`."""
        spec: CheckSpec = self._wanted("check", id, requested_by)
        return spec

    def importer(self, id: str, *, requested_by: str) -> ImporterSpec:
        """The importer of this id; raises like `policy`."""
        spec: ImporterSpec = self._wanted("importer", id, requested_by)
        return spec

    def renderer(self, id: str, *, requested_by: str) -> RendererSpec:
        """The renderer of this id; raises like `policy`."""
        spec: RendererSpec = self._wanted("renderer", id, requested_by)
        return spec

    def why_not(self, kind: str, id: str) -> tuple[str, str] | None:
        """Why nothing working gives it, in Vietnamese and English; None when no plugin is known to be concerned."""
        refused = self._installed.refused.get((kind, id))
        if refused:
            return (
                "; ".join(f"{report.origin}: {fault.reason[0]} [{fault.status}]" for report, fault in refused),
                "; ".join(f"{report.origin}: {fault.reason[1]} [{fault.status}]" for report, fault in refused),
            )
        failed = [(report, fault) for report in self.plugins for fault in report.faults if fault.key is None]
        if not failed:
            return None
        return (
            "; ".join(f"{report.origin}: {fault.reason[0]} [{fault.status}]" for report, fault in failed),
            "; ".join(f"{report.origin}: {fault.reason[1]} [{fault.status}]" for report, fault in failed),
        )

    def _wanted(self, kind: str, id: str, requested_by: str, unknown: str = "error.unknown_name") -> Any:
        spec = self.find(kind, id)
        if spec is not None:
            return spec
        why = self.why_not(kind, id)
        if why is not None:
            raise PluginError("error.plugin", name=id, file=requested_by, reason=why[0], reason_en=why[1])
        raise PluginError(unknown, suggestions=self.ids(kind), policy=id, name=id, kind=kind, file=requested_by)

    def policy_schemas(self) -> Mapping[str, Mapping[str, Any]]:
        """The parameter schema of every policy by id; looks for plugins only when asked for one it does not know."""
        return _ById(self, lambda spec: spec.parameters)

    def policy_checks(self) -> Mapping[str, Callable[[Mapping[str, Any]], Sequence[Fault]]]:
        """The further faults of a policy's parameters, by id; a plugin's policy also proves its contract on them."""
        return _ById(self, self._faults_of)

    def _faults_of(self, spec: PolicySpec) -> Callable[[Mapping[str, Any]], Sequence[Fault]]:
        return functools.partial(_faults, spec, trusted=("policy", spec.id) in self._own)

    @property
    def policies(self) -> tuple[PolicySpec, ...]:
        """All policies, plugins' included, by id."""
        return tuple(self.find("policy", id) for id in self.ids("policy"))


class _ById(Mapping[str, Any]):
    """Something of each policy by its id, found when it is asked for."""

    def __init__(self, registry: SpecRegistry, take: Callable[[PolicySpec], Any]) -> None:
        self._registry = registry
        self._take = take

    def __getitem__(self, id: str) -> Any:
        spec = self._registry.find("policy", id)
        if spec is None:
            raise KeyError(id)
        return self._take(spec)

    def __iter__(self) -> Iterator[str]:
        return iter(self._registry.ids("policy"))

    def __len__(self) -> int:
        return len(self._registry.ids("policy"))


def _faults(spec: PolicySpec, parameters: Mapping[str, Any], *, trusted: bool) -> Sequence[Fault]:
    found: list[Fault] = []
    try:
        found += spec.check(parameters) if spec.check is not None else ()
    except Exception as error:  # noqa: BLE001 - a plugin's check may fail in any way
        found.append(((), (f"phép kiểm tra của {spec.id} gặp lỗi: {error!r}", f"the check of {spec.id} failed: {error!r}"), {}))
    if found or trusted:
        return found
    from tthc_catalog.policies.contract_proof import proofs

    return [((), violation, {}) for violation in proofs(spec, parameters)]


def _rebuilt(cls: type[SpecRegistry], policies: tuple[PolicySpec, ...], allowed: frozenset[str] | None) -> SpecRegistry:
    registry = cls(policies, plugins=allowed or ())
    registry._allowed = allowed  # noqa: SLF001 - None, which means all, must not be read from this process's environment again
    return registry
