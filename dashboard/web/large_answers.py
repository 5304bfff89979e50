"""Large answers leave in parts, with a turn: who takes one slowly holds the memory of a part and not that of the whole.

The server copies what it is handed whole for each connection, and keeps it until the reader has taken it: two hundred
who take eight megabytes slowly would hold 1.6 GB. What compression makes small is small here.
"""

from collections.abc import Callable, Iterator
from typing import Final

from flask import Flask, Response, request
from werkzeug.exceptions import ServiceUnavailable

from dashboard.downloads.responses import answer_refusal, refuse_for_now
from dashboard.downloads.turns import Turns

# Scripts and pages are below it.
_LARGE: Final = 2 * 1024 * 1024
_PART: Final = 128 * 1024


def _parts(body: bytes, done: Callable[[], None]) -> Iterator[bytes]:
    for start in range(0, len(body), _PART):
        yield body[start : start + _PART]
    done()


def part_large_answers(server: Flask, turns: Turns, base: str) -> None:
    """Send what is large in parts, as many at once as there are turns; the others may ask again in a second.

    Added before compression and after the headers of every answer, and so run between the two.

    Args:
        server: the server.
        turns: turns of the worker's threads, as those that read bodies and make files take them.
        base: public address of the site.
    """

    @server.after_request
    def part(response: Response) -> Response:
        if response.is_streamed or request.method == "HEAD" or (response.content_length or 0) <= _LARGE:
            return response
        try:
            turns.sending.take()
        except ServiceUnavailable as busy:
            return answer_refusal(refuse_for_now(busy), base, request)
        body, held = response.get_data(), [turns.sending]

        def done() -> None:
            # With the last part, or when its reader has gone: once.
            while held:
                held.pop().give_back()

        response.response = _parts(body, done)
        response.content_length = len(body)
        response.call_on_close(done)
        return response
