"""Turns a document of the server into a file's: relative links, the policy as an element, other scripts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final

from dashboard.components.chart import LIVE_BOX
from dashboard.static_site.places import Place, figure_file, lead, place_of, public
from dashboard.view.assets_index import asset_url
from dashboard.web.security import FILE_POLICY, as_meta, content_policy, frame_policy
from pipelines.schema.declared import LANGUAGES

_TAG: Final = re.compile(r"<([a-z]+)((?:\s[^<>]*)?)>")
_ATTRIBUTE: Final = re.compile(r'\s([\w:-]+)(?:="([^"]*)")?')
_STYLE: Final = re.compile(r"(?<=<style>).*?(?=</style>)", re.DOTALL)
_URL: Final = re.compile(r"url\((/[^)]*)\)")
_CHARSET: Final = '<meta charset="utf-8">'
# What starts Dash, and data about a page that mean nothing without its public address.
_DASH: Final = re.compile(r'<script id="(?:_dash-config|live-scripts)"[^>]*>.*?</script>', re.DOTALL)
_STATED: Final = re.compile(r'<script type="application/ld\+json">.*?</script>', re.DOTALL)
# Attributes that lead somewhere, and those that lead to what has names of its own below it.
_LINKS: Final = frozenset({"href", "src", "srcset", "action", "data-picture"})
_PREFIXES: Final = frozenset({"data-cards"})
_SUGGEST: Final = "data-suggest"
# On every page, before the helps that lean on them.
_EVERYWHERE: Final = ("static_search.js", "static_pages.js")
_CHART: Final = "static_chart.js"
# Of an image that a link saves: the file would else open in the browser.
_SAVED: Final = re.compile(r"[?&]download=1\b")


@dataclass
class Turned:
    """Hold a turned document.

    Attributes:
        text: the document. found: addresses of the server that it leads to, each once, in their order.
        charts: chart and choices of each live chart, as (id, query).
    """

    text: str = ""
    found: dict[str, None] = field(default_factory=dict)
    charts: list[tuple[str, str]] = field(default_factory=list)


class Turner:
    """Turns documents of one site.

    Args:
        base: public address of the site, without a slash at its end; empty where it has none.
        written: tells whether the place of an address is written; links to others lead nowhere.
    """

    def __init__(self, base: str, written: Callable[[str], bool]) -> None:
        self._base = base
        self._written = written
        # Addresses that others are given, with their query however often it was escaped.
        start = re.escape(base) if base else r"(?<![\w.])"
        self._given = re.compile(
            rf"{start}(/(?:embed/)?(?:{'|'.join(LANGUAGES)})/[\w/.%~-]*)\?((?:[\w.,%~=+-]|&(?:amp;)*)+)"
        )

    def turn(self, text: str, file: str, *, lang: str = "", scripts: Sequence[str] = (), notice: str = "") -> Turned:
        """Turn the document that is written to a file of the site.

        Args:
            text: the document as the server writes it.
            file: path below the folder of the site.
            lang: its language, where it has the search of every page.
            scripts: own scripts of this page.
            notice: HTML to say under the title what is otherwise here than on the server; empty for nothing.
        """
        turned = Turned()
        text = _DASH.sub("", text)
        if not self._base:
            text = _STATED.sub("", text)
        helps = _script("controls.js")
        text = text.replace(helps, "".join(map(_script, (*_EVERYWHERE, *scripts))) + helps)
        starts = _script("boot.js")
        text = text.replace(starts, _script(_CHART) + starts)
        text = text.replace("</h1>", f"</h1>{notice}", 1) if notice else text
        text = _TAG.sub(lambda tag: self._turn_tag(tag, file, lang, turned), text)
        text = self._given.sub(self._turn_given, text)
        text = _STYLE.sub(lambda style: _URL.sub(lambda url: self._turn_url(url, file, turned), style[0]), text)
        policy = f'<meta http-equiv="Content-Security-Policy" content="{escape(_policy(text, file))}">'
        turned.text = text.replace(_CHARSET, _CHARSET + policy, 1)
        return turned

    def _turn_url(self, url: re.Match[str], file: str, turned: Turned) -> str:
        turned.found.setdefault(url[1])
        return f"url({lead(file, place_of(url[1]))})"

    def _turn_given(self, given: re.Match[str]) -> str:
        query = re.sub(r"&(?:amp;)*", "&", given[2])
        return escape(public(self._base, f"{given[1]}?{query}"))

    def _turn_tag(self, tag: re.Match[str], file: str, lang: str, turned: Turned) -> str:
        name = tag[1]
        given = {each[1]: unescape(each[2] or "") for each in _ATTRIBUTE.finditer(tag[2])}
        if name in ("link", "meta") and self._is_public(given):
            return self._turn_public(tag[0], given, turned)
        written = _ATTRIBUTE.sub(lambda each: self._turn_attribute(each, given, file, lang, turned), tag[2])
        if given.get("id") == LIVE_BOX:
            chart = (given["data-chart"], given["data-search"])
            turned.charts.append(chart)
            written += f' data-figures="{lead(file, Place(figure_file(lang, *chart)))}"'
        return f"<{name}{written}>"

    def _turn_attribute(self, each: re.Match[str], given: dict[str, str], file: str, lang: str, turned: Turned) -> str:
        name, value = each[1], given[each[1]]
        if name == _SUGGEST:
            return f' {_SUGGEST}="{lead(file, Place(f"search/{lang}.json"))}"'
        if name in _PREFIXES and value:
            return f' {name}="{lead(file, place_of(value))}"'
        if name not in _LINKS:
            return each[0]
        address = value.removeprefix(self._base) if self._base else value
        if not address.startswith("/"):
            return each[0]
        if not self._written(address):
            return ""
        turned.found.setdefault(address.partition("#")[0])
        link = escape(lead(file, place_of(address), address.partition("#")[2]))
        saved = " download" if name == "href" and _SAVED.search(address) else ""
        return f' {name}="{link}"{saved}'

    def _is_public(self, given: dict[str, str]) -> bool:
        """Tell whether an element of the head holds an address for those who are elsewhere."""
        feed = given.get("type") == "application/atom+xml"
        card = given.get("property", "").startswith("og:image")
        return card or given.get("rel") == "canonical" or "hreflang" in given or (feed and not self._base)

    def _turn_public(self, whole: str, given: dict[str, str], turned: Turned) -> str:
        """Keep such an element where the site has a public address, and drop it otherwise."""
        if not self._base:
            return ""
        name = "href" if "href" in given else "content"
        address = given[name].removeprefix(self._base)
        if not address.startswith("/"):
            return whole
        turned.found.setdefault(address)
        return whole.replace(escape(given[name]), escape(public(self._base, address)))


def _script(name: str) -> str:
    return f'<script src="{asset_url(name)}" defer></script>'


def _policy(text: str, file: str) -> str:
    """Write the policy that the server sends with such a document, less what an element cannot say."""
    if file.startswith("data/"):
        return as_meta(FILE_POLICY)
    styles = _STYLE.findall(text)
    return as_meta(frame_policy(styles) if file.startswith("embed/") else content_policy(styles))
