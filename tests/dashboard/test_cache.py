import threading
import time

import pytest

from dashboard.data.cache import BoundedCache


def test_what_many_ask_for_at_once_is_made_once() -> None:
    cache: BoundedCache[int] = BoundedCache(4)
    made: list[int] = []
    start = threading.Barrier(8)

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return 7

    def ask() -> None:
        start.wait()
        assert cache.get("key", make) == 7

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_what_cannot_be_made_is_tried_again() -> None:
    cache: BoundedCache[int] = BoundedCache(4)
    with pytest.raises(ZeroDivisionError):
        cache.get("key", lambda: 1 // 0)
    assert cache.get("key", lambda: 3) == 3


def test_it_holds_no_more_than_it_may() -> None:
    cache: BoundedCache[bytes] = BoundedCache(10, weigh=len, most_bytes=100)
    for number in range(50):
        cache.get(number, lambda: b"x" * 30)
    assert len(cache) == 3
    assert cache.get("large", lambda: b"x" * 1000) == b"x" * 1000
    assert len(cache) == 0
    for number in range(50):
        cache.get(number, lambda: b"x")
    assert len(cache) == 10
