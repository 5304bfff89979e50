"""How much one reader's address may ask for: requests, and the processor time that answering them takes.

A table of its own, because the usual library's in-memory store knows no bound and looks at every client in a thread of
its own for each request: measured, 1 ms of processor time a request at 100,000 clients, where an answer takes 0.3 ms.
"""

import ipaddress
import math
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from flask import Flask, Response, g, request
from werkzeug.exceptions import TooManyRequests

from dashboard.settings import Settings

# For whoever runs the server, and for the watchdogs that would otherwise take a limit for a fault.
_EXEMPT: Final = frozenset({"/healthz", "/readyz", "/metrics"})
_MOST_CLIENTS: Final = 20_000
# An IPv6 reader has a whole network of this length.
_IPV6_NETWORK: Final = 64
_MINUTE: Final = 60.0
# Some proxies name the port as well.
_WITH_PORT: Final = re.compile(r"\[(.+)\](?::\d+)?|([^:]+):\d+")


class Allowance:
    """Count what each client has used lately, draining at a steady rate; a minute's worth may be used at once.

    Safe to share between threads. Of too many clients those that asked last are remembered.

    Args:
        per_minute: units that drain in a minute.
        clock: gives seconds.
        most_clients: how many are remembered.
    """

    def __init__(
        self, per_minute: float, *, clock: Callable[[], float] = time.monotonic, most_clients: int = _MOST_CLIENTS
    ) -> None:
        self._allowed = per_minute
        self._rate = per_minute / _MINUTE
        self._clock = clock
        self._most_clients = most_clients
        # client: units used and not yet drained, and when that was so.
        self._used: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def _used_now(self, client: str, now: float) -> float:
        used, when = self._used.get(client, (0.0, now))
        return max(0.0, used - (now - when) * self._rate)

    def wait(self, client: str, units: float) -> float:
        """Give the seconds until the client may use so many units more; 0 where it may now."""
        over = self._used_now(client, self._clock()) + units - self._allowed
        return max(0.0, over / self._rate)

    def use(self, client: str, units: float) -> None:
        """Note what the client used."""
        now = self._clock()
        with self._lock:
            self._used[client] = (self._used_now(client, now) + units, now)
            self._used.move_to_end(client)
            while len(self._used) > self._most_clients:
                self._used.popitem(last=False)

    def __len__(self) -> int:
        """Tell how many clients are remembered."""
        return len(self._used)


@lru_cache(4096)
def client_of(address: str, *, behind_trusted: bool) -> str:
    """Name what stands for a reader: the address, or the network of an IPv6 address; empty where readers share it.

    Args:
        address: where the request comes from.
        behind_trusted: whether a trusted proxy named it. If not, an address of this machine or of a private network is
            most likely that of a proxy, which stands for all readers.
    """
    named = _WITH_PORT.fullmatch(address)
    bare = (named[1] or named[2]) if named else address
    try:
        found = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_private and not behind_trusted:
        return ""
    if found.version == 6:
        return str(ipaddress.ip_network((found, _IPV6_NETWORK), strict=False))
    return str(found)


def add_limits(server: Flask, settings: Settings) -> None:
    """Refuse with 429 whoever has used up its minute. To be added before whatever else looks at requests."""
    counted = Allowance(settings.requests_per_minute or math.inf)
    worked = Allowance(settings.work_per_minute or math.inf)
    trusted = settings.trusted_proxies > 0

    @server.before_request
    def refuse_the_greedy() -> None:
        g.work_started = time.thread_time()
        client = "" if request.path in _EXEMPT else client_of(request.remote_addr or "", behind_trusted=trusted)
        if client:
            # What a request will take is not known before: the one that goes beyond is answered whole.
            wait = max(counted.wait(client, 1), worked.wait(client, 0))
            if wait > 0:
                raise TooManyRequests(retry_after=math.ceil(wait))
            counted.use(client, 1)
            g.client = client

    @server.after_request
    def note_work(response: Response) -> Response:
        # Noted when the answer has been sent: large files are made while they are sent.
        if "client" in g:
            client, started = g.client, g.work_started
            response.call_on_close(lambda: worked.use(client, time.thread_time() - started))
        return response
