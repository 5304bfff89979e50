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
    numbered: BoundedCache[bytes] = BoundedCache(10)
    weighed: BoundedCache[bytes] = BoundedCache(100_000, len)
    for number in range(500):
        for cache in (numbered, weighed):
            assert cache.get(number, lambda: b"x" * 3_000) == b"x" * 3_000
            cache.get(0, lambda: pytest.fail("the value used last was dropped"))
    assert numbered.held == 10
    assert 90_000 < weighed.held <= 100_000
    # Small ones take their place as well: made-up addresses with nothing behind them do not grow without end.
    for number in range(500):
        weighed.get(("small", number), lambda: b"")
    assert weighed.held <= 100_000


def test_what_would_push_out_all_others_is_not_kept() -> None:
    cache: BoundedCache[bytes] = BoundedCache(100_000, len)
    cache.get("small", lambda: b"x")
    held = cache.held
    assert len(cache.get("large", lambda: b"x" * 90_000)) == 90_000
    assert cache.held == held
