"""Problems of a catalog with releases: damage, broken promises, corrections that explain nothing, and edits without a new version."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.errors import ReleaseError
from tthc_catalog.messages import text_pair
from tthc_catalog.problems.positions import Position
from tthc_catalog.problems.problem_factory import make_problem, problem_at
from tthc_catalog.records.fact_wording import date_text
from tthc_catalog.registry import Registry
from tthc_catalog.releases.freezing import content_digest
from tthc_catalog.releases.kept_promises import compare_with
from tthc_catalog.releases.release_chain import read_chain, refuse_other_catalog, releases_folder
from tthc_catalog.yaml_files.yaml_reader import read_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.checks.consistency import ValidFiles
    from tthc_catalog.errors import Problem
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.correction import Correction
    from tthc_catalog.releases.causes import Record
    from tthc_catalog.releases.freezing import DeskGroups
    from tthc_catalog.releases.kept_promises import BrokenPromises
    from tthc_catalog.releases.release_file import Release


def promise_problems(
    catalog: Catalog, registry: SpecRegistry | None = None, desks: DeskGroups | None = None, files: ValidFiles | None = None
) -> Iterator[Problem]:
    """Yield the problems of a catalog folder that has releases; nothing if it has none.

    Args:
        catalog: the checked catalog.
        registry: provides its policies; by default the library's own and all allowed plugins.
        desks: the compiled desks of the catalog; by default they are compiled here.
        files: the files of the catalog; None skips the question whether they were edited without a new version.
    """
    if not releases_folder(catalog.root).is_dir():
        return
    try:
        chain = read_chain(catalog.root)
        if not chain:
            return
        last = chain[-1]
        refuse_other_catalog(last, catalog.id)
        comparison = compare_with(last, catalog, registry or Registry(), desks)
    except ReleaseError as error:
        yield make_problem(
            "release-invalid", error.file or releases_folder(catalog.root).as_posix(), reason=(error.text("vi"), error.text("en"))
        )
        return
    for broken in comparison.broken:
        yield _broken(broken, last, catalog)
    for correction in comparison.unused:
        yield make_problem("correction-unused", *_place(correction, catalog), found=correction.id, version=last.version)
    if files is not None and last.version == catalog.version and content_digest(files) != last.content_digest:
        yield problem_at(files.one("manifest"), ("version",), "version-released", found=catalog.version)


def _broken(broken: BrokenPromises, release: Release, catalog: Catalog) -> Problem:
    names = [text_pair(f"release.record.{what}", name=name) for what, name in broken.causes]
    days = broken.days
    first, last = (date_text(days[0]), date_text(days[-1])) if days else ("", "")
    key = "release.days" if days else "release.lost_days"
    return make_problem(
        "promise-broken",
        _file(broken.causes[0], catalog),
        found=f"{broken.causes[0][0]} {broken.causes[0][1]}",
        records=(", ".join(vi for vi, _ in names), ", ".join(en for _, en in names)),
        count=broken.count,
        days=text_pair(key, count=len(days) or broken.lost, first=first, last=last),
        procedures=len({(key.level, key.code) for key in broken.keys}),
        version=release.version,
        before=date_text(broken.until),
    )


def _file(record: Record, catalog: Catalog) -> str:
    """Return the file that holds, or would hold, a record."""
    what, name = record
    root = catalog.root
    if what == "procedure":
        level, _, code = name.partition("/")
        procedure = catalog.by_code.get(code, {}).get(level)
        return procedure.file if procedure is not None and procedure.file else f"{root}/{level}"
    if what == "model":
        model = catalog.models.get(name)
        return model.file if model is not None and model.file else f"{root}/models/{name}.yaml"
    if what in ("day", "calendar"):
        return catalog.calendar.file or f"{root}/manifest.yaml"
    single = {"office": "offices.yaml", "hours": "offices.yaml", "closure": "closures.yaml"}
    return f"{root}/{single.get(what, 'manifest.yaml')}"


def _place(correction: Correction, catalog: Catalog) -> tuple[str, Position]:
    """Return the file and the position of a correction."""
    path = Path(catalog.root, "corrections.yaml")
    document, _ = read_file(path, correction.file or path.as_posix())
    if document is None:
        return correction.file, Position()
    index = next(n for n, entry in enumerate(document.data["corrections"]) if entry["id"] == correction.id)
    return document.file, document.value_position(("corrections", index, "id"))
