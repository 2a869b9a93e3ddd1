"""Make a release of a catalog folder: check it, freeze it, and write the file in one step."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.atomic_files import create_file, write_file
from tthc_catalog.checks.catalog_check import garbage_collection_disabled
from tthc_catalog.errors import CatalogError, ReleaseError, Severity
from tthc_catalog.loading import check_files
from tthc_catalog.registry import Registry
from tthc_catalog.releases.freezing import DeskGroups, frozen_files, frozen_timetables
from tthc_catalog.releases.promise_problems import promise_problems
from tthc_catalog.releases.release_chain import read_chain, releases_folder, version_key
from tthc_catalog.releases.release_file import Release, as_text, packed, parse_release, release_data
from tthc_catalog.timetable.compiler import Compiler

if TYPE_CHECKING:
    import os


@garbage_collection_disabled()
def new_release(folder: str | os.PathLike[str], *, sign_with: str | os.PathLike[str] | None = None) -> Release:
    """Freeze a catalog folder and write ``releases/<version>.json``.

    Args:
        folder: the catalog folder.
        sign_with: a file with the Ed25519 private key in PEM that signs the release; None leaves it unsigned. Requires the extra ``sign``.

    Raises:
        CatalogError: the catalog has errors, among them broken promises.
        ReleaseError: there is a release of this version or of a later one, or a release is damaged.
        OSError: the file cannot be written.
    """
    from tthc_catalog import __version__

    registry = Registry()
    catalog, problems, valid = check_files(folder, registry)
    if catalog is None or valid is None:
        raise CatalogError(problems)
    desks = DeskGroups(Compiler(catalog, registry))
    chain = read_chain(catalog.root)
    target = releases_folder(catalog.root) / f"{catalog.version}.json"
    if chain:
        last = chain[-1]
        if any(release.version == catalog.version for release in chain):
            raise ReleaseError("release.error.exists", file=target.as_posix(), version=catalog.version)
        if version_key(last.version) >= version_key(catalog.version):
            raise ReleaseError("release.error.older", file=target.as_posix(), version=catalog.version, last=last.version)
        broken = [problem for problem in promise_problems(catalog, registry, desks) if problem.severity is Severity.ERROR]
        if broken:
            raise CatalogError(broken)
    with ThreadPoolExecutor(1) as beside:  # compression lets the other thread run
        content = beside.submit(packed, frozen_files(valid))
        data = release_data(
            catalog_id=catalog.id,
            version=catalog.version,
            library_version=__version__,
            previous=(chain[-1].version, chain[-1].digest) if chain else None,
            tables=frozen_timetables(desks),
            content=content.result(),
        )
    written = as_text(data)
    target.parent.mkdir(exist_ok=True)
    if sign_with is not None:  # first, so that a killed run leaves no release without its signature
        from tthc_catalog.releases.signing import SUFFIX, signature_text

        write_file(target.with_suffix(SUFFIX), signature_text(data["digest"], Path(sign_with)))
    if not create_file(target, written):
        raise ReleaseError("release.error.exists", file=target.as_posix(), version=catalog.version)
    return parse_release(written, target.stem, target.as_posix())
