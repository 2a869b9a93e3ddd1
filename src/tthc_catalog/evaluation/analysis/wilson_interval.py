"""The Wilson score interval of a share, which is valid for few dossiers and for shares near 0 and 1."""

from __future__ import annotations

import functools
import math
from statistics import NormalDist


def wilson(part: int, whole: int, confidence: int) -> tuple[float, float]:
    """Return the confidence interval of a share.

    Args:
        part: the numerator.
        whole: the denominator, at least one.
        confidence: confidence of the two-sided interval, in percent.

    Returns:
        The lower and the upper bound, from 0 to 1 (E. B. Wilson, 1927).

    >>> [round(bound, 3) for bound in wilson(3, 3, 95)], [round(bound, 3) for bound in wilson(2990, 3000, 95)]
    ([0.439, 1.0], [0.994, 0.998])
    """
    z = _quantile(confidence)
    share, square = part / whole, z * z / whole
    centre = share + square / 2
    spread = z * math.sqrt(share * (1 - share) / whole + square / (4 * whole))
    low, high = (centre - spread) / (1 + square), (centre + spread) / (1 + square)
    return (0.0 if part == 0 else low), (1.0 if part == whole else high)


@functools.cache
def _quantile(confidence: int) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 200)
