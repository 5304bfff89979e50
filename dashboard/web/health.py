"""Addresses for the operator: is the process alive, can it answer with whole data, what does it do."""

import time
from typing import Final

from flask import Flask, Response, abort, g, jsonify, make_response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

from dashboard.web.page_server import PageServer

_REQUESTS: Final = Counter("esec_requests_total", "Answers by kind of address and status.", ["kind", "status"])
_SECONDS: Final = Histogram(
    "esec_request_seconds",
    "Seconds to answer, by kind of address.",
    ["kind"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
_KINDS: Final = (
    ("/charts/", "chart"),
    ("/data/", "download"),
    ("/assets/", "asset"),
    ("/_dash-component-suites/", "asset"),
    ("/_dash-update-component", "callback"),
    ("/_dash-", "app"),
    ("/embed/", "embed"),
    ("/healthz", "operator"),
    ("/readyz", "operator"),
    ("/metrics", "operator"),
)
# Set by any proxy that is asked to say for whom it asks.
_HANDED_ON: Final = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")


def kind_of_address(path: str) -> str:
    """Name the kind of an address for metrics and logs: never the address itself, which may say what someone read."""
    return next((kind for start, kind in _KINDS if path.startswith(start)), "page")


def _registry() -> CollectorRegistry | None:
    """Give a registry that sums the workers' counts, where there are several."""
    import os

    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return None
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _comes_from_here() -> bool:
    """Tell whether a request was made on this machine, and not handed on by a proxy."""
    orig = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    peer = orig.get("REMOTE_ADDR") or ""
    handed_on = any(name in request.headers for name in _HANDED_ON)
    return not handed_on and (peer == "::1" or peer.startswith("127."))


def add_health(server: Flask, site: PageServer) -> None:
    """Serve `/healthz`, `/readyz` and `/metrics`, and count every answer."""

    @server.before_request
    def start_clock() -> None:
        g.started = time.perf_counter()

    @server.after_request
    def count(response: Response) -> Response:
        kind = kind_of_address(request.path)
        _REQUESTS.labels(kind, str(response.status_code)).inc()
        if "started" in g:
            _SECONDS.labels(kind).observe(time.perf_counter() - g.started)
        return response

    @server.get("/healthz")
    def healthz() -> Response:
        response = jsonify(status="ok")
        response.headers["Cache-Control"] = "no-store"
        return response

    @server.get("/readyz")
    def readyz() -> Response:
        snapshot = site.store.current()
        fault = site.store.fault
        response = jsonify(
            status="stale" if fault else "ready", version=snapshot.version, stamp=snapshot.version_hash, fault=fault
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    @server.get("/metrics")
    def metrics() -> Response:
        who = site.settings.metrics
        if who == "closed" or (who == "local" and not _comes_from_here()):
            abort(404)
        registry = _registry()
        response = make_response(generate_latest(registry) if registry is not None else generate_latest())
        response.headers["Content-Type"] = CONTENT_TYPE_LATEST
        response.headers["Cache-Control"] = "no-store"
        return response
