"""Reads a page as a reader without scripts does: sections, tables, links."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

SPACES = re.compile(r"\s+")


@dataclass
class ReadTable:
    """A table as read: its caption, headers and cells, each cell as its text."""

    caption: str = ""
    headers: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)

    def column(self, header: str) -> list[str]:
        place = self.headers.index(header)
        return [row[place] for row in self.rows]


class ReadPage(HTMLParser):
    """Text, tables, ids and links of the main part of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, ReadTable] = {}
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.images: list[str] = []
        self.text = ""
        self._table = ReadTable()
        self._cell: list[str] | None = None
        self._into = ""
        start = text.index('<main id="main"')
        self.feed(text[start : text.index("<footer", start)])
        self.close()
        self.text = clean(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "img":
            self.images.append(given["src"])
        if tag == "table":
            self._table = ReadTable()
        if tag == "tr":
            self._table.rows.append([])
        if tag == "caption":
            self.tables[given["id"]] = self._table
        if tag in ("th", "td", "caption"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "thead":
            self._table.headers = self._table.rows.pop()
        if tag == "tr" and len(self._table.rows[-1]) == 1 and self._table.headers:
            self._table.groups += self._table.rows.pop()
        if tag in ("th", "td", "caption") and self._cell is not None:
            words = clean("".join(self._cell))
            if tag == "caption":
                self._table.caption = words
            else:
                self._table.rows[-1].append(words)
            self._cell = None

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._cell is not None:
            self._cell.append(data)


def clean(text: str) -> str:
    """Text with single plain spaces, plain apostrophes and no space before %, however it is set."""
    return SPACES.sub(" ", text).replace("’", "'").replace(" %", "%").strip()
