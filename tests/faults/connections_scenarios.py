"""Attackers at the connections while readers ask: straight to the server, behind nginx and behind Caddy.

The calm is measured just before, by the same readers from the same addresses through the same proxy, for as long as
the attack lasts once all attackers have come. With five seconds each has more than 400 questions, of which the p99
leaves four out: one pause of the machine, which holds up each of the four readers once, decides neither.
"""

import contextlib
import os
import resource
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.benchmarks.measure import Served, serving
from tests.faults.connections import ATTACKS, CALLBACK, LARGEST
from tests.faults.connections_readers import Door, Visitors
from tests.faults.outcome import Outcome
from tests.faults.readers import CALM_SECONDS, PATIENCE, all_say
from tests.faults.scenario import Sabotage, Scenario, scenario
from tests.faults.setting import FIXED, Edit, Setting, healthy, judge
from tests.faults.versions import large_version
from tests.proxies import NAME, MissingProgramError, caddy, free_port, nginx

# Seconds until all attackers are connected, or kept out.
_RAMP: Final = 10.0
# Seconds after which those who have gone leave no trace.
_SOON: Final = 5.0
_LONGEST: Final = 5.0
# Seconds of an attack that must succeed, and that a reader waits for what will not come.
_SHORT: Final = 2.5
_LITTLE: Final = 2.0
_FEW: Final = 12
_STREAMED: Final = "takers_of_a_streamed_file"
# Where nothing takes whole requests and answers off the server's hands.
_UNGUARDED: Final = "directly"
_WORDS: Final = {CALLBACK: "live charts", LARGEST: "that file"}
_OF_SYNTHETIC: Final = ("/en/", "/fr/", "/en/indicators/prostitution-recourse-cases", "/en/sources")


def few_connections() -> None:
    """A worker holds few connections, and a head may take as long as it likes."""
    from dashboard.commands import serving as product

    product._connections = lambda _threads: _FEW
    product._HEAD_WITHIN = 3_600_000


def no_turns() -> None:
    """All threads may read bodies and make files while they are sent."""
    from dashboard.downloads.turns import Share, Turns

    Share.take = Share.give_back = lambda _self: None
    Turns.hold = lambda _self, chunks: chunks


def bodies_of_any_size() -> None:
    """The same, and a body may be of any size."""
    os.environ["ESEC_MAX_BODY"] = "99999999"
    no_turns()


def bodies_read_everywhere() -> None:
    """A body of any size is read whatever the address."""
    from flask import Flask, request

    os.environ["ESEC_MAX_BODY"] = "99999999"
    answer = Flask.full_dispatch_request
    Flask.full_dispatch_request = lambda self: (request.get_data(), answer(self))[1]


def few_files() -> None:
    """The proxy may open few files: see `_files`. Nothing to be done in the served process."""


def fewer_files() -> None:
    """The same, fewer still."""


@contextmanager
def _many_files() -> Iterator[None]:
    """What is started meanwhile may open as many files as the unit lets it, and more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def _directly(setting: Setting, served: Served) -> Iterator[str]:
    yield served.url


def _files(setting: Setting) -> int:
    return _FEW_FILES.get(setting.sabotage, 0)


@contextmanager
def _behind_nginx(setting: Setting, served: Served) -> Iterator[str]:
    scratch, upstream = Path(tempfile.mkdtemp(dir=setting.scratch)), int(served.url.rpartition(":")[2])
    with nginx(scratch, free_port(), free_port(), upstream, setting.configured, _files(setting)) as url:
        yield url


@contextmanager
def _behind_caddy(setting: Setting, served: Served) -> Iterator[str]:
    scratch, upstream = Path(tempfile.mkdtemp(dir=setting.scratch)), int(served.url.rpartition(":")[2])
    with caddy(scratch, free_port(), upstream, setting.configured, _files(setting)) as url:
        yield url


WAYS: Final[Mapping[str, Callable[[Setting, Served], AbstractContextManager[str]]]] = {
    "directly": _directly,
    "behind_nginx": _behind_nginx,
    "behind_caddy": _behind_caddy,
}


@contextmanager
def _attackers(name: str, url: str) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.faults.connections", name, url, NAME]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as attackers:
        try:
            select.select([attackers.stdout], [], [], _RAMP)
            if attackers.poll() is not None:
                raise RuntimeError(f"the attackers of {name} gave up")
            yield
        finally:
            attackers.kill()


def _served(setting: Setting, name: str, trusted: str) -> AbstractContextManager[Served]:
    if name != _STREAMED:
        return healthy(setting, setting.served_folder(), ESEC_TRUSTED_PROXIES=trusted)
    return serving(*setting.server(large_version(setting.scratch)), **FIXED, ESEC_TRUSTED_PROXIES=trusted)


def _shared(way: str, name: str) -> str:
    """Which attacks may meet the same server, one after the other: none leaves anything behind."""
    return f"{way}, streamed" if name == _STREAMED else way


def _opened(setting: Setting, way: str, name: str, stack: contextlib.ExitStack) -> tuple[Door, dict[str, bytes]]:
    """A server and what stands before it, and what it says."""
    with _many_files():
        served = stack.enter_context(_served(setting, name, "0" if way == "directly" else "1"))
    door = Door(stack.enter_context(WAYS[way](setting, served)))
    return door, door.learn(*(_OF_SYNTHETIC if name == _STREAMED else setting.known["a"]))


def _attacked(setting: Setting, way: str, name: str) -> Outcome:
    attack, guarded = ATTACKS[name], setting.sabotage is None
    try:
        door, said = setting.shared.take(
            (_shared(way, name), setting.sabotage), lambda stack: _opened(setting, way, name, stack)
        )
    except MissingProgramError as missing:
        return Outcome(name, skipped=str(missing))
    waits = attack.waits if way == _UNGUARDED else ""
    asked = {path: body for path, body in said.items() if path != waits}
    lasts, patience = (min(setting.seconds, _LONGEST), PATIENCE) if guarded else (_SHORT, _LITTLE)
    with (
        Visitors(door.ask, {"a": asked}, patience=patience, calm_seconds=lasts if guarded else CALM_SECONDS) as load,
        _attackers(name, door.url),
    ):
        time.sleep(lasts)
    words = (f"{attack.connections} {name} {way}").replace("_", " ")
    remark = f"but for {_WORDS[waits]}" if waits else ""
    outcome = Outcome(words, load.tally, load.calm, remark=remark)
    # Afterwards these are answered as well: nothing is held for those who have gone.
    judge(outcome, door.ask, replace(setting, known={"a": said}), "a", failures_allowed=False)
    if outcome.faults and all_say(door.ask, said, _SOON) is None:
        setting.shared.end()
    return outcome


# How many files a proxy may open, in place of those that nginx.conf or the machine gives it.
_FEW_FILES: Final[Mapping[object, int]] = {few_files: 64, fewer_files: 32}
_NGINX_FEW: Final = Edit("few_connections_of_nginx", "worker_connections 16384;", "worker_connections 40;")
_NGINX_HEADS: Final = Edit(
    "few_connections_and_large_heads",
    "large_client_header_buffers 4 8k;",
    "large_client_header_buffers 4 32k;",
    _NGINX_FEW,
)
_NGINX_BODIES: Final = Edit("bodies_not_buffered", "proxy_request_buffering on;", "proxy_request_buffering off;")
_NGINX_ANSWERS: Final = Edit(
    "no_turns_and_answers_not_buffered", "proxy_buffering on;", "proxy_buffering off;", served=no_turns
)
_CADDY_BODIES: Final = Edit("bodies_not_buffered_by_caddy", "buffer_requests\n", "\n")
_BODIES: Final = frozenset({"bodies_by_the_byte", "bodies_that_never_come", "chunks_that_never_come"})


def _sabotage(way: str, name: str) -> Sabotage:
    """What guards against this attack on this way, and is taken away."""
    own: dict[tuple[str, str], Sabotage] = {
        ("directly", "bodies_too_large"): bodies_of_any_size,
        ("directly", "bodies_for_a_page"): bodies_read_everywhere,
        ("directly", "bodies_of_a_get_to_charts"): bodies_read_everywhere,
        ("directly", "chunks_for_a_page"): bodies_read_everywhere,
        ("directly", _STREAMED): no_turns,
        ("behind_caddy", _STREAMED): no_turns,
        ("behind_nginx", _STREAMED): _NGINX_ANSWERS,
        # nginx closes idle connections when it has no more of them, but not for want of files.
        ("behind_nginx", "silent"): few_files,
        ("behind_nginx", "heads_of_16_kB"): _NGINX_HEADS,
        ("behind_nginx", "hoarders"): few_files,
        ("behind_nginx", "comers_and_goers"): few_files,
        # Refused at once, but then waited for until the refusal has been read.
        ("behind_caddy", "bodies_too_large"): fewer_files,
        ("behind_caddy", "bodies_of_a_get_to_charts"): fewer_files,
    }
    bodies: dict[str, Sabotage] = {
        "directly": no_turns,
        "behind_nginx": _NGINX_BODIES,
        "behind_caddy": _CADDY_BODIES,
    }
    others: dict[str, Sabotage] = {
        "directly": few_connections,
        "behind_nginx": _NGINX_FEW,
        "behind_caddy": few_files,
    }
    return own.get((way, name)) or (bodies if name in _BODIES else others)[way]


def _declare(way: str, name: str) -> Scenario:
    def run(setting: Setting) -> Outcome:
        return _attacked(setting, way, name)

    run.__name__ = f"{name}_{way}"
    return scenario({_sabotage(way, name): "too slow"}, answers=0.3, p99=10, shares=_shared(way, name))(run)


DECLARED: Final = {(way, name): _declare(way, name) for way in WAYS for name in ATTACKS}
