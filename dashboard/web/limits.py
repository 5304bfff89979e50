"""How much one reader's address, and one network, may ask for: requests, and the processor time that answering takes.

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

# For whoever runs the server, and for the watchdogs of this machine, which would otherwise take a limit for a fault.
_EXEMPT: Final = frozenset({"/healthz", "/readyz", "/metrics"})
# Set by any proxy that is asked to say for whom it asks.
_HANDED_ON: Final = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")
_MOST_CLIENTS: Final = 20_000
# Prefixes by version of IP: of what one reader has, and of what one provider's customer may rent, such as a /48.
_READER: Final = {4: 32, 6: 64}
_NETWORK: Final = {4: 24, 6: 48}
# What all readers of such a network may use together, in the allowances of one: a school reads behind few addresses.
_NETWORK_SHARE: Final = 10
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
def clients_of(address: str, *, behind_trusted: bool) -> tuple[tuple[str, float], ...]:
    """Name who stands behind an address, with the share of a request that each is charged; none where readers share it.

    Args:
        address: where the request comes from.
        behind_trusted: whether a trusted proxy named it. If not, an address of this machine or of a private network is
            most likely that of a proxy, which stands for all readers.

    >>> clients_of("8.8.8.8", behind_trusted=False)
    (('8.8.8.8/32', 1.0), ('8.8.8.0/24', 0.1))
    """
    named = _WITH_PORT.fullmatch(address)
    bare = (named[1] or named[2]) if named else address
    try:
        found = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return ()
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_private and not behind_trusted:
        return ()
    reader, network = (ipaddress.ip_network((found, of[found.version]), strict=False) for of in (_READER, _NETWORK))
    return ((str(reader), 1.0), (str(network), 1 / _NETWORK_SHARE))


def comes_from_here() -> bool:
    """Tell whether the request was made on this machine, and not handed on by a proxy."""
    orig = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    peer = orig.get("REMOTE_ADDR") or ""
    handed_on = any(name in request.headers for name in _HANDED_ON)
    return not handed_on and (peer == "::1" or peer.startswith("127."))


def add_limits(server: Flask, settings: Settings) -> None:
    """Refuse with 429 whoever has used up its minute. To be added before whatever else looks at requests."""
    counted = Allowance(settings.requests_per_minute or math.inf)
    worked = Allowance(settings.work_per_minute or math.inf)
    trusted = settings.trusted_proxies > 0

    @server.before_request
    def refuse_the_greedy() -> None:
        g.work_started = time.thread_time()
        if request.path in _EXEMPT and comes_from_here():
            return
        g.clients = clients_of(request.remote_addr or "", behind_trusted=trusted)
        # What a request will take is not known before: the one that goes beyond is answered whole.
        wait = max((max(counted.wait(who, share), worked.wait(who, 0)) for who, share in g.clients), default=0)
        if wait > 0:
            raise TooManyRequests(retry_after=math.ceil(wait))
        for who, share in g.clients:
            counted.use(who, share)

    @server.after_request
    def note_work(response: Response) -> Response:
        # Noted when the answer has been sent: large files are made while they are sent.
        if g.get("clients"):
            clients, started = g.clients, g.work_started

            def note() -> None:
                taken = time.thread_time() - started
                for who, share in clients:
                    worked.use(who, taken * share)

            response.call_on_close(note)
        return response
