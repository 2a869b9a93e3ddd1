"""The files of a new catalog: the manifest, offices, model and sources of a place, and settings for its editor and its checks."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING

import attrs

from tthc_catalog._resources import catalog_folder, schemas_folder, templates_folder
from tthc_catalog.checks.references import collector_for
from tthc_catalog.checks.unlikely_facts import TO_FILL
from tthc_catalog.messages import text
from tthc_catalog.yaml_files.schemas import BUNDLE
from tthc_catalog.yaml_files.yaml_reader import read_file
from tthc_catalog.yaml_files.yaml_splicing import item_text, section_text, yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tthc_catalog.yaml_files.document import Document

"""The mark of a value that only a person can fill in."""

_PLACES = {
    "CHANGELOG.md": "CHANGELOG.md",
    "README.md": "README.md",
    "vscode-settings.json": ".vscode/settings.json",
    "vscode-extensions.json": ".vscode/extensions.json",
    "pre-commit-config.yaml": ".pre-commit-config.yaml",
    "github-workflow.yaml": ".github/workflows/kiem-tra-danh-muc.yaml",
    "github-review.yaml": ".github/workflows/ra-soat-danh-muc.yaml",
}
"""Template -> the path of its file in the new folder."""


@attrs.frozen(kw_only=True)
class NewCatalog:
    """The values a new catalog starts with.

    Attributes:
        name: the name of the place.
        sessions: office hours, each ``HH:MM-HH:MM``.
        weekdays: the days of the commitment, named as in YAML.
        cutoff: a dossier received after this time is due before ``return_before`` on the next working day; None for no cutoff.
        outside_hours: how receipts outside opening hours count, for the commitment and for the law.
        start: the first day on which the commitment is in force.
        today: the date that becomes the catalog's version.
    """

    id: str
    name: str
    levels: tuple[str, ...]
    sessions: tuple[str, ...]
    model_title: str
    weekdays: tuple[str, ...]
    cutoff: str | None
    return_before: str
    outside_hours: tuple[str, str]
    start: dt.date
    today: dt.date


def template(name: str, /, **fields: str) -> str:
    """Return a template with its fields filled in."""
    content = (templates_folder() / name).read_text(encoding="utf-8")
    for field, value in fields.items():
        content = content.replace(f"@@{field}@@", value)
    assert "@@" not in content, f"{name} has fields without a value"
    return content


def packaged_document(*parts: str) -> Document:
    """Read a file of the packaged catalog."""
    document, _ = read_file(catalog_folder().joinpath(*parts), "/".join(parts))
    assert document is not None, "the packaged catalog can be read"
    return document


def catalog_files(wanted: NewCatalog) -> dict[str, str]:
    """Return all files of a new catalog, by their paths in its folder."""
    from tthc_catalog import __version__

    version = f"{wanted.today:%Y.%m.%d}"
    title = text("new.catalog_title", "vi", name=wanted.name)
    model = slug(wanted.model_title)
    plan_title = yaml_text(text("new.plan_title", "vi", model=wanted.model_title, name=wanted.name))
    manifest = packaged_document("manifest.yaml")
    documents, sources = quoted_entries({id for kind, id in _references(manifest, "conventions") if kind == "document"}, set())
    filled = {
        "id": wanted.id,
        "version": version,
        "title_plain": title,
        "model": model,
        "software": "tthc-catalog" if "unknown" in __version__ else f"tthc-catalog=={__version__}",
        "plan_title": plan_title,
        "start": wanted.start.isoformat(),
    }
    files = {
        "manifest.yaml": template(
            "district/manifest.yaml",
            id=wanted.id,
            version=version,
            title=yaml_text(title),
            title_en=yaml_text(text("new.catalog_title", "en", name=wanted.name)),
            fields=_fields(manifest, wanted.levels),
            levels="".join(_level(level, model) for level in wanted.levels).rstrip("\n"),
            conventions=section_text(manifest, "conventions"),
            commitment=wanted.outside_hours[0],
            law=wanted.outside_hours[1],
        ),
        "offices.yaml": template(
            "district/offices.yaml",
            sessions=", ".join(f'"{session}"' for session in wanted.sessions),
            offices="".join(_office(level, wanted.name) for level in wanted.levels).rstrip("\n"),
        ),
        "legal.yaml": template(
            "district/legal.yaml",
            plan_title=plan_title,
            start=filled["start"],
            documents="\n".join(entry_text for _, entry_text in documents),
        ),
        "sources.yaml": template(
            "district/sources.yaml", plan_title=plan_title, sources="\n".join(entry_text for _, entry_text in sources)
        ),
        "calendar/vietnam.yaml": _calendar(),
        f"models/{model}.yaml": _model(wanted, model),
        f".tthc/{BUNDLE}": (schemas_folder() / BUNDLE).read_text(encoding="utf-8"),
    }
    for name, target in _PLACES.items():
        files[target] = template(f"district/{name}", **filled)
    return files


def _fields(manifest: Document, levels: Iterable[str]) -> str:
    """Return the fields in which the packaged catalog has procedures at these levels; all fields if it has none there."""
    present = {path.name for level in levels for path in (catalog_folder() / level).glob("*") if path.is_dir()}
    ids = [field["id"] for field in manifest.data["fields"]]
    chosen = [index for index, id in enumerate(ids) if id in present] or range(len(ids))
    return "\n".join(item_text(manifest, "fields", index) for index in chosen)


def _level(level: str, model: str) -> str:
    titles = {lang: yaml_text(text(f"new.level.{level}", lang)) for lang in ("vi", "en")}
    return template("district/level.yaml", level=level, title=titles["vi"], title_en=titles["en"], office=_office_id(level), model=model)


def _office(level: str, place: str) -> str:
    name = yaml_text(text(f"new.office.{level}", "vi", name=place))
    return template("district/office.yaml", office=_office_id(level), name=name, level=level)


def _office_id(level: str) -> str:
    return f"mot-cua-{slug(text(f'new.level.{level}', 'vi')).removeprefix('cap-')}"


def _calendar() -> str:
    _, _, rest = packaged_document("calendar", "vietnam.yaml").source.partition("\n")
    return f"# yaml-language-server: $schema=../.tthc/{BUNDLE}\n{rest}"


def _model(wanted: NewCatalog, model: str) -> str:
    return model_text(
        id=model,
        title=wanted.model_title,
        title_en=wanted.model_title,
        start=wanted.start.isoformat(),
        levels=wanted.levels,
        weekdays=wanted.weekdays,
        cutoff=wanted.cutoff,
        return_before=wanted.return_before,
        document="KE-HOACH",
        provision=None,
        schema=f"../.tthc/{BUNDLE}",
    )


def model_text(
    *,
    id: str,
    title: str,
    title_en: str,
    start: str,
    levels: Sequence[str],
    weekdays: Sequence[str],
    cutoff: str | None,
    return_before: str,
    document: str,
    provision: str | None,
    schema: str,
) -> str:
    """Return the file of a commitment: results on the day of the receipt, and after the cutoff on the next working day."""
    return template(
        "district/model.yaml",
        schema=schema,
        model=id,
        title=yaml_text(title),
        title_en=yaml_text(title_en),
        start=start,
        document=yaml_text(document),
        provision=f"null  # {TO_FILL}: {text('new.comment.provision', 'vi')}" if provision is None else yaml_text(provision),
        levels=", ".join(levels),
        weekdays=", ".join(weekdays),
        kinds=_kinds(weekdays),
        cutoff=template("district/cutoff.yaml", after=cutoff, before=return_before) if cutoff is not None else "",
    )


def _kinds(weekdays: Sequence[str]) -> str:
    """Return the line with the kinds of day, if some weekday is a weekly rest day; working days need no line."""
    resting = [day in ("saturday", "sunday") for day in weekdays]
    if not any(resting):
        return ""
    return f"    kinds: [{'rest_day' if all(resting) else 'working_day, rest_day'}]\n"


def quoted_entries(
    documents: set[str], sources: set[str], *, legal: Document | None = None, origin: Document | None = None
) -> tuple[list[tuple[dict[str, object], str]], list[tuple[dict[str, object], str]]]:
    """Return entries of ``legal.yaml`` and ``sources.yaml`` to copy, each as data and as text.

    Args:
        documents: ids of the documents to copy.
        sources: ids of the sources to copy; the sources of the documents are added.
        legal: the file with the documents; the packaged one by default.
        origin: the file with the sources; the packaged one by default.
    """
    legal = legal or packaged_document("legal.yaml")
    origin = origin or packaged_document("sources.yaml")
    chosen = [(entry, item_text(legal, "documents", n)) for n, entry in enumerate(legal.data["documents"]) if entry["id"] in documents]
    all_sources = sources | {str(entry["source"]) for entry, _ in chosen if entry["source"] is not None}
    cited = [(entry, item_text(origin, "sources", n)) for n, entry in enumerate(origin.data["sources"]) if entry["id"] in all_sources]
    return chosen, cited


def _references(document: Document, key: str) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    collect = collector_for(str(document.data["kind"]))
    assert collect is not None, "a manifest can refer"
    collect({key: document.data[key]}, found)
    return found


def slug(name: str) -> str:
    """Return a short name of lower-case letters without accents: ``Huyện Ninh Giang`` becomes ``huyen-ninh-giang``."""
    bare = unicodedata.normalize("NFD", name.lower().replace("đ", "d").replace("ð", "d"))
    letters = "".join(c if c.isascii() and c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return "-".join(letters.split())


def marked_places(files: dict[str, str], marked: str = TO_FILL) -> list[tuple[str, int, str]]:
    """Return the places that only a person can fill in: file, line, and the description beside the mark."""
    return [
        (name, number, line.partition(f"{marked}:")[2].strip())
        for name, content in sorted(files.items())
        for number, line in enumerate(content.splitlines(), 1)
        if f"# {marked}:" in line
    ]
