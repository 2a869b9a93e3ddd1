"""Check a single procedure: the sequence of its editions, its times, fees, cases and components."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from tthc_catalog.checks.schema_advice import example, is_complete
from tthc_catalog.messages import text_pair
from tthc_catalog.problems.problem_factory import problem_at
from tthc_catalog.problems.replacements import closest_match
from tthc_catalog.records.longest_term import LONGEST_TERM_DAYS, term_days
from tthc_catalog.records.lookup import normalise_code
from tthc_catalog.records.procedure_building import OWN_KEYS, resolve_editions
from tthc_catalog.yaml_files.schemas import flat_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.document import Document

    Data = dict[str, Any]

_NOT_EXTENDED = frozenset({"working_hour", "working_minute", "hour"})
"""Units of an ordinary time to which no days can be added."""

_TERMS = {
    "working_day": ("working_days", 1),
    "calendar_day": ("calendar_days", 1),
    "month": ("months", 1),
    "year": ("years", 1),
    "working_hour": ("working_minutes", 60),
    "working_minute": ("working_minutes", 1),
    "hour": ("minutes", 60),
}
"""Unit of a processing time -> the argument of `term_days` and the factor."""

_CASE_TIMES = ("processing_time", "extends_by", "agreed_in_writing")
_BY_DOCUMENT = "problem.hint.by_document"


def procedure_problems(document: Document) -> Iterator[Problem]:
    """Yield the problems of one procedure file."""
    data = document.data
    for index, printed in enumerate(data.get("printed_codes", ())):
        # If the code itself is wrong, which is reported elsewhere, the file has the right one in its name.
        if not normalise_code(printed["printed"]).startswith((data["code"], PurePath(document.file).stem)):
            yield problem_at(document, ("printed_codes", index, "printed"), "printed-code", found=printed["printed"], expected=data["code"])
    yield from _incomplete_edition(document)
    yield from _edition_sequence(document)
    for index, (own, whole) in enumerate(zip(data["editions"], resolve_editions(data["editions"]), strict=True)):
        path = ("editions", index)
        yield from _time_problems(document, own.get("processing_time"), (*path, "processing_time"))
        yield from _fee_problems(document, own.get("fee"), (*path, "fee"))
        for channel_index, channel in enumerate(own.get("channels", ())):
            channel_path = (*path, "channels", channel_index)
            yield from _time_problems(document, channel.get("processing_time"), (*channel_path, "processing_time"))
            yield from _channel_case_problems(document, channel.get("cases", ()), whole.get("cases", ()), (*channel_path, "cases"))
            yield from _fee_problems(document, channel.get("fee"), (*channel_path, "fee"))
        for case_index, case in enumerate(own.get("cases", ())):
            yield from _case_problems(document, case, whole.get("processing_time"), (*path, "cases", case_index))
            yield from _extension_problems(document, case, whole, (*path, "cases", case_index, "extends_by", "unit"))
        yield from _dossier_problems(document, own.get("components") or [], (*path, "components"))
    ended = data["editions"][-1]["effective_until"]
    if ended and not data.get("succeeded_by") and not data.get("succession_note"):
        last = ("editions", len(data["editions"]) - 1, "effective_until")
        yield problem_at(document, last, "succession-silent", found=ended)


def partial_procedure_problems(document: Document) -> Iterator[Problem]:
    """Yield the problems of the valid times, fees, cases and components of a procedure file that has invalid values."""
    for index, own in _valid(document.data.get("editions")):
        path = ("editions", index)
        yield from _time_problems(document, own.get("processing_time"), (*path, "processing_time"))
        yield from _fee_problems(document, own.get("fee"), (*path, "fee"))
        for channel_index, channel in _valid(own.get("channels")):
            channel_path = (*path, "channels", channel_index)
            yield from _time_problems(document, channel.get("processing_time"), (*channel_path, "processing_time"))
            yield from _fee_problems(document, channel.get("fee"), (*channel_path, "fee"))
        for case_index, case in _valid(own.get("cases")):
            # Whether there is an ordinary time to extend is unknown if it may be among the invalid values.
            yield from _case_problems(document, {**case, "extends_by": None}, None, (*path, "cases", case_index))
        yield from _dossier_problems(document, own.get("components") or [], (*path, "components"))


def _valid(items: list[Any] | None) -> Iterator[tuple[int, Data]]:
    """Yield the items of a list with their indexes, without those that are invalid and were left out."""
    return ((index, item) for index, item in enumerate(items or ()) if item is not None)


def _incomplete_edition(document: Document) -> Iterator[Problem]:
    """Check that the first edition has every key; the schema cannot require them, since later editions may omit them."""
    keys = flat_schema("procedure")["properties"]["editions"]["items"]["properties"]
    first = document.data["editions"][0]
    for key, schema in keys.items():
        if key not in first and key not in OWN_KEYS:
            label = (schema["title"], schema["x-title-en"])
            hint = f"{key}: {example(schema)}".rstrip()
            hint_key = None if is_complete(hint) else "problem.hint.line_to_fill"
            details = {"expected": key, "hint": hint, "hint_key": hint_key, "key": key, "label": label}
            yield problem_at(document, ("editions", 0), "edition-incomplete", at_key=True, **details)


def _edition_sequence(document: Document) -> Iterator[Problem]:
    """Check that each edition starts when the previous one ends, unless a document is cited for a pause."""
    editions = document.data["editions"]
    for index in range(1, len(editions)):
        before, after = editions[index - 1], editions[index]
        starts, ended = after["effective_from"], before["effective_until"]
        if starts is None or (before["effective_from"] is not None and starts <= before["effective_from"]):
            yield problem_at(
                document,
                ("editions", index, "effective_from"),
                "edition-order",
                found=starts or "null",
                expected=before["effective_from"] or "null",
            )
        elif ended is None or starts < ended:
            yield _edition_end(document, index - 1, "edition-overlap", starts)
        elif ended < starts:
            yield _edition_end(document, index - 1, "edition-gap" if before["effective_until_basis"] is None else "edition-pause", starts)


def _edition_end(document: Document, index: int, code: str, starts: str) -> Problem:
    ended = document.data["editions"][index]["effective_until"]
    return problem_at(document, ("editions", index, "effective_until"), code, found=ended or "null", expected=starts, hint=f'"{starts}"')


def _time_problems(document: Document, time: Data | None, path: KeyPath) -> Iterator[Problem]:
    if time is None:
        return
    if not {"unit", "amount", "after", "then_working_days"} <= time.keys():
        return  # some are invalid
    same_day, amount = time["unit"] == "same_day", time["amount"]
    if same_day and amount != 0:
        yield _contradiction(document, "time", "same-day-amount", (*path, "amount"), str(amount), "0", "processing_time")
    elif not same_day and amount == 0:
        yield _contradiction(document, "time", "amount-zero", (*path, "amount"), "0", "1", "processing_time", hint_key=_BY_DOCUMENT)
    if time["after"] is not None and time["then_working_days"] is None:
        yield _contradiction(
            document, "time", "after-alone", (*path, "then_working_days"), "null", "1", "processing_time", hint_key=_BY_DOCUMENT
        )
    elif time["after"] is None and time["then_working_days"] is not None:
        found = str(time["then_working_days"])
        yield _contradiction(document, "time", "then-alone", (*path, "then_working_days"), found, "null", "processing_time")
    yield from _too_long(document, time, path)


def _too_long(document: Document, time: Data, path: KeyPath) -> Iterator[Problem]:
    """Check that a time ends within the calendar: otherwise no receipt late in the calendar would have a deadline."""
    for key, days in (("amount", _days_of(time)), ("then_working_days", term_days(working_days=time["then_working_days"] or 0))):
        if days > LONGEST_TERM_DAYS:
            yield _beyond(document, (*path, key), time[key])
            return


def _beyond(document: Document, path: KeyPath, amount: int) -> Problem:
    return _contradiction(document, "time", "too-long", path, str(amount), "null", "processing_time", hint_key="problem.hint.too_long")


def _days_of(time: Data) -> int:
    """Return an upper bound of the days on the calendar of an amount."""
    if time["unit"] not in _TERMS:
        return 0
    argument, factor = _TERMS[time["unit"]]
    return term_days(**{argument: time["amount"] * factor})


def _fee_problems(document: Document, fee: Data | None, path: KeyPath) -> Iterator[Problem]:
    if fee is None:
        return
    if not {"status", "items", "cap_amount", "cap_per"} <= fee.keys():
        return  # some are invalid
    status = fee["status"]
    if status == "known" and not fee["items"]:
        yield _contradiction(document, "fee", "known-without-items", (*path, "status"), status, "unknown", "fee")
    elif status != "known" and not all(item is None or item.get("applies_to") for item in fee["items"]):
        yield _contradiction(document, "fee", "items-without-known", (*path, "status"), status, "known", "fee")
    if fee["cap_amount"] is not None and fee["cap_per"] is None:
        yield _contradiction(document, "fee", "cap-without-unit", (*path, "cap_per"), "null", '"bản"', "fee", hint_key=_BY_DOCUMENT)
    elif fee["cap_amount"] is None and fee["cap_per"] is not None:
        yield _contradiction(document, "fee", "unit-without-cap", (*path, "cap_per"), fee["cap_per"], "null", "fee")


def _contradiction(
    document: Document, of: str, reason: str, path: KeyPath, found: str, hint: str, label: str, hint_key: str | None = None
) -> Problem:
    """Return a problem for two values that contradict each other.

    With ``hint_key``, ``hint`` is only an example, since the correct value must come from a legal document.
    """
    return problem_at(
        document,
        path,
        f"{of}-inconsistent",
        found=found,
        hint=hint,
        reason=text_pair(f"check.contradiction.{reason}"),
        label=text_pair(f"check.label.{label}"),
        hint_key=hint_key,
    )


def _case_problems(document: Document, case: Data, ordinary: Data | None, path: KeyPath) -> Iterator[Problem]:
    stated = [key for key in _CASE_TIMES if case.get(key)]
    if len(stated) > 1:
        yield problem_at(document, (*path, stated[1]), "case-times", at_key=True, found=case.get("id", "?"), expected=", ".join(stated))
    if case.get("commitment") == "excluded" and not case.get("commitment_reason"):
        hint = 'commitment_reason: "..."'
        found = case.get("id", "?")
        yield problem_at(document, (*path, "commitment"), "case-reason", found=found, hint=hint, hint_key="problem.hint.line_to_fill")
    if case.get("extends_by") and ordinary is None:
        yield problem_at(document, (*path, "extends_by"), "case-extends", at_key=True, found=case["id"])
    yield from _time_problems(document, case.get("processing_time"), (*path, "processing_time"))


def _extension_problems(document: Document, case: Data, edition: Data, path: KeyPath) -> Iterator[Problem]:
    """Check that the time of a case can be added to the ordinary times: those of the edition and of its channels."""
    extension = case.get("extends_by")
    own = _days_of(edition["processing_time"]) if extension and edition.get("processing_time") else 0
    if extension and own <= LONGEST_TERM_DAYS < own + _days_of(extension):
        yield _beyond(document, (*path[:-1], "amount"), extension["amount"])
    ordinary = [edition.get("processing_time"), *(channel.get("processing_time") for channel in edition.get("channels") or ())]
    units = {time["unit"] for time in ordinary if time is not None}
    if extension and (units & _NOT_EXTENDED or ("working_day" in units and extension["unit"] != "working_day")):
        yield _contradiction(
            document, "time", "extension-unit", path, extension["unit"], "working_day", "processing_time", hint_key=_BY_DOCUMENT
        )


def _channel_case_problems(document: Document, stated: Sequence[Data], cases: Sequence[Data], path: KeyPath) -> Iterator[Problem]:
    """Check the times that a channel states for cases: they must be cases of the edition."""
    known = sorted(case["id"] for case in cases)
    for index, of_case in enumerate(stated):
        name = of_case["case"]
        if name not in known:
            match = closest_match(name, known)
            hint, hint_key = (match, None) if match else (" / ".join(known) or "-", "problem.hint.declare")
            yield problem_at(document, (*path, index, "case"), "reference-case", found=name, hint=hint, hint_key=hint_key)
        yield from _time_problems(document, of_case["processing_time"], (*path, index, "processing_time"))


def _dossier_problems(document: Document, components: list[Data], path: KeyPath) -> Iterator[Problem]:
    groups: dict[str, list[int]] = {}
    conditions: dict[str, tuple[str, int]] = {}
    for index, component in _valid(components):
        component_path = (*path, index)
        if component.get("originals") == 0 and component.get("copies") == 0:
            yield problem_at(document, (*component_path, "originals"), "component-none", found=component.get("id", "?"))
        if component.get("any_of"):
            groups.setdefault(component["any_of"], []).append(index)
        condition = component.get("condition")
        if condition is not None and condition.keys() >= {"id", "text"}:
            text, line = conditions.setdefault(condition["id"], (condition["text"], 0))
            if text != condition["text"]:
                first = next(i for i, c in enumerate(components) if c and (c.get("condition") or {}).get("id") == condition["id"])
                line = document.value_position((*path, first, "condition", "text")).line
                hint = f"{condition['id']}-2"
                yield problem_at(
                    document, (*component_path, "condition", "text"), "condition-text", found=condition["id"], hint=hint, first_line=line
                )
    for name, members in groups.items():
        yield from _group_problems(document, components, name, members, path)


def _group_problems(document: Document, components: list[Data], name: str, members: list[int], path: KeyPath) -> Iterator[Problem]:
    """Check that a group has at least two components, all required or all optional, and that no other component has its id."""
    group_path = (*path, members[0], "any_of")
    if len(members) == 1:
        yield problem_at(document, group_path, "group-single", found=name)
    if len({bool(components[index].get("optional")) for index in members}) > 1:
        odd = next(index for index in members if components[index].get("optional"))
        yield problem_at(document, (*path, odd, "optional"), "group-optional", found=name, hint="optional: false")
    if any(c.get("id") == name and index not in members for index, c in _valid(components)):
        yield problem_at(document, group_path, "group-name", found=name, hint=f"nhom-{name}")
