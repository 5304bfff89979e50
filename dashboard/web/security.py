"""What keeps pages to themselves: no foreign request, cookie or frame but `/embed`; and which host names to believe."""

import base64
import hashlib
from collections.abc import Iterable
from typing import Final

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.settings import Settings

# Style elements that the pinned Dash, plotly and React put into a page: each allowed by the hash of its text, none by
# 'unsafe-inline'. After an upgrade the browser tests fail with the hashes to put here.
_LIBRARY_STYLES: Final = (
    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",  # an empty element, filled through the CSSOM
    # dash_renderer
    "Do5Z9ZqsPvCQTUBQS9BnDm/2+on7omuzuLYk5sbA+2s=",
    # dash_core_components, with the live chart
    "ITR5T9OwskhdqdsliUJRmgp9ltOFAHgXe1F7eRvGnmQ=",
    "0IJGrxhCP5NUIafylLkj5118xkZH1kp5FmNio7NOckI=",
    "Z8VokGxeiKThZOEmkdUgfW+jxbvItBwAXC8M1c4wqAM=",
    "VUA+tqvhK3niMn7AdszqidMFPRh9FLqxB2iINUrsiTw=",
    "Aq43X0SlmB69maWGob4rp/UuSHhwePalkRRExtsxOJ8=",
    "SkhFDxgIcEjMhRh19uSHWrkdnAlZ9rlskgr9yLsipa8=",
    "uDiOZWps1U7E8/0BTaQrclYMhVhRVE4dT0vb5X6nXOw=",
    "+QoPrsxO0auPnxSulD3bAr9CoDGgzv7YRfYE0vfxeQI=",
    "MJs2ke1SA6Cy3tTCZu2QH0rj0r//iNqU0idy9bM4leg=",
    "X2TqJwnIiE/ceDVeAdr7v7BOWBU6CEzE6qxlNzBzvBk=",
)
# The one style attribute that plotly.js writes instead of setting it through the CSSOM.
_PLOTLY_ATTRIBUTE: Final = "wkY2X5hecQzbhnFCqvTpwrUJ1f4X8LH5WFjYUzv1wmU="
_LOOPBACK: Final = ("localhost", "127.0.0.1")
FILE_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"
_FEATURES: Final = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get",
    "screen-wake-lock", "sync-xhr", "usb", "xr-spatial-tracking",
)  # fmt: skip


def hash_source(text: str) -> str:
    """Give the CSP source that allows exactly this inline text."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def content_policy(styles: Iterable[str]) -> str:
    """Write the Content-Security-Policy of a page with these inline styles."""
    libraries = [f"'sha256-{digest}'" for digest in _LIBRARY_STYLES]
    allowed = " ".join([*map(hash_source, styles), *libraries])
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            f"style-src {allowed}",
            f"style-src-attr 'unsafe-hashes' 'sha256-{_PLOTLY_ATTRIBUTE}'",
            "font-src 'self'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def frame_policy(styles: Iterable[str]) -> str:
    """Write the Content-Security-Policy of an embedded chart: its styles, script, font and images, in any frame."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            f"style-src {' '.join(map(hash_source, styles))}",
            "font-src 'self'",
            "img-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors * http: https:",
        ]
    )


def as_meta(policy: str) -> str:
    """Give what of a policy an element of the page may say: who frames it is for headers alone."""
    return "; ".join(part for part in policy.split("; ") if not part.startswith("frame-ancestors"))


def _fixed_headers(settings: Settings) -> dict[str, str]:
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
    }
    if settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def guard(server: Flask, settings: Settings, styles: Iterable[str]) -> None:
    """Add the headers to every answer of the server."""
    fixed = _fixed_headers(settings)
    inline = list(styles)
    closed, framed = content_policy(inline), frame_policy(inline)
    server.config["MAX_CONTENT_LENGTH"] = settings.max_body

    @server.after_request
    def add_headers(response: Response) -> Response:
        embeddable = request.path.startswith("/embed/")
        for name, value in fixed.items():
            response.headers.setdefault(name, value)
        page = framed if embeddable else closed
        policy = page if response.mimetype == "text/html" else FILE_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        if not embeddable:
            response.headers.setdefault("X-Frame-Options", "DENY")
        shared = embeddable or request.path.startswith(("/charts/", "/data/", "/sdmx/"))
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin")
        return response


def add_front(server: Flask, settings: Settings) -> None:
    """Tell Flask which names of this site to believe, and Werkzeug how many proxies."""
    # With a public address no name that a request gives enters an answer. Without one, links and caches carry it, the
    # server listens on this machine alone, and other names get 400.
    if not settings.public_url:
        server.config["TRUSTED_HOSTS"] = [*_LOOPBACK, settings.host]
    if settings.trusted_proxies:
        trusted = settings.trusted_proxies
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=trusted, x_proto=trusted)  # type: ignore[method-assign]
