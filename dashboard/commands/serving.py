"""The production server: gunicorn over the app, loaded once before its workers are forked."""

import gc
import os
import resource
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from gunicorn.app.base import BaseApplication

from dashboard.settings import Settings
from dashboard.web.logs import logging_config

_MEMORY: Final = Path("/dev/shm")
_MOST_CONNECTIONS: Final = 1000
_OWN_FILES: Final = 64
_MULTIPROCESS: Final = "PROMETHEUS_MULTIPROC_DIR"


def _address_of(worker: Any) -> str:
    host, port = worker.sockets[0].getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _say_ready(worker: Any) -> None:
    """Print the address when the first worker can answer."""
    if worker.age == 1:
        print(_address_of(worker), flush=True)


def _connections(threads: int) -> int:
    """How many connections a worker may hold: fewer than it may open files, of which data and counters take some."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(threads + 8, min(_MOST_CONNECTIONS, soft - _OWN_FILES))


def _forget_worker(_server: Any, worker: Any) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _end_at_once() -> None:
    """End a process that has done its work, without taking its modules apart: that takes longer than starting."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _end_worker(_server: Any, worker: Any) -> None:
    ended = sys.exc_info()[1]
    if os.getpid() == worker.pid and isinstance(ended, SystemExit) and not ended.code:
        _end_at_once()


class Server(BaseApplication):
    """Gunicorn with the app inside: no command line and no file of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app: Any = None
        super().__init__()

    def load_config(self) -> None:
        """Limits, workers and logs."""
        chosen = self._settings
        host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
        options: dict[str, Any] = {
            "bind": f"{host}:{chosen.port}",
            "workers": chosen.workers,
            "threads": chosen.threads,
            "worker_class": "dashboard.commands.worker.PatientWorker",
            "worker_connections": _connections(chosen.threads),
            "preload_app": True,
            "timeout": chosen.timeout,
            "graceful_timeout": 20,
            "keepalive": 5,
            "backlog": 1024,
            # What a proxy says of a reader is read by the application, by its setting, and by nothing before it.
            "forwarded_allow_ips": "",
            "forwarder_headers": "",
            "limit_request_line": 8190,
            "limit_request_fields": 64,
            "limit_request_field_size": 8190,
            "proc_name": "esec",
            # Reload and stop by signal; no socket in the home folder.
            "control_socket_disable": True,
            "accesslog": None,
            "logconfig_dict": logging_config(chosen.log_level),
            "worker_tmp_dir": str(_MEMORY) if _MEMORY.is_dir() else None,
            "pre_fork": self._before_fork,
            "post_worker_init": _say_ready,
            "worker_exit": _end_worker,
            "child_exit": _forget_worker,
        }
        for name, value in options.items():
            if value is not None:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application."""
        from dashboard.app import create_app

        self._app = create_app(self._settings)
        return self._app.server

    def _before_fork(self, server: Any, worker: Any) -> None:
        """Make what most readers ask for, once for all workers that follow, and let them share the memory of it.

        The first workers do without: the first answer should not wait for pages that nobody has asked for yet.
        """
        if self._app is not None and worker.age > server.cfg.workers:
            self._app.warm()
        # What is there now stays: a worker's collector would write into its pages, and so copy them, to find that out.
        gc.freeze()


def run_server(settings: Settings) -> None:
    """Serve until told to stop.

    Raises:
        dashboard.data.store.NotPublishedError: the folder holds no whole version.
    """
    master = os.getpid()
    # In memory where there is such a place: the counters are mapped files, and a full disk would end every worker.
    folder = tempfile.mkdtemp(prefix="esec-metrics-", dir=_MEMORY if _MEMORY.is_dir() else None)
    os.environ.setdefault(_MULTIPROCESS, folder)
    try:
        server = Server(settings)
        # Loaded here and not by the arbiter, so that a folder without data is said in one sentence.
        server.wsgi()
        sys.stdout.flush()
        server.run()
    except SystemExit as ended:
        if os.getpid() == master and not ended.code:
            shutil.rmtree(folder, ignore_errors=True)
            _end_at_once()
        raise
    finally:
        # Workers that end come this way too, and the others still count.
        if os.getpid() == master:
            shutil.rmtree(folder, ignore_errors=True)
