"""What makes a page, and how an address finds its page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash.development.base_component import Component

from dashboard.data.store import Snapshot
from dashboard.view.address import KEY, Place
from dashboard.view.view import Parameter, View
from pipelines.schema.declared import LANGUAGES, Language


def _no_keys(_snapshot: Snapshot) -> Iterable[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Page(Place):
    """Declare a page. Its functions take the view and raise PageNotFoundError where the key names nothing.

    Attributes:
        layout: the page's main content, of `dash.html` components and form fields only.
        title: text of the title element, without the site's name; where none is given, the text `<name>.title`.
        description: one or two sentences for search results; where none is given, the text `<name>.description`.
        keys: for a pattern with a key, every key that the data has.
        json_ld: schema.org objects about the page; where none is given, that it is a page.
        chart: id and choices of the chart that stands for the page where a link to it is shown as a card.
    """

    layout: Callable[[View], Component]
    title: Callable[[View], str] | None = None
    description: Callable[[View], str] | None = None
    parameters: Sequence[Parameter] = ()
    keys: Callable[[Snapshot], Iterable[str]] = _no_keys
    json_ld: Callable[[View], list[dict[str, Any]]] | None = None
    chart: Callable[[View], tuple[str, Mapping[str, str]]] | None = None

    def title_in(self, view: View) -> str:
        """Give the title; raise PageNotFoundError where the view's key names nothing."""
        return self.title(view) if self.title else view.t.gettext(f"{self.name}.title")

    def description_in(self, view: View) -> str:
        """Give the description; raise PageNotFoundError where the view's key names nothing."""
        return self.description(view) if self.description else view.t.gettext(f"{self.name}.description")

    def match(self, path: str) -> str | None:
        """Give the key in a path without its language, empty for a page without one; None where it is another page."""
        head, separator, tail = self.pattern.partition(KEY)
        if not separator:
            return "" if path == self.pattern else None
        key = path.removeprefix(head)
        return key if path.startswith(head) and key and "/" not in key + tail else None

    def paths(self, snapshot: Snapshot) -> list[str]:
        """List every path of the page, without its language."""
        if KEY not in self.pattern:
            return [self.pattern]
        return [self.pattern.replace(KEY, key) for key in self.keys(snapshot)]


def split_language(path: str) -> tuple[Language, str] | None:
    """Split `/en/rest` into language and rest; give None where the path names no language."""
    for lang in LANGUAGES:
        if path.startswith(f"/{lang}/"):
            return lang, path[len(lang) + 2 :]
    return None
