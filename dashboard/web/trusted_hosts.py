"""What stands before the application: whose word is taken for a reader's address and for the name of this site."""

from typing import Final

from flask import Flask, Request
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.settings import Settings

_LOOPBACK: Final = ("localhost", "127.0.0.1")


def site_address(request: Request, settings: Settings) -> str:
    """Give the public address: as set, or as the request names it; empty where it names none that is trusted."""
    if settings.public_url:
        return settings.public_url
    try:
        return f"{request.scheme}://{request.host}"
    except SecurityError:
        return ""


def add_front(server: Flask, settings: Settings) -> None:
    """Tell Flask which names of this site to believe, and Werkzeug how many proxies."""
    # With a public address no name that a request gives enters an answer. Without one, links and caches carry it, and
    # other names get 400. Werkzeug's list cannot hold a literal IPv6 address, so such a server believes any name.
    if not settings.public_url and ":" not in settings.host:
        server.config["TRUSTED_HOSTS"] = [*_LOOPBACK, settings.host]
    if settings.trusted_proxies:
        trusted = settings.trusted_proxies
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=trusted, x_proto=trusted)  # type: ignore[method-assign]
