"""What a printed form says, set against a stored number: "plus de 270 000", "un tiers", "4000 à 8000", "15 %"."""

from collections.abc import Iterable, Sequence
from math import isclose
from unicodedata import digit

from pipelines.printed.grammar import NoGrammarError
from pipelines.printed.languages import grammar_of
from pipelines.printed.numbers import Kind, Printed, find_numbers, plain, without_mark
from pipelines.printed.wording import read_wording
from pipelines.schema.codes import HIGH_BOUND_QUALIFIERS, LOW_BOUND_QUALIFIERS, Qualifier


def scan(text: str, language: str) -> list[Printed]:
    """Find every number, date and code in a text, in order, none overlapping; runs of spaces must be single.

    Square brackets, as quotations use them, hold a word that the source prints elsewhere in the sentence.

    Raises:
        NoGrammarError: numbers of that language cannot be read.
    """
    grammar = grammar_of(language)
    text = plain(text).replace("[", "").replace("]", "")
    return read_wording(find_numbers(text, grammar), text, grammar)


def numbers_in(text: str, language: str) -> list[float]:
    """Return numbers that a text carries, in order; shares in percent, to one decimal.

    >>> numbers_in("plus de 1 500 000 euros, un tiers, une dizaine", "fr")
    [1500000.0, 33.3, 10.0]
    >>> numbers_in("287 children in 2009", "en")
    [287.0, 2009.0]
    """
    counted = [p for p in scan(text, language) if p.kind is not Kind.ONE]
    return [round(p.value, 1) if p.kind is Kind.SHARE else p.value for p in counted if p.value is not None]


def carries(printed: Printed, number: float) -> bool:
    """Say whether the printed number is that number; a fall may be stored with a minus sign, a share to one decimal."""
    if printed.value is None:
        return False
    numbers = (number, -number) if printed.falls else (number,)
    if printed.kind is Kind.SHARE:
        return any(abs(printed.value - each) <= 0.05 for each in numbers)
    return any(isclose(printed.value, each, rel_tol=1e-9) for each in numbers)


def carriers(found: Sequence[Printed], numbers: Sequence[float]) -> list[tuple[Printed, ...]]:
    """Say where the numbers stand: one printed number each, or two neighbours for the ends of a range.

    A year, or a "one" that may be an article, is taken for a number only where the text carries nothing else.
    """
    counted = [p for p in found if p.kind not in (Kind.YEAR, Kind.ONE) and p.value is not None] or list(found)
    runs = [tuple(counted[i : i + len(numbers)]) for i in range(len(counted) - len(numbers) + 1)]
    return [run for run in runs if all(map(carries, run, numbers))]


def wording_fault(printed: Iterable[Printed], qualifier: Qualifier) -> str | None:
    """Say what is wrong with a qualifier, given the words around the printed numbers; None when they allow it."""
    for each in printed:
        allowed = (
            each.wording | {Qualifier.APPROX, Qualifier.EXACT}
            if each.kind is Kind.SHARE and not each.wording
            else each.wording
        )
        if allowed and qualifier not in allowed:
            return f"{each.text!r} is worded as {' or '.join(sorted(allowed))}, not {qualifier}"
    return None


def stated_numbers(qualifier: Qualifier, value: float | None, low: float | None, high: float | None) -> list[float]:
    """Return the numbers that a row with this qualifier states, in order."""
    if qualifier is Qualifier.RANGE:
        stated = [low, high]
    elif qualifier in LOW_BOUND_QUALIFIERS:
        stated = [low]
    elif qualifier in HIGH_BOUND_QUALIFIERS:
        stated = [high]
    elif qualifier is Qualifier.MISSING:
        stated = []
    else:
        stated = [value]
    return [number for number in stated if number is not None]


def _digits_fault(as_printed: str, numbers: Iterable[float]) -> str | None:
    """Say which number's digits a form of a language without a grammar lacks; its words say nothing to a program."""
    digits = "".join(str(digit(each)) for each in as_printed if each.isdigit())
    lacking = [f"{abs(number):.15g}" for number in numbers if f"{abs(number):.15g}".replace(".", "") not in digits]
    return f"{as_printed!r} carries the digits {digits}, not {' and '.join(lacking)}" if digits and lacking else None


def printed_agrees(
    as_printed: str,
    language: str,
    qualifier: Qualifier,
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    footnote: str | None = None,
) -> str | None:
    """Say what is wrong between a printed form and the number stored for it; None when they agree.

    A footnote mark glued to the form's last number is set aside only where the row names that mark. A form without
    words of reservation says nothing against a bound, whose words may stand outside the form. Of a language that has no
    grammar only the digits are read, where there are any.

    >>> printed_agrees("inférieur à 1005", "fr", Qualifier.LESS_THAN, None, high=100, footnote="5")
    >>> printed_agrees("31 condamnations", "fr", Qualifier.EXACT, 13)
    "'31 condamnations' carries 31, not 13"
    """
    numbers = stated_numbers(qualifier, value, low, high)
    if not numbers:
        return None
    try:
        found = scan(as_printed, language)
    except NoGrammarError:
        return _digits_fault(as_printed, numbers)
    readings = [found]
    if found and found[-1].end == len(as_printed):
        bare = without_mark(found[-1], footnote or "")
        readings += [[*found[:-1], bare]] if bare else []
    runs = [run for reading in readings for run in carriers(reading, numbers)]
    if not runs:
        carried = ", ".join(f"{number:g}" for number in numbers_in(as_printed, language)) or "no number"
        return f"{as_printed!r} carries {carried}, not {' to '.join(f'{number:.15g}' for number in numbers)}"
    faults = [wording_fault(run, qualifier) for run in runs]
    return None if None in faults else faults[0]
