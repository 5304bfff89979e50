"""Makes the next items while the present one is used: reading Parquet and writing text then share the work."""

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")
_WAITING: Final = 2
_LOOK_SECONDS: Final = 0.5


class _Failure:
    def __init__(self, error: BaseException) -> None:
        self.error = error


class _End:
    """Marks the end of the items."""


class _Maker(Generic[Item]):
    """A thread that makes items until they end or nobody waits for them any more."""

    def __init__(self, items: Iterable[Item], most: int) -> None:
        self.waiting: queue.Queue[Item | _Failure | _End] = queue.Queue(most)
        self._items = items
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._make, name="download-reader", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _put(self, item: Item | _Failure | _End) -> bool:
        while not self._stopped.is_set():
            try:
                self.waiting.put(item, timeout=_LOOK_SECONDS)
                return True
            except queue.Full:
                continue
        return False

    def _make(self) -> None:
        try:
            for item in self._items:
                if not self._put(item):
                    return
            self._put(_End())
        except BaseException as error:
            self._put(_Failure(error))


def ahead(items: Iterable[Item], most: int = _WAITING) -> Iterator[Item]:
    """The same items in the same order, made by a thread that is at most `most` ahead.

    An error in making them is raised here. The thread ends when the items do, or when this iterator is closed, as
    happens when a reader hangs up in the middle of a download.
    """
    maker = _Maker(items, most)
    try:
        while True:
            item = maker.waiting.get()
            if isinstance(item, _End):
                return
            if isinstance(item, _Failure):
                raise item.error
            yield item
    finally:
        maker.stop()
