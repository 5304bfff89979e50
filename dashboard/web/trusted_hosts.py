"""What stands before the application: whose word is taken for a reader's address and for the name of this site."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HOST: Final = re.compile(r"[A-Za-z0-9.\-\[\]:]{1,260}", re.ASCII)
_MOST_NAMES: Final = 16


class KnownNames:
    """Lets only a few different `Host` headers through; the others read as the address listened on.

    Without a public address in the settings, links and caches carry the name that a request gives. Made-up names must
    not fill the caches, nor enter pages as markup.
    """

    def __init__(self, application: "WSGIApplication", own: str) -> None:
        self._application = application
        self._own = own
        self._names = {own}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer as the application does."""
        name = environ.get("HTTP_HOST", "")
        if name not in self._names:
            if len(self._names) < _MOST_NAMES and _HOST.fullmatch(name):
                self._names.add(name)
            else:
                environ["HTTP_HOST"] = self._own
        return self._application(environ, start_response)


def add_front(server: Flask, settings: Settings) -> None:
    """Put the layers before a server that the settings ask for."""
    if not settings.public_url:
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        server.wsgi_app = KnownNames(server.wsgi_app, f"{host}:{settings.port}")  # type: ignore[method-assign]
    if settings.trusted_proxies:
        trusted = settings.trusted_proxies
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=trusted, x_proto=trusted)  # type: ignore[method-assign]
