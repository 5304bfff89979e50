"""Reads a page as parts within parts, each with its words and the figures that it leads to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from pipelines.schema.declared import Language

_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source"})


@dataclass
class Element:
    """A part of a page, with the figures that it links to."""

    tag: str
    classes: str
    above: "Element | None"
    text: str = ""
    figures: set[str] = field(default_factory=set)
    images: int = 0

    def upwards(self) -> Iterator["Element"]:
        part: Element | None = self
        while part is not None:
            yield part
            part = part.above


class Parts(HTMLParser):
    """Every part of the main part of a page, and its links to figures; an image counts as the words of its `alt`."""

    def __init__(self, page: str, lang: Language) -> None:
        super().__init__(convert_charrefs=True)
        self.all: list[Element] = []
        self.links: list[tuple[str, Element]] = []
        self._start = f"/{lang}/figures/"
        self._here: Element | None = None
        start = page.index("<main")
        end = page.find("<footer", start)
        self.feed(page[start : end if end > 0 else len(page)])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.handle_data(given.get("alt", ""))
            for part in self._here.upwards() if self._here is not None else ():
                part.images += 1
        if tag in _VOID:
            return
        self._here = Element(tag, given.get("class", ""), self._here)
        self.all.append(self._here)
        address = given.get("href", "").partition("?")[0]
        if tag == "a" and self._start in address:
            obs_id = address.rpartition(self._start)[2]
            self.links.append((obs_id, self._here))
            for part in self._here.upwards():
                part.figures.add(obs_id)

    def handle_endtag(self, tag: str) -> None:
        if self._here is not None and tag not in _VOID:
            self._here = self._here.above

    def handle_data(self, data: str) -> None:
        for part in self._here.upwards() if self._here is not None else ():
            part.text += data
