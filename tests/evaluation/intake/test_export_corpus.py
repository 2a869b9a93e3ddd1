"""The corpus of exports: every file is read rightly, or refused with the right sentence.

The page of the corpus is generated from it. To update the page: ``python tests/evaluation/intake/test_export_corpus.py --write``.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.append(str(Path(__file__).parent))  # the corpus is a module of its own

from export_corpus import Export, corpus

from tthc_catalog.errors import EvaluationError
from tthc_catalog.messages import has_text, text

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = corpus()
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "exports.md"
HEAD = """# Exports that are tried

Written by `python tests/evaluation/intake/test_export_corpus.py --write`; do not edit.

The tests read small exports of every kind that public bug reports and real files show. Each export states how many dossiers it has, how many
promises were kept, and what must be reported; the code under test computes no expected value. The rules by which they are read:
[how exports are read](../explanation/reading-exports.md).

* **read**: all rows are dossiers, and every value is understood;
* **read, with a report**: the dossiers are right, and the report names values that were not understood, sheets that were not read or hours that
  a column map supplied;
* **rows rejected**: some or all rows have no sure meaning; each is listed with its reason, and the exit code is 1;
* **refused**: the file as a whole cannot be read; one sentence says what it is and what to do.

| kind | exports | read | read, with a report | rows rejected | refused |
|---|---:|---:|---:|---:|---:|
"""


def outcome(export: Export) -> str:
    """Return in which column of the page an export is counted."""
    if export.error is not None:
        return "refused"
    if export.rejected:
        return "rejected"
    return "reported" if export.unknown or export.unread or export.assumed else "read"


def page() -> str:
    """Return the page of the corpus: the exports by kind and outcome, then the reasons of rejection and refusal."""
    kinds: dict[str, Counter[str]] = {}
    for export in CORPUS:
        kinds.setdefault(export.kind, Counter())[outcome(export)] += 1
    rows = [*sorted(kinds.items()), ("**all**", sum(kinds.values(), Counter()))]
    columns = ("read", "reported", "rejected", "refused")
    lines = [f"| {kind} | {counts.total()} | {' | '.join(str(counts[name]) for name in columns)} |" for kind, counts in rows]
    lines += ["", "## Why rows are rejected", "", "| reason | exports |", "|---|---:|"]
    reasons = Counter(reason for export in CORPUS for reason in export.rejected)
    lines += [f"| {text(f'evaluation.reject.{reason}', 'en')} | {count} |" for reason, count in sorted(reasons.items())]
    lines += ["", "## Why files are refused", "", "| reason | exports |", "|---|---:|"]
    errors = Counter(export.error for export in CORPUS if export.error is not None)
    lines += [f"| `{error}` | {count} |" for error, count in sorted(errors.items())]
    return HEAD + "\n".join(lines) + "\n"


@pytest.mark.parametrize("export", CORPUS, ids=[export.id for export in CORPUS])
def test_every_export_is_read_rightly_or_refused(export: Export, evaluate: Callable[..., Any], tmp_path: Path) -> None:
    """The counts are those of the table behind the file, and nothing is lost without being counted or named."""
    path = export.make(tmp_path)
    if export.error is not None:
        with pytest.raises(EvaluationError) as refused, evaluate(path, mapping=export.mapping):
            pass
        assert refused.value.key == f"evaluation.error.{export.error}"
        assert path.name in str(refused.value)
        return
    with evaluate(path, mapping=export.mapping) as made:
        intake, figures = made.report.intake, made.report.total.figures
        kept = figures.rate("promise_kept").part
    assert (intake.accepted, dict(intake.rejected), kept) == (export.accepted, dict(export.rejected), export.kept)
    assert {name: figures[name] for name in export.counts} == dict(export.counts)
    assert {field: sum(values.values()) for field, values in intake.unknown_values.items()} == dict(export.unknown)
    assert tuple(reason for file in intake.files for _, reason in file.unread_sheets) == export.unread
    assert dict(intake.assumed_times) == dict(export.assumed)
    assert intake.rows == intake.accepted + intake.rejected_rows


def test_the_corpus_is_large_and_every_refusal_has_its_sentence() -> None:
    """There are at least 120 exports of every kind, with different ids; each refusal has a text in both languages."""
    kinds = Counter(export.kind for export in CORPUS)
    assert sum(kinds.values()) >= 120
    assert len({export.id for export in CORPUS}) == len(CORPUS)
    assert min(kinds.values()) >= 4, kinds
    assert all(has_text(f"evaluation.error.{export.error}") for export in CORPUS if export.error)


def test_the_page_lists_the_corpus_by_kind() -> None:
    """The page in the documentation is generated from the corpus."""
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/evaluation/intake/test_export_corpus.py --write"


if __name__ == "__main__":
    assert sys.argv[1:] == ["--write"], "usage: test_export_corpus.py --write"
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
