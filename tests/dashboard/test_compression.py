import gzip
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import flask_compress.flask_compress as library
import pytest

from dashboard.app import create_app
from dashboard.settings import Settings

PAGE = "/fr/sources"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a body was compressed, by encoding."""
    count: Counter[str] = Counter()
    compress = library._compress_data

    def counting(app: object, data: bytes, algorithm: str) -> bytes:
        count[algorithm] += 1
        return compress(app, data, algorithm)  # type: ignore[arg-type]

    monkeypatch.setattr(library, "_compress_data", counting)
    return count


def test_a_page_is_compressed_once_for_each_encoding(published: Path, made: Counter[str]) -> None:
    # Of its own: what another test asked for is compressed already.
    client = create_app(Settings(curated=published, check_seconds=3600)).server.test_client()
    plain = client.get(PAGE, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    for _ in range(3):
        for encoding, decode in (("br", brotli.decompress), ("gzip", gzip.decompress)):
            answer = client.get(PAGE, headers={"Accept-Encoding": encoding})
            assert answer.headers["Content-Encoding"] == encoding
            assert "Accept-Encoding" in answer.headers["Vary"]
            assert decode(answer.data) == plain.data
    assert made == {"br": 1, "gzip": 1}


def test_a_large_file_is_compressed_once_for_each_encoding_and_a_small_one_is_not_kept(
    published: Path, made: Counter[str]
) -> None:
    client = create_app(Settings(curated=published, check_seconds=3600)).server.test_client()
    large, small = "/data/observations.json", "/data/observations.json?indicator_id=prostitution-recourse-cases"
    plain = client.get(large, headers={"Accept-Encoding": "identity"}).data
    assert len(plain) > 2 * 2**20
    for _ in range(3):
        answer = client.get(large, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(answer.data) == plain
        assert answer.headers["ETag"].endswith(':gzip"')
    assert made == {"gzip": 1}
    # Another selection is another content, however large.
    part = f"{large}?start=2015"
    assert gzip.decompress(client.get(part, headers={"Accept-Encoding": "gzip"}).data) == client.get(part).data != plain
    kept = made["gzip"]
    for _ in range(2):
        client.get(small, headers={"Accept-Encoding": "gzip"})
    assert made["gzip"] == kept + 2


def test_who_asks_at_once_waits_for_one_who_compresses(published: Path, made: Counter[str]) -> None:
    server = create_app(Settings(curated=published, check_seconds=3600)).server
    with ThreadPoolExecutor(6) as readers:
        answers = list(
            readers.map(lambda _: server.test_client().get(PAGE, headers={"Accept-Encoding": "br"}).data, range(6))
        )
    assert len(set(answers)) == 1
    assert made == {"br": 1}
