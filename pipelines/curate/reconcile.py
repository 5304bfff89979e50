"""Recomputes the sums, averages and changes that a source prints, from the source's own figures."""

from decimal import ROUND_HALF_UP, Decimal

from pipelines.raw.cells import Value
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C
from pipelines.schema.formulas import parse_formula

_COMPUTED_DECIMALS = 4


def round_half_up(value: float, decimals: int) -> float:
    """Return the value rounded as statisticians print it: halves go away from zero."""
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def _decimals(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _agrees(printed: dict[str, Value], computed: float) -> bool:
    """Say whether the recomputed value rounds to the printed one, or respects the printed bound."""
    low, high = float(printed[C.OBS_VALUE_LOW] or 0), float(printed[C.OBS_VALUE_HIGH] or 0)
    match printed[C.QUALIFIER]:
        case Qualifier.LESS_THAN:
            return computed < high
        case Qualifier.AT_MOST:
            return computed <= high
        case Qualifier.MORE_THAN:
            return computed > low
        case Qualifier.AT_LEAST:
            return computed >= low
        case Qualifier.RANGE:
            return low <= computed <= high
    value = float(printed[C.OBS_VALUE] or 0)
    return round_half_up(computed, _decimals(value)) == value


def _printed_number(printed: dict[str, Value]) -> float | None:
    for name in (C.OBS_VALUE, C.OBS_VALUE_HIGH, C.OBS_VALUE_LOW):
        value = printed[name]
        if value is not None:
            return float(value)
    return None


def reconcile(reconciliations: list[dict[str, Value]], observations: list[dict[str, Value]]) -> None:
    """Fill `computed`, `difference` and `agrees` of each reconciliation, in place.

    What cannot be computed (an unknown id, a figure without one value, a broken formula) stays None: the rules say so.
    """
    by_id = {str(values[C.OBS_ID]): values for values in observations}
    numbers = {key: float(value) for key, values in by_id.items() if (value := values[C.OBS_VALUE]) is not None}
    for row in reconciliations:
        printed = by_id.get(str(row[C.OBS_ID]))
        try:
            computed = round_half_up(parse_formula(str(row[C.FORMULA])).compute(numbers), _COMPUTED_DECIMALS)
        except (KeyError, ValueError):
            continue
        if printed is None:
            continue
        number = _printed_number(printed)
        row[C.COMPUTED] = computed
        if number is not None:
            row[C.DIFFERENCE] = round_half_up(number - computed, _COMPUTED_DECIMALS)
            row[C.AGREES] = _agrees(printed, computed)
