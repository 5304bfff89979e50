"""How much of many alike is tried: all with ESEC_TESTS=whole, else a part of each kind, another one with each commit.

So a run takes minutes, can be repeated, and what one commit leaves out the next ones try.
"""

import os
import subprocess
from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import Final, TypeVar

from pipelines.schema.paths import ROOT

Item = TypeVar("Item")
WHOLE: Final = os.environ.get("ESEC_TESTS") == "whole"


@cache
def _commit() -> int:
    """A number that changes with the commit; 0 where there is none to be found."""
    try:
        command = ["git", "rev-parse", "--verify", "HEAD"]
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        return 0
    return int(found.strip()[:8], 16)


def turn(every: int) -> int:
    """Which of so many parts is tried now: from 0 up."""
    return _commit() % every


def some(items: Iterable[Item], every: int) -> list[Item]:
    """Return all items, or one of so many of them, in their order; at least one where there are any."""
    listed = list(items)
    if WHOLE or not listed:
        return listed
    return list(islice(listed, turn(min(every, len(listed))), None, every))
