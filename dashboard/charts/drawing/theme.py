"""Colours of charts on light and dark paper and in print; series keep 4.5:1 against the paper, so labels may bear them.

The hues are those of Okabe and Ito, darkened or lightened until they reach that contrast.
"""

from dataclasses import dataclass
from typing import Final, Literal

ThemeName = Literal["light", "dark", "print"]

# No system-ui: on some systems it is far wider than the widths that labels are placed by.
FONT: Final = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"


@dataclass(frozen=True)
class Theme:
    """Colours by role, as hexadecimal sRGB.

    Attributes:
        paper: background, also used to set marks and labels off from lines.
        ink: text and values. muted: axis labels and second lines. rule: axis and event rules. grid: grid lines.
        wash: fill of gaps.
        series: colours of series, by index.
    """

    paper: str
    ink: str
    muted: str
    rule: str
    grid: str
    wash: str
    series: tuple[str, ...]

    def colour(self, index: int) -> str:
        """Colour of a series; after the last the colours begin again, and lines are told apart by their labels."""
        return self.series[index % len(self.series)]


THEMES: Final[dict[ThemeName, Theme]] = {
    "light": Theme(
        paper="#ffffff",
        ink="#1b1f24",
        muted="#57606a",
        rule="#767f89",
        grid="#e1e5ea",
        wash="#eef1f4",
        series=("#005f9e", "#b34700", "#00705a", "#93387a", "#6b5900"),
    ),
    "dark": Theme(
        paper="#14181d",
        ink="#eef1f4",
        muted="#a9b3bd",
        rule="#7c8792",
        grid="#2b323a",
        wash="#20262d",
        series=("#6cb8f0", "#f0a45d", "#45c9a0", "#e59bcb", "#d9c86a"),
    ),
    "print": Theme(
        paper="#ffffff",
        ink="#000000",
        muted="#444444",
        rule="#666666",
        grid="#dddddd",
        wash="#eeeeee",
        series=("#000000", "#555555", "#333333", "#6e6e6e", "#444444"),
    ),
}
