"""A figure named in one line: its indicator and its period, each said once."""

from collections.abc import Mapping
from typing import Any

from dashboard.components.figure_text import period_said
from dashboard.view.view import View
from pipelines.schema.columns import C, T


def figure_name(view: View, row: Mapping[str, Any]) -> str:
    """The indicator's name and the period, unless the name says the period already."""
    name, period = view.name_of(T.INDICATORS, row[C.INDICATOR_ID]), period_said(view, row)
    return name if period in name else f"{name}, {period}"
