"""A file that is read while it is written: what a library writes into it leaves as chunks, and nothing is kept."""

from io import RawIOBase
from typing import Any


class ChunkSink(RawIOBase):
    """Takes bytes like a file that cannot seek, and hands them on."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes; returns how many."""
        chunk = bytes(data)
        self._chunks.append(chunk)
        self._written += len(chunk)
        return len(chunk)

    def tell(self) -> int:
        """Say how many bytes were taken in all."""
        return self._written

    def take(self) -> list[bytes]:
        """Return the chunks written since the last call, also after the one who writes has closed it."""
        taken, self._chunks = self._chunks, []
        return [chunk for chunk in taken if chunk]
