"""The Atom feed (RFC 4287) of corrections and versions, so that those who quote figures learn when one changes."""

from dataclasses import dataclass
from typing import Final
from uuid import NAMESPACE_OID, uuid5
from xml.etree import ElementTree

from dashboard.data.observations import before_and_after, corrected
from dashboard.data.store import Snapshot
from dashboard.text.translator import translator
from dashboard.view import address
from dashboard.view.view import Parameter, one_of
from pipelines.schema.columns import C, Row, T, text_in
from pipelines.schema.dataset import NAME
from pipelines.schema.declared import DEFAULT_LANGUAGE, LANGUAGES, Language
from pipelines.schema.periods import parse_period
from pipelines.schema.safe_text import fit_for_xml

PATH: Final = "/corrections.atom"
PARAMETERS: Final = (Parameter("lang", DEFAULT_LANGUAGE, one_of(*LANGUAGES)),)
_ATOM: Final = "http://www.w3.org/2005/Atom"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
# A feed must say when it was last updated, even one that never was.
_NEVER: Final = "1970-01-01T00:00:00Z"


@dataclass(frozen=True)
class Entry:
    """Hold one entry: its name on the corrections page, its place there, title, text and time."""

    anchor: str
    place: str
    title: str
    text: str
    updated: str


def feed_address(lang: Language) -> str:
    """Give the address of the feed in a language."""
    return address.with_query(PATH, {"lang": "" if lang == PARAMETERS[0].default else lang})


def release_anchor(version: str) -> str:
    """Name the place of a version on the corrections page."""
    return f"v{version}"


def correction_place(row: Row, page: str) -> str:
    """Give the address of a correction by itself on the corrections page, which stays when others follow."""
    return f"{address.with_query(page, {'row': row[C.CORRECTION_ID]})}#{row[C.CORRECTION_ID]}"


def entry_id(lang: Language, anchor: str) -> str:
    """Name an entry for ever (RFC 4287, 4.2.6), wherever the site comes to stand: a UUID of its name (RFC 9562, 5.5).

    A `tag:` address would need a domain name of the publisher's own.
    """
    return uuid5(NAMESPACE_OID, f"{NAME}/{lang}/{anchor}").urn


def _time(date: str) -> str:
    return f"{parse_period(date).start.isoformat()}T00:00:00Z"


def _correction(snapshot: Snapshot, row: Row, lang: Language, page: str) -> Entry:
    what, column = corrected(row, lang)
    before, after = before_and_after(snapshot, row, lang)
    title = translator(lang).gettext(
        "site.what-became", what=f"{what}, {column}" if column else what, before=before, after=after
    )
    place = correction_place(row, page)
    return Entry(row[C.CORRECTION_ID], place, title, text_in(row, "reason", lang), _time(row[C.DATE]))


def _release(row: Row, lang: Language, page: str) -> Entry:
    title = translator(lang).gettext("site.data-version", version=row[C.VERSION])
    anchor = release_anchor(row[C.VERSION])
    return Entry(anchor, f"{page}#{anchor}", title, text_in(row, "text", lang), _time(row[C.RELEASED]))


def feed_entries(snapshot: Snapshot, lang: Language, page: str) -> list[Entry]:
    """List corrections and versions, the newest first, with their places on the page at that path."""
    corrections = [_correction(snapshot, row, lang, page) for row in snapshot.rows(T.CORRECTIONS)]
    releases = [_release(row, lang, page) for row in snapshot.rows(T.RELEASES)]
    return sorted([*corrections, *releases], key=lambda entry: (entry.updated, entry.anchor), reverse=True)


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    child.text = fit_for_xml(text) or None
    return child


def write_feed(snapshot: Snapshot, lang: Language, base_url: str, corrections: str) -> bytes:
    """Write the feed as XML.

    Args:
        snapshot: the data version.
        lang: language of its texts.
        base_url: public address of the site, without a slash at its end.
        corrections: path of the page that tells the corrections.
    """
    _ = translator(lang).gettext
    page = base_url + corrections
    here = base_url + feed_address(lang)
    entries = feed_entries(snapshot, lang, page)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {_LANG: lang})
    _add(feed, "id", entry_id(lang, PATH))
    _add(feed, "title", _("corrections-feed.esec-dashboard-corrections"))
    _add(feed, "updated", entries[0].updated if entries else _NEVER)
    _add(_add(feed, "author"), "name", _("site.esec-dashboard"))
    _add(feed, "link", rel="self", type="application/atom+xml", href=here)
    _add(feed, "link", rel="alternate", type="text/html", hreflang=lang, href=page)
    for entry in entries:
        node = _add(feed, "entry")
        _add(node, "id", entry_id(lang, entry.anchor))
        _add(node, "title", entry.title)
        _add(node, "updated", entry.updated)
        _add(node, "link", rel="alternate", type="text/html", hreflang=lang, href=entry.place)
        _add(node, "content", entry.text or entry.title, type="text")
    ElementTree.register_namespace("", _ATOM)
    text: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return text
