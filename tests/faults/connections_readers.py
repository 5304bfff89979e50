"""Readers who come as others do: a few questions a second from each address, over TLS where the door speaks it."""

import http.client
import itertools
import json
import re
import socket
import time
from typing import Final
from urllib.parse import urlsplit

from tests.faults.connections import CALLBACK, CONTEXT
from tests.faults.readers import PATIENCE, Ask, Readers
from tests.proxies import NAME

# The proxy example lets each address ask twenty times a second.
_ADDRESSES: Final = 60
_PAUSE: Final = 0.04
_PAGE: Final = "/en/indicators/prostitution-recourse-cases"
_SCRIPT: Final = re.compile(r"/assets/[^\"' ]*plotly[^\"' ]*\.js[^\"' ]*")


class Visitors(Readers):
    """Readers who look at what they got for a moment."""

    def _one(self, path: str) -> None:
        super()._one(path)
        time.sleep(_PAUSE)


class Door:
    """Where readers ask, each time on a connection of its own, from one address after the other."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._turn = itertools.count()
        self._chart: bytes | None = None

    def ask(self, path: str, patience: float = PATIENCE) -> tuple[int, bytes]:
        """Status and body of one answer; the address of callbacks is sent a live chart's question."""
        split = urlsplit(self.url)
        place, source = (str(split.hostname), int(split.port or 0)), f"127.2.0.{1 + next(self._turn) % _ADDRESSES}"
        connection = http.client.HTTPConnection(NAME, timeout=patience)
        try:
            connection.sock = socket.create_connection(place, timeout=patience, source_address=(source, 0))
            # As browsers do: or a question's body waits 40 ms for the receipt of its head, calm or not.
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if split.scheme == "https":
                connection.sock = CONTEXT.wrap_socket(connection.sock, server_hostname=NAME)
            if path == CALLBACK:
                connection.request("POST", path, self._chart, {"Content-Type": "application/json"})
            else:
                connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def learn(self, *paths: str) -> dict[str, bytes]:
        """What it says at these paths, of the largest script and to a live chart; always the same."""
        script = _SCRIPT.search(self.ask(_PAGE)[1].decode())
        if script is None:
            raise RuntimeError("the page of an indicator names no script of the chart")
        self._chart = _live_chart(self.ask)
        said: dict[str, bytes] = {}
        for path in (*paths, script[0], CALLBACK):
            for _ in range(6):
                status, body = self.ask(path)
                if status != 200 or said.setdefault(path, body) != body:
                    raise RuntimeError(f"{path} does not say the same twice, or answers {status}")
        return said


def _live_chart(ask: Ask) -> bytes:
    """What a reader who points at a chart sends, written from the app's own list of callbacks."""
    chosen = {
        "data-chart": "prostitution-recourse-cases", "data-lang": "en", "data-search": "", "data-theme": "light",
        "data-width": 900,
    }  # fmt: skip
    listed = json.loads(ask("/_dash-dependencies", PATIENCE)[1])
    one = next(each for each in listed if each.get("clientside_function") is None)
    box, name = one["output"].rsplit(".", 1)
    inputs = [{**one["inputs"][0], "value": 1}]
    changed = [f"{each['id']}.{each['property']}" for each in inputs]
    state = [{**each, "value": chosen[each["property"]]} for each in one["state"]]
    outputs = {"id": box, "property": name}
    body = {"output": one["output"], "outputs": outputs, "inputs": inputs, "changedPropIds": changed, "state": state}
    return json.dumps(body).encode()
