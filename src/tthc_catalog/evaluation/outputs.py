"""The files an evaluation is written to: each output is a function, known by its id."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.facts import Facts
from tthc_catalog.evaluation.rejects import FILE_NAME
from tthc_catalog.evaluation.report import Report

if TYPE_CHECKING:
    from tthc_catalog.evaluation.evaluating import Evaluation


@attrs.frozen(kw_only=True)
class Output:
    """One kind of file.

    Attributes:
        file: its name in the output folder.
        write: writes it; equal reports and languages (``vi`` or ``en``) give equal bytes.
        extra: the optional dependencies it needs; None for none beyond ``bulk``.
    """

    file: str
    write: Callable[[Report, Facts, Path, str], None]
    extra: str | None = None


def _write_json(report: Report, _facts: Facts, path: Path, _lang: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for piece in json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(report.to_dict()):
            file.write(piece)
        file.write("\n")


def _write_rows(_report: Report, facts: Facts, path: Path, _lang: str) -> None:
    facts.write_parquet(path)


OUTPUTS: Mapping[str, Output] = {
    "json": Output(file="report.json", write=_write_json),
    "rows": Output(file="dossiers.parquet", write=_write_rows),
}
"""Every output by its id, in the order they are written."""

ON_REQUEST = ("rows",)
"""Outputs written only when they are named: the judged dossiers themselves are for those who check the figures."""


def chosen_outputs(names: Sequence[str] | None) -> Mapping[str, Output]:
    """The outputs of these ids; by default all but those of `ON_REQUEST`.

    Raises:
        EvaluationError: there is no such output.
    """
    if names is None:
        names = [name for name in OUTPUTS if name not in ON_REQUEST]
    unknown = [name for name in names if name not in OUTPUTS]
    if unknown or not names:
        raise EvaluationError("evaluation.error.unknown_output", name=", ".join(unknown) or "-", known=", ".join(OUTPUTS))
    return {name: OUTPUTS[name] for name in names}


def write_outputs(made: Evaluation, outputs: Mapping[str, Output], folder: Path, lang: str) -> list[str]:
    """Write the outputs, and the rejects if there are any, into a folder; each file is put in place when all are done.

    Returns:
        The names of the files, in order.

    Raises:
        OSError: the folder cannot be written; nothing in it was changed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    try:
        for output in outputs.values():
            output.write(made.report, made.facts, draft / output.file, lang)
        if made.rejects.exists():
            shutil.copyfile(made.rejects, draft / FILE_NAME)
        folder.mkdir(exist_ok=True)
        names = sorted(path.name for path in draft.iterdir())
        for name in names:
            os.replace(draft / name, folder / name)
        if FILE_NAME not in names:
            (folder / FILE_NAME).unlink(missing_ok=True)  # those of an earlier evaluation would be taken for this one's
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return names
