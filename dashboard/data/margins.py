"""Sampling margins of survey shares: the normal approximation for a simple random sample.

Method: W. G. Cochran, *Sampling Techniques*, 3rd edition, Wiley, 1977, chapter 3 (proportions and percentages). The
standard error of a proportion p of n people drawn at random is sqrt(p(1-p)/n); 95 % of such samples fall within 1.96 of
them. A quota sample is not drawn at random: for it the margin is only a guide.
"""

import math
from typing import Final

_CONFIDENCE_95: Final = 1.96
# With fewer people than this on either side of the answer, the normal approximation is rough.
_FEW_PEOPLE: Final = 10


def _proportion(percent: float, sample: int) -> float:
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} is not a percentage from 0 to 100")
    if sample < 1:
        raise ValueError(f"{sample} is not a sample of one person or more")
    return percent / 100


def sampling_margin(percent: float, sample: int) -> float:
    """Give half the width, in percentage points, of the 95 % interval of a share in a simple random sample.

    Args:
        percent: the share, from 0 to 100.
        sample: people interviewed.

    Raises:
        ValueError: the share is not a percentage, or the sample is empty.

    >>> round(sampling_margin(50, 933), 1)
    3.2
    """
    share = _proportion(percent, sample)
    return 100 * _CONFIDENCE_95 * math.sqrt(share * (1 - share) / sample)


def is_rough(percent: float, sample: int) -> bool:
    """Tell whether so few people gave the answer, or did not give it, that the margin is a rough one.

    Raises:
        ValueError: the share is not a percentage, or the sample is empty.
    """
    share = _proportion(percent, sample)
    return min(share, 1 - share) * sample < _FEW_PEOPLE


def exceeds_margins(first: float, second: float, sample: int) -> bool:
    """Tell whether two shares of the same sample differ by more than both margins together.

    The standard error of a difference is never above the sum of the two standard errors, so this holds however the two
    answers depend on each other (the same people give both).

    Args:
        first: a share, from 0 to 100.
        second: another share of the same people.
        sample: people interviewed.

    Raises:
        ValueError: a share is not a percentage, or the sample is empty.
    """
    return abs(first - second) > sampling_margin(first, sample) + sampling_margin(second, sample)
