"""Check the facts of valid files, and whether the files of a catalog are consistent with one another."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.checks.calendar_facts import calendar_problems, hours_problems
from tthc_catalog.checks.closure_facts import closure_problems
from tthc_catalog.checks.identities import period_problems, repeated_ids
from tthc_catalog.checks.office_facts import default_office_problems, office_problems, unknown_hours_problems
from tthc_catalog.checks.procedure_facts import partial_procedure_problems, procedure_problems
from tthc_catalog.checks.references import collector_for, reference_paths
from tthc_catalog.checks.review_facts import REVIEWED, part_problems, review_problems
from tthc_catalog.checks.roster_facts import roster_problems
from tthc_catalog.checks.unlikely_facts import membership_problems, unlikely_cutoffs
from tthc_catalog.messages import text_pair
from tthc_catalog.problems.problem_factory import problem_at
from tthc_catalog.problems.replacements import closest_match
from tthc_catalog.records.fact_wording import in_sentence
from tthc_catalog.value_formats import is_code, is_slug
from tthc_catalog.yaml_files.catalog_folder import CatalogFile
from tthc_catalog.yaml_files.document import Document
from tthc_catalog.yaml_files.yaml_splicing import yaml_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.records.providers import Providers

_PROVIDED = frozenset({"calendar", "check"})
"""What the library or a plugin may provide, so that the folder need not declare it."""

_DECLARED_IN = {
    "document": "legal",
    "source": "sources",
    "hours": "offices",
    "office": "offices",
    "field": "manifest",
    "level": "manifest",
    "calendar": "calendar",
    "model": "model",
    "procedure": "procedure",
    "case": "procedure",
    "check": "",
}
"""What files can refer to -> the kind of file that declares it."""


@attrs.define(kw_only=True, eq=False)
class ValidFiles:
    """The files that are valid under their schemas.

    Attributes:
        root: the catalog folder, as the user gave it.
        broken: kinds of which a file is missing or invalid; checks that need such a file are skipped.
        files: kind -> the valid files and their documents, sorted by path.
        partial: kind -> files with invalid values; these are left out of their documents.
    """

    root: str
    broken: set[str] = attrs.field(factory=set)
    files: dict[str, list[tuple[CatalogFile, Document]]] = attrs.field(factory=dict)
    partial: dict[str, list[tuple[CatalogFile, Document]]] = attrs.field(factory=dict)

    def add(self, file: CatalogFile, document: Document) -> None:
        """Add a valid file."""
        self.files.setdefault(file.kind, []).append((file, document))

    def of_kind(self, kind: str) -> list[Document]:
        """Return the valid documents of a kind."""
        return [document for _, document in self.files.get(kind, [])]

    def one(self, kind: str) -> Document:
        """Return the document of a kind that has one file, at the top of the folder."""
        return self.of_kind(kind)[0]


def consistency_problems(valid: ValidFiles, today: dt.date | None, providers: Providers | None = None) -> Iterator[Problem]:
    """Yield the contradictions within each file and between files."""
    for kind, files in valid.files.items():
        for file, document in files:
            yield from _location_problems(file, document)
            yield from repeated_ids(kind, document)
            yield from period_problems(kind, document)
    yield from _partial_problems(valid)
    yield from _desk_problems(valid)
    for document in valid.of_kind("calendar"):
        yield from calendar_problems(document, today)
    yield from _unknown_starts(valid)
    for document in valid.of_kind("procedure"):
        yield from procedure_problems(document)
        yield from part_problems(document)
        yield from membership_problems(document)
    yield from unlikely_cutoffs([*valid.of_kind("procedure"), *valid.of_kind("model")], valid.of_kind("offices"))
    yield from roster_problems(valid.of_kind("roster"))
    if today is not None:
        for kind in REVIEWED:
            for document in valid.of_kind(kind):
                yield from review_problems(document, today)
    yield from _repeated_procedures(valid)
    yield from _reference_problems(valid, providers)
    if "manifest" not in valid.broken:
        yield from _manifest_problems(valid)


def _partial_problems(valid: ValidFiles) -> Iterator[Problem]:
    """Yield the problems of the valid values of files that have invalid ones, so that one run reports all of them."""
    for kind, files in valid.partial.items():
        for file, document in files:
            yield from _location_problems(file, document)
            yield from repeated_ids(kind, document)
            yield from period_problems(kind, document)
            if kind == "procedure":
                yield from partial_procedure_problems(document)
                yield from membership_problems(document)


def _unknown_starts(valid: ValidFiles) -> Iterator[Problem]:
    """Check that a model whose start is unknown says why."""
    for document in valid.of_kind("model"):
        if document.data["effective_from"] is None and not document.data.get("note"):
            yield problem_at(document, ("effective_from",), "start-unknown", found=document.data["id"])


def _desk_problems(valid: ValidFiles) -> Iterator[Problem]:
    """Check the hours, the offices and their closures."""
    for document in valid.of_kind("offices"):
        yield from hours_problems(document)
        yield from office_problems(document)
        yield from unknown_hours_problems(document, [procedure.data for procedure in valid.of_kind("procedure")])
    for document in valid.of_kind("closures"):
        yield from closure_problems(document)


def _location_problems(file: CatalogFile, document: Document) -> Iterator[Problem]:
    """Check that the names of the file and its folders match its content."""
    stem = file.parts[-1].removesuffix(".yaml")
    if file.kind == "procedure":
        stated = {"level": file.parts[0], "field": file.parts[1], "code": stem}
    elif file.kind == "roster":
        stated = {"office": stem}
    elif len(file.parts) == 2:
        stated = {"id": stem}
    else:
        stated = {}
    for key, expected in stated.items():
        if document.data.get(key, expected) != expected:
            found, fits = document.data[key], is_code(expected) if key == "code" else is_slug(expected)
            hint = (f'"{expected}"' if key == "code" else expected) if fits else found if key in {"level", "field"} else f"{found}.yaml"
            hint_key = None if fits else "problem.hint.rename"
            yield problem_at(
                document, (key,), "place-mismatch", found=found, expected=expected, hint=hint, hint_key=hint_key, label=(key, key)
            )


def _repeated_procedures(valid: ValidFiles) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for document in valid.of_kind("procedure"):
        key = (document.data["level"], document.data["code"])
        if key in first:
            yield problem_at(document, ("code",), "procedure-repeated", found=key[1], other=first[key])
        first.setdefault(key, document.file)


def _reference_problems(valid: ValidFiles, providers: Providers | None) -> Iterator[Problem]:
    """Yield references to undeclared names, except names that an invalid file may declare."""
    declared = _declared(valid)
    for kind in [*valid.files, *valid.partial]:
        files = [*valid.files.get(kind, ()), *valid.partial.get(kind, ())] if kind in valid.files else valid.partial[kind]
        collect = collector_for(kind)
        if collect is None:
            continue
        for _, document in files:
            references: set[tuple[str, str]] = set()
            collect(document.data, references)
            for what, name in sorted(references):
                if _DECLARED_IN[what] in valid.broken or name in declared[what]:
                    continue
                if (kind, what) == ("procedure", "case"):
                    continue  # `procedure_problems` looks for it in the edition
                problem = _unresolved(what, name, declared[what], providers, valid)
                if problem is None:
                    continue
                code, details = problem
                for path in reference_paths(kind, document.data, (what, name)):
                    yield problem_at(document, path, code, found=name, **details)


def _unresolved(
    what: str, name: str, declared: set[str], providers: Providers | None, valid: ValidFiles
) -> tuple[str, dict[str, Any]] | None:
    """Return the problem code and its details for an undeclared name, or None if a plugin provides it."""
    if what in _PROVIDED and providers is not None:
        if providers.find(what, name) is not None:
            return None
        declared.update(providers.ids(what))
        why = providers.why_not(what, name)
        if why is not None:
            return "plugin-broken", {"reason": why}
    known = sorted(declared)
    match = closest_match(name, known)
    if match:
        return f"reference-{what}", {"hint": match}
    if what in {"document", "source"}:
        block = _document_block(name, valid) if what == "document" else _SOURCE_BLOCK.format(name=yaml_text(name))
        return f"reference-{what}", {"hint": block, "hint_key": "problem.hint.paste", "into": f"{_DECLARED_IN[what]}.yaml"}
    return f"reference-{what}", {"hint": " / ".join(known[:5]) or "-", "hint_key": "problem.hint.declare"}


_SOURCE_BLOCK = '  - id: {name}\n    type: "..."\n    reference: "..."\n    as_of: null\n    note: null'


def _document_block(name: str, valid: ValidFiles) -> str:
    """Return the lines to add to legal.yaml for a document, with its type and issuer if another document has the same kind of number."""
    known = [entry for document in valid.of_kind("legal") for entry in document.data["documents"]]
    ending = name.rpartition("/")[2]
    alike = [entry for entry in known if "/" in name and (entry["number"] or "").rpartition("/")[2] == ending and entry["number"] != ending]
    kinds, issuers = {entry["type"] for entry in alike}, {entry["issuer"] for entry in alike if entry["issuer"]}
    fields = {
        "id": yaml_text(name),
        "number": yaml_text(name) if any(sign.isdigit() for sign in name) and "/" in name else "null",
        "type": kinds.pop() if len(kinds) == 1 else '"..."',
        "title": '"..."',
        "issuer": yaml_text(issuers.pop()) if len(issuers) == 1 else "null",
        **dict.fromkeys(("issued_on", "effective_from", "effective_until", "url", "source", "note"), "null"),
    }
    return "  - " + "\n    ".join(f"{key}: {value}" for key, value in fields.items())


def _declared(valid: ValidFiles) -> dict[str, set[str]]:
    """Return what can be referred to -> the declared names."""
    declared: dict[str, set[str]] = {what: set() for what in _DECLARED_IN}

    def declare(what: str, items: list[dict[str, Any]], key: str = "id") -> None:
        declared[what].update(item[key] for item in items)

    for document in valid.of_kind("manifest"):
        declare("field", document.data["fields"])
        declare("level", document.data["levels"], "level")
    for document in valid.of_kind("legal"):
        declare("document", document.data["documents"])
    for document in valid.of_kind("sources"):
        declare("source", document.data["sources"])
    for document in valid.of_kind("offices"):
        declare("hours", document.data["hours"])
        declare("office", document.data["offices"])
    declare("calendar", [document.data for document in valid.of_kind("calendar")])
    declare("model", [document.data for document in valid.of_kind("model")])
    for file, document in valid.files.get("procedure", ()):
        declare(
            "procedure", [document.data, {"code": file.parts[-1].removesuffix(".yaml")}], "code"
        )  # a code unlike it is a problem already
        for edition in document.data["editions"]:
            declare("case", edition.get("cases", []))
    return declared


def _manifest_problems(valid: ValidFiles) -> Iterator[Problem]:
    """Check the manifest against the procedures, offices and models of the folder."""
    manifest = valid.one("manifest")
    offices = {o["id"]: o for document in valid.of_kind("offices") for o in document.data["offices"]}
    models = {document.data["id"]: document for document in valid.of_kind("model")}
    levels = {level["level"]: _title(level) for level in manifest.data["levels"]}
    for index, level in enumerate(manifest.data["levels"]):
        path = ("levels", index)
        if "procedure" not in valid.broken:
            yield from _count_problems(valid, manifest, index)
        defaults: list[tuple[KeyPath, str]] = [((*path, "default_office"), level["default_office"])]
        defaults += [
            ((*path, "default_office_changes", number, "office"), change["office"])
            for number, change in enumerate(level.get("default_office_changes", ()))
        ]
        for office_path, name in defaults:
            office = offices.get(name)
            if office is not None and office["level"] != level["level"] and office["level"] in levels:
                fitting = [o["id"] for o in offices.values() if o["level"] == level["level"]]
                yield problem_at(
                    manifest,
                    office_path,
                    "office-level",
                    found=office["id"],
                    expected=level["level"],
                    hint=" / ".join(fitting) or None,
                    hint_key=None if fitting else "problem.hint.add_office",
                    actual=levels[office["level"]],
                    level=levels[level["level"]],
                )
        for commitment_index, name in enumerate(level["commitments"]):
            levels_of_model = models[name].data["scope"].get("levels") if name in models else None
            if levels_of_model and level["level"] not in levels_of_model:
                yield problem_at(
                    manifest,
                    (*path, "commitments", commitment_index),
                    "model-level",
                    found=name,
                    level=_title(level),
                    level_id=level["level"],
                )
    if not valid.broken & {"offices", "procedure"}:
        yield from default_office_problems(manifest, offices, [document.data for document in valid.of_kind("procedure")])
    used = {name for level in manifest.data["levels"] for name in level["commitments"]}
    for name, document in models.items():
        if name not in used:
            yield problem_at(document, ("id",), "model-unused", found=name)


def _title(level: Mapping[str, Any]) -> tuple[str, str]:
    """Return the title of a level of the manifest within a sentence, in Vietnamese and English."""
    return in_sentence(level["title"]), in_sentence(level["title_en"])


def _count_problems(valid: ValidFiles, manifest: Document, index: int) -> Iterator[Problem]:
    level = manifest.data["levels"][index]
    fields = Counter(d.data["field"] for d in valid.of_kind("procedure") if d.data["level"] == level["level"])
    for key, present in (("procedures", fields.total()), ("fields", len(fields))):
        if level[key] is not None and level[key] != present:
            yield problem_at(
                manifest,
                ("levels", index, key),
                "count-mismatch",
                found=str(level[key]),
                expected=str(present),
                hint=str(present),
                label=text_pair(f"check.count.{key}"),
                level=_title(level),
            )
