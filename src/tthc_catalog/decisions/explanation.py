"""Explain a decision: its reasons in order, each with its rule and the provisions the rule comes from.

Explaining is a look-up: every sentence comes from a rule that the answer names, or from a day of the calendar.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.decisions.decision_facts import INCOMPLETE
from tthc_catalog.decisions.desk_notes import bases_of_end, closure_notes, successors
from tthc_catalog.decisions.later_knowledge import known_now
from tthc_catalog.messages import LANGUAGES, has_text, text
from tthc_catalog.records.channels import stated_time
from tthc_catalog.timetable.answer import (
    CASE_EXCLUDED,
    CHANNEL_EXCLUDED,
    NO_MODEL,
    NOT_IN_FORCE,
    NOT_LISTED,
    OFFICE_NOT_IN_FORCE,
    OFFICE_OUT_OF_SCOPE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.decisions.decision_facts import Deadline, DecisionFacts
    from tthc_catalog.decisions.pause_notes import PauseNote
    from tthc_catalog.policies.contract import Rule
    from tthc_catalog.records.commitment_model import Model
    from tthc_catalog.records.legal import Citation
    from tthc_catalog.records.procedure import Procedure
    from tthc_catalog.timetable.answer import Answer
    from tthc_catalog.timetable.resolved_outcome import Resolved


_WHOLE_DAY = (0, 24 * 60 - 1)
"""The session of a desk whose hours are not known. It repeats `tthc_catalog.records.office.unknown_hours`, which imports attrs."""


class ExplanationStep(NamedTuple):
    """One reason.

    Attributes:
        rule: stable name of the rule.
        text: the reason, in the requested language.
        citations: the provisions the rule comes from; empty only if the catalog states none.
        written: each citation as it is printed, such as ``Điều 7, 23/2015/NĐ-CP``.
    """

    rule: str
    text: str
    citations: tuple[Citation, ...]
    written: tuple[str, ...]


class Explanation(NamedTuple):
    """The answer as one sentence, and its reasons in order.

    Attributes:
        lang: ``vi`` or ``en``.
        answer: the answer in one sentence.
        steps: the reasons, in order.
        notices: sentences that must be shown with the answer.
    """

    lang: str
    answer: str
    steps: tuple[ExplanationStep, ...]
    notices: tuple[str, ...]

    def __str__(self) -> str:
        lines = [self.answer]
        for number, step in enumerate(self.steps, 1):
            cited = f" [{'; '.join(step.written)}]" if step.written else ""
            lines.append(f"{number}. {step.text}{cited}")
        lines += [f"* {notice}" for notice in self.notices]
        return "\n".join(lines)


def explain(decision: DecisionFacts, lang: str) -> Explanation:
    """Render the reasons of a decision as sentences.

    Raises:
        ValueError: ``lang`` is neither ``vi`` nor ``en``.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"the language is one of {', '.join(LANGUAGES)}, not {lang!r}")
    return Explanation(
        lang=lang,
        answer=answer_text(decision, lang),
        steps=tuple(_Explainer(decision, lang).steps()),
        notices=tuple(_notices(decision, lang)),
    )


def day_text(day: dt.date, lang: str) -> str:
    """Return a date with its weekday: ``thứ Hai 02/10/2023``, ``Monday 2/10/2023``."""
    name = text(f"weekday.{day.isoweekday()}", lang)
    return f"{name} {day:%d/%m/%Y}" if lang == "vi" else f"{name} {day.day}/{day.month}/{day.year}"


def due_text(decision: DecisionFacts, deadline: Deadline, lang: str) -> str:
    """Return a deadline of a decision in words: ``trước 09:00 thứ Hai 02/10/2023``."""
    if deadline.bound == "before":
        key = "decision.due.before"
    elif not _is_whole_day(deadline):
        key = "decision.due.by-time"
    else:
        key = "decision.due.by-day" if is_without_hour(decision, deadline) else "decision.due.by"
    return text(key, lang, time=f"{deadline.due_at:%H:%M}", day=day_text(deadline.due_at.date(), lang))


def is_without_hour(decision: DecisionFacts, deadline: Deadline) -> bool:
    """Return whether a deadline is a day only, because the hours of the desk on that day are not known."""
    return _is_whole_day(deadline) and not _hours_known(decision, deadline.due_at.date())


def _is_whole_day(deadline: Deadline) -> bool:
    """Return whether the result is in time until the end of a day."""
    return deadline.bound == "by" and deadline.late_after.time() == dt.time() and deadline.late_after.date() > deadline.due_at.date()


def _hours_known(decision: DecisionFacts, day: dt.date) -> bool:
    """Return whether the hours of the desk on a day are known."""
    number = decision.answer.day + (day - decision.received_at.date()).days
    return [tuple(session) for session in decision.context.timetable.schedule.sessions[number]] != [_WHOLE_DAY]


def _counted_in_unknown_hours(decision: DecisionFacts) -> bool:
    """Return whether a deadline was counted in office hours on a day of which the hours are not known."""
    promised = decision.answer.commitment
    counted = [decision.statutory, decision.commitment if promised is not None and promised.rate else None]
    return any(d is not None and d.bound == "by" and not _is_whole_day(d) and not _hours_known(decision, d.due_at.date()) for d in counted)


def basis_of_absence(procedure: Procedure, day: dt.date) -> tuple[Citation | None, bool]:
    """Return the document that explains why no edition is in force on ``day``, and whether one has ended by then.

    An edition that ended without a stated basis has no document: the one that began it says nothing about the end.
    """
    ended = [e for e in procedure.editions if e.period.until is not None and e.period.until <= day]
    return (ended[-1].until_basis, True) if ended else (procedure.editions[0].from_basis, False)


def answer_text(decision: DecisionFacts, lang: str) -> str:
    """Return the answer as one sentence."""
    governing = decision.governing
    reason = _reason_text(decision, lang)
    if governing is None:
        if decision.edition is None or decision.reason == INCOMPLETE:
            return text("decision.answer.none", lang, reason=reason)
        agreed = decision.case is not None and decision.case.agreed_in_writing
        sentence = text("decision.answer.agreed" if agreed else "decision.answer.no-time", lang)
        return f"{sentence} {text('decision.answer.uncovered', lang, reason=reason)}" if reason else sentence
    key = "decision.answer.covered" if decision.covered else "decision.answer.law-only"
    return text(key, lang, due=due_text(decision, governing, lang), reason=reason)


def _reason_text(decision: DecisionFacts, lang: str) -> str:
    """Return why no commitment binds; for a policy's own reason, the text of the rule that states it."""
    if decision.reason is None:
        return ""
    source = reason_source(decision.answer, decision.reason)
    if isinstance(source, str):
        return text(source, lang)
    return decision.reason if source is None else (source[1].text if lang == "vi" else source[1].text_en).rstrip(".")


def reason_source(answer: Answer, reason: str) -> str | tuple[Model, Rule] | None:
    """Return where the wording of a reason is: the key of a text, or the model and its rule that state it; None if nothing states it."""
    key = f"decision.reason.{reason}"
    if reason == NOT_IN_FORCE and answer.span.edition is not None:
        key = "decision.reason.model-not-in-force"
    if has_text(key):
        return key
    return next(((model, resolved.rule) for model, resolved in answer.others if resolved.reason == reason), None)


def _moment_text(moment: dt.datetime, lang: str) -> str:
    return f"{moment:%H:%M} {day_text(moment.date(), lang)}"


def _notices(decision: DecisionFacts, lang: str) -> Iterator[str]:
    if decision.waiting_since is not None:
        yield text("decision.notice.waiting", lang, since=_moment_text(decision.waiting_since, lang))
    if decision.provisional:
        yield text("decision.notice.provisional", lang, day=day_text(decision.decided_through, lang))
    governing = decision.governing
    if governing is not None:
        if _counted_in_unknown_hours(decision):
            yield text("decision.notice.hours-counted", lang)
        elif not all(_hours_known(decision, moment.date()) for moment in (decision.received_at, governing.due_at)):
            yield text("decision.notice.hours-unknown", lang)
    yield from (notice.text if lang == "vi" else notice.text_en for notice in decision.notices)
    if decision.procedure.membership.status == "reconstructed":
        yield text("decision.notice.reconstructed", lang)
    edition = decision.edition
    time = stated_time(edition, decision.case, decision.channel).time if edition else None
    if time is not None and time.disputed:
        yield text("decision.notice.disputed", lang, note=time.note or "")


class _Explainer:
    """The steps of one explanation, in the order in which an official reasons."""

    def __init__(self, decision: DecisionFacts, lang: str) -> None:
        self.decision = decision
        self.lang = lang
        self.answer = decision.answer
        self.schedule = decision.context.timetable.schedule
        self.calendar = self.schedule.calendar
        self.conventions = {c.id: c for c in decision.context.catalog.manifest.conventions}

    def steps(self) -> Iterator[ExplanationStep]:
        """Yield all reasons, in order."""
        if self.decision.promised is not None:
            yield from self._continued(self.decision.promised)
            return
        yield from self._procedure()
        yield from self._receipt()
        yield from self._outside_hours()
        if self.decision.context.known_on is not None:
            day = day_text(self.decision.context.known_on, self.lang)
            yield self._step("known-on", text("decision.step.known-on", self.lang, day=day), ())
        if self.decision.reason == INCOMPLETE:
            yield self._incomplete()
            return
        yield from self._commitments()
        yield from self._statutory()
        yield from self._closures()
        yield from self._learned()
        yield from self._governing()

    def _continued(self, promised: DecisionFacts) -> Iterator[ExplanationStep]:
        """Yield the reasons of the decision on the receipt, then what each later event did."""
        after = {"earlier-governs", "law/announced-later"}
        yield from (step for step in _Explainer(promised, self.lang).steps() if step.rule not in after)
        if self.decision.reason == INCOMPLETE:
            return
        for note in self.decision.history:
            yield self._step(f"pause/{note.kind.id}", self._pause(note), note.kind.citations)
        yield from self._learned()
        yield from self._governing()

    def _pause(self, note: PauseNote) -> str:
        """Return an event in words: when it was, its rule, what it did to each deadline, and the limit it exceeds."""
        lang, kind = self.lang, note.kind
        vietnamese = lang == "vi"
        key = f"decision.pause.{kind.type if kind.type == 'appointment' else 'open' if note.until is None else 'from-to'}"
        sentences = [
            text(
                key,
                lang,
                count=note.working_days or 0,
                name=kind.name if vietnamese else kind.name_en,
                since=_moment_text(note.since, lang),
                until="" if note.until is None else _moment_text(note.until, lang),
            )
            if note.until is not None or kind.type != "appointment"
            else text("decision.pause.open", lang, name=kind.name if vietnamese else kind.name_en, since=_moment_text(note.since, lang)),
            kind.text if vietnamese else kind.text_en,
        ]
        changes = (
            ("law", note.law, note.statutory_from, note.statutory_to),
            ("commitment", note.commitment, note.commitment_from, note.commitment_to),
        )
        for side, effect, before, due in changes:
            if effect == "ended":
                sentences.append(text("decision.pause.commitment.ended", lang))
            elif before is not None and due is not None and note.until is not None:
                moved = "unchanged" if before == due else "moved"
                sentences.append(
                    text(f"decision.pause.{side}.{moved}", lang, before=_moment_text(before, lang), due=_moment_text(due, lang))
                )
        if note.exceeds == "most":
            sentences.append(text("decision.pause.exceeds.most", lang, count=kind.most or 0))
        elif note.exceeds is not None:
            sentences.append(text("decision.pause.exceeds.within", lang, count=kind.within_working_days or 0))
        return " ".join(sentences)

    def _governing(self) -> Iterator[ExplanationStep]:
        """Yield which of two deadlines governs."""
        if self.decision.commitment is not None and self.decision.statutory is not None:
            governing = self.decision.governing
            assert governing is not None
            name = text(f"decision.kind.{governing.kind}", self.lang)
            yield self._convention(
                "earlier-governs", text("decision.step.governs", self.lang, kind=name, due=due_text(self.decision, governing, self.lang))
            )

    def _procedure(self) -> Iterator[ExplanationStep]:
        decision, edition = self.decision, self.decision.edition
        level = decision.context.binding.title if self.lang == "vi" else decision.context.binding.title_en
        counted = day_text(self._date(self.answer.counted_from), self.lang)
        if self.answer.span.excluded == OFFICE_NOT_IN_FORCE:
            yield self._office_not_in_force()
            return
        if edition is None:
            sentence = text("decision.step.not-in-force", self.lang, code=decision.procedure.code, level=level.lower(), day=counted)
            titles = {b.level: b.title if self.lang == "vi" else b.title_en for b in decision.context.catalog.manifest.levels}
            successors = "; ".join(
                f"{s.code} ({titles.get(s.level, s.level).lower()}) {s.name or ''}".strip() for s in decision.procedure.succeeded_by
            )
            basis, ended = basis_of_absence(decision.procedure, self._date(self.answer.counted_from))
            if ended and basis is None:
                sentence += " " + text("decision.step.not-in-force.end-basis-unknown", self.lang)
            if successors:
                sentence += " " + text("decision.step.successors", self.lang, successors=successors)
            yield self._step("edition", sentence, (basis,) if basis is not None else ())
            return
        sentence = text(
            "decision.step.edition", self.lang, code=decision.procedure.code, name=edition.name, level=level.lower(), day=counted
        )
        yield self._step("edition", sentence, (edition.from_basis,) if edition.from_basis else ())

    def _receipt(self) -> Iterator[ExplanationStep]:
        day = self._date(self.answer.day)
        if self.decision.deemed_received_at is None:
            sentence = text("decision.step.received", self.lang, time=f"{self.decision.received_at:%H:%M}", day=day_text(day, self.lang))
            yield self._convention(f"{self.decision.context.catalog.manifest.time_precision}-precision", sentence)
            return
        opening = self.decision.deemed_received_at
        opened = [m for m, resolved in self.answer.others if resolved.counted_from == self.answer.day and resolved.reason != NOT_IN_FORCE]
        deemed = "decision.step.deemed" if _hours_known(self.decision, opening.date()) else "decision.step.deemed-day"
        sentence = text(
            "decision.step.opened" if opened else deemed,
            self.lang,
            models=", ".join(m.title if self.lang == "vi" else m.title_en for m in opened),
            day=day_text(day, self.lang),
            why=self._why_off(self.answer.day),
            opening=f"{opening:%H:%M}",
            next=day_text(opening.date(), self.lang),
        )
        yield self._convention("closed-day-receipt", sentence)

    def _office_not_in_force(self) -> ExplanationStep:
        office = self.decision.office
        name = office.name if self.lang == "vi" else office.name_en or office.name
        date, until = self._date(self.answer.counted_from), office.period.until
        if until is None or date < until:
            start = office.period.start
            day = day_text(start, self.lang) if start is not None and date < start else day_text(date, self.lang)
            return self._step("office", text("decision.step.office-not-begun", self.lang, office=name, day=day), ())
        sentence = text("decision.step.office-ended", self.lang, office=name, day=day_text(until, self.lang))
        followed_by = successors(self.decision)
        if followed_by:
            names = "; ".join(f"{s.name}{text(f'decision.part.{s.part}', self.lang) if s.part else ''}" for s in followed_by)
            sentence += " " + text("decision.step.office-successors", self.lang, successors=names)
        return self._step("office", sentence, bases_of_end(office))

    def _closures(self) -> Iterator[ExplanationStep]:
        """Yield a step for each closure and extra opening that touches the dossier: what, why, and what it moved."""
        decision = self.decision
        for note in closure_notes(decision):
            closure = note.closure
            why = closure.reason if self.lang == "vi" else closure.reason_en or closure.reason
            key = "one-day" if closure.first == closure.last else "days"
            hours = ", ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in closure.sessions or ())
            sentence = text(
                f"decision.step.{closure.kind}-{key}",
                self.lang,
                first=day_text(closure.first, self.lang),
                last=day_text(closure.last, self.lang),
                hours=f" {hours}" if hours else "",
                why=why,
            )
            if closure.announced_on is not None:
                sentence += " " + text("decision.step.announced", self.lang, day=day_text(closure.announced_on, self.lang))
            for side, effect in (("commitment", note.commitment), ("law", note.law)):
                if effect is not None:
                    moved_from = note.commitment_moved_from if side == "commitment" else note.statutory_moved_from
                    before = "" if moved_from is None else f"{moved_from:%H:%M} {day_text(moved_from.date(), self.lang)}"
                    sentence += " " + text(f"decision.step.{side}-{effect}", self.lang, moved_from=before)
            yield self._step(f"closure/{closure.id}", sentence, closure.citations)

    def _outside_hours(self) -> Iterator[ExplanationStep]:
        """Yield the convention that a receipt outside the opening hours of an open day follows, if the catalog states one."""
        convention = self.decision.context.catalog.manifest.receipts_outside_hours
        if convention is None or self.decision.deemed_received_at is not None:
            return
        minute = self.decision.received_at.hour * 60 + self.decision.received_at.minute
        is_shut = not any(start <= minute <= end for start, end in self.schedule.sessions[self.answer.day])
        resolved = {"commitment": [r for _, r in self.answer.others], "law": [self.answer.statutory] if self.answer.statutory else []}
        applied: dict[str, list[str]] = {}
        for side, value in (("commitment", convention.commitment), ("law", convention.law)):
            if any(r.from_minute is not None if value == "next_opening" else is_shut for r in resolved[side]):
                applied.setdefault(value, []).append(side)
        for how, sides in applied.items():
            what = text(f"decision.what.{sides[0] if len(sides) == 1 else 'both'}", self.lang)
            sentence = text(f"decision.step.{how.replace('_', '-')}", self.lang, what=what)
            yield self._step("receipts-outside-hours", sentence, convention.citations)

    def _incomplete(self) -> ExplanationStep:
        names = "; ".join(text("decision.or", self.lang).join(c.name for c in item.components) for item in self.decision.missing)
        edition = self.decision.edition
        basis = edition.from_basis if edition else None
        return self._step("completeness", text("decision.step.incomplete", self.lang, names=names), (basis,) if basis else ())

    def _commitments(self) -> Iterator[ExplanationStep]:
        yield from self._excluded()
        answer, decision = self.answer, self.decision
        for (model, resolved), commitment in zip(answer.others, decision.commitments, strict=True):
            title = model.title if self.lang == "vi" else model.title_en
            if resolved.reason == NOT_IN_FORCE:
                start = day_text(model.period.start, self.lang) if model.period.start else ""
                last = model.period.until and model.period.until - dt.timedelta(days=1)
                until = f" {text('decision.until', self.lang, day=day_text(last, self.lang))}" if last else ""
                key = "decision.step.model-not-in-force" if start else "decision.step.model-ended"
                sentence = text(key, self.lang, model=title, start=start, until=until)
                yield self._step(f"{model.id}/{NOT_IN_FORCE}", sentence, model.citations)
                continue
            rule = resolved.rule.text if self.lang == "vi" else resolved.rule.text_en
            sentence = f"{title}: {rule}{self._counted_from(resolved)}"
            if resolved.reason is not None:
                sentence += " " + text("decision.step.day-is", self.lang, day=day_text(self._date(resolved.counted_from), self.lang))
            elif resolved is answer.commitment:
                sentence += self._skipped(resolved)
            if commitment.deadline is not None and len(answer.others) > 1:
                sentence += " " + text("decision.step.due", self.lang, due=due_text(decision, commitment.deadline, self.lang))
            if model.strength == "target":
                sentence += " " + text("decision.step.target", self.lang)
            yield self._step(f"{model.id}/{resolved.rule.id}", sentence, resolved.rule.citations)

    def _excluded(self) -> Iterator[ExplanationStep]:
        """Yield why no commitment can bind on any day."""
        answer, decision = self.answer, self.decision
        if answer.span.excluded == CASE_EXCLUDED and decision.case is not None:
            name = decision.case.name if self.lang == "vi" else decision.case.name_en or decision.case.name
            sentence = text("decision.step.case-excluded", self.lang, case=name)
            convention = self.conventions.get("excluded-cases")
            if convention is None:
                yield self._step("case-excluded", sentence, decision.case.citations)
            else:
                reading = convention.text if self.lang == "vi" else convention.text_en
                yield self._step("case-excluded", f"{sentence} {reading}", convention.citations)
        elif answer.span.excluded == CHANNEL_EXCLUDED:
            models = [decision.context.catalog.models[name] for name in decision.context.binding.commitments]
            cited = tuple(c for m in models if m.scope.channels and decision.channel not in m.scope.channels for c in m.citations)
            yield self._step("channel-excluded", self._about_channel("decision.step.channel-excluded"), cited)
        elif answer.span.excluded == NOT_LISTED:
            cited = tuple(c for m in decision.context.catalog.models.values() for c in m.citations)
            yield self._step("not-listed", text("decision.step.not-listed", self.lang), cited)
        elif answer.span.excluded in (NO_MODEL, OFFICE_OUT_OF_SCOPE):
            yield self._unbound(answer.span.excluded)

    def _unbound(self, excluded: str) -> ExplanationStep:
        """Return why no model applies: the catalog has none for the level, or none at this desk."""
        context = self.decision.context
        if excluded == OFFICE_OUT_OF_SCOPE:
            cited = tuple(c for name in context.binding.commitments for c in context.catalog.models[name].citations)
            return self._step(excluded, text(f"decision.step.{excluded}", self.lang), tuple(dict.fromkeys(cited)))
        edition = self.decision.edition
        level = context.binding.title if self.lang == "vi" else context.binding.title_en
        basis = (edition.from_basis,) if edition is not None and edition.from_basis else ()
        return self._step(excluded, text(f"decision.step.{excluded}", self.lang, level=level.lower()), basis)

    def _counted_from(self, resolved: Resolved) -> str:
        """Return the moment a term counts from, if it is neither the receipt nor the opening after a closed day."""
        if resolved.from_minute is None:
            return ""
        time = f"{resolved.from_minute // 60:02d}:{resolved.from_minute % 60:02d}"
        day = day_text(self._date(resolved.counted_from), self.lang)
        return " " + text("decision.step.counted-from", self.lang, time=time, day=day)

    def _statutory(self) -> Iterator[ExplanationStep]:
        decision, statutory = self.decision, self.answer.statutory
        edition = decision.edition
        if edition is None:
            return
        if statutory is None:
            basis = (edition.from_basis,) if edition.from_basis else ()
            if decision.case is not None and decision.case.agreed_in_writing:
                yield self._step("law/agreed", text("decision.step.agreed", self.lang), decision.case.citations or basis)
                return
            sentence = text("decision.step.no-time", self.lang)
            if edition.processing_time_note and self.lang == "vi":
                sentence += f" {edition.processing_time_note}"
            yield self._step("law/none", sentence, basis)
            return
        rule = statutory.rule.text if self.lang == "vi" else statutory.rule.text_en
        if stated_time(edition, decision.case, decision.channel).by_channel:
            rule = f"{self._about_channel('decision.step.channel-time')} {rule}"
        assert decision.statutory is not None
        counted = self._counted_from(statutory)
        due = text("decision.step.due", self.lang, due=due_text(decision, decision.statutory, self.lang))
        sentence = f"{rule}{counted} {due}{self._skipped(statutory)}"
        yield self._step(
            f"law/{statutory.rule.id}", sentence, statutory.rule.citations or ((edition.from_basis,) if edition.from_basis else ())
        )
        counts_days = statutory.in_calendar_days or statutory.last_day != statutory.counted_from
        if counts_days and "term-of-days" in self.conventions:
            yield self._convention("term-of-days", None)

    def _learned(self) -> Iterator[ExplanationStep]:
        """Yield what became known after the receipt, and the statutory deadline by it."""
        later = known_now(self.decision)
        if later is None:
            return
        parts = []
        for day in later.days:
            kind = "off" if day.fact.kind in ("holiday", "compensatory", "swap_off") else day.fact.kind
            what = text(f"decision.learned.{kind}", self.lang, day=day_text(day.fact.date, self.lang), name=day.fact.name or "")
            by = "decision.learned.by" if day.fact.decision else "decision.learned.announced"
            parts.append(what + text(by, self.lang, decision=day.fact.decision or "", day=day_text(day.announced_on, self.lang)))
        for closure in later.closures:
            why = closure.reason if self.lang == "vi" else closure.reason_en or closure.reason
            what = text(f"decision.learned.{closure.kind}", self.lang, day=day_text(closure.first, self.lang), name=why)
            announced = closure.announced_on
            parts.append(what + (text("decision.learned.announced", self.lang, day=day_text(announced, self.lang)) if announced else ""))
        sentence = text("decision.step.learned", self.lang, days="; ".join(parts), due=due_text(self.decision, later.statutory, self.lang))
        yield self._step("law/announced-later", sentence, tuple(c for closure in later.closures for c in closure.citations))

    def _about_channel(self, key: str) -> str:
        return text(key, self.lang, channel=text(f"fact.channel.{self.decision.channel}", self.lang))

    def _skipped(self, resolved: Resolved) -> str:
        """Return the named days off and make-up days within a term, in words."""
        if resolved.due_at is None:
            return ""
        off = [
            f"{day_text(fact.date, self.lang)} ({fact.name})"
            for number in range(resolved.counted_from + 1, resolved.last_day + 1)
            if (fact := self.decision.fact_on(number)).name
        ]
        if not off:
            return ""
        shown = "; ".join(off[:6]) + ("; …" if len(off) > 6 else "")
        return " " + text("decision.step.crossing", self.lang, days=shown)

    def _why_off(self, number: int) -> str:
        fact = self.decision.fact_on(number)
        if fact.name is None:
            return text("decision.rest-day", self.lang)
        return f"{fact.name}, {fact.decision}" if fact.decision else fact.name

    def _date(self, number: int) -> dt.date:
        return self.calendar.fact_at(number).date

    def _convention(self, name: str, sentence: str | None) -> ExplanationStep:
        convention = self.conventions.get(name)
        if convention is None:
            return self._step(name, sentence or "", ())
        reading = convention.text if self.lang == "vi" else convention.text_en
        combined = f"{sentence} {reading}" if sentence and name != "minute-precision" else sentence or reading
        return self._step(name, combined, convention.citations)

    def _step(self, rule: str, sentence: str, citations: tuple[Citation, ...]) -> ExplanationStep:
        return ExplanationStep(rule=rule, text=sentence, citations=citations, written=tuple(self._written(c) for c in citations))

    def _written(self, citation: Citation) -> str:
        document = self.decision.context.catalog.documents.get(citation.document)
        name = (document.number or document.title) if document else citation.document
        return f"{citation.provision}, {name}" if citation.provision else name
