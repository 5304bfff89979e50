"""Object storage in memory, on loopback: as much of the S3 protocol as pyarrow asks for, and no more."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import IO, Any
from urllib.parse import parse_qs, unquote, urlsplit

_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


def _read_chunks(stream: IO[bytes]) -> bytes:
    """A body in chunks, of HTTP or of S3 within it: each after its size, the last empty, then trailers."""
    whole = b""
    while size := int(stream.readline().split(b";")[0], 16):
        whole += stream.read(size)
        stream.readline()
    while stream.readline().strip():
        continue
    return whole


class _Handler(BaseHTTPRequestHandler):
    """Objects by their path; parts of an upload by their number until it is completed."""

    protocol_version = "HTTP/1.1"
    # Answers leave whole: a client waits long for the rest of one in pieces.
    wbufsize = -1
    objects: dict[str, bytes]
    parts: dict[str, dict[int, bytes]]

    @property
    def _asked(self) -> tuple[str, dict[str, list[str]]]:
        url = urlsplit(self.path)
        return unquote(url.path), parse_qs(url.query, keep_blank_values=True)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = _read_chunks(self.rfile)
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return _read_chunks(BytesIO(body)) if self.headers.get("Content-Encoding") == "aws-chunked" else body

    def handle_expect_100(self) -> bool:
        """Let the client send its body at once."""
        answered = super().handle_expect_100()
        self.wfile.flush()
        return answered

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _listed(self, bucket: str, asked: dict[str, list[str]]) -> None:
        prefix = asked.get("prefix", [""])[0]
        found = [key for key in sorted(self.objects) if key.startswith(f"{bucket}/{prefix}")]
        keys = "".join(f"<Contents><Key>{key.removeprefix(bucket + '/')}</Key></Contents>" for key in found[:1000])
        self._answer(200, f"<ListBucketResult>{keys}</ListBucketResult>".encode(), Content_Type="application/xml")

    def do_GET(self) -> None:
        """An object or a part of it, or the list of a bucket."""
        path, asked = self._asked
        if "list-type" in asked:
            self._listed(path, asked)
            return
        if path not in self.objects:
            self._answer(404)
            return
        content = self.objects[path]
        headers = {"ETag": f'"{hash(content)}"', "Last_Modified": formatdate(usegmt=True)}
        ranged = _RANGE.fullmatch(self.headers.get("Range", ""))
        if ranged is None:
            self._answer(200, content, **headers)
            return
        first, last = int(ranged[1]), min(int(ranged[2] or len(content)), len(content) - 1)
        headers["Content_Range"] = f"bytes {first}-{last}/{len(content)}"
        self._answer(206, content[first : last + 1], **headers)

    do_HEAD = do_GET

    def do_PUT(self) -> None:
        """An object, or a part of an upload."""
        path, asked = self._asked
        body = self._body()
        if "uploadId" in asked:
            self.parts[path][int(asked["partNumber"][0])] = body
        else:
            self.objects[path] = body
        self._answer(200, ETag='"part"')

    def do_POST(self) -> None:
        """Beginning or end of an upload."""
        path, asked = self._asked
        self._body()
        if "uploads" in asked:
            self.parts[path] = {}
            text = "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>"
        else:
            self.objects[path] = b"".join(part for _, part in sorted(self.parts.pop(path).items()))
            text = '<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>'
        self._answer(200, text.encode(), Content_Type="application/xml")

    def log_message(self, *_given: Any) -> None:
        """Nothing is logged."""


@contextmanager
def object_storage() -> Iterator[str]:
    """Storage that forgets; gives its `host:port`."""
    handler = type("Handler", (_Handler,), {"objects": {}, "parts": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
