"""A formula over figure ids in words, each figure one click away."""

import re
from collections.abc import Iterable
from typing import Any, Final

from dash import html

from dashboard.components.elements import separated
from dashboard.components.observation_text import apart_text, period_text, value_text
from dashboard.view.view import View
from pipelines.schema.columns import Row

# Figures up to which even a brief formula names each.
_LISTED: Final = 8
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


def _part(view: View, row: Row) -> str:
    about = ", ".join(filter(None, (period_text(view, row), apart_text(view, row))))
    return f"{value_text(view, row)} ({about})"


def load_formulas(view: View, formulas: Iterable[str]) -> None:
    """Read the figures that formulas name at once, where many are said on one page."""
    shapes = [_SHAPE.fullmatch(formula) for formula in formulas]
    view.snapshot.observations(obs_id for match in shapes if match is not None for obs_id in match["ids"].split(","))


def formula_text(view: View, formula: str, *, brief: bool = False) -> list[Any]:
    """Return the operation in words, then its figures with value and period as links; in brief, the ends of many."""
    match = _SHAPE.fullmatch(formula)
    if match is None:
        return [html.Code(formula)]
    ids = match["ids"].split(",")
    cut = brief and len(ids) > _LISTED
    shown = [ids[0], ids[-1]] if cut else ids
    between = view.t.gettext("formula.to") if cut else view.t.gettext("site.between-parts")
    operation = _operation(view, match["name"])
    said = view.t.gettext("formula.of-many", what=operation, n=len(ids)) if cut else operation
    links = []
    for obs_id in shown:
        row = view.snapshot.observation(obs_id)
        words = _part(view, row) if row is not None else obs_id
        links.append(html.A(words, href=view.href("figure", obs_id)))
    return [said, " ", *separated(links, between)]
