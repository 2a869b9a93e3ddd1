"""What other YAML readers take for something else than the text that was typed.

The catalog's own reader resolves only null, true, false and decimal integers. Everybody else's goes by YAML 1.1 (PyYAML) or by the core
schema of YAML 1.2 (ruamel.yaml, the npm package yaml), each with its own idea of numbers, dates and truth. A text that any of them would
not leave a text belongs in quotes, and then all agree.
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


def misread(value: str) -> bool:
    """Whether some other reader takes this text, typed without quotes, for something else; integers that all read alike are none."""
    return _MISREAD(value) is not None
