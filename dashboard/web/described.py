"""Any chart with the reader's choices: an indicator's, one of the law, or a comparison."""

from collections.abc import Mapping
from typing import Final

from dashboard.charts.catalogue import charts_of
from dashboard.charts.compare import COMPARE
from dashboard.charts.spec import ChartSpec
from dashboard.components import compared
from dashboard.components.law_rows import OF_COUNTRY
from dashboard.data.store import Snapshot
from dashboard.pages import indicator
from dashboard.view.view import Parameter
from pipelines.schema.declared import Language

_OF_INDICATORS: Final = frozenset(each.name for each in indicator.PARAMETERS)
# Of all charts: each reads those that it knows.
PARAMETERS: Final[tuple[Parameter, ...]] = (
    *indicator.PARAMETERS,
    *(each for each in compared.PARAMETERS if each.name not in _OF_INDICATORS),
    OF_COUNTRY,
)


def find_spec(snapshot: Snapshot, chart_id: str, lang: Language, params: Mapping[str, str]) -> ChartSpec | None:
    """Describe a chart from checked parameters; None where there is nothing to draw."""
    if chart_id == COMPARE:
        return compared.comparison_in(snapshot, lang, params).spec
    return charts_of(snapshot).spec(chart_id, lang, indicator.chosen_options(params))
