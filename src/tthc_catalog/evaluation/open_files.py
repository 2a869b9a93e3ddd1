"""Read and judge dossier files for a moment, without a reporting period."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tthc_catalog.evaluation.file_reading import FileReader, Progress
from tthc_catalog.evaluation.intake.rejects import FILE_NAME, Rejects
from tthc_catalog.evaluation.judging.record_store import Store
from tthc_catalog.scratch_folders import scratch_folder

if TYPE_CHECKING:
    from tthc_catalog.engine import Engine
    from tthc_catalog.evaluation.intake.column_map import ColumnMap
    from tthc_catalog.evaluation.intake.intake_summary import Intake
    from tthc_catalog.evaluation.judging.judged_dossiers import Facts
    from tthc_catalog.extension.registry import SpecRegistry


class JudgedFiles(NamedTuple):
    """Dossier files that were read and judged; the database is open.

    Attributes:
        rejects: path of the rejects file; it exists only if there are rejects.
    """

    facts: Facts
    intake: Intake
    rejects: Path


@contextlib.contextmanager
def judged_files(
    engine: Engine,
    registry: SpecRegistry,
    files: Sequence[Path],
    *,
    mapping: ColumnMap,
    as_of: dt.datetime,
    folder: Path,
    importer: str | None = None,
    known_on: dt.date | None = None,
    lang: str = "vi",
    progress: Progress = lambda _stage, _rows: None,
) -> Iterator[JudgedFiles]:
    """Read the files as ``tthc evaluate`` does, and keep the judged dossiers open inside the context.

    Args:
        engine: the compiled catalog.
        registry: looks up importers.
        files: the exports of one place.
        mapping: the column map.
        as_of: local time of the export; rows with later times are rejected.
        folder: an existing folder for temporary files.
        importer: id of the importer; None chooses it by the suffix of each file.
        known_on: announcements after this day do not count; None counts all.
        lang: language of the rejects file.
        progress: called at each stage.

    Raises:
        EvaluationError: a file is not what its suffix says, or lacks required columns.
        OSError: a file cannot be read, or the folder cannot be written.
    """
    with scratch_folder(folder, ".records-") as temporary, contextlib.closing(Store(temporary)) as store:
        with Rejects(temporary / FILE_NAME, lang) as rejects:
            intake = FileReader(engine, registry, mapping, as_of, store, rejects, progress, known_on).read(files, importer)
        yield JudgedFiles(store.facts(), intake, temporary / FILE_NAME)
