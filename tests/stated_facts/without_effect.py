"""The facts of a catalog that move no answer, each with the reason. This is the only list; keep it in the order of the schemas."""

from __future__ import annotations

from fnmatch import fnmatchcase

from tthc_catalog.yaml_files.schemas import KINDS

NAME = "an id or another name by which files refer to each other: `tthc check` reports a name that nothing declares"
IDENTITY = "says which catalog answered, as evidence beside the answer"
SHOWN = "shown by `tthc show` and in publications; the law attaches no deadline to it"
SOURCE = "says where a fact was found; provenance never decides"
NOTE = "a remark for people who maintain the catalog"
DOCUMENT = "describes a cited document, in publications; a citation in an answer has its number"
REVIEW = "`tthc check` compares it with the day of the check"
PAIRED = "cannot be changed alone: `tthc check` reports the contradiction with its counterpart"
COUNTED = "compared with the files by `tthc check`"
DESK = "printed on slips and the site"
ROSTER = "plans who is on duty; `tthc check` and `tthc roster` use it"

WITHOUT_EFFECT: dict[str, str] = {
    **{f"{kind}.kind": "says which schema the file follows" for kind in KINDS},
    "manifest.id": IDENTITY,
    "manifest.version": IDENTITY,
    "manifest.title*": SHOWN,
    "*.reviewed_on": REVIEW,
    "manifest.calendar": NAME,
    "manifest.statutory_policy": "the name of a policy; another one is another program",
    "manifest.checks[]": "the name of a check of a plugin; a check reports problems and decides nothing",
    "manifest.fields[].*": "names a field in lists; procedures and models refer to it by id",
    "manifest.levels[].level": NAME,
    "manifest.levels[].procedures": COUNTED,
    "manifest.levels[].fields": COUNTED,
    "manifest.levels[].default_office_changes[].basis.*": "cites the decision on the change of the default desk, on the site",
    "manifest.pauses[].*": "decides for dossiers with a history, which `tests/decisions/test_pauses.py` counts; the answers compared here have none",
    "manifest.note": NOTE,
    "legal.documents[].id": NAME,
    **{f"legal.documents[].{key}": DOCUMENT for key in ("type", "title", "issuer", "url", "source", "note")},
    "legal.documents[].effective_from": DOCUMENT,
    "sources.sources[].*": SOURCE,
    "offices.hours[].id": NAME,
    "offices.hours[].seasons[].first": PAIRED,
    "offices.hours[].seasons[].last": PAIRED,
    "offices.hours[].citations[].*": "cites the decision on the hours, on the site",
    "offices.hours[].source": SOURCE,
    "offices.hours[].note": NOTE,
    "offices.offices[].name*": "printed on slips and the site; an answer names the desk by its id",
    "offices.offices[]*.address": DESK,
    "offices.offices[]*.phone": DESK,
    "offices.offices[]*.channels[]": "says what the desk offers; a dossier that came another way was received all the same",
    "offices.offices[].receives_for[].level": PAIRED,
    "offices.offices[].changes[].basis.*": "cites the decision on the change of a desk, on the site",
    "offices.offices[].source": SOURCE,
    "offices.offices[].note": NOTE,
    "closures.closures[].kind": PAIRED,
    "closures.closures[].note": NOTE,
    "calendar.id": NAME,
    "calendar.title": SHOWN,
    "calendar.days[].kind": "every kind but a swap is a day off alike, and a swap cannot be changed alone",
    "calendar.days[].status": "how sure the source is; `tthc check` rejects an expected day within the decided part",
    "calendar.days[].swap_with": PAIRED,
    "calendar.days[].source": SOURCE,
    "calendar.days[].note": NOTE,
    "model.id": NAME,
    "model.policy": "the name of a policy; another one is another program",
    "model.parameters.services[]": "shown in publications; what a model promises is in its windows",
    "model.note": NOTE,
    "procedure.code": NAME,
    "procedure.level": NAME,
    "procedure.field": NAME,
    "procedure.membership.reason": SHOWN,
    "procedure.membership.rationale": SHOWN,
    "procedure.membership.rank": SHOWN,
    "procedure.membership.confidence": SHOWN,
    "procedure.printed_codes[].*": "a printed form of the code; every printed form is read anyway",
    "procedure.editions[].corrected_name": SHOWN,
    "procedure.editions[].name_status": SHOWN,
    "procedure.editions[].other_names[]": SHOWN,
    "procedure.editions[].authority": SHOWN,
    "procedure.editions[]*.at_most": "says whether the time is an upper limit; the deadline is the limit itself",
    "procedure.editions[].cases[].commitment_reason": SHOWN,
    **{f"procedure.editions[]{part}.note": NOTE for part in ("", ".cases[]", ".channels[]", ".components[]")},
    "procedure.editions[].channels[].fee.*": SHOWN,
    "procedure.editions[].channels_note": NOTE,
    "procedure.editions[].components[].form": SHOWN,
    "procedure.editions[].components[].name_adapted": SOURCE,
    "procedure.editions[].components[].source": SOURCE,
    "procedure.editions[].components[].quantity_source": SOURCE,
    "procedure.editions[].components_note": NOTE,
    "procedure.editions[].fee.*": SHOWN,
    "procedure.editions[].results[]": SHOWN,
    "procedure.editions[].provenance.*": SOURCE,
    "procedure.editions[].notes[]": NOTE,
    "procedure.succeeded_by[].decision": SHOWN,
    "procedure.succeeded_by[].source": SOURCE,
    "procedure.succeeded_by[].note": NOTE,
    "procedure.succession_note": SHOWN,
    "procedure.later.*": "what a later source shows; it is no edition, because its start was not found",
    "roster.*": ROSTER,
    "corrections.corrections[]*": "explains in `tthc check`, `diff` and `verify` why an earlier answer changed; answers are derived without it",
}
"""The path of each fact as in `Fact.name`, with ``*`` for anything -> the reason; the first that matches counts."""


def reason_for(name: str) -> str | None:
    """Return why a fact moves no answer; None if it must move one."""
    return next((reason for pattern, reason in WITHOUT_EFFECT.items() if fnmatchcase(name, pattern.replace("[]", "[[][]]"))), None)
