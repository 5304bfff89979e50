"""Own static files: their content hash in the address, so that browsers may keep them for ever."""

import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Final

from pipelines.schema.colours import HUES
from pipelines.schema.site import site

_FOLDER: Final = files("dashboard").joinpath("assets")
# The page and its layout, then the parts that stand on it and how they print.
_STYLES: Final = ("page.css", "parts.css")
# The font of headings: Newsreader, semi-bold, cut down to the characters of both languages.
_FONT: Final = "display.woff2"
_BETWEEN_RULES: Final = re.compile(r"/\*.*?\*/|\n\s*", re.DOTALL)


@cache
def read_asset(name: str) -> bytes:
    """Give the content of a file in `assets/`.

    Raises:
        OSError: there is no such file.
    """
    return _FOLDER.joinpath(name).read_bytes()


@cache
def asset_url(name: str) -> str:
    """Give the address of a static file, with the first characters of its content's hash."""
    return f"/assets/{name}?v={hashlib.sha256(read_asset(name)).hexdigest()[:12]}"


@cache
def style_text() -> str:
    """Give the style sheet, in the colour of the site.

    It stands in every page: 5 kB as sent, one request less, and no late file moves a line.
    """
    text = _BETWEEN_RULES.sub("", "".join(read_asset(name).decode() for name in _STYLES))
    for ours, chosen in zip(HUES["blue"], HUES[site().colour], strict=True):
        text = text.replace(f"--accent:{ours}", f"--accent:{chosen}")
    return text.replace(f"url({_FONT})", f"url({asset_url(_FONT)})")
