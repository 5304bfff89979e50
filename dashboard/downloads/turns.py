"""Turns of a worker's threads: no more than half of them wait for readers, so that pages are always answered."""

import threading
from collections.abc import Generator, Iterator
from typing import Final

import pyarrow as pa
from werkzeug.exceptions import ServiceUnavailable

# Seconds that a request waits for its turn: readers who take what they asked for are done with a large file sooner.
_WAIT: Final = 1.0
# Seconds after which who found no memory for a file may ask again.
_AGAIN: Final = 5


class Turns:
    """Turns at what holds a thread as long as the reader likes: reading a body, or sending a large file.

    Args:
        threads: threads of the worker.
        files: files made while they are sent for which there is memory.
    """

    def __init__(self, threads: int, files: int = 1) -> None:
        self._turns = threading.BoundedSemaphore(max(1, threads // 2))
        # Fewer, so that bodies are read while others take large files.
        self._large = threading.BoundedSemaphore(max(1, threads // 2 - 1))
        self._files = threading.BoundedSemaphore(files)
        # What is left of the threads, a quarter, answers pages.
        self._waiting = threading.BoundedSemaphore(max(1, threads // 4))

    def take(self) -> None:
        """Take a turn.

        Raises:
            ServiceUnavailable: none became free in time, or as many wait already as may, or all threads would.
        """
        self._acquire(self._turns)

    def _acquire(self, turns: threading.BoundedSemaphore) -> None:
        if turns.acquire(blocking=False):
            return
        if self._waiting.acquire(blocking=False):
            try:
                if turns.acquire(timeout=_WAIT):
                    return
            finally:
                self._waiting.release()
        raise ServiceUnavailable(retry_after=1)

    def give_back(self) -> None:
        """Let another have the turn."""
        self._turns.release()

    def take_large(self) -> None:
        """Take a turn at sending what is large and made already.

        Raises:
            ServiceUnavailable: none became free in time.
        """
        self._acquire(self._large)
        try:
            self.take()
        except ServiceUnavailable:
            self._large.release()
            raise

    def give_back_large(self) -> None:
        """Let another send what is large."""
        self.give_back()
        self._large.release()

    def hold(self, chunks: Iterator[bytes]) -> Generator[bytes, None, None]:
        """Give the same chunks, with a turn from the first until the last or until nobody takes more."""
        if not self._files.acquire(blocking=False):
            raise ServiceUnavailable(retry_after=_AGAIN)
        try:
            self.take()
            try:
                yield from chunks
            finally:
                self.give_back()
        finally:
            self._files.release()
            # Arrow keeps what it used for later; the next large file may be made by another worker.
            pa.default_memory_pool().release_unused()
