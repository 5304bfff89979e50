"""The production server: granian over the app, loaded once before its workers are forked."""

import gc
import logging
import multiprocessing
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, Final

from granian import _granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from dashboard.settings import Settings
from dashboard.web.logs import logging_config

# Declared without its arguments: descriptor, whether it is a Unix socket, backlog.
_HOLDER: Final[Any] = _granian.SocketHolder
_LOG: Final = logging.getLogger(__name__)
_MOST_CONNECTIONS: Final = 4000
# What a worker has open beside its connections: sixty with a version held, and as much again while another is checked.
_OWN_FILES: Final = 128
_BACKLOG: Final = 1024
# The first descriptor that systemd hands over.
_GIVEN: Final = 3
# Milliseconds in which a request's head must arrive; a connection kept open without a request ends after them too.
_HEAD_WITHIN: Final = 5_000
_LARGEST_HEAD: Final = 32_768
# Seconds that an old worker still answers beside the new one.
_OVERLAP: Final = 0.5
# Tells a worker to take no more connections; granian uses none of the two signals that are free.
_NO_MORE: Final = signal.SIGUSR1


def _open_socket(settings: Settings) -> socket.socket:
    """Take the socket that systemd holds, or listen at the address of the settings."""
    if os.environ.pop("LISTEN_PID", "") == str(os.getpid()):
        listener = socket.socket(fileno=_GIVEN)
    else:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
    if listener.family in (socket.AF_INET, socket.AF_INET6):
        # Connections inherit it. Head and body leave separately, and the body would wait 40 ms for the head's receipt.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _address_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _connections(threads: int) -> int:
    """Count the connections that a worker may hold: fewer than its files, of which the data take some."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(threads + 8, min(_MOST_CONNECTIONS, soft - _OWN_FILES))


def _obey(listener: socket.socket) -> None:
    """Let this worker stop taking connections when it is told to.

    Of itself granian ends at once with those that it took and has not read yet. The listener's descriptors are pointed
    at a socket that nobody calls; connections wait for another worker, or for the next server.
    """

    def take_no_more(*_: object) -> None:
        silent = socket.socket(socket.AF_UNIX)
        silent.bind("")
        silent.listen()
        silent.setblocking(False)
        shared = os.fstat(listener.fileno())
        for name in os.listdir("/proc/self/fd"):
            try:
                same = os.path.samestat(os.fstat(int(name)), shared)
            except OSError:
                continue
            if same and int(name) != listener.fileno():
                os.dup2(silent.fileno(), int(name))

    signal.signal(_NO_MORE, take_no_more)


def _take_no_more() -> None:
    """Tell all workers to take no more connections."""
    for worker in multiprocessing.active_children():
        if worker.pid:
            os.kill(worker.pid, _NO_MORE)


class _Server(MPServer):
    """Run granian on a socket that is open already.

    Of itself it opens one for each worker: a worker that ends then takes with it the connections that wait there, and
    systemd cannot hold them while the whole server is restarted.
    """

    def __init__(self, listener: socket.socket, settings: Settings) -> None:
        self._listener = listener
        host, port = listener.getsockname()[:2]
        super().__init__(
            "dashboard",
            host,
            port,
            interface=Interfaces.WSGI,
            websockets=False,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=_HEAD_WITHIN, max_buffer_size=_LARGEST_HEAD),
            workers=settings.workers,
            blocking_threads=settings.threads,
            backpressure=_connections(settings.threads),
            respawn_failed_workers=True,
            respawn_interval=_OVERLAP,
            workers_kill_timeout=settings.timeout,
            log_level=LogLevels(settings.log_level),
            log_dictconfig=logging_config(settings.log_level),
        )
        # The new workers take what comes from then on.
        self.on_reload(_take_no_more)

    def _init_shared_socket(self) -> None:
        # A copy, because granian closes what it has when it ends.
        copy = self._listener.dup()
        vars(self).update(_sso=copy, _shd=_HOLDER(copy.fileno(), False, _BACKLOG))

    def _drop_shared_socket(self) -> None:
        # Granian calls it before it stops the workers.
        _take_no_more()
        time.sleep(_OVERLAP)


def serve_application(load: Callable[[], Any], settings: Settings) -> None:
    """Serve a WSGI application until told to stop.

    Args:
        load: gives the application; called once, before workers are forked.
        settings: where to listen and with how many workers.

    Raises:
        OSError: the address cannot be listened at.
    """
    application, listener = load(), _open_socket(settings)

    def enter_worker() -> Any:
        _obey(listener)
        return application

    # What is there now stays: a worker's collector would write into its pages, and so copy them, to find that out.
    gc.freeze()
    print(_address_of(listener), flush=True)
    # Until a new worker obeys it: of itself the signal would end it.
    signal.signal(_NO_MORE, signal.SIG_IGN)
    while True:
        server = _Server(listener, settings)
        try:
            server.serve(target_loader=enter_worker, wrap_loader=False)
        except SystemExit:
            # Granian gives up where the same worker dies twice within seconds. The socket is open: readers wait.
            _LOG.error("Workers died too quickly, and are all started anew")
            time.sleep(_OVERLAP)
        if server.interrupt_signal:
            return


def run_server(settings: Settings) -> None:
    """Serve the dashboard until told to stop.

    Raises:
        dashboard.data.store.NotPublishedError: the folder holds no whole version.
        OSError: the address cannot be listened at.
    """

    def load() -> Any:
        from dashboard.app import create_app

        return create_app(settings).server

    serve_application(load, settings)
    # At once: taking the modules apart takes longer than starting, and DuckDB complains of it on standard error.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
