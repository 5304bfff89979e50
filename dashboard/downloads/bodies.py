"""Keeps the files made last, whole, within a limit of bytes: a data version fixes them, so each is made once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

MOST_BYTES: Final = 64 * 1024 * 1024


class BodyCache:
    """Bodies by key; safe to share between threads. Rare requests can only push each other out."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The body of the key, made when it is not held. What `make` raises is not kept."""
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
                return self._bodies[key]
        body = make()
        with self._lock:
            # One body must not push out all others.
            if len(body) <= self._most_bytes // 4 and key not in self._bodies:
                self._bodies[key] = body
                self._held += len(body)
                while self._held > self._most_bytes:
                    _, dropped = self._bodies.popitem(last=False)
                    self._held -= len(dropped)
        return body

    @property
    def held(self) -> int:
        """Bytes held now."""
        return self._held
