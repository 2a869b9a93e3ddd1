"""Find a procedure by what people type: printed forms of codes, similar codes, levels."""

from __future__ import annotations

import difflib
import functools
import re
from typing import TYPE_CHECKING

from tthc_catalog.errors import AmbiguousProcedure, InvalidCode, NotInForce, UnknownProcedure
from tthc_catalog.records.fact_wording import in_sentence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from tthc_catalog.records.manifest import LevelBinding
    from tthc_catalog.records.procedure import Level, Procedure

_PRINTED = re.compile(r"\s*(\d\.\d{6})(?:\.\d{3}\.\d{2}\.\d{2})?(?:\.H\d{2})?(?:_X)?\s*", re.IGNORECASE)


def normalise_code(printed: str) -> str:
    """Return the ``d.dddddd`` form of a printed code such as ``1.001193.000.00.00.H23`` or ``2.000815.H42``.

    Text in any other form is returned stripped, so that a look-up reports it as unknown.
    """
    match = _PRINTED.fullmatch(printed)
    return match.group(1) if match else printed.strip()


def index_by_code(procedures: Sequence[Procedure]) -> Mapping[str, Mapping[Level, Procedure]]:
    """Return the procedures by code, then level; a lazy sequence provides its own index, ``by_code``, without building its procedures."""
    index: Mapping[str, Mapping[Level, Procedure]] | None = getattr(procedures, "by_code", None)
    if index is not None:
        return index
    by_code: dict[str, dict[Level, Procedure]] = {}
    for procedure in procedures:
        by_code.setdefault(procedure.code, {})[procedure.level] = procedure
    return by_code


def find_procedure(
    by_code: Mapping[str, Mapping[Level, Procedure]],
    code: str,
    *,
    level: Level | None = None,
    on: dt.date | None = None,
    bindings: Iterable[LevelBinding] = (),
) -> Procedure:
    """Return the procedure of this code.

    Args:
        by_code: procedures by code, then level.
        code: the code in any printed form.
        level: required if the code exists at more than one level.
        on: also require an edition in force on this day.
        bindings: the levels of the manifest, whose titles appear in errors.

    Raises:
        InvalidCode: the code is not text.
        UnknownProcedure: no procedure has this code at this level; similar codes, or the levels at which it exists, are suggested.
        AmbiguousProcedure: the code exists at several levels, which are suggested.
        NotInForce: no edition is in force on ``on``; the procedures that succeeded it are suggested.
    """
    if not isinstance(code, str):
        raise not_text(code, by_code)
    wanted = normalise_code(code)
    levels = by_code.get(wanted)
    if levels is None:
        raise UnknownProcedure("error.unknown_procedure", suggestions=close_codes(wanted, by_code), code=wanted)
    if level is None:
        if len(levels) > 1:
            names = tuple(sorted(levels))
            raise AmbiguousProcedure(
                "error.ambiguous_procedure", suggestions=names, code=wanted, levels=names, **level_titles(bindings, *names)
            )
        (procedure,) = levels.values()
    elif level in levels:
        procedure = levels[level]
    else:
        raise UnknownProcedure(
            "error.unknown_procedure_at_level", suggestions=sorted(levels), code=wanted, level=level, **level_titles(bindings, level)
        )
    if on is not None and procedure.edition_on(on) is None:
        successors = tuple((s.level, s.code) for s in procedure.succeeded_by)
        codes = tuple(dict.fromkeys(code for _, code in successors))
        titles = level_titles(bindings, procedure.level)
        raise NotInForce(
            "error.not_in_force", suggestions=codes, code=wanted, level=procedure.level, day=on, successors=successors, **titles
        )
    return procedure


def not_text(code: object, known: Iterable[str] = ()) -> InvalidCode:
    """Return the error for a code that is not text; a number suggests the known codes it may stand for."""
    number = isinstance(code, int | float) or hasattr(code, "dtype")
    suggestions = close_codes(str(code), known) if number else ()
    return InvalidCode("error.code_not_text", suggestions=suggestions, value=str(code) if number else repr(code), type=type(code).__name__)


def level_titles(bindings: Iterable[LevelBinding], *levels: Level) -> dict[str, str]:
    """Return the titles of levels as fields of error texts: ``title`` or ``titles``, and the same in English."""
    known = {binding.level: (in_sentence(binding.title), in_sentence(binding.title_en)) for binding in bindings}
    found = [known.get(level, (f"“{level}”", f"“{level}”")) for level in levels]
    name = "title" if len(levels) == 1 else "titles"
    return {name: ", ".join(vi for vi, _ in found), f"{name}_en": ", ".join(en for _, en in found)}


def close_codes(wanted: str, known: Iterable[str]) -> list[str]:
    """Return up to three known codes similar to ``wanted``; first those that differ only in trailing zeros, which spreadsheets drop."""
    known = sorted(known)
    restored = [code for code in known if code.rstrip("0") == wanted.rstrip("0")]
    return (restored + [code for code in difflib.get_close_matches(wanted, known, n=3, cutoff=0.75) if code not in restored])[:3]


@functools.lru_cache(maxsize=4096)  # a column of many rows repeats the same wrong name
def near_names(wanted: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return up to three known names similar to ``wanted``; if none is similar, the first eight known names."""
    return tuple(difflib.get_close_matches(wanted, known, n=3)) or known[:8]
