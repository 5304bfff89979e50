"""Turns of a worker's threads: some of them wait for readers, and some never, so that pages are always answered."""

import threading
from collections.abc import Generator, Iterator
from typing import Final

import pyarrow as pa
from werkzeug.exceptions import ServiceUnavailable

# Seconds that a request waits for its turn: readers who take what they asked for are done with a large file sooner.
_WAIT: Final = 1.0
# Seconds after which who found no memory for a file may ask again.
_AGAIN: Final = 5


class Share:
    """A share of the threads: so many turns, and so many who may wait for one."""

    def __init__(self, turns: int, waiting: int) -> None:
        self._free = threading.BoundedSemaphore(turns)
        self._waiting = threading.BoundedSemaphore(waiting)

    def take(self) -> None:
        """Take a turn.

        Raises:
            ServiceUnavailable: none became free in time, or as many wait already as may.
        """
        if self._free.acquire(blocking=False):
            return
        if self._waiting.acquire(blocking=False):
            try:
                if self._free.acquire(timeout=_WAIT):
                    return
            finally:
                self._waiting.release()
        raise ServiceUnavailable(retry_after=1)

    def give_back(self) -> None:
        """Let another have the turn."""
        self._free.release()


class Turns:
    """Turns at what holds a thread as long as the reader likes: reading a body, or sending a large file.

    A quarter of the threads reads bodies, a quarter sends, a quarter at most waits to send: those who send bodies
    slowly and those who take files slowly do not keep each other's readers waiting, and pages have the last quarter.

    Args:
        threads: threads of the worker, four at least.
        files: files made while they are sent for which there is memory.

    Attributes:
        reading: the share that reads bodies. sending: the share that sends large files.
    """

    def __init__(self, threads: int, files: int = 1) -> None:
        quarter = threads // 4
        # Bodies are small and arrive at once, or never.
        self.reading = Share(quarter, threads // 16)
        self.sending = Share(quarter, quarter)
        self._files = threading.BoundedSemaphore(files)

    def hold(self, chunks: Iterator[bytes]) -> Generator[bytes, None, None]:
        """Give the same chunks, with a turn from the first until the last or until nobody takes more."""
        if not self._files.acquire(blocking=False):
            raise ServiceUnavailable(retry_after=_AGAIN)
        try:
            self.sending.take()
            try:
                yield from chunks
            finally:
                self.sending.give_back()
        finally:
            self._files.release()
            # Arrow keeps what it used for later; the next large file may be made by another worker.
            pa.default_memory_pool().release_unused()
