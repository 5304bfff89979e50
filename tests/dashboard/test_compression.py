import gzip
from collections import Counter

import brotli
import flask_compress.flask_compress as library
import pytest
from dash import Dash

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


def test_a_page_is_compressed_once_for_each_encoding(app: Dash, made: Counter[str]) -> None:
    client = app.server.test_client()
    plain = client.get(PAGE, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    for _ in range(3):
        for encoding, decode in (("br", brotli.decompress), ("gzip", gzip.decompress)):
            answer = client.get(PAGE, headers={"Accept-Encoding": encoding})
            assert answer.headers["Content-Encoding"] == encoding
            assert "Accept-Encoding" in answer.headers["Vary"]
            assert decode(answer.data) == plain.data
    assert max(made.values()) <= 1
