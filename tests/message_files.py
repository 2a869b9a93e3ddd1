"""Keep the message files in order: ``make texts`` sorts them, shows each translator the other language, and compiles the ``.mo`` files.

A ``.po`` file holds the texts of one area in one language, by key; its ``.mo`` file is what the library reads. Edit the ``.po`` files only.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import tthc_catalog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PACKAGE = Path(tthc_catalog.__file__).parent

NAMES = {"vi": "Tiếng Việt", "en": "English"}
"""Languages whose texts are shown, as a comment, in the files of every other language."""

Forms = tuple[str, ...]
"""The forms of a text, one for each plural form of its language; a text without a count has one."""


class MessageFile(Catalog):
    """A catalog whose header is the same on every machine and on every day."""

    headers: ClassVar[tuple[str, ...]] = ("Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")

    def _stable_headers(self) -> list[tuple[str, str]]:
        kept = dict(super()._get_mime_headers())
        return [("Project-Id-Version", "tthc-catalog"), *((name, kept[name]) for name in self.headers), ("Plural-Forms", self.plural_forms)]

    mime_headers = property(_stable_headers)


def texts_folders() -> list[Path]:
    """Return the folders that hold message files, sorted."""
    return sorted(path for path in PACKAGE.rglob("texts") if path.is_dir())


def languages(folder: Path) -> list[str]:
    """Return the languages of a folder of texts, sorted."""
    return sorted(path.name for path in folder.iterdir() if (path / "LC_MESSAGES").is_dir())


def areas(folder: Path) -> list[str]:
    """Return the areas of a folder of texts, sorted."""
    return sorted({path.stem for path in folder.glob("*/LC_MESSAGES/*.po")})


def po_file(folder: Path, lang: str, area: str) -> Path:
    """Return the path of the message file of an area in a language."""
    return folder / lang / "LC_MESSAGES" / f"{area}.po"


def read_texts(path: Path) -> dict[str, Forms]:
    """Read a ``.po`` file.

    Returns:
        The texts by key; a text that depends on a count has all its forms.
    """
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.parts[-3], abort_invalid=True)
    texts: dict[str, Forms] = {}
    for message in catalog:
        if message.id:
            plural = isinstance(message.id, tuple | list)
            texts[message.id[0] if plural else message.id] = tuple(message.string) if plural else (message.string,)
    return texts


def with_plurals(path: Path) -> set[str]:
    """Return the keys of a ``.po`` file that have plural forms."""
    with path.open("rb") as file:
        return {message.id[0] for message in read_po(file, locale=path.parts[-3]) if isinstance(message.id, tuple | list)}


def write_texts(path: Path, texts: Mapping[str, Forms], plurals: set[str], others: Mapping[str, Mapping[str, Forms]]) -> None:
    """Write a ``.po`` file, sorted by key.

    Args:
        path: the file.
        texts: the texts by key.
        plurals: the keys of texts that depend on a count.
        others: the same area in other languages, to show as comments.
    """
    lang, area = path.parts[-3], path.stem
    comment = f"# Texts of the area “{area}” of tthc-catalog. After an edit run: make texts"
    catalog = MessageFile(locale=lang, header_comment=comment, fuzzy=False)
    for key, forms in texts.items():
        shown = [f"{NAMES[other]}: {_one_line(known[key][-1])}" for other, known in others.items() if other != lang and key in known]
        id, string = ((key, key), forms) if key in plurals else (key, forms[0])
        catalog.add(id, string, auto_comments=shown)
    written = io.BytesIO()
    write_po(written, catalog, width=100_000, sort_output=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written.getvalue())


def compiled(path: Path) -> bytes:
    """Return the content of the ``.mo`` file of a ``.po`` file."""
    texts, plurals = read_texts(path), with_plurals(path)
    catalog = MessageFile(locale=path.parts[-3], fuzzy=False)
    for key, forms in texts.items():
        catalog.add((key, key) if key in plurals else key, forms if key in plurals else forms[0])
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def synchronise() -> Iterator[Path]:
    """Write every ``.po`` and ``.mo`` file as it should be, and yield the files that changed."""
    for folder in texts_folders():
        for area in areas(folder):
            paths = [po_file(folder, lang, area) for lang in languages(folder) if po_file(folder, lang, area).is_file()]
            known = {path.parts[-3]: read_texts(path) for path in paths}
            shown: dict[str, Any] = {lang: known[lang] for lang in NAMES if lang in known}
            for path in paths:
                before = [file.read_bytes() if file.is_file() else b"" for file in (path, path.with_suffix(".mo"))]
                write_texts(path, known[path.parts[-3]], with_plurals(path), shown)
                path.with_suffix(".mo").write_bytes(compiled(path))
                after = [file.read_bytes() for file in (path, path.with_suffix(".mo"))]
                yield from (file for file, old, new in zip((path, path.with_suffix(".mo")), before, after, strict=True) if old != new)


def _one_line(text: str) -> str:
    return text.replace("\n", "\\n")


if __name__ == "__main__":
    for changed in synchronise():
        print(changed.relative_to(PACKAGE))  # noqa: T201 - a script
