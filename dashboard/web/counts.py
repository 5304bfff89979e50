"""Sums that every worker adds to, in memory that all share: nothing about them can fill up, fail or be left behind."""

import mmap
import os
from collections.abc import Hashable, Iterable, Mapping
from threading import Lock
from typing import Final

# Processes that count at once: twice the most workers that may be set, because a reload has old ones beside new ones.
_PROCESSES: Final = 128
_BYTES: Final = 8


def _lives(process: int) -> bool:
    """Tell whether a process is there that may be one of ours."""
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


class SharedCounts:
    """Add numbers under keys that are known beforehand, and sum them over all processes, dead ones too.

    Each process has a row of its own and no lock outside itself, so that one that is killed keeps nobody waiting. A
    dead one's row goes to a later process, which adds to what stands there. The rows are anonymous memory, all of it
    taken at once: a file of shared memory would end each process that writes to it when its file system is full.
    """

    def __init__(self, keys: Iterable[Hashable]) -> None:
        self._places: Final = {key: place for place, key in enumerate(keys, 1)}
        width = len(self._places) + 1
        memory = mmap.mmap(-1, _PROCESSES * width * _BYTES)
        memory.write(bytes(len(memory)))
        cells = memoryview(memory).cast("d")
        # The first number of a row is its process.
        self._rows: Final = [cells[start : start + width] for start in range(0, len(cells), width)]
        self._next = 0
        self._take_row()
        os.register_at_fork(before=self._choose_row, after_in_child=self._take_row)

    def _choose_row(self) -> None:
        # Onwards each time: the process forked last may not have put its number down yet.
        ring = [(self._next + step) % _PROCESSES for step in range(1, _PROCESSES + 1)]
        free = (row for row in ring if not self._rows[row][0] or not _lives(int(self._rows[row][0])))
        self._next = next(free, ring[0])

    def _take_row(self) -> None:
        self._own = self._rows[self._next]
        self._own[0] = os.getpid()
        self._lock = Lock()

    def add(self, amounts: Mapping[Hashable, float]) -> None:
        """Add an amount under each key."""
        with self._lock:
            for key, amount in amounts.items():
                self._own[self._places[key]] += amount

    def sums(self) -> dict[Hashable, float]:
        """Give the sum under each key."""
        used = [row for row in self._rows if row[0]]
        return {key: sum(row[place] for row in used) for key, place in self._places.items()}
