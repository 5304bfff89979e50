"""The hues of series in charts, of which a site chooses the one that leads: it marks figures in pages too.

The hues are those of Okabe and Ito, darkened or lightened until they keep 4.5:1 against the paper of their theme: what
is chosen can neither be too faint nor be taken for another series.
"""

from typing import Final, Literal

Hue = Literal["blue", "green", "purple", "ochre"]
# By theme, light and dark. Orange sets series apart, so that it never leads.
HUES: Final[dict[Hue, tuple[str, str]]] = {
    "blue": ("#005f9e", "#6cb8f0"),
    "green": ("#00705a", "#45c9a0"),
    "purple": ("#93387a", "#e59bcb"),
    "ochre": ("#6b5900", "#d9c86a"),
}
ORANGE: Final = ("#b34700", "#f0a45d")


def series_led_by(hue: Hue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the colours of series in the light theme and in the dark one.

    >>> series_led_by("green")[0][:3]
    ('#00705a', '#b34700', '#005f9e')
    """
    light, dark = zip(HUES[hue], ORANGE, *(pair for name, pair in HUES.items() if name != hue), strict=True)
    return light, dark
