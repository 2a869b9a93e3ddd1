"""Output files of an evaluation, by id."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.analysis.audit_findings import FILE_NAME as FINDINGS_FILE
from tthc_catalog.evaluation.analysis.audit_findings import write_findings
from tthc_catalog.evaluation.intake.rejects import FILE_NAME
from tthc_catalog.evaluation.judging.judged_dossiers import Facts
from tthc_catalog.evaluation.report import Report

if TYPE_CHECKING:
    from tthc_catalog.evaluation.evaluation_run import Evaluation


@attrs.frozen(kw_only=True)
class Output:
    """An output file.

    Attributes:
        file: its name in the output folder.
        write: writes the file; the same report and language (``vi`` or ``en``) always result in the same bytes.
        extra: the optional dependency group that it needs in addition to ``bulk``, if any.
    """

    file: str
    write: Callable[[Report, Facts, Path, str], None]
    extra: str | None = None


def _write_json(report: Report, _facts: Facts, path: Path, _lang: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for piece in json_lines(report.to_dict()):
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


def _write_rows(_report: Report, facts: Facts, path: Path, _lang: str) -> None:
    facts.write_parquet(path)


def _write_html(report: Report, facts: Facts, path: Path, lang: str) -> None:
    from tthc_catalog.evaluation.reporting.html_report import write_html_report

    write_html_report(report, facts, path, lang)


def _write_xlsx(report: Report, facts: Facts, path: Path, lang: str) -> None:
    from tthc_catalog.evaluation.reporting.xlsx_report import write_xlsx_report

    write_xlsx_report(report, facts, path, lang)


def _write_pdf(report: Report, facts: Facts, path: Path, lang: str) -> None:
    from tthc_catalog.evaluation.reporting.pdf_report import write_pdf_report

    write_pdf_report(report, facts, path, lang)


def _write_docx(report: Report, facts: Facts, path: Path, lang: str) -> None:
    from tthc_catalog.evaluation.reporting.docx_report import write_docx_report

    write_docx_report(report, facts, path, lang)


OUTPUTS: Mapping[str, Output] = {
    "json": Output(file="report.json", write=_write_json),
    "html": Output(file="report.html", write=_write_html, extra="web"),
    "xlsx": Output(file="report.xlsx", write=_write_xlsx, extra="office"),
    "pdf": Output(file="report.pdf", write=_write_pdf, extra="pdf"),
    "docx": Output(file="report.docx", write=_write_docx, extra="office"),
    "findings": Output(file=FINDINGS_FILE, write=write_findings),
    "rows": Output(file="dossiers.parquet", write=_write_rows),
}
"""Every output by its id, in the order of writing."""

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


def write_outputs(evaluated: Evaluation, outputs: Mapping[str, Output], folder: Path, lang: str) -> list[str]:
    """Write the outputs, and the rejects if there are any, into a folder. Files are moved there when all are complete.

    Returns:
        The names of the files, in order.

    Raises:
        OSError: the folder cannot be written; it is unchanged.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    try:
        for output in outputs.values():
            output.write(evaluated.report, evaluated.facts, draft / output.file, lang)
        if evaluated.rejects.exists():
            shutil.copyfile(evaluated.rejects, draft / FILE_NAME)
        folder.mkdir(exist_ok=True)
        names = sorted(path.name for path in draft.iterdir())
        for name in names:
            (draft / name).replace(folder / name)
        if FILE_NAME not in names:
            (folder / FILE_NAME).unlink(missing_ok=True)  # rejects of an earlier evaluation
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return names
