"""Output files of an evaluation, by id."""

from __future__ import annotations

import contextlib
import csv
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.child_process import child_process, processors
from tthc_catalog.errors import EvaluationError, error_text
from tthc_catalog.evaluation.analysis.audit_findings import FILE_NAME as FINDINGS_FILE
from tthc_catalog.evaluation.analysis.audit_findings import write_findings
from tthc_catalog.evaluation.intake.personal_data import is_personal_text, masked, personal_places
from tthc_catalog.evaluation.intake.rejects import FILE_NAME
from tthc_catalog.evaluation.judging.judged_dossiers import Facts
from tthc_catalog.evaluation.report import Report
from tthc_catalog.evaluation.reporting.presentation import Presentation
from tthc_catalog.evaluation.reporting.report_sections import present
from tthc_catalog.scratch_folders import scratch_folder

if TYPE_CHECKING:
    from tthc_catalog.evaluation.evaluation_run import Evaluation


@attrs.frozen(slots=False)
class Content:
    """What the outputs in one language (``vi`` or ``en``) are made from; what several outputs need is made once."""

    report: Report
    facts: Facts
    lang: str

    @cached_property
    def data(self) -> dict[str, Any]:
        """The report as plain data."""
        return self.report.to_dict()

    @cached_property
    def presentation(self) -> Presentation:
        """The report as sections."""
        return present(self.report, self.lang)


@attrs.frozen(kw_only=True)
class Output:
    """An output file.

    Attributes:
        file: its name in the output folder.
        write: writes the file; the same content always results in the same bytes.
        extra: the optional dependency group that it needs in addition to ``bulk``, if any.
        serve: the function, as ``module:function``, that writes the file of a large report in another process; None for files that are
            written quickly, or need more than the report.
    """

    file: str
    write: Callable[[Content, Path], None]
    extra: str | None = None
    serve: str | None = None


def _write_json(content: Content, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for piece in json_lines(content.data):
            file.write(piece)


def json_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield plain data as JSON, with one line for each entry of the lists and mappings in it.

    The fast JSON encoder, written in C, does not indent, and the slow one would take long for the groups of a whole country.

    >>> print("".join(json_lines({"kind": "x", "groups": [{"a": 1}, {"a": 2}]})), end="")
    {
    "kind": "x",
    "groups": [
    {"a": 1},
    {"a": 2}
    ]
    }
    """
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for number, (key, value) in enumerate(data.items()):
        yield f"{',' if number else '{'}\n{encode(key)}: "
        if isinstance(value, list | Mapping) and value:
            is_list = isinstance(value, list)
            pieces = (
                (f"{encode(name)}: {encode(entry)}" for name, entry in value.items()) if isinstance(value, Mapping) else map(encode, value)
            )
            yield "[\n" if is_list else "{\n"
            for place, piece in enumerate(pieces):
                yield f",\n{piece}" if place else piece
            yield "\n]" if is_list else "\n}"
        else:
            yield encode(value)
    yield "\n}\n"


def _write_rows(content: Content, path: Path) -> None:
    content.facts.write_parquet(path)


def _write_html(content: Content, path: Path) -> None:
    from tthc_catalog.evaluation.reporting.html_report import webpage

    path.write_text(webpage(content.presentation), encoding="utf-8", newline="\n")


def _write_xlsx(content: Content, path: Path) -> None:
    from tthc_catalog.evaluation.reporting.xlsx_report import spreadsheet

    path.write_bytes(spreadsheet(content.report, content.presentation))


def _write_pdf(content: Content, path: Path) -> None:
    from tthc_catalog.evaluation.reporting.pdf_report import write_pdf_report

    write_pdf_report(content.report, content.presentation, path)


def _write_docx(content: Content, path: Path) -> None:
    from tthc_catalog.evaluation.reporting.docx_report import write_docx_report

    write_docx_report(content.report, content.presentation, path)


def _write_findings(content: Content, path: Path) -> None:
    write_findings(content.report, content.facts, path, content.lang)


OUTPUTS: Mapping[str, Output] = {
    "json": Output(file="report.json", write=_write_json),
    "html": Output(file="report.html", write=_write_html, extra="web"),
    "xlsx": Output(file="report.xlsx", write=_write_xlsx, extra="office", serve="tthc_catalog.evaluation.reporting.xlsx_report:serve"),
    "pdf": Output(file="report.pdf", write=_write_pdf, extra="pdf"),
    "docx": Output(file="report.docx", write=_write_docx, extra="office"),
    "findings": Output(file=FINDINGS_FILE, write=_write_findings),
    "rows": Output(file="dossiers.parquet", write=_write_rows),
}
"""Every output by its id, in the order of writing."""

MANY_GROUPS = 5_000
"""The fewest groups of a large report: writing a workbook of so many takes about twice as long as starting a process."""

ON_REQUEST = ("rows",)
"""Outputs written only if named: the judged dossiers, which serve to check the figures."""

_MODULES: Mapping[str, tuple[str, ...]] = {"web": ("jinja2",), "office": ("docx", "xlsxwriter"), "pdf": ("typst",)}
"""The modules that outputs need from each optional dependency group."""


def lacks(output: Output) -> bool:
    """Return whether the dependencies of an output are missing."""
    return output.extra is not None and any(find_spec(module) is None for module in _MODULES[output.extra])


def left_out(outputs: Mapping[str, Output]) -> Sequence[Output]:
    """Return the default outputs that are not among these."""
    return [output for name, output in OUTPUTS.items() if name not in outputs and name not in ON_REQUEST]


def chosen_outputs(names: Sequence[str] | None) -> Mapping[str, Output]:
    """Return the outputs with these ids; by default all whose dependencies are installed, without those of `ON_REQUEST`.

    Raises:
        EvaluationError: an output does not exist, or its dependencies are missing.
    """
    if names is None:
        return {name: output for name, output in OUTPUTS.items() if name not in ON_REQUEST and not lacks(output)}
    unknown = [name for name in names if name not in OUTPUTS]
    if unknown or not names:
        raise EvaluationError("evaluation.error.unknown_output", name=", ".join(unknown) or "-", known=", ".join(OUTPUTS))
    chosen = {name: OUTPUTS[name] for name in names}
    for output in chosen.values():
        if lacks(output):
            raise EvaluationError("evaluation.error.output_extra", file=output.file, extra=output.extra)
    return chosen


def refuse_taken_names(folder: Path, outputs: Mapping[str, Output]) -> None:
    """Check that nothing prevents the outputs from being written into a folder, before the dossiers are read.

    Raises:
        EvaluationError: the folder is the root of a disk, or a folder in it has the name of an output.
    """
    if folder.absolute().parent == folder.absolute():
        raise EvaluationError("evaluation.error.output_root", path=str(folder))
    taken = [name for name in (*(output.file for output in outputs.values()), FILE_NAME) if (folder / name).is_dir()]
    if taken:
        raise EvaluationError("evaluation.error.output_is_folder", path=str(folder), files=", ".join(taken))


def write_outputs(
    evaluated: Evaluation, outputs: Mapping[str, Output], folder: Path, lang: str, *, writing: Callable[[str], None] = lambda _id: None
) -> list[str]:
    """Write the outputs, and the rejects if there are any, into a folder. Files are moved there when all are complete.

    An output that fails does not prevent the others. Its file of an earlier evaluation is removed, so that the folder never mixes two periods.

    Args:
        evaluated: the evaluation.
        outputs: the outputs to write.
        folder: where to write them.
        lang: language of the files.
        writing: called with the id of each output before it is written.

    Returns:
        The names of the files, in order.

    Raises:
        EvaluationError: an output could not be made; the error names it, and the others are written. Or a text of the report contains
            personal data; nothing is written.
        OSError: the folder cannot be written; it is unchanged.
    """
    refuse_taken_names(folder, outputs)
    folder.parent.mkdir(parents=True, exist_ok=True)
    failed: dict[str, Exception] = {}
    content = Content(evaluated.report, evaluated.facts, lang)
    with scratch_folder(folder.absolute().parent, f".{folder.name}-") as scratch, contextlib.ExitStack() as processes:
        draft, old = scratch / "new", scratch / "old"
        draft.mkdir()
        old.mkdir()
        started = {
            name: processes.enter_context(child_process(output.serve, (evaluated.report, draft / output.file, lang)))
            for name, output in outputs.items()
            if output.serve is not None and _is_large(evaluated.report)
        }
        _refuse_personal_data(content.data, evaluated.rejects)
        # The outputs of other processes come last, so that they are complete when this process waits for them.
        for name, output in sorted(outputs.items(), key=lambda item: item[0] in started):
            writing(name)
            process = started.get(name)
            if process is not None and process.replies() == [True]:
                continue
            try:
                output.write(content, draft / output.file)
            except OSError:
                raise
            except Exception as error:  # noqa: BLE001 - one faulty output must not cost the others
                failed[output.file] = error
                (draft / output.file).unlink(missing_ok=True)
        failed = {output.file: failed[output.file] for output in outputs.values() if output.file in failed}
        if failed and len(failed) == len(outputs):
            raise next(iter(failed.values()))
        if evaluated.rejects.exists():
            shutil.copyfile(evaluated.rejects, draft / FILE_NAME)
        names = sorted(path.name for path in draft.iterdir())
        folder.mkdir(exist_ok=True)
        _put_in_place(draft, old, folder, {*names, *failed, FILE_NAME})
    if failed:
        reasons = "; ".join(f"{name} ({error_text(error, lang)})" for name, error in failed.items())
        raise EvaluationError("evaluation.error.outputs_failed", path=str(folder), files=", ".join(names), failures=reasons)
    return names


def _is_large(report: Report) -> bool:
    """Whether it saves time to write an output in another process."""
    return len(report.groups) >= MANY_GROUPS and processors() > 1


def _refuse_personal_data(data: dict[str, Any], rejects: Path) -> None:
    """Scan every text of the report and of the rejects. Rows with personal data are rejected before; names of files and headers are not."""
    found = next(personal_places(data, "report.json"), None)
    if found is None and rejects.exists():
        with rejects.open(encoding="utf-8-sig", newline="") as file:
            rows = ((f"{FILE_NAME}:{number}", cell) for number, row in enumerate(csv.reader(file), 1) for cell in row)
            found = next(((place, masked(cell)) for place, cell in rows if is_personal_text(cell)), None)
    if found is not None:
        raise EvaluationError("evaluation.error.personal_data", place=found[0], value=found[1])


def _put_in_place(draft: Path, old: Path, folder: Path, names: Iterable[str]) -> None:
    """Replace the files with these names by those of the draft; restore the old ones if that fails or is interrupted."""
    existed = {name: (folder / name).exists() for name in sorted(names)}
    try:
        for name in existed:
            with contextlib.suppress(FileNotFoundError):
                (folder / name).replace(old / name)
            with contextlib.suppress(FileNotFoundError):
                (draft / name).replace(folder / name)
    except BaseException:
        for name, before in existed.items():
            if (old / name).exists():
                (old / name).replace(folder / name)
            elif not before:
                (folder / name).unlink(missing_ok=True)
        raise
