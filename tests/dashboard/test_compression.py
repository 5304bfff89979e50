import gzip
from collections import Counter
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
