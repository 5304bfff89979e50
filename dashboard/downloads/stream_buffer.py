"""A file that is read while it is written: what a library writes into it leaves as chunks, and nothing is kept."""

from typing import Any


class ChunkSink:
    """Takes bytes like a file that cannot seek, and hands them on."""

    closed = False

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._written = 0

    def write(self, data: Any) -> int:
        """Take bytes; returns how many."""
        chunk = bytes(data)
        self._chunks.append(chunk)
        self._written += len(chunk)
        return len(chunk)

    def tell(self) -> int:
        """How many bytes were taken in all."""
        return self._written

    def flush(self) -> None:
        """Nothing to do: bytes leave when they are asked for."""

    def close(self) -> None:
        """Nothing to do: the one who writes may close it, the one who reads still takes the rest."""

    def readable(self) -> bool:
        """It cannot be read as a file."""
        return False

    def writable(self) -> bool:
        """It can be written."""
        return True

    def seekable(self) -> bool:
        """It cannot go back."""
        return False

    def take(self) -> list[bytes]:
        """The chunks written since the last call."""
        taken, self._chunks = self._chunks, []
        return [chunk for chunk in taken if chunk]
