"""What may have been meant by a code, a name or an address that there is none of, by its spelling."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from dashboard.data.words import fold

_MOST: Final = 3
# A slip in a word of four letters is 75 % like it; less than that is another word.
_LEAST: Final = 75.0
# Letters of which a name's beginning or its last words must have as many.
_LEAST_BEGUN: Final = 3
_LEAST_ENDED: Final = 5
# A part of a name is nearer than a slip in it, and the same words in another order are nearer still.
_PART: Final = 90.0
_LISTED: Final = 10
_LONGEST: Final = 80


@lru_cache(maxsize=64)
def _spelled(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_spell(name) for name in names)


def _spell(name: str) -> str:
    """Return a name without case, accents and signs: "hdi-rank" is "hdi rank"."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(name)).split())


def nearly(given: str, known: Sequence[str]) -> list[str]:
    """Return at most three of the known names that may have been meant, the nearest first; none that is merely a name.

    A name is near by a slip in its letters, by its words in another order, or where it begins or ends with those given.
    """
    asked = _spell(given[:_LONGEST])
    if not asked or not known:
        return []
    spelled = _spelled(tuple(known))
    begun = asked if len(asked) >= _LEAST_BEGUN else None
    ended = f" {asked}" if len(asked) >= _LEAST_ENDED else None
    scores: dict[int, float] = {}
    for place, name in enumerate(spelled):
        if (begun and name.startswith(begun)) or (ended and name.endswith(ended)):
            scores[place] = _PART
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        for _, score, place in process.extract(asked, spelled, scorer=scorer, score_cutoff=_LEAST, limit=_LISTED):
            scores[place] = max(score, scores.get(place, 0.0))
    return [known[place] for place in sorted(scores, key=lambda place: (-scores[place], place))[:_MOST]]


def nearest(given: str, known: Sequence[str]) -> list[str]:
    """Return the ten known names most like the given one, best first, however little like it they are."""
    return [found[0] for found in process.extract(given[:_LONGEST], known, limit=_LISTED)]
