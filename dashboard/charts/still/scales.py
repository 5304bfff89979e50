"""Reads from a Plotly figure where things stand: its template laid under it, its axes as scales in pixels."""

import math
from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def lay_over(defaults: Json, given: Json) -> dict[str, Any]:
    """Lay what is given over its defaults, as Plotly lays a figure over its template.

    >>> lay_over({"font": {"size": 12, "color": "black"}}, {"font": {"size": 9}})
    {'font': {'size': 9, 'color': 'black'}}
    """
    merged = dict(defaults)
    for name, value in given.items():
        known = merged.get(name)
        merged[name] = lay_over(known, value) if isinstance(known, Mapping) and isinstance(value, Mapping) else value
    return merged


class Scale:
    """An axis as a scale from its values to pixels from the top left corner."""

    def __init__(self, settings: Json, start: float, length: float) -> None:
        self.settings = settings
        low, high = settings["domain"]
        self.start: float = start + low * length
        self.end: float = start + high * length
        self._low, self._high = settings["range"]
        self._log = settings.get("type") == "log"

    def at(self, value: float) -> float:
        """Return the place of a value."""
        place = math.log10(value) if self._log else value
        return self.share((place - self._low) / (self._high - self._low))

    def share(self, share: float) -> float:
        """Return the place at a share of the axis."""
        return self.start + share * (self.end - self.start)


class Placed:
    """A figure with its template laid under it, and its scales by the names that its parts refer to.

    Attributes:
        layout: its layout.
        scales: scales by name: `x`, `y2`, and `paper x` and `paper y` for the whole drawing area.
    """

    def __init__(self, figure: Json, width: float) -> None:
        template = figure["layout"]["template"]
        self._template = template
        self.layout = lay_over(template["layout"], figure["layout"])
        margin, height = self.layout["margin"], self.layout["height"]
        across = (margin["l"], width - margin["l"] - margin["r"])
        upward = (height - margin["b"], margin["t"] + margin["b"] - height)
        whole = {"domain": [0, 1], "range": [0, 1]}
        self.scales = {"paper x": Scale(whole, *across), "paper y": Scale(whole, *upward)}
        for name, given in figure["layout"].items():
            if name[1:5] == "axis":
                axis = lay_over(template["layout"][name[:5]], given)
                self.scales[name[0] + name[5:]] = Scale(axis, *(across if name[0] == "x" else upward))
        self._data = figure["data"]
        self._shapes = [lay_over(self.layout["shapedefaults"], shape) for shape in self.layout["shapes"]]

    @property
    def frames(self) -> list[str]:
        """Say what tells the pairs of axes apart, in order: nothing for the first, then their numbers."""
        return [name[1:] for name in self.scales if name[0] == "x"]

    def traces(self, kind: str, frame: str) -> list[dict[str, Any]]:
        """Return the traces of a type on a pair of axes."""
        defaults = self._template["data"].get(kind, [{}])[0]
        return [
            lay_over(defaults, trace)
            for trace in self._data
            if trace["type"] == kind and trace["xaxis"].removeprefix("x") == frame
        ]

    def shapes(self, layer: str, frame: str = "") -> list[dict[str, Any]]:
        """Return the shapes `above` all axes, or `below` the grid of a pair of axes or `between` it and the marks."""
        return [
            shape
            for shape in self._shapes
            if shape["layer"] == layer and (layer == "above" or shape["xref"].split(" ")[0] == f"x{frame}")
        ]

    def annotations(self) -> list[dict[str, Any]]:
        """Return the annotations."""
        return [lay_over(self.layout["annotationdefaults"], given) for given in self.layout["annotations"]]

    def place(self, direction: str, item: Json, name: str) -> float:
        """Return the pixel at which an item's number stands: a share of the paper or of an axis, or a value."""
        reference = item[f"{direction}ref"]
        if reference == "paper":
            return self.scales[f"paper {direction}"].share(item[name])
        scale = self.scales[reference.removesuffix(" domain")]
        return scale.share(item[name]) if reference.endswith(" domain") else scale.at(item[name])

    def ends(self, direction: str, shape: Json) -> tuple[float, float]:
        """Return the pixels between which a shape lies."""
        if shape[f"{direction}sizemode"] == "scaled":
            return self.place(direction, shape, f"{direction}0"), self.place(direction, shape, f"{direction}1")
        anchor, sign = self.place(direction, shape, f"{direction}anchor"), 1 if direction == "x" else -1
        return anchor + sign * shape[f"{direction}0"], anchor + sign * shape[f"{direction}1"]
