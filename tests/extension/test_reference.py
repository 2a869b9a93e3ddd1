"""The reference pages of hooks and of service days, generated from the code. To update them: ``python FILE --write``."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

from tthc_catalog import extension
from tthc_catalog.extension import specs
from tthc_catalog.extension.discovery import HOOK_OF_KIND, KINDS, Status
from tthc_catalog.extension.hookspecs import API_VERSION, HOOK_NAMES, Hooks
from tthc_catalog.policies import contract
from tthc_catalog.policies.service_days_parameters import SPEC
from tthc_catalog.testing import scenarios

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SEEN = (extension.Day, extension.Problem, extension.CalendarDocument, extension.CalendarDay, extension.Citation)
OUTCOMES = (
    "DueOnWorkingDay",
    "DueAtOpening",
    "DueOnCalendarDay",
    "DueAfterMonths",
    "DueAfterWorkingMinutes",
    "DueAfterMinutes",
    "DueAfterMinutesMoved",
    "DueByProcessingTime",
    "NotCovered",
    "CountedFrom",
)


def paragraph(thing: Any) -> str:
    """Return a docstring as Markdown, with its attributes as a list."""
    text = inspect.cleandoc(thing.__doc__ or "")
    head, _, attributes = text.partition("\nAttributes:\n")
    items = re.sub(r"\n {2,}", " ", inspect.cleandoc("\n" + attributes)) if attributes else ""
    listed = "\n".join(f"- `{name}`: {about}" for name, _, about in (line.partition(": ") for line in items.splitlines() if line.strip()))
    return (head.strip() + ("\n\n" + listed if listed else "")).replace("``", "`")


def fields_of(record: Any) -> str:
    """Return the fields of a record with their types and defaults."""
    rows = []
    for field in attrs.fields(record):
        default = "" if field.default is attrs.NOTHING else f" = {field.default!r}"
        rows.append(f"    {field.name}: {field.type}{default}")
    return "\n".join(rows)


def hooks_page() -> str:
    """Return the reference of hooks."""
    parts = [
        "# Hooks",
        "",
        "*Generated from the code by `tests/extension/test_reference.py`.*",
        "",
        inspect.cleandoc(sys.modules[Hooks.__module__].__doc__ or "").replace("``", "`"),
        "",
        f"The API has version {API_VERSION}; a plugin may state `tthc_api = {API_VERSION}`. Its stability is described in",
        "[../explanation/stability.md](../explanation/stability.md).",
        "",
        "`TTHC_PLUGINS` contains the names of the plugins that may be loaded (entry points or distributions), separated by commas. If it is",
        "empty, no plugin is loaded; if it is not set, all are. `tthc plugins` lists every plugin with its status:",
        "",
        "| status | meaning |",
        "|---|---|",
        *(f"| `{status.value}` | {MEANINGS[status]} |" for status in Status),
        "",
    ]
    for kind, hook in HOOK_OF_KIND.items():
        head, _, example = inspect.cleandoc(getattr(Hooks, hook).__doc__ or "").partition("Example::")
        parts += [f"## {hook}", "", head.strip().replace("``", "`"), "", "```python", inspect.cleandoc("\n" + example), "```", ""]
        parts += [f"`{KINDS[kind].__name__}`: {paragraph(KINDS[kind])}", "", "```text", fields_of(KINDS[kind]), "```", ""]
    parts += ["## Outcomes", "", "The outcomes that a segment of a policy may have; the compiler does the arithmetic.", ""]
    for name in OUTCOMES:
        parts += [f"### {name}", "", paragraph(getattr(contract, name)), ""]
    parts += ["## Segment, Rule, Policy", ""]
    for name in ("Segment", "Rule", "Policy", "OpensDesk"):
        parts += [f"### {name}", "", paragraph(getattr(contract, name)), ""]
    parts += ["## What checks, policies and calendars see", "", "Every name on this page is imported from `tthc_catalog.extension`.", ""]
    for record in SEEN:
        parts += [f"### {record.__name__}", "", paragraph(record), "", "```text", fields_of(record), "```", ""]
    parts += [inspect.cleandoc(f"segments(day): {contract.Policy.segments.__doc__}"), ""]
    parts += [
        "## Columns of an importer",
        "",
        "The fields of `schemas/dossier-record.schema.json`: at least `dossier_id`, `unit`, `code` and `received_at`; where known `level`, `case`, `official` (a",
        "pseudonym), `channel`, `state`, `completed_at`, `returned_at`, `due_at` (as printed), `pauses` (`start/end` or `start/end/kind`), `paid_online`, `result_digitised`, `apology_issued`. The",
        "keys of the first mapping are the headers. Times are datetimes, or texts in any form that the CSV importer accepts; without an offset they are local office",
        "time. Do not pass on the name, identity number, phone or address of a citizen; columns with such names are dropped in any case.",
        "",
    ]
    return "\n".join(parts).replace("\n\n\n", "\n\n")


MEANINGS = {
    Status.OK: "no faults",
    Status.BLOCKED: "not named in `TTHC_PLUGINS`, and therefore not imported",
    Status.CONFLICT: "it has a spec whose id another plugin or the library uses too; the spec is not used, nor is the other plugin's",
    Status.CONTRACT_VIOLATION: "it has a spec that breaks the contract of its kind; its other specs can be used",
    Status.BAD_CONTRIBUTION: "a hook raised an exception or returned a value of the wrong type",
    Status.UNKNOWN_HOOK: "it has a hook that this version does not know, perhaps a typing error; its other hooks are used",
    Status.BAD_SIGNATURE: "a hook takes arguments (with or without defaults) or is a wrapper, or the plugin needs another API version",
    Status.IMPORT_ERROR: "the import raised an exception, `SystemExit` included",
}


def scenarios_page() -> str:
    """Return the reference of scenario files."""
    head, _, example = inspect.cleandoc(scenarios.__doc__ or "").partition("For example::")
    parts = [
        "# Scenarios",
        "",
        "*Generated from the code by `tests/extension/test_reference.py`.*",
        "",
        " ".join(head.split()),
        "",
        "```yaml",
        inspect.cleandoc("\n" + example),
        "```",
        "",
        "A file whose name ends with `.scenario.yaml` is a test file for pytest, with one test for each scenario; nothing has to be configured. An unknown key is an",
        "error. Moments are local office time.",
        "",
    ]
    for title, keys in (("when", WHEN), ("then", THEN)):
        parts += [f"## {title}", "", "| key | meaning |", "|---|---|", *(f"| `{key}` | {meaning} |" for key, meaning in keys.items()), ""]
    return "\n".join(parts)


WHEN = {
    "code": "code of the procedure",
    "at": "moment of receipt, `YYYY-MM-DD HH:MM`",
    "level": "level of the desk; needed if both levels have the procedure",
    "office": "id of the desk; by default that of the level",
    "case": "id of a case of the procedure",
    "components": "ids of the papers that were handed in; by default all",
    "conditions": "ids of the conditions that apply to the dossier",
    "channel": "`in_person`, `online` or `postal`",
}
THEN = {
    "covered": "whether a commitment applies",
    "reason": "why none applies, such as `not-model-day`",
    "due": "the governing due time, or null",
    "late_after": "the first late instant, or null",
    "bound": "`before` or `by`",
    "rule": "id of the rule that gave the answer",
    "deemed": "the moment at which a receipt outside of working days counts, or null",
    "commitment_due": "the due time of the commitment, or null",
    "statutory_due": "the due time by law, or null",
    "provisional": "whether the answer depends on a day that no decision covers yet",
    "governing": "`commitment` or `statutory`",
    "commitments": "id of a model -> its due time, or the reason why it does not apply",
    "says": "words that the explanation contains, in Vietnamese or English",
}


def test_the_page_explains_every_key_of_scenarios() -> None:
    """No key is left out, and none is invented."""
    assert WHEN.keys() == scenarios.WHEN_KEYS
    assert THEN.keys() == scenarios.THEN_KEYS


def service_days_page() -> str:
    """Return the reference of the parameters of service days."""
    parts = [
        "# Service days",
        "",
        "*Generated from the code by `tests/extension/test_reference.py`. The texts are those an administrator sees in editors and messages.*",
        "",
        "```yaml",
        *inspect.cleandoc("\n" + EXAMPLE).splitlines(),
        "```",
        "",
        "A model file also states its period (`effective_from`, `effective_until`), its `scope` (levels, offices, fields, procedures, cases, channels), and",
        "whether it is a `promise` or a `target` (`strength`). If several models bind, the earliest deadline governs, and each is reported. On a",
        "day off on which a model opens the desk, only that model's promise counts from that day; the law counts from the next working day.",
        "",
        "| key | values | meaning | nghĩa |",
        "|---|---|---|---|",
    ]
    return "\n".join([*parts, *rows_of(SPEC.parameters, ""), ""])


EXAMPLE = """
# On the first and third Saturday of the month when it is a rest day, mornings only:
# returned by the end of the session; received after 10:30, before 09:00 of the next working day.
parameters:
  days:
    weekdays: [saturday]
    of_month: [first, third]
    kinds: [rest_day]
  sessions: [morning]
  windows:
    - due: {working_days: 0, at: session_end}
    - after: "10:30"
      due: {working_days: 1, before: "09:00"}
"""


def rows_of(schema: dict[str, Any] | Any, path: str) -> list[str]:
    """Return a table row for each key, depth first."""
    rows = []
    for key, part in schema.get("properties", {}).items():
        name = f"{path}{key}"
        item = part.get("items", {})
        values = part.get("enum") or item.get("enum") or part.get("format") or item.get("format") or part.get("type")
        shown = " ".join(f"`{value}`" for value in values if value is not None) if isinstance(values, list) else f"`{values}`"
        rows.append(f"| `{name}` | {shown} | {part['x-description-en']} | {part['title']}: {part['description']} |")
        rows += rows_of(part, f"{name}.")
        rows += rows_of(item, f"{name}[].")
    return rows


PAGES = {"hooks.md": hooks_page, "scenarios.md": scenarios_page, "service-days.md": service_days_page}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_up_to_date(name: str) -> None:
    """The committed page equals the generated one."""
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name](), "run: python tests/extension/test_reference.py --write"


def test_every_hook_has_a_type_and_an_example() -> None:
    """Every hook has a return type and an example, and plugins can import its spec."""
    assert set(HOOK_OF_KIND.values()) == set(HOOK_NAMES)
    for hook in HOOK_NAMES:
        function = getattr(Hooks, hook)
        assert "Example::" in (function.__doc__ or "")
        assert f"def {hook}():" in (function.__doc__ or "")
        assert str(inspect.signature(function).return_annotation).startswith("Sequence[")
    assert {spec.__name__ for spec in KINDS.values()} <= set(specs.__all__)


def test_every_outcome_is_in_the_reference() -> None:
    """The page describes every outcome of the contract."""
    assert {outcome.__name__ for outcome in contract.Outcome.__args__} == set(OUTCOMES)


if __name__ == "__main__":
    assert sys.argv[1:] == ["--write"], "usage: test_reference.py --write"
    for page, make in PAGES.items():
        (REFERENCE / page).write_text(make(), encoding="utf-8", newline="\n")
