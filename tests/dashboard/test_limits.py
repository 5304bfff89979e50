"""What one reader's address may ask for, and that nobody else pays for it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from dashboard.settings import Settings
from dashboard.web.limits import Allowance, clients_of

GREEDY, OTHER = "203.0.113.7", "198.51.100.9"


class Clock:
    """Seconds that pass when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_minutes_worth_may_be_used_at_once_and_comes_back_steadily() -> None:
    clock = Clock()
    allowance = Allowance(60, clock=clock)
    for _ in range(60):
        assert allowance.wait("a", 1) == 0
        allowance.use("a", 1)
    assert allowance.wait("a", 1) == pytest.approx(1)
    assert allowance.wait("b", 1) == 0
    clock.now = 0.5
    assert allowance.wait("a", 1) == pytest.approx(0.5)
    clock.now = 1.0
    assert allowance.wait("a", 1) == 0
    clock.now = 3600
    allowance.use("a", 60)
    assert allowance.wait("a", 0) == 0, "nothing is saved up beyond a minute, nor owed"


def test_the_table_of_clients_is_bounded_and_forgets_who_asked_longest_ago() -> None:
    allowance = Allowance(1, clock=Clock(), most_clients=100)
    for number in range(10_000):
        allowance.use(f"client {number}", 5)
    assert len(allowance) == 100
    assert allowance.wait("client 9999", 1) > 0
    assert allowance.wait("client 0", 1) == 0


@pytest.mark.parametrize(
    ("address", "behind_trusted", "reader", "network"),
    [
        ("8.8.8.8", False, "8.8.8.8/32", "8.8.8.0/24"),
        ("::ffff:8.8.8.8", False, "8.8.8.8/32", "8.8.8.0/24"),
        ("2a00:1450:4007:80e::200e", False, "2a00:1450:4007:80e::/64", "2a00:1450:4007::/48"),
        ("2a00:1450:4007:80e:ffff::1", False, "2a00:1450:4007:80e::/64", "2a00:1450:4007::/48"),
        ("10.88.0.1", True, "10.88.0.1/32", "10.88.0.0/24"),
        ("8.8.8.8:4711", True, "8.8.8.8/32", "8.8.8.0/24"),
        ("[2a00:1450:4007:80e::1]:4711", True, "2a00:1450:4007:80e::/64", "2a00:1450:4007::/48"),
    ],
)
def test_readers_and_their_networks_are_told_apart(
    address: str, behind_trusted: bool, reader: str, network: str
) -> None:
    assert [who for who, _ in clients_of(address, behind_trusted=behind_trusted)] == [reader, network]


@pytest.mark.parametrize(
    ("address", "behind_trusted"),
    [("127.0.0.1", False), ("10.88.0.1", False), ("::1", False), ("", True), ("unix:", False), ("é" * 300, True)],
)
def test_who_cannot_be_told_apart_is_not_counted(address: str, behind_trusted: bool) -> None:
    assert clients_of(address, behind_trusted=behind_trusted) == ()


@pytest.fixture(scope="module")
def make(published: Path) -> Callable[..., FlaskClient]:
    def make_client(**settings: object) -> FlaskClient:
        chosen = Settings(curated=published, check_seconds=3600, base_url="https://esec.example", **settings)  # type: ignore[arg-type]
        return create_app(chosen).server.test_client()

    return make_client


def test_who_asks_too_often_is_told_when_to_ask_again(make: Callable[..., FlaskClient]) -> None:
    client = make(trusted_proxies=1, requests_per_minute=3)
    greedy, other = {"X-Forwarded-For": GREEDY}, {"X-Forwarded-For": OTHER}
    assert [client.get("/fr/", headers=greedy).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    page = client.get("/en/indicators/ufm-present", headers=greedy)
    assert 1 <= int(page.headers["Retry-After"]) <= 20
    assert page.headers["Cache-Control"] == "no-store"
    assert '<html lang="en"' in page.text
    assert "Too many requests" in page.text
    assert "Trop de demandes" in client.get("/fr/sources", headers=greedy).text
    file = client.get("/data/observations.csv", headers=greedy)
    assert (file.status_code, file.mimetype) == (429, "application/problem+json")
    assert json.loads(file.data)["type"].endswith("/data/#too-many-requests")
    assert int(file.headers["Retry-After"]) >= 1
    chart = client.get("/charts/fr/ufm-present.svg", headers=greedy)
    assert (chart.mimetype, chart.headers["Retry-After"]) == ("application/problem+json", file.headers["Retry-After"])
    assert "Retry-After" in chart.headers["Access-Control-Expose-Headers"]
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers=greedy).status_code == 429
        # As the watchdog of this machine asks, as often as it likes.
        assert [client.get(path).status_code for _ in range(9)] == [200] * 9
    assert client.get("/fr/", headers=other).status_code == 200


@pytest.mark.parametrize("form", ["203.0.113.{}", "2a00:1450:4007:{:x}::1"])
def test_who_comes_from_ever_new_addresses_of_one_network_is_held_to_its_share(
    make: Callable[..., FlaskClient], form: str
) -> None:
    client = make(trusted_proxies=1, requests_per_minute=3)

    def ask(number: int) -> int:
        return client.get("/fr/", headers={"X-Forwarded-For": form.format(number)}).status_code

    # Ten readers' worth.
    assert [ask(number) for number in range(40)] == [200] * 30 + [429] * 10
    assert client.get("/fr/", headers={"X-Forwarded-For": OTHER}).status_code == 200


def test_who_takes_too_much_work_waits_though_the_requests_are_few(make: Callable[..., FlaskClient]) -> None:
    client = make(trusted_proxies=1, work_per_minute=0.001)
    headers = {"X-Forwarded-For": GREEDY}
    # No file: another test may have made it, and then it costs nothing.
    assert client.get("/en/explorer?sex=F", headers=headers, buffered=True).status_code == 200
    assert client.get("/fr/", headers=headers).status_code == 429
    assert client.get("/fr/", headers={"X-Forwarded-For": OTHER}).status_code == 200


def test_nobody_is_believed_who_is_not_trusted(make: Callable[..., FlaskClient]) -> None:
    client = make(requests_per_minute=2)
    for number in range(4):
        answer = client.get(
            "/fr/",
            headers={"X-Forwarded-For": f"203.0.113.{number}", "X-Forwarded-Proto": "gopher"},
            environ_base={"REMOTE_ADDR": "93.184.216.34"},
        )
        assert answer.status_code == (200 if number < 2 else 429)
    # A proxy that is not trusted stands for all its readers: it is not counted.
    assert {client.get("/fr/").status_code for _ in range(5)} == {200}


def test_of_a_chain_of_proxies_only_the_trusted_end_is_believed(make: Callable[..., FlaskClient]) -> None:
    client = make(trusted_proxies=1, requests_per_minute=2)
    answers = [
        client.get("/fr/", headers={"X-Forwarded-For": f"10.0.0.{number}, {GREEDY}"}).status_code for number in range(4)
    ]
    assert answers == [200, 200, 429, 429]


def test_limits_can_be_switched_off(make: Callable[..., FlaskClient]) -> None:
    client = make(trusted_proxies=1, requests_per_minute=0, work_per_minute=0)
    assert {client.get("/fr/", headers={"X-Forwarded-For": GREEDY}).status_code for _ in range(50)} == {200}


@pytest.mark.parametrize(
    ("setting", "peer", "header", "status"),
    [
        ("local", "127.0.0.1", {}, 200),
        ("local", "127.0.0.1", {"X-Forwarded-For": OTHER}, 404),
        ("local", "93.184.216.34", {}, 404),
        ("open", "93.184.216.34", {}, 200),
        ("closed", "127.0.0.1", {}, 404),
    ],
)
def test_metrics_are_read_by_whom_the_setting_names(
    make: Callable[..., FlaskClient], setting: str, peer: str, header: dict[str, str], status: int
) -> None:
    client = make(metrics=setting)
    assert client.get("/metrics", headers=header, environ_base={"REMOTE_ADDR": peer}).status_code == status


def test_without_a_public_address_made_up_names_are_refused_and_spoil_no_other(published: Path) -> None:
    client = create_app(Settings(curated=published, check_seconds=3600, host="127.0.0.2")).server.test_client()
    for name in [*(f"made-up-{number}.example" for number in range(40)), "localhost.example"]:
        for path in ("/fr/sources", "/en/nothing", "/data/datapackage.json", "/data/nothing", "/healthz"):
            answer = client.get(path, headers={"Host": name})
            assert answer.status_code == 400
            assert json.loads(answer.data)["detail"].endswith("ESEC_BASE_URL.")
            assert name not in answer.text
    for name in ("localhost:8050", "127.0.0.1", "127.0.0.2:8050"):
        text = client.get("/fr/sources", headers={"Host": name}).text
        assert f'rel="canonical" href="http://{name}/fr/sources"' in text


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "::1", "192.0.2.1", "esec.example", "127.0.0.1.evil.example"])
def test_without_a_public_address_it_listens_to_this_machine_alone(host: str) -> None:
    with pytest.raises(ValueError, match="set ESEC_BASE_URL"):
        Settings(host=host)
    assert Settings(host=host, base_url="https://esec.example").host == host


def test_with_a_public_address_no_name_that_is_asked_for_enters_an_answer(make: Callable[..., FlaskClient]) -> None:
    answer = make().get("/fr/sources", headers={"Host": "made-up.example"})
    assert answer.status_code == 200
    assert 'rel="canonical" href="https://esec.example/fr/sources"' in answer.text
    assert "made-up" not in answer.text


def test_a_name_that_is_refused_counts_like_any_request(published: Path) -> None:
    client = create_app(Settings(curated=published, check_seconds=3600, requests_per_minute=2)).server.test_client()
    stranger = {"headers": {"Host": "made-up.example"}, "environ_base": {"REMOTE_ADDR": "93.184.216.34"}}
    assert [client.get("/fr/", **stranger).status_code for _ in range(4)] == [400, 400, 429, 429]
