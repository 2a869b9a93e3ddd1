"""The registry: policies by id. Adding a policy changes no decision; only a catalog's manifest and models choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import PluginError
from tthc_catalog.policies import processing_time, service_days_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tthc_catalog.policies.contract import PolicySpec

BUILT_IN_POLICIES = (service_days_parameters.SPEC, processing_time.SPEC)


class Registry:
    """What a catalog's names are resolved against. Immutable after construction."""

    __slots__ = ("_policies",)

    def __init__(self, policies: Iterable[PolicySpec] = BUILT_IN_POLICIES) -> None:
        self._policies: Mapping[str, PolicySpec] = {spec.id: spec for spec in policies}

    def policy(self, id: str, *, asked_by: str) -> PolicySpec:
        """The policy of this id.

        Args:
            id: as the manifest or a model names it.
            asked_by: the file that asks, for the message.

        Raises:
            PluginError: nothing gives a policy of this id.
        """
        spec = self._policies.get(id)
        if spec is None:
            raise PluginError("error.unknown_policy", suggestions=sorted(self._policies), policy=id, file=asked_by)
        return spec

    def policy_schemas(self) -> dict[str, Mapping[str, Any]]:
        """The parameter schema of every policy, for checking a catalog's YAML."""
        return {name: spec.parameters for name, spec in self._policies.items()}

    @property
    def policies(self) -> tuple[PolicySpec, ...]:
        """All policies, by id."""
        return tuple(self._policies[name] for name in sorted(self._policies))
