"""A formula over figure ids in words, each figure one click away."""

import re
from collections.abc import Iterable
from typing import Any, Final

from dash import html

from dashboard.components.observation_text import period_text, value_text
from dashboard.view.view import View

_SHAPE: Final = re.compile(r"(?P<name>[a-z]+)\((?P<ids>[^()]*)\)")


def _operation(view: View, name: str) -> str:
    _ = view.t.gettext
    return {
        "sum": _("formula.sum"),
        "mean": _("formula.average"),
        "share": _("formula.share-percent-first"),
        "change": _("formula.change-percent-first"),
        "difference": _("formula.first-figure-less"),
        "ratio": _("formula.first-figure-divided"),
    }.get(name, name)


def load_formulas(view: View, formulas: Iterable[str]) -> None:
    """Read the figures that formulas name at once, where many are said on one page."""
    shapes = [_SHAPE.fullmatch(formula) for formula in formulas]
    view.snapshot.observations(obs_id for match in shapes if match is not None for obs_id in match["ids"].split(","))


def formula_text(view: View, formula: str) -> list[Any]:
    """Return the operation in words, then its figures with value, period and id as links."""
    match = _SHAPE.fullmatch(formula)
    if match is None:
        return [html.Code(formula)]
    parts: list[Any] = [_operation(view, match["name"]), " "]
    for place, obs_id in enumerate(match["ids"].split(",")):
        row = view.snapshot.observation(obs_id)
        words = f"{value_text(view, row)} ({period_text(view, row)})" if row is not None else obs_id
        parts += [
            *([view.t.gettext("site.between-parts")] if place else []),
            html.A(words, href=view.href("figure", obs_id)),
        ]
    return parts
