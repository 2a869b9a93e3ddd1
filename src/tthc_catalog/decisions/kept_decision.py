"""A decision that was pickled: it keeps its answers, its explanation and its identity, and leaves the records of the catalog behind.

A decision leads to the whole catalog, so a complete copy would take a megabyte. The copy has everything that `Decision.to_dict` returns,
and short records of the procedure, the edition, the case and the desk.
"""

from __future__ import annotations

import pickle
import zlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tthc_catalog.decisions.decision import Decision
from tthc_catalog.decisions.explanation import explain
from tthc_catalog.messages import LANGUAGES

if TYPE_CHECKING:
    from tthc_catalog.decisions.explanation import Explanation

_FIELDS = ("channel", "covered", "reason", "received_at", "deemed_received_at", "commitment", "statutory", "completeness")
_ANSWERS = ("governing", "rule", "provisional", "notices", "evidence", "decided_through", "known_now")
_RECORDS = {"procedure": ("level", "code"), "edition": ("id", "name", "period"), "case": ("id", "name"), "office": ("id", "name", "level")}
"""Record of a decision -> the attributes that are kept."""
_MODEL = ("id", "title", "title_en", "strength")


class KeptDecision(Decision):
    """A decision without the catalog; it equals the decision that was pickled."""

    __slots__ = ("_kept",)

    _kept: dict[str, Any]

    def __getattribute__(self, name: str) -> Any:
        """Return an answer or a short record that was kept; fields and everything derived from them work as in `Decision`."""
        if name in _PROPERTIES:
            return object.__getattribute__(self, "_kept")[name]
        return object.__getattribute__(self, name)

    def __reduce__(self) -> tuple[Any, ...]:
        return _reduced({name: getattr(self, name) for name in _FIELDS}, self._kept)

    def explain(self, lang: str = "vi") -> Explanation:
        """Return the reasons in order; see `Decision.explain`."""
        if lang not in LANGUAGES:
            raise ValueError(f"the language is one of {', '.join(LANGUAGES)}, not {lang!r}")
        explanation: Explanation = self._kept["explanations"][lang]
        return explanation

    def to_dict(self, *, explain: bool = True) -> dict[str, Any]:
        """Return the decision as plain data; see `Decision.to_dict`."""
        from tthc_catalog.decisions.serialisation import with_explanation

        data: dict[str, Any] = pickle.loads(pickle.dumps(self._kept["data"]))  # noqa: S301 - a deep copy
        return with_explanation(data, self._kept["explanations"]) if explain else data

    def _identity(self) -> tuple[object, ...]:
        identity: tuple[object, ...] = self._kept["identity"]
        return identity


_PROPERTIES = frozenset({*_ANSWERS, *_RECORDS, "commitments"})


def kept(decision: Decision) -> tuple[Any, ...]:
    """Return what `pickle` stores of a decision."""
    answers: dict[str, Any] = {name: getattr(decision, name) for name in _ANSWERS}
    answers |= {name: _short(getattr(decision, name), names) for name, names in _RECORDS.items()}
    answers["commitments"] = tuple(answer._replace(model=_short(answer.model, _MODEL)) for answer in decision.commitments)
    answers["identity"] = decision._identity()  # noqa: SLF001 - a part of the same class
    answers["explanations"] = {lang: explain(decision, lang) for lang in LANGUAGES}
    answers["data"] = decision.to_dict(explain=False)
    return _reduced({name: getattr(decision, name) for name in _FIELDS}, answers)


def _short(record: Any, names: tuple[str, ...]) -> Any:
    return None if record is None else SimpleNamespace(**{name: getattr(record, name) for name in names})


def _reduced(fields: dict[str, Any], answers: dict[str, Any]) -> tuple[Any, ...]:
    return (_restored, (zlib.compress(pickle.dumps((fields, answers), protocol=5), 9),))


def _restored(content: bytes) -> KeptDecision:
    fields, answers = pickle.loads(zlib.decompress(content))  # noqa: S301 - a part of a pickle that is being loaded
    nothing: Any = None  # no property reads the records behind the answers
    decision = KeptDecision(context=nothing, answer=nothing, **fields)
    object.__setattr__(decision, "_kept", answers)
    return decision
