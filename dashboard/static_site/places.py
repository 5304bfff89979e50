"""Where an address of the server lies as a file, and how one file leads to another."""

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

from dashboard.charts.compare import COMPARE
from dashboard.components.paging import PAGE_NUMBER
from dashboard.pages import explorer
from pipelines.schema.declared import LANGUAGES

INDEX: Final = "index.html"
ASSETS: Final = "assets"
# Pages whose choices are without end: scripts read them from the address. These parameters alone have files.
_OPEN: Final[dict[str, tuple[str, ...]]] = {explorer.PAGE.pattern: (PAGE_NUMBER.name,), COMPARE: ()}
# Parameters that change nothing of what a file holds: the version for caches and readers, and how a browser keeps it.
_SILENT: Final = frozenset({"v", "download"})
_UNSAFE: Final = re.compile(r"[^\w.-]", re.ASCII)
_LONGEST: Final = 80
_PAGES: Final = (*LANGUAGES, "embed")


@dataclass(frozen=True)
class Place:
    """Say where an address lies.

    Attributes:
        file: path of the file below the folder of the site.
        query: what links keep of the address' query, for scripts of that page or for caches.
    """

    file: str
    query: str = ""

    @property
    def is_page(self) -> bool:
        """Tell whether a folder stands for it, whose index any file server gives."""
        return self.file.rpartition("/")[2] == INDEX

    @property
    def folder(self) -> str:
        """Give the folder that the file lies in, empty for that of the site."""
        return self.file.rpartition("/")[0]


def _suffix(given: Sequence[tuple[str, str]]) -> str:
    """Name a choice of parameters as part of a file name: by its hash where it is long or has other signs."""
    name = "_".join(f"{key}-{value}" for key, value in given)
    if len(name) <= _LONGEST and not _UNSAFE.search(name):
        return name
    return hashlib.sha256(urlencode(given).encode()).hexdigest()[:16]


def place_of(address: str) -> Place:
    """Find the place of an address of the site, such as `/en/indicators/x?events=0`.

    A page is the index of a folder, so that its address without a query leads to it on any server. A query with a file
    of its own becomes part of a folder's or a file's name.

    >>> place_of("/en/indicators/x?events=0&v=3.1.3").file
    'en/indicators/x/events-0/index.html'
    >>> place_of("/charts/en/x.svg?size=narrow&theme=dark").file
    'charts/en/x.size-narrow_theme-dark.svg'
    >>> place_of("/fr/explorer?topic=law")
    Place(file='fr/explorer/index.html', query='topic=law')

    Raises:
        ValueError: the address leads out of the site.
    """
    path, _, query = address.partition("#")[0].partition("?")
    bare = unquote(path).strip("/")
    if ".." in bare.split("/"):
        raise ValueError(f"{address} leads out of the site")
    first, _, rest = bare.partition("/")
    if first == ASSETS:
        return Place(bare, query)
    given = sorted(pair for pair in parse_qsl(query) if pair[0] not in _SILENT)
    left: list[tuple[str, str]] = []
    if first in LANGUAGES and rest in _OPEN:
        left = [pair for pair in given if pair[0] not in _OPEN[rest]]
        given = [] if left else given
    suffix = _suffix(given)
    if not bare or first in _PAGES or path.endswith("/"):
        return Place("/".join(filter(None, (bare, suffix, INDEX))), urlencode(left, safe=","))
    stem, dot, extension = bare.rpartition(".")
    return Place(f"{stem}.{suffix}{dot}{extension}" if suffix else bare)


def figure_file(lang: str, chart_id: str, search: str, look: str = "") -> str:
    """Give the file of a chart's figure for scripts; without its look (width and theme), what all looks begin with."""
    stem = place_of(f"/charts/{lang}/{quote(chart_id, safe='')}.json?{search}").file.removesuffix("json")
    return f"{stem}{look}.json" if look else stem


def lead(file: str, place: Place, fragment: str = "") -> str:
    """Write the relative link from a file of the site to a place."""
    target = place.folder if place.is_page else place.file
    path = quote(os.path.relpath(target or ".", os.path.dirname(file) or "."))
    return (
        (f"{path}/" if place.is_page else path)
        + (f"?{place.query}" if place.query else "")
        + (f"#{fragment}" if fragment else "")
    )


def public(base: str, address: str) -> str:
    """Write the full address of a place that others are given; the version that it was made for stays in it.

    Args:
        base: public address of the site; empty where it has none.
        address: address on the server.
    """
    place = place_of(address)
    kept = [pair for pair in parse_qsl(address.partition("#")[0].partition("?")[2]) if pair[0] == "v"]
    query = "&".join(filter(None, (place.query, urlencode(kept if place.is_page else []))))
    path = f"{place.folder}/" if place.is_page else place.file
    return f"{base}/{quote(path.lstrip('/'))}" + (f"?{query}" if query else "")
