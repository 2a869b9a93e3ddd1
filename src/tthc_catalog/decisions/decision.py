"""The decision on one dossier."""

from __future__ import annotations

import datetime as dt
import pickle
import zlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal

import attrs

from tthc_catalog.decisions.completeness import Completeness
from tthc_catalog.decisions.decision_facts import Context, Deadline, DecisionFacts
from tthc_catalog.decisions.pause_notes import PauseNote
from tthc_catalog.messages import LANGUAGES
from tthc_catalog.timetable.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.decisions.decision_facts import Evidence
    from tthc_catalog.decisions.explanation import Explanation
    from tthc_catalog.decisions.later_knowledge import KnownNow


@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False)
class Decision(DecisionFacts):
    """When the result is due, or why no commitment covers the dossier.

    Two decisions are equal if they have the same evidence, inputs, instants, reason, rule and missing components.

    Attributes:
        context: the records of the timetable; internal.
        answer: the timetable's answer; internal.
        channel: how the dossier was filed.
        covered: whether a commitment binds.
        reason: why no commitment binds: ``not-model-day``, ``outside-sessions``, ``office-closed``, ``not-listed``, ``case-excluded``,
            ``channel-excluded``, ``target-only``, ``not-in-force``, ``office-not-in-force``,
            ``incomplete`` or a policy's own reason; None if one does.
        received_at: the recorded instant, in local time.
        deemed_received_at: the opening of the next working day if the dossier was received on a closed day; else None.
        commitment: the deadline of the commitment that binds; None if no commitment binds.
        statutory: the deadline set by law; None if it is not known.
        completeness: the components the dossier lacks; None if they were not given.
        components: ids of the components at hand; None if they were not given.
        conditions: ids of the conditions known to apply.
        strict: whether a provisional answer was to be rejected.
        history: what happened after the receipt, and what each event did; empty if none was given.
        promised: the decision on the receipt alone, which the appointment slip shows; None without a history.
    """

    context: Context
    answer: Answer
    channel: str
    covered: bool
    reason: str | None
    received_at: dt.datetime
    deemed_received_at: dt.datetime | None
    commitment: Deadline | None
    statutory: Deadline | None
    completeness: Completeness | None
    components: frozenset[str] | None
    conditions: frozenset[str]
    strict: bool
    history: tuple[PauseNote, ...] = ()
    promised: Decision | None = None

    @property
    def evidence(self) -> Evidence:
        """What the answer was derived from, with a digest of all it rests on; computed each time it is read."""
        from tthc_catalog.decisions.answer_digest import evidence_of

        return evidence_of(self)

    @property
    def known_now(self) -> KnownNow | None:
        """What the law says by all that is known now, if that differs from what was known on the day of receipt.

        The decision itself stays as it was promised. None if an answer for the knowledge of a named day was requested.
        """
        from tthc_catalog.decisions.later_knowledge import known_now

        return known_now(self)

    def explain(self, lang: str = "vi") -> Explanation:
        """Return the reasons in order, each with its rule and citations.

        Args:
            lang: ``vi`` or ``en``.

        Raises:
            ValueError: ``lang`` is another language.
        """
        from tthc_catalog.decisions.explanation import explain

        return explain(self, lang)

    def to_dict(self, *, explain: bool = True, languages: Sequence[Literal["vi", "en"]] = ("vi", "en")) -> dict[str, Any]:
        """Return the decision as plain data, valid under ``schemas/decision.schema.json``.

        Args:
            explain: include the explanation, which takes most of the time; without it the schema does not apply.
            languages: the languages of the explanation; the schema requires both.

        Raises:
            ValueError: a language is neither ``vi`` nor ``en``.
        """
        from tthc_catalog.decisions.serialisation import to_dict

        return to_dict(self, languages=languages if explain else ())

    def _identity(self) -> tuple[object, ...]:
        """The evidence, the inputs and the outcome; everything else follows from them."""
        return (
            self.context.evidence,
            self.procedure.level,
            self.procedure.code,
            self.office.id,
            None if self.case is None else self.case.id,
            self.channel,
            self.received_at,
            self.due_at,
            self.late_after,
            self.reason,
            self.rule,
            self.missing,
            self.conditional,
            self.optional,
            self.components,
            self.conditions,
            self.strict,
            self.history,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Decision):
            return NotImplemented
        return self._identity() == other._identity() and (self.context is other.context or self.evidence == other.evidence)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the answers without the catalog they lead to; the copy is equal and explains itself."""
        return _stored(self)

    def __hash__(self) -> int:
        return hash((self.context.evidence.timetable_digest, self.received_at, self.reason))

    def __repr__(self) -> str:
        """One line: the fields lead to the whole catalog."""
        due = f"due {self.bound} {self.due_at.isoformat()} ({self.rule})" if self.due_at else "no due time"
        reason = f", not covered: {self.reason}" if self.reason else ""
        return f"<Decision {self.procedure.level} {self.procedure.code} received {self.received_at.isoformat()}: {due}{reason}>"


_FIELDS = (
    "channel",
    "covered",
    "reason",
    "received_at",
    "deemed_received_at",
    "commitment",
    "statutory",
    "completeness",
    "components",
    "conditions",
    "strict",
    "history",
    "promised",
)
_ANSWERS = ("governing", "rule", "provisional", "notices", "evidence", "decided_through", "known_now")
_RECORDS = {"procedure": ("level", "code"), "edition": ("id", "name", "period"), "case": ("id", "name"), "office": ("id", "name", "level")}
"""Record of a decision -> the attributes that are kept."""
_MODEL = ("id", "title", "title_en", "strength")


class KeptDecision(Decision):
    """A decision that was pickled: it equals the original, explains itself, and leaves the records of the catalog behind.

    A decision leads to the whole catalog, so a complete copy would take a megabyte. The copy has everything that `Decision.to_dict`
    returns, and short records of the procedure, the edition, the case and the desk.
    """

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

    def to_dict(self, *, explain: bool = True, languages: Sequence[Literal["vi", "en"]] = ("vi", "en")) -> dict[str, Any]:
        """Return the decision as plain data; see `Decision.to_dict`."""
        from tthc_catalog.decisions.serialisation import with_explanation

        data: dict[str, Any] = pickle.loads(pickle.dumps(self._kept["data"]))  # noqa: S301 - a deep copy
        return with_explanation(data, {lang: self.explain(lang) for lang in languages}) if explain and languages else data

    def _identity(self) -> tuple[object, ...]:
        identity: tuple[object, ...] = self._kept["identity"]
        return identity

    def __hash__(self) -> int:
        return hash((self._kept["identity"][0].timetable_digest, self.received_at, self.reason))


_PROPERTIES = frozenset({*_ANSWERS, *_RECORDS, "commitments"})


def _stored(decision: Decision) -> tuple[Any, ...]:
    """Return what `pickle` stores of a decision."""
    answers: dict[str, Any] = {name: getattr(decision, name) for name in _ANSWERS}
    answers |= {name: _short(getattr(decision, name), names) for name, names in _RECORDS.items()}
    answers["commitments"] = tuple(answer._replace(model=_short(answer.model, _MODEL)) for answer in decision.commitments)
    answers["identity"] = decision._identity()  # noqa: SLF001 - the same module
    answers["explanations"] = {lang: decision.explain(lang) for lang in LANGUAGES}
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
