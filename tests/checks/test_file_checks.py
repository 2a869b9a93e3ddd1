"""The files of a large catalog are read by several processes, with the same result as by one."""

from __future__ import annotations

import io
import pickle
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from tthc_catalog.checks.file_checks import FEWEST_FILES, CheckedFile, check_file, check_files, serve
from tthc_catalog.yaml_files.catalog_folder import CatalogFile, list_files
from tthc_catalog.yaml_files.document import Document
from tthc_catalog.yaml_files.yaml_reader import DEFAULT_LIMITS

SMALL = Path(__file__).parents[1] / "small_catalog"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[CatalogFile]:
    """Return the files of a catalog with an invalid file and an unusable one, so many times that two processes share them."""
    folder = tmp_path_factory.mktemp("files") / "catalog"
    shutil.copytree(SMALL, folder)
    (folder / "legal.yaml").write_text("kind: legal\ndocument: []\n", "utf-8")
    (folder / "sources.yaml").write_text("kind: [sources\n", "utf-8")
    found, _ = list_files(folder)
    return found * -(-2 * FEWEST_FILES // len(found))


def plain(checked: list[tuple[CatalogFile, CheckedFile]]) -> list[object]:
    """Return results as values that can be compared."""

    def of(document: Document | None) -> object:
        return document and (document.data, document.source)

    return [(file, of(found.document), found.problems, of(found.partial), found.is_valid) for file, found in checked]


@pytest.fixture(scope="module")
def expected(files: list[CatalogFile]) -> list[object]:
    """Return the results of one process."""
    one = plain([*check_files(files, DEFAULT_LIMITS, processes=1)])
    assert {result[-1] for result in one} == {True, False}  # type: ignore[index]
    return one


def test_two_processes_find_what_one_finds(files: list[CatalogFile], expected: list[object]) -> None:
    """The order, the documents and the problems are the same, and a document from the other process still knows its positions."""
    checked = [*check_files(files, DEFAULT_LIMITS, processes=2)]
    assert plain(checked) == expected
    document = next(found.document for file, found in reversed(checked) if file.kind == "procedure")
    assert document is not None
    assert document.value_position(("code",)).line > 1


@pytest.mark.skipif(sys.platform == "win32", reason="the false interpreters are shell scripts")
@pytest.mark.parametrize("script", [None, "exit 3", "exit 0", "echo rubbish", "cat >/dev/null; kill -9 $$"])
def test_a_process_that_fails_is_replaced(
    files: list[CatalogFile], expected: list[object], script: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the other process does not start, fails, or replies with too little or with rubbish, its files are read here."""
    interpreter = tmp_path / "python"
    if script is not None:
        interpreter.write_text(f"#!/bin/sh\n{script}\n")
        interpreter.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(interpreter))
    assert plain([*check_files(files, DEFAULT_LIMITS, processes=2)]) == expected


def test_no_folder_for_temporary_files_is_no_error(
    files: list[CatalogFile], expected: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If no temporary file can be written, all files are read here."""
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    assert plain([*check_files(files, DEFAULT_LIMITS, processes=2)]) == expected


def test_the_other_process_replies_in_order(files: list[CatalogFile]) -> None:
    """The program of the other process replies to each file in order, in batches."""
    replies = io.BytesIO()
    serve(io.BytesIO(pickle.dumps((files[:120], DEFAULT_LIMITS))), replies)
    replies.seek(0)
    batches = [pickle.load(replies) for _ in range(3)]  # noqa: S301 - written above
    assert plain([*zip(files, (found for batch in batches for found in batch), strict=False)]) == plain(
        [(file, check_file(file, DEFAULT_LIMITS)) for file in files[:120]]
    )


def test_a_small_catalog_is_read_by_one_process(files: list[CatalogFile], monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer files than two shares are worth are read here, and so are all files if the program is no Python."""
    monkeypatch.setattr("subprocess.Popen", None)
    assert len([*check_files(files[: 2 * FEWEST_FILES - 1], DEFAULT_LIMITS)]) == 2 * FEWEST_FILES - 1
    assert not [*check_files([], DEFAULT_LIMITS)]
    monkeypatch.setattr(sys, "executable", "/usr/bin/uwsgi")
    assert len([*check_files(files, DEFAULT_LIMITS)]) == len(files)
