"""The slip for one dossier: the appointment (giấy tiếp nhận hồ sơ và hẹn trả kết quả) or the request to complete the dossier.

Particulars of the citizen are passed in with the call and appear only in the slip; they are never stored.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.decisions.decision import Decision
from tthc_catalog.decisions.explanation import is_without_hour
from tthc_catalog.errors import PublicationError
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.publication.content.procedure_wording import charge_text, dossier_time_text
from tthc_catalog.publication.content.stamp import Stamp, stamp_of
from tthc_catalog.publication.desk.forms import DOTS, FormVersion, form_on
from tthc_catalog.publication.desk.slip_history import event_lines, last_known_day, new_appointment, refuse_history_of_incomplete
from tthc_catalog.publication.desk.slip_papers import further_papers, missing_rows, paper_rows
from tthc_catalog.releases.papers import qr_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@attrs.frozen(kw_only=True, repr=False)
class Particulars:
    """The values that the desk adds to the facts of the catalog; never shown in a message, never stored. None is printed as dots.

    Attributes:
        sets: the number of sets of papers (số bộ hồ sơ).
        contact: the contact for questions about a supplement request.
        collect_at: where the citizen wants to collect the result.
        place: the place printed before the date.
    """

    name: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    dossier_code: str | None = None
    sets: str | None = None
    collect_at: str | None = None
    receiver: str | None = None
    contact: str | None = None
    place: str | None = None

    def __repr__(self) -> str:
        return "Particulars(…)"


@attrs.frozen(kw_only=True, repr=False)
class Slip:
    """A filled form.

    Attributes:
        lines: the filled fields above the list of papers, as ``(id, label, value)`` in the order of the form.
        papers: the rows of the papers handed in, or of those that are certainly missing.
        further_papers: titles and lines of the papers that are needed only under a condition, and of the optional ones.
        after: the filled fields below the list of papers; ``promised_at`` is the time of the first appointment if it no longer holds.
        events: what happened after the receipt, one line each.
        signatures: the role and the name of each person who signs.
        check: the text of the QR code that verifies the appointment; None for a supplement request.
        sources: the address of the page that names the sources and explains the time; None if the site is not known.
    """

    form: FormVersion
    decision: Decision
    stamp: Stamp
    heading: tuple[str, ...]
    number: str
    place_and_date: str
    title: str
    lines: tuple[tuple[str, str, str], ...]
    papers_title: str
    paper_columns: tuple[str, ...]
    papers: tuple[tuple[str, ...], ...]
    further_papers: tuple[tuple[str, tuple[str, ...]], ...]
    after: tuple[tuple[str, str, str], ...]
    events: tuple[str, ...] = ()
    notes: tuple[str, ...]
    signatures: tuple[tuple[str, str], ...]
    check: str | None = None
    sources: str | None = None


def slip_for(
    decision: Decision, particulars: Particulars, *, have: Iterable[str] = (), base_url: str | None = None, desk_known: bool = True
) -> Slip:
    """Fill the form for a decision: the supplement request for an incomplete dossier, else the appointment.

    After events that followed the receipt, the appointment states them and when the result is handed over now; the earlier time stays
    visible. It is given out on a day that the decision does not know, so the date is left to fill in by hand.

    Args:
        decision: the decision on the dossier.
        particulars: the values that the desk adds.
        have: ids of the papers handed in; if empty, the rows are left to fill in by hand.
        base_url: the address of the published site, ending in ``/``, whose page verifies the slip; None if unknown.
        desk_known: whether the office of the decision was named. If not, and its level has several desks, the desk is left to fill in by hand.

    Raises:
        PublicationError: the dossier has no due time, so no appointment can be made; no form is known for the day; or an incomplete
            dossier, which was not received, has a history.
    """
    refuse_history_of_incomplete(decision)
    supplement = decision.reason == "incomplete"
    if not supplement and decision.due_at is None:
        answer, answer_en = (decision.explain(lang).answer for lang in ("vi", "en"))
        raise PublicationError("publication.error.no_appointment", answer=answer, answer_en=answer_en)
    form = form_on("supplement" if supplement else "appointment", last_known_day(decision))
    personal = {name: _given(getattr(particulars, name)) for name in ("name", "address", "phone", "email", "dossier_code")}
    desk_known = desk_known or not _has_other_desks(decision)
    values = {**personal, "desk": shown_text(decision.office.name) if desk_known else DOTS, "request": _request(decision)}
    filled = _supplement(particulars) if supplement else _appointment(decision, particulars, form)
    order = {field.id: position for position, field in enumerate(form.fields)}
    ids = {"applicant": "name"}
    lines = [(field.id, text(f"desk.slip.{field.id}"), values.get(ids.get(field.id, field.id), "")) for field in form.fields]
    lines = [line for line in lines if line[2] and line[0] != "dossier_code"]
    order["promised_at"] = order.get("due_at", len(order))
    after = sorted(filled.items(), key=lambda item: order.get(item[0], len(order)))
    papers = missing_rows(decision) if supplement else paper_rows(decision, frozenset(have))
    kind, columns = form.kind, form.paper_columns
    return Slip(
        form=form,
        decision=decision,
        stamp=stamp_of(decision.context.catalog, decision.received_at.date()),
        heading=tuple(_heading(decision)) if desk_known else (DOTS,),
        number=text(f"desk.slip.{kind}.number", code=personal["dossier_code"]),
        place_and_date=text("desk.slip.place_and_date", place=_given(particulars.place), **_issued_on(decision)),
        title=text(f"desk.slip.{kind}.title"),
        lines=tuple(lines),
        papers_title=text(f"desk.slip.{kind}.papers"),
        paper_columns=tuple(text(f"desk.slip.column.{name}") for name in columns),
        papers=tuple(row[: len(columns)] for row in papers),
        further_papers=tuple(further_papers(decision)) if supplement else (),
        after=tuple((name, text(f"desk.slip.{name}"), value) for name, value in after),
        events=event_lines(decision),
        notes=(*(shown_text(notice.text) for notice in decision.notices), *_notes(decision, form)),
        signatures=_signatures(kind, particulars),
        check=None if supplement else qr_text(decision, base_url),
        sources=None if base_url is None else f"{base_url}procedure/{decision.procedure.level}/{decision.procedure.code}.html",
    )


def slip_data(slip: Slip) -> dict[str, Any]:
    """Return the slip as plain data: the form with its unverified fields, the filled fields and the whole decision."""
    form = slip.form
    return {
        "kind": "slip",
        "form": {
            "kind": form.kind,
            "number": form.number,
            "document": form.document,
            "effective_from": form.period.start.isoformat() if form.period.start else None,
            "effective_until": form.period.until.isoformat() if form.period.until else None,
            "unverified_fields": list(form.unverified),
            "read_from": list(form.read_from),
        },
        "title": slip.title,
        "number": slip.number,
        "place_and_date": slip.place_and_date,
        "fields": [{"id": name, "label": label, "value": value} for name, label, value in (*slip.lines, *slip.after)],
        "papers": {"title": slip.papers_title, "columns": list(slip.paper_columns), "rows": [list(row) for row in slip.papers]},
        "further_papers": [{"title": title, "lines": list(lines)} for title, lines in slip.further_papers],
        "events": [
            {"vi": vietnamese, "en": english} for vietnamese, english in zip(slip.events, event_lines(slip.decision, "en"), strict=True)
        ],
        "notes": list(slip.notes),
        "check": slip.check,
        "sources": slip.sources,
        "signatures": [{"role": role, "name": name} for role, name in slip.signatures],
        "stamp": slip.stamp.to_dict(),
        "decision": slip.decision.to_dict(),
    }


def _appointment(decision: Decision, particulars: Particulars, form: FormVersion) -> dict[str, str]:
    edition = decision.edition
    assert edition is not None, "a due time requires an edition in force"
    time = dossier_time_text(edition, decision.case, decision.channel)
    filled = {
        "sets": _given(particulars.sets),
        "processing_time": time,
        "received_at": _moment(decision.received_at),
        **_return_times(decision),
        "collect_at": _given(particulars.collect_at),
        "register": text("desk.slip.register_dots"),
    }
    if any(field.id == "fee" for field in form.fields):
        filled["fee"] = (
            charge_text(edition) if edition.fee.status == "known" else DOTS
        )  # what other provinces charge is not this desk's fee
    return filled


def _return_times(decision: Decision) -> dict[str, str]:
    """Return when the result is handed over, after the time of the first appointment if that no longer holds."""
    appointed = new_appointment(decision)
    due = _due(decision) if appointed is None else text("desk.slip.at", moment=_moment(appointed))
    promised = due if decision.promised is None else _due(decision.promised)
    return {"due_at": due} if promised == due else {"promised_at": promised, "due_at": due}


def _due(decision: Decision) -> str:
    """Return the time of a deadline; a day without an hour if the hours of the desk are not known."""
    governing = decision.governing
    if governing is not None and is_without_hour(decision, governing):
        return text("desk.slip.day", **_day_fields(governing.due_at))
    return text("desk.slip.before" if decision.bound == "before" else "desk.slip.at", moment=_moment(decision.due_at))


def _supplement(particulars: Particulars) -> dict[str, str]:
    return {"reason": text("desk.slip.incomplete"), "contact": _given(particulars.contact or particulars.receiver)}


def _heading(decision: Decision) -> Iterator[str]:
    """Yield the name of the desk and, if known, its address and telephone number, as they were on the day of receipt."""
    office = decision.office
    yield shown_text(office.name)
    for name, value in (("address", office.address), ("phone", office.phone)):
        if value is not None:
            yield text(f"desk.slip.office.{name}", value=shown_text(value))


def _request(decision: Decision) -> str:
    edition = decision.edition
    name = edition.name if edition else decision.procedure.code
    case = f" ({decision.case.name})" if decision.case else ""
    return shown_text(f"{decision.procedure.code} {name}{case}")


def _has_other_desks(decision: Decision) -> bool:
    """Return whether another office of the level receives dossiers on the day, so that the default office represents several desks."""
    day, office = decision.received_at.date(), decision.office
    offices = decision.context.catalog.offices.values()
    return any(other.level == office.level and other.id != office.id and day in other.period for other in offices)


def _notes(decision: Decision, form: FormVersion) -> tuple[str, ...]:
    notes = [shown_text(step.text) for step in decision.explain("vi").steps if step.rule.startswith("closure/")]
    notes += [text("desk.slip.form", number=form.number, document=form.document)]
    if form.unverified:
        notes.append(text("desk.slip.unverified", count=len(form.unverified)))
    if decision.provisional:
        notes.append(text("desk.slip.provisional"))
    if decision.waiting_since is not None:
        notes.append(text("desk.slip.waiting"))
    return tuple(notes)


def _signatures(kind: str, particulars: Particulars) -> tuple[tuple[str, str], ...]:
    receiver = "" if particulars.receiver is None else shown_text(particulars.receiver)
    if kind == "supplement":
        return ((text("desk.slip.adviser"), receiver),)
    applicant = "" if particulars.name is None else shown_text(particulars.name)
    return ((text("desk.slip.submitter"), applicant), (text("desk.slip.receiver"), receiver))


def _given(value: str | None) -> str:
    return shown_text(value) if value else DOTS


def _day_fields(moment: dt.datetime) -> dict[str, str]:
    """Return the parts of a date; days below 10 and the months 1 and 2 have a leading zero (Decree 30/2020/NĐ-CP, Appendix I, part II.4)."""
    return {"day": f"{moment:%d}", "month": f"{moment:%m}" if moment.month < 3 else f"{moment.month}", "year": f"{moment:%Y}"}


def _issued_on(decision: Decision) -> dict[str, str]:
    """Return the parts of the date of the slip: the day of receipt, or dots if events followed it."""
    return dict.fromkeys(("day", "month", "year"), "……") if decision.history else _day_fields(decision.received_at)


def _moment(moment: dt.datetime | None) -> str:
    assert moment is not None, "an appointment has a due time"
    return text("desk.slip.moment", hour=f"{moment:%H}", minute=f"{moment:%M}", **_day_fields(moment))
