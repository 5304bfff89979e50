"""Numbers, values, units and periods in words, in each language: the one place that formats them for readers."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Final, Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import NumberPattern, format_currency, get_decimal_symbol, get_group_symbol, parse_pattern

from dashboard.text.translator import translator
from dashboard.text.typography import set_text
from pipelines.schema.codes import HIGH_BOUND_QUALIFIERS, LOW_BOUND_QUALIFIERS, OPEN_BASE, PeriodBasis, Qualifier
from pipelines.schema.columns import C, Row, language_in, text_in
from pipelines.schema.declared import Language
from pipelines.schema.periods import parse_period

NBSP: Final = "\u00a0"
NARROW_NBSP: Final = "\u202f"
MINUS: Final = "\u2212"

_MOST_DECIMALS: Final = 3
# A place among others is said with its name first: "rank 4", not "4 rank".
_PREFIXED_UNITS: Final = frozenset({"RANK", "TIER"})
_DATE_PATTERNS: Final = {4: "y", 7: "MMMM y", 10: "d MMMM y"}


@lru_cache(maxsize=64)
def _pattern(decimals: int) -> NumberPattern:
    return parse_pattern("#,##0." + "#" * decimals if decimals else "#,##0")


@cache
def locale_of(lang: Language) -> Locale:
    """Return the locale of a language: British for English, which puts the day before the month, as French does."""
    return Locale.parse(translator(lang).gettext("language.locale"))


def separators(lang: Language) -> tuple[str, str]:
    """Return the marks of decimals and of thousands."""
    locale = locale_of(lang)
    return get_decimal_symbol(locale), get_group_symbol(locale)


def format_number(value: float, lang: Language, *, decimals: int | None = None, signed: bool = False) -> str:
    """Write a number with the separators of the language, without needless zeros.

    Args:
        value: any finite number.
        lang: language of the reader.
        decimals: most decimals to show; three when not given.
        signed: put a plus sign before a positive number, for changes.
    """
    pattern = _pattern(_MOST_DECIMALS if decimals is None else decimals)
    text = str(pattern.apply(abs(value), locale_of(lang)))
    if value == 0 or text == "0":
        return text
    if value < 0:
        return MINUS + text
    return f"+{text}" if signed else text


def _is_percent(short: str) -> bool:
    return short.startswith("%")


@cache
def _grammar(lang: Language) -> tuple[dict[str, str], frozenset[str]]:
    """Return singulars that do not come by leaving out an "s", by plural, and the words that end a noun phrase."""
    pairs = [pair.partition(":") for pair in translator(lang).gettext("language.singulars").split()]
    singulars = {plural: one for plural, _colon, one in pairs}
    return singulars, frozenset(translator(lang).gettext("language.link-words").split())


def _singular(short: str, lang: Language) -> str:
    """Return the short form of a unit for one: its nouns up to the first link word, and adjectives that agree."""
    singulars, links = _grammar(lang)
    words = short.split(" ")
    end = next((n for n, word in enumerate(words) if word in links), len(words))
    # English adjectives do not change: only the noun does, which ends the phrase or stands before "or".
    nouns = {n for n in range(end) if lang != "en" or n == end - 1 or words[n + 1] == "or"}
    return " ".join(singulars.get(word, word.removesuffix("s")) if n in nouns else word for n, word in enumerate(words))


def _is_one(value: float, lang: Language) -> bool:
    """Say whether a number takes the singular: 1 in English, all below 2 in French (Unicode CLDR)."""
    size = abs(value)
    return locale_of(lang).plural_form(int(size) if size == int(size) else size) == "one"


def _takes_unit(unit: Mapping[str, Any]) -> bool:
    """Say whether a unit is things counted, not a share nor a place in an order, which a bare number does not show."""
    return not _is_percent(str(unit[C.SHORT_EN])) and unit[C.UNIT_MEASURE] not in _PREFIXED_UNITS


def format_unit(unit: Mapping[str, Any], lang: Language, value: float | None = None) -> str:
    """Return the short form of a unit, in the singular when `value` asks for it."""
    short = text_in(unit, "short", lang)
    # English stands in for a unit that has no words in the language, and keeps its own grammar.
    own = language_in(unit, "short", lang)
    one = value is not None and _is_one(value, own)
    return set_text(_singular(short, own) if one and not _is_percent(short) else short, lang)


def _attach_unit(words: str, unit: Mapping[str, Any], lang: Language, value: float | None) -> str:
    short = format_unit(unit, lang, value)
    if "{" in short:
        return short.replace("{}", words).replace("{n}", words)
    if unit[C.UNIT_MEASURE] in _PREFIXED_UNITS:
        return f"{short}{NBSP}{words}"
    if _is_percent(short):
        return f"{words}{short}" if lang == "en" else f"{words}{NARROW_NBSP}{short}"
    return f"{words}{NBSP}{short}"


def _numbers_of(row: Row) -> list[float]:
    """Read the numbers that the qualifier of a row asks for."""
    qualifier = row[C.QUALIFIER]
    if qualifier == Qualifier.MISSING:
        return []
    if qualifier == Qualifier.RANGE:
        columns = [C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH]
    elif qualifier in LOW_BOUND_QUALIFIERS:
        columns = [C.OBS_VALUE_LOW]
    elif qualifier in HIGH_BOUND_QUALIFIERS:
        columns = [C.OBS_VALUE_HIGH]
    else:
        columns = [C.OBS_VALUE]
    cells = [row[column] for column in columns]
    if any(cell is None or cell != cell for cell in cells):
        raise ValueError(f"qualifier {qualifier!r} goes with a number in {' and '.join(columns)}, which is empty")
    return [float(cell) for cell in cells]


def words_of_value(row: Row, lang: Language) -> str:
    """Return the value as its source words it, in a language; empty where it prints digits or lacks those words."""
    words = row.get(f"value_words_{lang}")
    return words if isinstance(words, str) else ""


def format_observation(
    row: Row, lang: Language, *, unit: Mapping[str, Any] | None = None, with_unit: bool = True
) -> str:
    """Write a figure in words: "fewer than 100 children", "4 000 à 8 000", "about 40,000 calls", "not published".

    A number that its source prints in words is said in those, which are the whole value: "one third", "two judgments".
    Without its unit a count keeps its digits: beside a mark, and in "lowest 2", the words would be read otherwise.

    Args:
        row: a published row of observations; its empty cells may be None or NaN.
        lang: language of the reader.
        unit: row of the units table; without it no unit is said and three decimals are kept.
        with_unit: say the unit's short form.

    Raises:
        ValueError: the qualifier and the filled columns do not go together.
    """
    numbers = _numbers_of(row)
    if not numbers:
        return _words("missing", lang)
    is_count = row[C.QUALIFIER] == Qualifier.EXACT and unit is not None and _takes_unit(unit)
    if (in_words := words_of_value(row, lang)) and (with_unit or not is_count):
        return set_text(in_words, lang)
    decimals = None if unit is None else int(unit[C.DECIMALS])
    signed = unit is not None and float(unit[C.MINIMUM]) < 0
    said = [format_number(number, lang, decimals=decimals, signed=signed) for number in numbers]
    qualifier = row[C.QUALIFIER]
    words = said[0] if qualifier == Qualifier.EXACT else _qualify(qualifier, said, unit, lang)
    if unit is None or not with_unit:
        return words
    return _attach_unit(words, unit, lang, numbers[-1])


def _qualify(qualifier: str, said: list[str], unit: Mapping[str, Any] | None, lang: Language) -> str:
    # English says "fewer" of things counted and "less" of a share.
    of_a_share = unit is not None and _is_percent(str(unit[C.SHORT_EN]))
    key = "less_than_of_share" if qualifier == Qualifier.LESS_THAN and of_a_share else qualifier
    return _words(key, lang).format(*said)


def _words(key: str, lang: Language) -> str:
    return translator(lang).gettext(f"value.{key}")


def _point_in_words(text: str, lang: Language) -> str:
    first = parse_period(text).start
    words = format_date(first, _DATE_PATTERNS[len(text)], locale=locale_of(lang))
    if lang == "fr" and len(text) == 10 and first.day == 1:
        return "1er" + words.removeprefix("1")
    return str(words)


def format_period(text: str, lang: Language) -> str:
    """Write an ISO 8601 period in words: "2009", "June 2008", "20 novembre 2010", "2005 to 2009".

    Raises:
        ValueError: the text is not a period.
    """
    period = parse_period(text)
    first, separator, last = text.partition("/")
    if not separator:
        return _point_in_words(text, lang)
    if len(first) == len(last) == 10 and first[:7] == last[:7]:
        key = "two-days" if (period.end - period.start).days == 1 else "days"
        return _words(key, lang).format(period.start.day, _point_in_words(last, lang))
    return _words("range", lang).format(_point_in_words(first, lang), _point_in_words(last, lang))


def is_undated(row: Mapping[str, Any]) -> bool:
    """Tell whether the source prints no year for a figure, so that its period is only that of the report."""
    return row.get(C.PERIOD_BASIS) == PeriodBasis.UNDATED


def is_partial(row: Mapping[str, Any]) -> bool:
    """Tell whether the first or last year of a figure's period is not whole."""
    return row.get(C.PERIOD_BASIS) == PeriodBasis.PARTIAL


def format_row_period(row: Mapping[str, Any], lang: Language) -> str:
    """Write the period of a published row in words; say where the source gives none, or a year that is not whole."""
    if is_undated(row):
        return _words("undated", lang)
    words = format_period(str(row[C.TIME_PERIOD]), lang)
    if not is_partial(row):
        return words
    period = parse_period(str(row[C.TIME_PERIOD]))
    key = "partial" if period.start.year == period.end.year else "partial_of_several"
    return _words(key, lang).format(words)


def has_open_base(row: Mapping[str, Any]) -> bool:
    """Tell whether the source leaves open of whom or what a share is."""
    return str(row.get(C.BASE_EN)).startswith(OPEN_BASE["en"])


def format_base(row: Mapping[str, Any], lang: Language) -> str:
    """Say of whom or what a share is: "base: women interviewed", "base open: …"; empty for what is no share."""
    base = text_in(row, "base", lang)
    if not base:
        return ""
    return set_text(_words("open_base" if has_open_base(row) else "base", lang).format(base), lang)


def format_amount(amount: float, currency: str, lang: Language) -> str:
    """Write an amount of money: "€150,000", "£5,000.50", "150 000 €", "5 000 £GB".

    Args:
        amount: any finite number.
        currency: ISO 4217 code.
        lang: language of the reader.
    """
    locale = locale_of(lang)
    pattern = locale.currency_formats["standard"].pattern
    whole = pattern.replace("0.00", "0") if amount == int(amount) else pattern
    return format_currency(amount, currency, whole, locale=locale, currency_digits=False)


def format_pages(pages: Iterable[int], lang: Language) -> str:
    """Write page numbers in order, each once, three in a row as a run: "pp. 9, 31–33"; empty without pages."""
    numbers, runs = sorted(set(pages)), list[list[int]]()
    for page in numbers:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    listed = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    mark = _words("page" if len(numbers) == 1 else "pages", lang)
    return f"{mark}{NBSP}{', '.join(listed)}" if listed else ""


def format_place(pages: Iterable[int], lang: Language, footnotes: Iterable[str] = ()) -> str:
    """Write pages and footnotes in order, each once: "p. 9, note 4", "pp. 9, 31, notes 4, 12"; empty without either."""
    marks = sorted(dict.fromkeys(mark for mark in footnotes if mark), key=lambda mark: (len(mark), mark))
    notes = f"{_words('note' if len(marks) == 1 else 'notes', lang)}{NBSP}{', '.join(marks)}" if marks else ""
    return ", ".join(part for part in (format_pages(pages, lang), notes) if part)


def join_words(words: Iterable[str], lang: Language, *, style: Literal["standard", "or"] = "standard") -> str:
    """Join words as a list: "a, b and c", "a, b et c"; as a choice, "a or b"."""
    return str(format_list(list(words), style=style, locale=locale_of(lang)))


def period_style(text: str) -> Literal["year", "month", "day", "interval"]:
    """Tell the precision at which a period is stated."""
    if "/" in text:
        return "interval"
    styles: dict[int, Literal["year", "month", "day"]] = {4: "year", 7: "month", 10: "day"}
    return styles[len(text)]
