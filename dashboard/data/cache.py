"""A small bounded cache for what a data version fixes: pages, charts, files."""

from collections.abc import Callable, Hashable
from threading import Condition
from typing import Any, Final, Generic, TypeVar

from cachetools import LRUCache, cached

Value = TypeVar("Value")
# Bytes that a key and its place take beside a value.
_PLACE: Final = 500


class BoundedCache(Generic[Value]):
    """Keep the values used last; safe to share between threads. Hostile addresses can only push each other out.

    When many ask at once for what is not there, one makes it and the others wait. What cannot be made is not kept.

    Args:
        most: how many values are kept; or how many bytes of them, where they are weighed.
        weigh: bytes of a value. One that would take more than a quarter of all is not kept.
    """

    def __init__(self, most: int, weigh: Callable[[Value], int] | None = None) -> None:
        self._weigh = weigh
        self.limit(most)

    def limit(self, most: int) -> None:
        """Keep at most so much from now on; what was kept is let go."""
        weigh = self._weigh

        def take(value: Value) -> int:
            weight = weigh(value) + _PLACE if weigh else 1
            # Cachetools does not keep what weighs more than all.
            return weight if not weigh or weight <= most // 4 else most + 1

        self._values: LRUCache[Hashable, Value] = LRUCache(most, take)
        self._changed = Condition()
        made: Any = cached(self._values, key=lambda key, _make: key, condition=self._changed)(lambda _key, make: make())
        self._made = made

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Give the value of the key, made when it is not there."""
        value: Value = self._made(key, make)
        return value

    def find(self, key: Hashable) -> Value | None:
        """Give the value of the key if it is there."""
        with self._changed:
            return self._values.get(key)

    def keep(self, key: Hashable, value: Value) -> None:
        """Keep a value that was made elsewhere."""
        with self._changed:
            self._values[key] = value

    @property
    def held(self) -> float:
        """Tell how much is held: values, or bytes where they are weighed."""
        return self._values.currsize
