"""Find a procedure by what people type: printed forms of codes, similar codes, levels."""

from __future__ import annotations

import difflib
import functools
import re
from typing import TYPE_CHECKING

from tthc_catalog.errors import AmbiguousProcedure, InvalidCode, NotInForce, UnknownProcedure
from tthc_catalog.problems.replacements import plain_slug
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
    return tuple(difflib.get_close_matches(str(wanted), known, n=3)) or known[:8]  # a table may hold NaN where a name is missing


def is_words(typed: str) -> bool:
    """Return whether a person typed words of a name, with or without tone marks, rather than a code."""
    return re.search(r"\d\.\d", typed) is None and any(letter.isalpha() for letter in typed)


def with_words(typed: str, procedures: Iterable[Procedure]) -> list[Procedure]:
    """Return the procedures with every typed word in a name; if a name is exactly these words, only its procedures.

    Accents and upper case do not count, and a typed word may be the beginning of a word. This is for people at a terminal: a file or a
    program refers to a procedure by its code, because names change.
    """
    wanted = plain_slug(typed).split("-")
    found = [procedure for procedure in procedures if any(_has_words(name, wanted) for name in _plain_names(procedure))]
    whole = [procedure for procedure in found if any(_bare(name) == _bare(wanted) for name in _plain_names(procedure))]
    return whole or found


def near_words(typed: str, procedures: Iterable[Procedure]) -> list[Procedure]:
    """Return up to five procedures in whose name at least two thirds of the typed words have a similar word, most similar first."""
    wanted = plain_slug(typed).split("-")
    scored = [(max(_likeness(name, wanted) for name in _plain_names(procedure)), procedure) for procedure in procedures]
    return [procedure for score, procedure in sorted(scored, key=lambda pair: -pair[0]) if score > 0][:5]


def _plain_names(procedure: Procedure) -> list[list[str]]:
    """Return the words of every name of the procedure's newest edition, without accents."""
    edition = procedure.editions[-1]
    names = (edition.corrected_name, edition.name, *edition.other_names)
    return [plain_slug(name).split("-") for name in names if name]


def _has_words(name: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(any(word.startswith(typed) for word in name) for typed in wanted)


def _bare(words: Sequence[str]) -> Sequence[str]:
    """Return the words of a name without the word for procedure, which some sources write before each name."""
    return words[2:] if list(words[:2]) == ["thu", "tuc"] else words


def _likeness(name: Sequence[str], wanted: Sequence[str]) -> float:
    """Return how similar the words are, 0 if fewer than two thirds of them have a similar word in the name."""
    best = [max((difflib.SequenceMatcher(None, typed, word).ratio() for word in name), default=0.0) for typed in wanted]
    similar = [likeness for likeness in best if likeness >= _SIMILAR]
    return sum(similar) if 3 * len(similar) >= 2 * len(best) else 0.0


_SIMILAR = 0.7
"""The least likeness of two words: *sanh* is similar to *sinh*."""
