from html.parser import HTMLParser
from typing import Any

import pytest
from dash import dcc, html
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components.elements import Choice, Field, Picture
from dashboard.web.html_text import NotPaintableError, to_html

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=60)


class Reader(HTMLParser):
    """Reads back what was written: tags with attributes, and text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(text=TEXT, label=TEXT)
def test_what_is_written_is_read_back_whatever_the_text(text: str, label: str) -> None:
    read = Reader(to_html(html.P(text, title=label, **{"aria-label": label})))
    assert read.tags == [("p", {"title": label, "aria-label": label})]
    assert read.text == text


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (html.Img(src="/a?b=1&c=2", alt=""), '<img src="/a?b=1&amp;c=2" alt="">'),
        (html.Label("x", htmlFor="y", className="z"), '<label for="y" class="z">x</label>'),
        (html.Div([None, 0, ["a", [html.B("b")]]]), "<div>0a<b>b</b></div>"),
        (html.Details("x", open=True), "<details open>x</details>"),
        (html.Button("x", disabled=False, n_clicks=3), "<button>x</button>"),
        (html.Span("x", **{"aria-hidden": True, "data-x": False}), '<span aria-hidden="true" data-x="false">x</span>'),
        (html.Td("x", colSpan=2), '<td colspan="2">x</td>'),
        (Field(name="q", id="f", defaultValue='"'), '<input name="q" id="f" type="text" value="&quot;">'),
        (
            Choice(name="c", id="i", options=[("", "all"), ("a&b", "A & B")], chosen="a&b"),
            '<select name="c" id="i"><option value="">all</option>'
            '<option value="a&amp;b" selected>A &amp; B</option></select>',
        ),
        (
            Picture(
                src="/w", alt="t", width=2, height=1, sources=[{"media": "m", "srcSet": "/n", "width": 1, "height": 1}]
            ),
            '<picture><source media="m" srcset="/n" width="1" height="1">'
            '<img src="/w" alt="t" width="2" height="1" decoding="sync"></picture>',
        ),
    ],
)
def test_each_kind_of_property_is_written_as_html(node: Any, written: str) -> None:
    found, expected = Reader(to_html(node)), Reader(written)
    assert (found.tags, found.text) == (expected.tags, expected.text)
    assert len(to_html(node)) == len(written)


@pytest.mark.parametrize("node", [dcc.Graph(), html.Div(dcc.Store(id="s")), html.P("x", style={"color": "red"})])
def test_what_has_no_html_of_its_own_is_refused(node: Any) -> None:
    with pytest.raises(NotPaintableError):
        to_html(node)
