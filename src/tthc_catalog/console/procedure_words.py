"""A procedure named by words of its name instead of its code, as people at a terminal remember it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tthc_catalog.console.terminal import write
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.procedure import Procedure

_SHOWN = 12
"""The most procedures that a message lists."""


def code_of(typed: str, level: str | None, catalog: Catalog, lang: str, form: str = "text") -> tuple[str, str | None]:
    """Return the code and the level of the one procedure with these words in its name; a code is returned unchanged with ``level``.

    The procedure that was found is named on standard error, unless ``form`` is ``json``: then errors there are JSON, and an answer names it.

    Raises:
        AmbiguousProcedure: several procedures have these words; the message lists them.
        UnknownProcedure: none has them; the message lists those with similar words.
    """
    from tthc_catalog.errors import AmbiguousProcedure, UnknownProcedure
    from tthc_catalog.records.lookup import is_words, near_words, with_words

    if not is_words(typed):
        return typed, level
    candidates = [procedure for procedure in catalog.procedures if level in (None, procedure.level)]
    found = with_words(typed, candidates)
    if len(found) == 1:
        (procedure,) = found
        if form != "json":
            write(text("console.procedure.found", lang, found=_line(procedure, catalog, lang)), sys.stderr)
        return procedure.code, procedure.level
    near = found or near_words(typed, candidates)
    listed = _listed(near, catalog, lang)
    codes = tuple(dict.fromkeys(procedure.code for procedure in near))
    if found:
        raise AmbiguousProcedure("console.procedure.several", suggestions=codes, code=typed, number=len(found), listed=listed)
    key = "console.procedure.similar" if near else "console.procedure.none"
    raise UnknownProcedure(key, suggestions=codes, code=typed, listed=listed)


def _listed(procedures: Sequence[Procedure], catalog: Catalog, lang: str) -> str:
    lines = [f"\n  {_line(procedure, catalog, lang)}" for procedure in procedures[:_SHOWN]]
    return "".join([*lines, *(["\n  …"] if len(procedures) > _SHOWN else [])])


def _line(procedure: Procedure, catalog: Catalog, lang: str) -> str:
    from tthc_catalog.records.fact_wording import in_sentence

    edition = procedure.editions[-1]
    titles = {binding.level: in_sentence(binding.title_en if lang == "en" else binding.title) for binding in catalog.manifest.levels}
    return f"{procedure.code}  {edition.corrected_name or edition.name} ({titles.get(procedure.level, procedure.level)})"
