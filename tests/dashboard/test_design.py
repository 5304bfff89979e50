"""One look for pages and charts: the same colours, five sizes of type, colour for data alone, enough contrast."""

import re
from itertools import product

import pytest
from flask.testing import FlaskClient

from dashboard.charts.figure.template import THEMES, Theme, ThemeName
from dashboard.view.assets_index import read_asset, style_text
from pipelines.schema.colours import HUES, Hue, series_led_by

# A token of the style sheet: the role of the same colour in charts.
ROLES = {"paper": "paper", "ink": "ink", "muted": "muted", "strong-rule": "rule", "raised": "wash"}
SIZES = {f"var(--t{step})" for step in range(1, 6)}
# What shows a figure of the highlighted series, and nothing else.
ACCENTED = {".last-value a", ".big-value"}


def tokens(theme: ThemeName) -> dict[str, str]:
    """Give the tokens that the style sheet sets for a theme."""
    light, dark = re.findall(r":root\{([^}]*)\}", style_text())[:2]
    return dict(re.findall(r"--([\w-]+):([^;]+)", light if theme == "light" else dark))


def rules() -> list[tuple[str, str]]:
    """Give selector and declarations of each rule that sets no tokens."""
    bare = re.sub(r"/\*.*?\*/", "", style_text(), flags=re.DOTALL)
    found = re.findall(r"([^{}]+)\{([^{}]*)\}", bare)
    return [(name.strip(), body) for name, body in found if ":root" not in name]


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour as WCAG reckons it."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_pages_and_charts_have_the_same_colours(name: ThemeName) -> None:
    theme: Theme = THEMES[name]
    told = tokens(name)
    found = {token: luminance(told[token]) for token in ROLES}
    assert found == {token: luminance(getattr(theme, role)) for token, role in ROLES.items()}
    assert told["accent"] == theme.series[0]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_words_and_lines_stand_out_from_their_ground(name: ThemeName) -> None:
    told = tokens(name)
    words = {
        pair: contrast(told[pair[0]], told[pair[1]])
        for pair in product(("ink", "muted", "accent"), ("paper", "raised"))
    }
    assert {pair: found for pair, found in words.items() if found < 4.5} == {}
    assert contrast(told["strong-rule"], told["paper"]) >= 3, "edges of fields and buttons"


@pytest.mark.parametrize("hue", HUES)
def test_a_site_may_choose_the_leading_colour(hue: Hue) -> None:
    for theme, series in zip(("light", "dark"), series_led_by(hue), strict=True):
        told = tokens(theme)  # type: ignore[arg-type]
        assert series[0] in HUES[hue]
        assert min(contrast(series[0], told[ground]) for ground in ("paper", "raised")) >= 4.5
        # The others are there, each once, and what is set apart keeps its own.
        assert sorted(series) == sorted(THEMES[theme].series)  # type: ignore[index]
        assert series[1] == THEMES[theme].accent  # type: ignore[index]


def test_type_has_five_sizes() -> None:
    sizes = [
        (name, value)
        for name, body in rules()
        for value in re.findall(r"(?:^|;)\s*font(?:-size)?:([^;]+)", body)
        if value != "inherit" and not SIZES & set(re.findall(r"var\(--t\d\)", value))
    ]
    assert sizes == []
    assert {f"var(--{token})" for token in tokens("light") if re.fullmatch(r"t\d", token)} == SIZES


def test_colours_are_tokens_and_the_accent_marks_figures_alone() -> None:
    own = [(name, body) for name, body in rules() if re.search(r":[^;]*#[0-9a-f]{3}", body)]
    assert [name for name, _body in own] == ["mark"], "the marked words of a passage"
    assert {part for name, body in rules() if "--accent" in body for part in name.split(",")} == ACCENTED


def test_the_font_of_headings_is_small_free_and_our_own(client: FlaskClient) -> None:
    address = re.findall(r"url\(([^)]+)\)", style_text())
    assert len(address) == 1
    answer = client.get(address[0])
    assert answer.status_code == 200
    assert answer.mimetype == "font/woff2"
    assert answer.data[:4] == b"wOF2"
    assert len(answer.data) < 25_000
    assert "immutable" in answer.headers["Cache-Control"]
    assert b"SIL OPEN FONT LICENSE" in read_asset("display.OFL.txt")
