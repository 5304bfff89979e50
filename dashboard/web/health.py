"""Addresses for the operator: is the process alive, can it answer with whole data, what does it do."""

import time
from bisect import bisect_left
from collections.abc import Hashable, Iterator
from http import HTTPStatus
from itertools import accumulate, product
from math import inf
from typing import Final

from flask import Flask, Response, abort, g, jsonify, make_response, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from dashboard.view.address import SUGGESTIONS
from dashboard.web.counts import SharedCounts
from dashboard.web.limits import comes_from_here
from dashboard.web.page_server import PageServer

_KINDS: Final = (
    ("/charts/", "chart"),
    ("/data/", "download"),
    ("/sdmx/", "download"),
    ("/assets/", "asset"),
    ("/_dash-component-suites/", "asset"),
    ("/_dash-update-component", "callback"),
    ("/_dash-", "app"),
    ("/embed/", "embed"),
    (SUGGESTIONS, "suggestions"),
    ("/healthz", "operator"),
    ("/readyz", "operator"),
    ("/metrics", "operator"),
)
_NAMES: Final = (*dict.fromkeys(kind for _start, kind in _KINDS), "page")
_OTHER: Final = "other"
_STATUSES: Final = (*(str(status.value) for status in HTTPStatus), _OTHER)
_BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, inf)


def kind_of_address(path: str) -> str:
    """Name the kind of an address for metrics and logs: never the address itself, which may say what someone read."""
    return next((kind for start, kind in _KINDS if path.startswith(start)), "page")


class _Answers(Collector):
    """Count answers and their seconds, for Prometheus: by kind of address alone, so that the series are few."""

    def __init__(self) -> None:
        series: list[Hashable] = [*product(_NAMES, _STATUSES), *product(_NAMES, _BOUNDS), *product(_NAMES, ["sum"])]
        self._counts = SharedCounts(series)

    def count(self, kind: str, status: int, seconds: float | None) -> None:
        """Count an answer, and its seconds where they are known."""
        amounts: dict[Hashable, float] = {(kind, str(status) if str(status) in _STATUSES else _OTHER): 1}
        if seconds is not None:
            amounts |= {(kind, _BOUNDS[bisect_left(_BOUNDS, seconds)]): 1, (kind, "sum"): seconds}
        self._counts.add(amounts)

    def collect(self) -> Iterator[Metric]:
        """Give what was counted in all workers since the server started."""
        sums = self._counts.sums()
        answers = CounterMetricFamily(
            "esec_requests", "Answers by kind of address and status.", labels=["kind", "status"]
        )
        for key in product(_NAMES, _STATUSES):
            if sums[key]:
                answers.add_metric(key, sums[key])
        times = HistogramMetricFamily("esec_request_seconds", "Seconds to answer, by kind of address.", labels=["kind"])
        for kind in _NAMES:
            within = list(accumulate(sums[kind, bound] for bound in _BOUNDS))
            if within[-1]:
                buckets = [
                    ("+Inf" if bound == inf else str(bound), count)
                    for bound, count in zip(_BOUNDS, within, strict=True)
                ]
                times.add_metric([kind], buckets, sums[kind, "sum"])
        yield from (answers, times)


# Made with this module, and so before workers are forked.
_ANSWERS: Final = _Answers()


def add_health(server: Flask, site: PageServer) -> None:
    """Serve `/healthz`, `/readyz` and `/metrics`, and count every answer."""

    @server.before_request
    def start_clock() -> None:
        g.started = time.perf_counter()

    @server.after_request
    def count(response: Response) -> Response:
        kind = kind_of_address(request.path)
        _ANSWERS.count(kind, response.status_code, time.perf_counter() - g.started if "started" in g else None)
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
        if who == "closed" or (who == "local" and not comes_from_here()):
            abort(404)
        response = make_response(generate_latest(_ANSWERS))
        response.headers["Content-Type"] = CONTENT_TYPE_LATEST
        response.headers["Cache-Control"] = "no-store"
        return response
