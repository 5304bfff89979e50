"""The production server: granian over the app, loaded once before its workers are forked."""

import gc
import logging
import os
import resource
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
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
_MEMORY: Final = Path("/dev/shm")
_MOST_CONNECTIONS: Final = 4000
_OWN_FILES: Final = 64
_BACKLOG: Final = 1024
_MULTIPROCESS: Final = "PROMETHEUS_MULTIPROC_DIR"
# The first descriptor that systemd hands over.
_GIVEN: Final = 3
# Milliseconds in which a request's head must arrive; a connection kept open without a request ends after them too.
_HEAD_WITHIN: Final = 5_000
_LARGEST_HEAD: Final = 32_768
# Seconds that an old worker still answers beside the new one.
_OVERLAP: Final = 0.5


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
    """How many connections a worker may hold: fewer than it may open files, of which data and counters take some."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(threads + 8, min(_MOST_CONNECTIONS, soft - _OWN_FILES))


class _Server(MPServer):
    """Granian on a socket that is open already.

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

    def _init_shared_socket(self) -> None:
        # A copy, because granian closes what it has when it ends.
        copy = self._listener.dup()
        vars(self).update(_sso=copy, _shd=_HOLDER(copy.fileno(), False, _BACKLOG))


def serve_application(load: Callable[[], Any], settings: Settings) -> None:
    """Serve a WSGI application until told to stop.

    Args:
        load: gives the application; called once, before workers are forked.
        settings: where to listen and with how many workers.

    Raises:
        OSError: the address cannot be listened at.
    """
    application, listener = load(), _open_socket(settings)
    # What is there now stays: a worker's collector would write into its pages, and so copy them, to find that out.
    gc.freeze()
    print(_address_of(listener), flush=True)
    while True:
        server = _Server(listener, settings)
        try:
            server.serve(target_loader=lambda: application, wrap_loader=False)
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

    # In memory where there is such a place: the counters are mapped files, and a full disk would end every worker.
    folder = tempfile.mkdtemp(prefix="esec-metrics-", dir=_MEMORY if _MEMORY.is_dir() else None)
    os.environ.setdefault(_MULTIPROCESS, folder)
    master = os.getpid()
    try:
        serve_application(load, settings)
    finally:
        # Workers that end come this way too, and the others still count.
        if os.getpid() == master:
            shutil.rmtree(folder, ignore_errors=True)
    # At once: taking the modules apart takes longer than starting, and DuckDB complains of it on standard error.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
