"""The files an evaluation is written to: each output is a function, known by its id."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs

from tthc_catalog.evaluation.facts import Facts
from tthc_catalog.evaluation.report import Report


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
        json.dump(report.to_dict(), file, ensure_ascii=False, indent=1)
        file.write("\n")


OUTPUTS: Mapping[str, Output] = {"json": Output(file="report.json", write=_write_json)}
"""Every output by its id, in the order they are written."""
