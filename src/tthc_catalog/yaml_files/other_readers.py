"""Plain YAML scalars that other readers do not read as text.

Our reader resolves only null, true, false and decimal integers. Other readers follow YAML 1.1 (PyYAML) or the core schema of YAML 1.2
(ruamel.yaml, the npm package yaml), which resolve more numbers, dates and booleans. If any of them would not read a scalar as text, it is
quoted, so that all readers agree.
"""

from __future__ import annotations

import re

_MISREAD = re.compile(
    r"""[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?          # 1.000110, 400.000
    |[-+]?\.[0-9_]+(?:[eE][-+]?[0-9]+)?                          # .5
    |[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)
    |[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?            # 15:30 is 930 in YAML 1.1
    |[-+]?0b[0-1_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?0o[0-7_]+
    |[-+]?[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[-+][0-9_]+
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\ \t].*)?               # a date, or a date and time
    |[yY]|[nN]|yes|Yes|YES|no|No|NO|True|TRUE|False|FALSE|on|On|ON|off|Off|OFF|Null|NULL
    |=|<<""",
    re.VERBOSE | re.DOTALL,
).fullmatch


is_integer = re.compile(r"-?(?:0|[1-9][0-9]{0,17})").fullmatch
"""Match a plain scalar that every reader reads as the same integer."""


def misread(value: str) -> bool:
    """Return whether another reader would not read this unquoted scalar as text; integers do not count."""
    return _MISREAD(value) is not None
