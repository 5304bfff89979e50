"""Own static files: their content hash in the address, so that browsers may keep them for ever."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

_FOLDER: Final = files("dashboard").joinpath("assets")


@cache
def read_asset(name: str) -> bytes:
    """Content of a file in `assets/`.

    Raises:
        OSError: there is no such file.
    """
    return _FOLDER.joinpath(name).read_bytes()


@cache
def asset_url(name: str) -> str:
    """Address of a static file, with the first characters of its content's hash."""
    return f"/assets/{name}?v={hashlib.sha256(read_asset(name)).hexdigest()[:12]}"


@dataclass(frozen=True)
class Styles:
    """The style sheet's parts: `critical` stands in the page, `rest` is a file."""

    critical: str
    rest: str


@cache
def styles() -> Styles:
    """Critical style text and the address of the rest."""
    return Styles(critical=read_asset("critical.css").decode(), rest=asset_url("rest.css"))
