"""A small bounded cache for what a data version fixes: pages, charts and layouts."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


def _weightless(_value: object) -> int:
    return 0


class BoundedCache(Generic[Value]):
    """Keeps the values used last; safe to share between threads. Hostile addresses can only push each other out.

    Args:
        size: how many values are kept.
        weigh: bytes of a value.
        most_bytes: how many bytes of values are kept.
    """

    def __init__(self, size: int, *, weigh: Callable[[Value], int] = _weightless, most_bytes: int = 0) -> None:
        self._size = size
        self._weigh = weigh
        self._most_bytes = most_bytes
        self._bytes = 0
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of the key, made when it is not there. What `make` raises is not kept.

        When many ask at once for what is not there, one makes it and the others wait for it.
        """
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            try:
                value = make()
                self.keep(key, value)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return value

    def keep(self, key: Hashable, value: Value) -> None:
        """Keep a value that was made elsewhere."""
        with self._lock:
            if key in self._values:
                self._bytes -= self._weigh(self._values[key])
            self._values[key] = value
            self._values.move_to_end(key)
            self._bytes += self._weigh(value)
            while len(self._values) > self._size or self._bytes > self._most_bytes > 0:
                self._bytes -= self._weigh(self._values.popitem(last=False)[1])

    def __len__(self) -> int:
        """How many values are held."""
        return len(self._values)
