"""What figures can be filtered by: one vocabulary for pages, explorer and downloads, so that an address fits all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from dashboard.data.query import FILLED
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables

_YES: Final = "true"
# What a filter that asks whether a cell is filled takes.
PRESENCE: Final = (_YES, "false")


@dataclass(frozen=True)
class Filter:
    """Keep the rows whose column holds one of the given codes.

    Attributes:
        name: parameter, as it stands in addresses that we write. The name of the column is taken too.
        column: column that is compared, of the figures or of their indicators.
        table: catalogue table whose keys are the allowed values; empty when a code list holds them.
        codelist: code list whose codes are the allowed values.
        presence: whether it asks if the cell is filled (`true`, `false`) rather than for codes.
    """

    name: str
    column: str
    table: str = ""
    codelist: str = ""
    presence: bool = False

    @property
    def alias(self) -> str:
        """Return its other name, that of its column; empty where it has none."""
        return "" if self.presence or self.column == self.name else self.column

    @property
    def of_indicators(self) -> bool:
        """Tell whether all figures of an indicator share its value."""
        # An indicator's area is told from its figures, each of which has one of its own.
        return self.column in tables()[T.INDICATORS].names and self.column != C.REF_AREA

    def cells(self, codes: Iterable[str]) -> list[Any]:
        """Return what the column must hold one of, as the conditions of `dashboard.data.query` have it."""
        return [FILLED if code == _YES else None for code in codes] if self.presence else list(codes)


# In the order in which parameters are written.
FILTERS: Final = (
    Filter("indicator", C.INDICATOR_ID, table=T.INDICATORS),
    Filter("topic", C.TOPIC_ID, table=T.TOPICS),
    Filter("ref_area", C.REF_AREA, table=T.AREAS),
    Filter("sex", C.SEX, codelist="CL_SEX"),
    Filter("age", C.AGE, codelist="CL_AGE"),
    Filter("answer", C.ANSWER, codelist="CL_ANSWER"),
    Filter("source", C.SOURCE_ID, table=T.SOURCES),
    Filter("origin", C.ORIGIN_ID, table=T.ORIGINS),
    Filter("form", C.EXPLOITATION_FORM, codelist="CL_FORM"),
    Filter("kind", C.MEASURE_KIND, codelist="CL_MEASURE_KIND"),
    Filter("figure", C.OBS_ID, table=T.OBSERVATIONS),
    Filter(C.UNIT_MEASURE, C.UNIT_MEASURE, table=T.UNITS),
    Filter(C.OBS_STATUS, C.OBS_STATUS, codelist="CL_OBS_STATUS"),
    Filter(C.QUALIFIER, C.QUALIFIER, codelist="CL_QUALIFIER"),
    Filter(C.COMPARABILITY_ID, C.COMPARABILITY_ID, table=T.COMPARABILITY),
    Filter(C.CONFIDENCE, C.CONFIDENCE, codelist="CL_CONFIDENCE"),
    Filter("has_value", C.OBS_VALUE, presence=True),
)
# Those that the explorer counts, in the order in which it offers them.
_COUNTED: Final = ("topic", "form", "kind", "indicator", "ref_area", "sex", "age", "origin", "source")
FACETS: Final = {name: next(each for each in FILTERS if each.name == name) for name in _COUNTED}
# Those that an address of the explorer may have besides: it neither counts them nor offers them.
ASKED: Final = {each.name: each for each in FILTERS if each.name not in FACETS and each.table != T.OBSERVATIONS}
