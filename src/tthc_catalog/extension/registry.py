"""A registry that resolves the ids in catalogs and commands: built-in specs first, then those of plugins.

Installing a plugin changes no decision, because only manifests and models choose specs. Plugins of other distributions are loaded on
the first look-up of an id that neither the library nor its own plugins define, so a catalog without such ids never loads them.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from tthc_catalog._resources import DISTRIBUTION
from tthc_catalog.errors import PluginError, TthcError, error_text
from tthc_catalog.messages import text_pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tthc_catalog.extension.discovery import Discovery, PluginReport
    from tthc_catalog.extension.specs import CalendarSpec, CatalogSpec, CheckSpec, ImporterSpec, PolicySpec, RendererSpec
    from tthc_catalog.policies.contract import Fault

ALLOWED_VARIABLE = "TTHC_PLUGINS"
"""Comma-separated names of the plugins that may be loaded; if it is empty, no plugin is loaded; if it is not set, all are."""


_T = TypeVar("_T")


class _ComputedOnce(functools.cached_property[_T]):
    """A cached property of a registry that several threads compute only once; since Python 3.12 `cached_property` has no lock."""

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None:
            return self
        with instance._lock:  # noqa: SLF001 - the registry itself
            return super().__get__(instance, owner)


class SpecRegistry:
    """A look-up of specs by kind and id. Results never change; a registry can be pickled and shared between threads.

    `tthc_catalog.Registry` is the subclass with the built-in specs.
    """

    library: ClassVar[Mapping[str, Callable[[], Sequence[Any]]]] = {}
    """Kind -> a function that returns the built-in specs of that kind."""

    reserved: ClassVar[frozenset[tuple[str, str]]] = frozenset()
    """Kinds and ids that are no specs but that no plugin may use, such as the commands of the core."""

    def __init__(self, policies: Iterable[PolicySpec] = (), *, plugins: Iterable[str] | None = None) -> None:
        """Create a registry; plugins are loaded later, when needed.

        Args:
            policies: additional policies of the calling program, which take precedence.
            plugins: names of the entry points or distributions that may be loaded; by default those in ``TTHC_PLUGINS``, or all if the
                variable is not set.
        """
        self._policies = tuple(policies)
        if plugins is None:
            value = os.environ.get(ALLOWED_VARIABLE)
            plugins = None if value is None else filter(None, map(str.strip, value.split(",")))
        self._allowed: frozenset[str] | None = None if plugins is None else frozenset(plugins)
        self._lock = threading.RLock()

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuilt, (type(self), self._policies, self._allowed))

    @_ComputedOnce
    def _own(self) -> dict[tuple[str, str], Any]:
        own = {(kind, spec.id): spec for kind, hook in self.library.items() for spec in hook()}
        return own | {("policy", spec.id): spec for spec in self._policies}

    @_ComputedOnce
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
                library = {*self._own, *self._first_party.specs, *self.reserved}
                found = self.__dict__.get("_discovery") or discover(third_party_entries(), self._allowed, library)
                self.__dict__["_discovery"] = found
        return found

    @_ComputedOnce
    def plugins(self) -> tuple[PluginReport, ...]:
        """The reports of all installed plugins, sorted by name. Plugins of this distribution are included only if they have faults."""
        return (*(report for report in self._first_party.reports if report.faults), *self._installed.reports)

    @property
    def is_plain(self) -> bool:
        """Whether no plugin of another distribution has been loaded and no policy was passed in."""
        return not self._policies and "_discovery" not in self.__dict__

    def find(self, kind: str, id: str) -> Any:
        """Return the spec of this kind and id, or None."""
        key = (kind, id)
        return self._own.get(key) or self._first_party.specs.get(key) or self._installed.specs.get(key)

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return every id of a kind, including those of plugins, sorted."""
        return tuple(sorted({id for known, id in (*self._own, *self._first_party.specs, *self._installed.specs) if known == kind}))

    def first_party(self, kind: str) -> Iterator[Any]:
        """Yield the specs of a kind from this distribution's own plugins, in the order of their declaration."""
        return (spec for (known, _), spec in self._first_party.specs.items() if known == kind)

    def origin(self, kind: str, id: str) -> str:
        """Return the origin of a spec: ``distribution version (entry point)``, or this distribution's name."""
        if (kind, id) in self._own or (kind, id) in self._first_party.specs:
            return DISTRIBUTION
        report = self._installed.origins.get((kind, id))
        return "?" if report is None else report.origin

    @contextlib.contextmanager
    def reading(self, kind: str, id: str, file: str) -> Iterator[None]:
        """Run code of a reader in the block. If it is a plugin's, unexpected exceptions are converted and its prints go to standard error.

        Args:
            kind: the kind of its spec.
            id: the id of its spec.
            file: the file that is read, for the error message.

        Raises:
            PluginError: the reader failed. An error of this library or of the system is raised unchanged.
        """
        origin = self.origin(kind, id)
        if origin == DISTRIBUTION:
            yield
            return
        try:
            with contextlib.redirect_stdout(sys.stderr):
                yield
        except (TthcError, OSError):
            raise
        except (Exception, SystemExit) as error:
            reason = error_text(error)
            raise PluginError("error.reader_failed", name=id, file=file, origin=origin, reason=reason) from error

    def policy(self, id: str, *, requested_by: str) -> PolicySpec:
        """Return the policy with this id.

        Args:
            id: the id in a manifest or model.
            requested_by: the file or option that names the id, for the error message.

        Raises:
            PluginError: no policy has this id, or its plugin is faulty.
        """
        spec: PolicySpec = self._required("policy", id, requested_by, "error.unknown_policy")
        return spec

    def calendar(self, id: str, *, requested_by: str) -> CalendarSpec:
        """Return the calendar with this id; raises like `policy`."""
        spec: CalendarSpec = self._required("calendar", id, requested_by)
        return spec

    def catalog(self, id: str, *, requested_by: str) -> CatalogSpec:
        """Return the catalog with this id; raises like `policy`."""
        spec: CatalogSpec = self._required("catalog", id, requested_by, "error.unknown_catalog")
        return spec

    def check(self, id: str, *, requested_by: str) -> CheckSpec:
        """Return the optional check with this id; raises like `policy`."""
        spec: CheckSpec = self._required("check", id, requested_by)
        return spec

    def importer(self, id: str, *, requested_by: str) -> ImporterSpec:
        """Return the importer with this id; raises like `policy`."""
        spec: ImporterSpec = self._required("importer", id, requested_by)
        return spec

    def renderer(self, id: str, *, requested_by: str) -> RendererSpec:
        """Return the renderer with this id; raises like `policy`."""
        spec: RendererSpec = self._required("renderer", id, requested_by)
        return spec

    def why_not(self, kind: str, id: str) -> tuple[str, str] | None:
        """Return why no plugin provides a spec, in Vietnamese and English.

        If no plugin contributed the id, return the faults of plugins that could not be loaded, since one of them may define it. Return
        None if there are no such faults.
        """
        faults = self._installed.refused.get((kind, id)) or [
            (report, fault) for report in self.plugins for fault in report.faults if fault.key is None
        ]
        if not faults:
            return None
        return (
            "; ".join(f"{report.origin}: {fault.reason[0]} [{fault.status}]" for report, fault in faults),
            "; ".join(f"{report.origin}: {fault.reason[1]} [{fault.status}]" for report, fault in faults),
        )

    def _required(self, kind: str, id: str, requested_by: str, unknown: str = "error.unknown_name") -> Any:
        spec = self.find(kind, id)
        if spec is not None:
            return spec
        why = self.why_not(kind, id)
        if why is not None:
            raise PluginError("error.plugin", name=id, file=requested_by, reason=why[0], reason_en=why[1])
        raise PluginError(unknown, suggestions=self.ids(kind), policy=id, name=id, kind=kind, file=requested_by)

    def policy_schemas(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the parameter schemas of all policies by id; plugins are loaded only for ids that are not built in."""
        return _ById(self, lambda spec: spec.parameters)

    def policy_checks(self) -> Mapping[str, Callable[[Mapping[str, Any]], Sequence[Fault]]]:
        """Return functions by policy id that find faults in parameters; a plugin's policy must also prove its contract with them."""
        return _ById(self, self._faults_of)

    def policy_uses(self) -> Mapping[str, bool]:
        """Return by policy id whether the policy computes statutory deadlines rather than commitments."""
        return _ById(self, lambda spec: spec.statutory)

    def _faults_of(self, spec: PolicySpec) -> Callable[[Mapping[str, Any]], Sequence[Fault]]:
        return functools.partial(_faults, spec, trusted=("policy", spec.id) in self._own)

    @property
    def policies(self) -> tuple[PolicySpec, ...]:
        """All policies, including those of plugins, sorted by id."""
        return tuple(self.find("policy", id) for id in self.ids("policy"))


class _ById(Mapping[str, Any]):
    """A lazy mapping from policy ids to values computed from the specs."""

    def __init__(self, registry: SpecRegistry, value: Callable[[PolicySpec], Any]) -> None:
        self._registry = registry
        self._value = value

    def __getitem__(self, id: str) -> Any:
        spec = self._registry.find("policy", id)
        if spec is None:
            raise KeyError(id)
        return self._value(spec)

    def __iter__(self) -> Iterator[str]:
        return iter(self._registry.ids("policy"))

    def __len__(self) -> int:
        return len(self._registry.ids("policy"))


def _faults(spec: PolicySpec, parameters: Mapping[str, Any], *, trusted: bool) -> Sequence[Fault]:
    from tthc_catalog.extension.guarded_calls import Failed, guarded

    found: list[Fault] = []
    try:
        check = spec.check
        found += guarded(lambda: list(check(parameters))) if check is not None else ()
    except Failed as failed:
        found.append(((), text_pair("plugin.check_failed", id=spec.id, error=str(failed)), {}))
    if found or trusted:
        return found
    from tthc_catalog.policies.contract_proof import proofs

    try:
        return [((), violation, {}) for violation in guarded(lambda: list(proofs(spec, parameters)))]
    except Failed as failed:
        return [((), text_pair("plugin.check_failed", id=spec.id, error=str(failed)), {})]


def _rebuilt(cls: type[SpecRegistry], policies: tuple[PolicySpec, ...], allowed: frozenset[str] | None) -> SpecRegistry:
    registry = cls(policies, plugins=allowed or ())
    registry._allowed = allowed  # passing None would read the environment of this process
    return registry
