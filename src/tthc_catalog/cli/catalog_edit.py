"""Edit a catalog's files for a command: look up what it names, try the result on a copy, write it, and report what was written."""

from __future__ import annotations

import datetime as dt
import difflib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text
from tthc_catalog.records.lookup import near_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tthc_catalog.cli.questions import Questions
    from tthc_catalog.errors import Problem
    from tthc_catalog.importing.catalog_state import ProcedureFile
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.document import Document


class CatalogEdit:
    """The files of a catalog with the changes of one command; nothing is written before `finish`."""

    def __init__(self, named: str | None, lang: str) -> None:
        from tthc_catalog.console.catalog_source import working_folder

        self.lang = lang
        self.root = Path(working_folder(named, lang))
        self.files: dict[str, Document] = {}
        self._before: dict[str, str | None] = {}

    def document(self, name: str) -> Document:
        """Return a file with the changes made so far.

        Raises:
            CatalogError: it is no valid YAML.
        """
        from tthc_catalog.scaffolding.new_procedure import read_part

        if name not in self.files:
            self.files[name] = read_part(self.root, *name.split("/"))
            self._before[name] = self.files[name].source
        return self.files[name]

    def create(self, name: str, content: str) -> None:
        """Add a new file."""
        from tthc_catalog.yaml_files.yaml_reader import read_bytes

        created, _ = read_bytes(content.encode(), name)
        assert created is not None, "a template filled in is valid"
        self._before[name], self.files[name] = None, created

    def set(self, name: str, path: KeyPath, value: Any) -> None:
        """Set the value of a key.

        Raises:
            click.UsageError: the file cannot be changed line by line.
        """
        from tthc_catalog.importing.procedure_text import value_lines
        from tthc_catalog.yaml_files.yaml_splicing import with_value

        self._replace(name, with_value(self.document(name), path, value, value_lines(str(path[-1]), value)))

    def insert(self, name: str, path: KeyPath, value: Any, *, index: int | None = None, marks: Mapping[str, str] | None = None) -> None:
        """Insert an item into a list, by default at its end; the list is added if it is absent.

        Args:
            name: the file.
            path: the path of the list.
            value: the item, as data.
            index: its place.
            marks: key -> what a person has to fill in there.

        Raises:
            click.UsageError: the file cannot be changed line by line.
        """
        from tthc_catalog.checks.unlikely_facts import TO_FILL
        from tthc_catalog.importing.procedure_text import value_lines
        from tthc_catalog.yaml_files.yaml_splicing import value_at, with_item

        document = self.document(name)
        if path[-1] not in value_at(document.data, path[:-1]):
            self.set(name, path, [value])
            return
        lines = []
        for key, content in value.items() if isinstance(value, dict) else ():
            written = value_lines(key, content)
            if marks and key in marks:
                written[0] += f"  # {TO_FILL}: {marks[key]}"
            lines += written
        if not lines:
            lines = [str(value)]
        place = len(value_at(document.data, path)) if index is None else index
        self._replace(name, with_item(document, path, place, value, lines))

    def write_text(self, name: str, content: str) -> None:
        """Replace a file's text."""
        from tthc_catalog.yaml_files.yaml_reader import read_bytes

        self.document(name)
        self._replace(name, read_bytes(content.encode(), name)[0])

    def _replace(self, name: str, changed: Document | None) -> None:
        if changed is None:
            raise click.UsageError(text("new.cannot_edit", self.lang, file=(self.root / name).as_posix()))
        self.files[name] = changed

    # --- what a command names ---

    def citation(self, document: str | None, provision: str | None) -> dict[str, Any] | None:
        """Return a citation of a document named by its id or number.

        Raises:
            click.UsageError: ``legal.yaml`` does not contain it.
        """
        if document is None or document == "-":
            return None
        entries = self.document("legal.yaml").data["documents"]
        names = {str(name): str(entry["id"]) for entry in entries for name in (entry.get("number"), entry["id"]) if name}
        if document not in names:
            near = difflib.get_close_matches(document, names, n=3)
            message = text("new.no_such_document", self.lang, id=document, command=f'tthc new document "{document}"')
            raise click.UsageError(message + self._near(near))
        return {"document": names[document], "provision": provision}

    def source_of(self, source: str | None, citation: Mapping[str, Any] | None) -> str | None:
        """Return the id of a source: the named one, else the one in which the cited document was read.

        Raises:
            click.UsageError: ``sources.yaml`` does not contain it.
        """
        if source is None:
            legal = self.document("legal.yaml").data["documents"]
            return next((entry["source"] for entry in legal if citation and entry["id"] == citation["document"]), None)
        self.known("source", source, [str(entry["id"]) for entry in self.document("sources.yaml").data["sources"]])
        return source

    def known(self, kind: str, name: str, names: Iterable[str]) -> str:
        """Return a name of the catalog.

        Raises:
            click.UsageError: the catalog does not contain it; near names are offered.
        """
        known = tuple(names)
        if name not in known:
            raise click.UsageError(text(f"new.no_such.{kind}", self.lang, id=name) + self._near(near_names(name, known)))
        return name

    def _near(self, names: Iterable[str]) -> str:
        shown = ", ".join(names)
        return " " + text("error.suggestions", self.lang, suggestions=shown) if shown else ""

    @property
    def levels(self) -> list[str]:
        """The levels of the manifest."""
        return [str(binding["level"]) for binding in self.document("manifest.yaml").data["levels"]]

    @property
    def offices(self) -> list[dict[str, Any]]:
        """The offices."""
        return list(self.document("offices.yaml").data["offices"])

    def procedure(self, code: str, level: str | None) -> ProcedureFile:
        """Return the file of a procedure.

        Raises:
            click.UsageError: there is no such procedure, or there are several and no level is named.
        """
        from tthc_catalog.importing.catalog_state import ProcedureFile
        from tthc_catalog.records.lookup import close_codes, normalise_code

        own = normalise_code(code)
        found = {path.parts[-3]: path for name in self.levels for path in self.root.glob(f"{name}/*/{own}.yaml")}
        if not found:
            codes = {path.stem for name in self.levels for path in self.root.glob(f"{name}/*/*.yaml")}
            raise click.UsageError(text("new.no_such.procedure", self.lang, id=code) + self._near(close_codes(own, codes)))
        if level is None and len(found) > 1:
            raise click.UsageError(text("new.which_level", self.lang, code=own, options=", ".join(f"--level {name}" for name in found)))
        at = self.known("level", level, found) if level is not None else next(iter(found))
        name = found[at].relative_to(self.root).as_posix()
        return ProcedureFile(path=name, document=self.document(name))

    # --- the result ---

    def finish(self, ask: Questions | None, message: str, *, today: dt.date | None, form: str) -> Reply:
        """Try the changes on a copy of the catalog, write them if they bring no error, and report them.

        Raises:
            click.UsageError: a file was changed meanwhile.
            click.Abort: the user answered that nothing is to be written.
            OSError: a file cannot be written.
        """
        from tthc_catalog.errors import Severity
        from tthc_catalog.importing.staging import staged

        day = today or dt.datetime.now(tz=dt.UTC).date()
        changed = {name: self._formatted(name) for name, file in self.files.items() if file.source != self._before[name]}
        known = {key for problem in self._problems(self.root, day) for key in _keys(problem)}
        with staged(self.root, changed, beside=False) as copy:
            found = [problem for problem in self._problems(copy, day) if known.isdisjoint(_keys(problem))]
        refused = any(problem.severity is Severity.ERROR for problem in found)
        shown = "\n".join(self._difference(name, changed[name]) for name in changed)
        if not refused:
            if ask is not None and ask.prompted:
                click.echo(shown, err=True)
                click.confirm(text("new.question.write", self.lang), default=True, abort=True, err=True)
            self._write(changed)
        return self._reply(message, changed, found, shown, refused=refused, form=form)

    def _formatted(self, name: str) -> str:
        """Return the new text of a file, formatted if the former one was; the layout of another file is its owner's."""
        from tthc_catalog.yaml_files.formatting import format_bytes

        former = (self._before[name] or self.files[name].source).encode()
        formatted = format_bytes(self.files[name].source.encode(), name).content
        is_ours = self._before[name] is None or format_bytes(former, name).content == former
        return formatted.decode() if is_ours and formatted is not None else self.files[name].source

    def _problems(self, folder: Path, day: dt.date) -> list[Problem]:
        import attrs

        from tthc_catalog.console.catalog_source import check_folder

        _, problems = check_folder(str(folder), day)
        return [attrs.evolve(p, file=p.file.removeprefix(folder.as_posix()).lstrip("/")) for p in problems]

    def _write(self, changed: Mapping[str, str]) -> None:
        """Write the files; those that others refer to come first, so that no reference ever leads nowhere."""
        from tthc_catalog.atomic_files import create_file, write_file

        for name in sorted(changed, key=lambda name: (name == "manifest.yaml", name)):
            path, before = self.root / name, self._before[name]
            if before is None:
                path.parent.mkdir(parents=True, exist_ok=True)
                written = create_file(path, changed[name])
            else:
                written = path.read_text(encoding="utf-8-sig") == before and write_file(path, changed[name], expected=path.read_bytes())
            if not written:
                raise click.UsageError(text("new.changed_meanwhile", self.lang, file=path.as_posix()))

    def _difference(self, name: str, content: str) -> str:
        """Return the changed lines of a file, each with its sign."""
        before, after = (self._before[name] or "").splitlines(), content.splitlines()
        lines = [line for line in difflib.unified_diff(before, after, lineterm="", n=0) if not line.startswith(("---", "+++"))]
        return "\n".join([(self.root / name).as_posix(), *(f"  {line}" for line in lines if not line.startswith("@@"))])

    def _reply(self, message: str, changed: Mapping[str, str], found: list[Problem], shown: str, *, refused: bool, form: str) -> Reply:
        import attrs

        from tthc_catalog.problems.problem_text import render, to_dict
        from tthc_catalog.scaffolding.new_catalog import marked_places

        problems = [attrs.evolve(p, file=(self.root / p.file).as_posix() if p.file else p.file) for p in found]
        old = {name: set((self._before[name] or "").splitlines()) for name in changed}
        places = [place for place in marked_places(dict(changed)) if changed[place[0]].splitlines()[place[1] - 1] not in old[place[0]]]
        if form == "json":
            data = {
                "folder": self.root.as_posix(),
                "files": sorted(changed),
                "written": not refused,
                "changes": {name: self._difference(name, changed[name]).splitlines()[1:] for name in changed},
                "to_fill": [{"file": file, "line": line, "what": what} for file, line, what in places],
                "problems": [to_dict(problem, self.lang) for problem in problems],
            }
            return Reply(as_json(data), int(refused))
        lines = [text("new.refused", self.lang) if refused else message, "", shown]
        if places:
            lines += ["", text("new.to_fill", self.lang), *(f"  {file}:{line}: {what}" for file, line, what in places)]
        lines.append("")
        if problems:
            lines += [text("new.check_found", self.lang, path=self.root.as_posix()), *(render(p, self.lang) for p in problems)]
        else:
            lines.append(text("new.check_fine", self.lang, path=self.root.as_posix()))
        return Reply("\n".join(lines), int(refused))


def _keys(problem: Problem) -> tuple[Any, ...]:
    """Return by what a problem of the former files is recognised: its place, or its value where places have moved."""
    place = (problem.code, problem.file, problem.path)
    return (place,) if problem.found is None else (place, (problem.code, problem.file, "found", problem.found, problem.expected))
