"""Files that leave while they are made: in order, without being held, and without leaving anything behind."""

import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.downloads.rows import ahead
from dashboard.downloads.stream_buffer import ChunkSink


def readers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("download-reader")]


@settings(deadline=None)
@given(st.lists(st.integers(), max_size=20))
def test_items_come_in_order_and_all(items: list[int]) -> None:
    assert list(ahead(items)) == items


def test_an_error_in_making_is_raised_where_the_items_are_used() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("cannot go on")

    items = ahead(broken())
    assert next(items) == 1
    with pytest.raises(ValueError, match="cannot go on"):
        next(items)


def test_the_maker_is_at_most_a_few_items_ahead() -> None:
    made = []

    def count() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            yield number

    items = ahead(count())
    next(items)
    time.sleep(0.1)
    assert len(made) <= 5
    items.close()  # type: ignore[attr-defined]


def test_a_reader_who_hangs_up_leaves_no_thread_behind() -> None:
    before = len(readers())
    items = ahead(iter(int, 1))
    next(items)
    assert len(readers()) == before + 1
    items.close()  # type: ignore[attr-defined]
    assert len(readers()) == before


def test_what_is_written_leaves_once_and_in_order() -> None:
    sink = ChunkSink()
    sink.write(b"a")
    sink.write(memoryview(b"bc"))
    assert sink.take() == [b"a", b"bc"] and sink.take() == []
    assert sink.tell() == 3 and not sink.seekable()
