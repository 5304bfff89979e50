"""Turns of a worker's threads: no more than half of them wait for readers, so that pages are always answered."""

import threading
from collections.abc import Generator, Iterator
from typing import Final

from werkzeug.exceptions import ServiceUnavailable

# Seconds that one request waits for its turn.
_WAIT: Final = 0.05


class Turns:
    """Turns at what holds a thread as long as the reader likes: reading a body, or making a file while it is sent."""

    def __init__(self, threads: int) -> None:
        self._turns = threading.BoundedSemaphore(max(1, threads // 2))
        self._waiting = threading.Lock()

    def take(self) -> None:
        """Take a turn.

        Raises:
            ServiceUnavailable: none became free in time. One request alone waits, or all threads would.
        """
        if self._turns.acquire(blocking=False):
            return
        if self._waiting.acquire(blocking=False):
            try:
                if self._turns.acquire(timeout=_WAIT):
                    return
            finally:
                self._waiting.release()
        raise ServiceUnavailable(retry_after=1)

    def give_back(self) -> None:
        """Let another have the turn."""
        self._turns.release()

    def hold(self, chunks: Iterator[bytes]) -> Generator[bytes, None, None]:
        """Give the same chunks, with a turn from the first until the last or until nobody takes more."""
        self.take()
        try:
            yield from chunks
        finally:
            self.give_back()
