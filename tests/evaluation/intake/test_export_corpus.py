"""The corpus of exports: every file is read rightly, or refused with the right sentence."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.append(str(Path(__file__).parent))  # the corpus is a module of its own

from export_corpus import Export, corpus

from tthc_catalog.errors import EvaluationError
from tthc_catalog.messages import has_text

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = corpus()


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
