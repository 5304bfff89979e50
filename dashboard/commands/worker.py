"""Gunicorn's threaded worker, whose threads do not wait for readers: a slow or silent one holds a socket, no thread.

Gunicorn's own gives each new connection a thread at once, which waits up to five seconds for the first byte and without
end for the rest of the request; and its main loop waits two seconds for each reader who is to close a connection and
does not. A few hundred silent connections, or a handful that send or take one byte at a time, then keep out every
reader. Here a request waits beside the others until it has arrived, and a connection that ends does too; the oldest
waiting makes room when there are too many.
"""

import contextlib
import errno
import re
import socket
import struct
import time
from collections import deque
from functools import partial
from selectors import EVENT_READ
from typing import Any, Final

from gunicorn.workers.gthread import TConn, ThreadWorker

# What a thread still waits for: large bodies, and requests sent behind others without waiting for the answer.
ARRIVES_WITHIN: Final = 5.0
# How long a thread waits for a reader who takes nothing of a large answer.
TAKES_WITHIN: Final = 20
# How long a reader may take to close a connection whose answer is sent; closed at once, the answer could be lost.
CLOSES_WITHIN: Final = 2.0
# What the kernel keeps for a connection at least (it may grow no further than net.core.wmem_max): every page and the
# largest table fit, so that no thread waits while a reader takes nothing. Left to itself it keeps 37 kB for a reader
# with a small buffer behind segments of 1,448 bytes; 400,000 were too few for the largest table.
_KEPT_BY_KERNEL: Final = 1_200_000
# A request is a few hundred bytes, a callback with its body some kilobytes.
_LARGEST_AWAITED: Final = 16_384
_HEAD_END: Final = b"\r\n\r\n"
_BODY_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,6})[ \t]*\r\n", re.IGNORECASE)
_NO_ROOM: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_GONE: Final = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED})


def _is_whole(received: bytes) -> bool:
    head, end, body = received.partition(_HEAD_END)
    if not end:
        return len(received) >= _LARGEST_AWAITED
    stated = _BODY_LENGTH.search(head + b"\r\n")
    length = int(stated[1]) if stated else 0
    return len(body) >= length or len(head) + len(end) + length > _LARGEST_AWAITED


def _has_arrived(client: socket.socket) -> bool:
    """Whether a request can be read without waiting; if not, the socket wakes the loop when more of it is there."""
    try:
        received = client.recv(_LARGEST_AWAITED, socket.MSG_PEEK)
        # Woken though no more came: the reader has closed, and the thread finds that out.
        ended = len(received) < client.getsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT)
        arrived = ended or _is_whole(received)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1 if arrived else len(received) + 1)
    except OSError:
        return True
    return arrived


class _Connection(TConn):
    """A connection that waits in the loop of its worker for the reader to close it."""

    def __init__(self, worker: "PatientWorker", client: socket.socket, address: Any, server: Any) -> None:
        super().__init__(worker.cfg, client, address, server)
        self._worker = worker

    def close(self, graceful: bool = False) -> None:
        """Close it, when the reader has, if gracefully."""
        if graceful:
            self._worker.await_close(self)
        else:
            super().close()


class PatientWorker(ThreadWorker):
    """A worker of threads that only work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Connections that a thread holds, since when; changed by threads, one key each.
        self._held: dict[Any, float] = {}
        # Connections whose answer is sent and which the reader has not closed yet, oldest first.
        self._ending: deque[Any] = deque()

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, and let it wait for its request."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in _NO_ROOM:
                if not self._close_one_waiting():
                    time.sleep(0.01)
            elif error.errno not in _GONE:
                raise
            return
        self.nr_conns += 1
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KEPT_BY_KERNEL)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", TAKES_WITHIN, 0))
        connection = _Connection(self, client, address, listener.getsockname())
        connection.set_timeout()
        self.pending_conns.append(connection)
        self.poller.register(client, EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def on_pending_socket_readable(self, conn: Any, client: socket.socket) -> None:
        """Give the connection to a thread when its request has arrived."""
        if _has_arrived(client):
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn: Any, client: socket.socket) -> None:
        """The same for a connection that was kept open for another request."""
        if _has_arrived(client):
            super().on_client_socket_readable(conn, client)
            return
        self.keepalived_conns.remove(conn)
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.modify(client, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def await_close(self, connection: Any) -> None:
        """Say that no more will come, and wait in the loop until the reader closes, or for two seconds."""
        client = connection.sock
        try:
            client.shutdown(socket.SHUT_WR)
            client.setblocking(False)
            self.poller.register(client, EVENT_READ, partial(self._drain, connection))
        except (OSError, ValueError):
            connection.close()
            return
        self.nr_conns += 1
        connection.timeout = time.monotonic() + CLOSES_WITHIN
        self._ending.append(connection)

    def _drain(self, connection: Any, client: socket.socket) -> None:
        """Throw away what the reader still sends; at its end, close."""
        try:
            ended = not client.recv(65_536)
        except OSError as error:
            ended = error.errno not in _GONE
        if ended:
            self._ending.remove(connection)
            self._end(connection)

    def _end(self, connection: Any) -> None:
        """Close a connection that no queue holds any more."""
        self.poller.unregister(connection.sock)
        self.nr_conns -= 1
        connection.close()

    def handle(self, conn: Any) -> Any:
        """Answer what a connection asks, in a thread."""
        self._held[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._held[conn]

    def murder_pending(self) -> None:
        """Once in each turn of the loop: end what has waited too long, and make room."""
        super().murder_pending()
        while self.nr_conns >= self.worker_connections and self._close_one_waiting():
            pass
        now = time.monotonic()
        while self._ending and self._ending[0].timeout <= now:
            self._end(self._ending.popleft())
        late = now - ARRIVES_WITHIN
        for connection, since in list(self._held.items()):
            if since < late:
                # Its thread then reads the end of the request; an answer on its way out is not touched.
                with contextlib.suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RD)

    def _close_one_waiting(self) -> bool:
        """Close the connection that has waited longest without asking; False where there is none."""
        waiting = self._ending or self.pending_conns or self.keepalived_conns
        if not waiting:
            return False
        self._end(waiting.popleft())
        return True
