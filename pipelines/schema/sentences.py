"""Sentences over published figures, which cannot go stale: no number is written in them.

`{o-0001}` stands for a figure with its unit, `{o-0001:n}` for its number alone, `{o-0001:when}` for its period.
"""

import re
from collections.abc import Callable
from typing import Final

NUMBER: Final = "n"
WHEN: Final = "when"
_PLACE: Final = re.compile(r"\{(?P<id>[a-z]+-\d+)(?::(?P<part>n|when))?\}", re.ASCII)


def figures_of(text: str) -> list[str]:
    """Return the ids of the figures that a sentence names, each once, in its order.

    >>> figures_of("In {o-0030:when}, {o-0030} against {o-0026:n}.")
    ['o-0030', 'o-0026']
    """
    return list(dict.fromkeys(match["id"] for match in _PLACE.finditer(text)))


def words_of(text: str) -> str:
    """Return a sentence without its places: what is written by hand."""
    return _PLACE.sub("", text)


def fill(text: str, say: Callable[[str, str], str]) -> str:
    """Return a sentence with its figures; `say` takes the id and the part, which is empty for value and unit."""
    return _PLACE.sub(lambda match: say(match["id"], match["part"] or ""), text)
