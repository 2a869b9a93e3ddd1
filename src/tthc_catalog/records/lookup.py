"""Finding a procedure by what people type: printed code forms, near codes, levels."""

from __future__ import annotations

import difflib
import functools
import re
from typing import TYPE_CHECKING

from tthc_catalog.errors import AmbiguousProcedure, NotInForce, UnknownProcedure

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from tthc_catalog.records.procedure import Level, Procedure

_PRINTED = re.compile(r"\s*(\d\.\d{6})(?:\.\d{3}\.\d{2}\.\d{2})?(?:\.H\d{2})?(?:_X)?\s*", re.IGNORECASE)


def normalise_code(printed: str) -> str:
    """The ``d.dddddd`` form of a code as printed, such as ``1.001193.000.00.00.H23`` or ``2.000815.H42``.

    Text that has none of the known forms comes back stripped, so that a look-up can say it is unknown.
    """
    match = _PRINTED.fullmatch(printed)
    return match.group(1) if match else printed.strip()


def index_by_code(procedures: Sequence[Procedure]) -> Mapping[str, Mapping[Level, Procedure]]:
    """Procedures by code, then level; a sequence that knows its codes without building its procedures says them itself."""
    known: Mapping[str, Mapping[Level, Procedure]] | None = getattr(procedures, "by_code", None)
    if known is not None:
        return known
    by_code: dict[str, dict[Level, Procedure]] = {}
    for procedure in procedures:
        by_code.setdefault(procedure.code, {})[procedure.level] = procedure
    return by_code


def find_procedure(
    by_code: Mapping[str, Mapping[Level, Procedure]], code: str, *, level: Level | None = None, on: dt.date | None = None
) -> Procedure:
    """The procedure of this code.

    Args:
        by_code: procedures by code, then level.
        code: in any printed form.
        level: needed when the code stands at more than one level.
        on: also require an edition in force on this day.

    Raises:
        UnknownProcedure: nothing has this code at this level; near codes, or the levels it does stand at, are suggested.
        AmbiguousProcedure: the code stands at several levels; they are suggested.
        NotInForce: no edition holds on ``on``.
    """
    wanted = normalise_code(code)
    levels = by_code.get(wanted)
    if levels is None:
        raise UnknownProcedure("error.unknown_procedure", suggestions=close_codes(wanted, by_code), code=wanted)
    if level is None:
        if len(levels) > 1:
            raise AmbiguousProcedure(
                "error.ambiguous_procedure", suggestions=[f"--level {name}" for name in levels], code=wanted, levels=", ".join(levels)
            )
        (procedure,) = levels.values()
    elif level in levels:
        procedure = levels[level]
    else:
        near = [f"{wanted} --level {name}" for name in levels]
        raise UnknownProcedure("error.unknown_procedure_at_level", suggestions=near, code=wanted, level=level)
    if on is not None and procedure.edition_on(on) is None:
        successors = [f"{s.code} ({s.level})" for s in procedure.succeeded_by]
        raise NotInForce("error.not_in_force", suggestions=successors, code=wanted, level=procedure.level, day=on.isoformat())
    return procedure


def close_codes(wanted: str, known: Iterable[str]) -> list[str]:
    """Up to three known codes that look like ``wanted``; digits that trailing zeros lost are given back first."""
    known = sorted(known)
    restored = [code for code in known if code.rstrip("0") == wanted.rstrip("0")]
    return (restored + [code for code in difflib.get_close_matches(wanted, known, n=3, cutoff=0.75) if code not in restored])[:3]


@functools.lru_cache(maxsize=4096)  # a column of many rows asks the same wrong thing again and again
def near_names(wanted: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Up to three known names that look like ``wanted``, else the first eight there are."""
    return tuple(difflib.get_close_matches(wanted, known, n=3)) or known[:8]
