"""Spanish: `treinta y dos`, `dos millones y medio`, `una docena`, `uno de cada cuatro`, `más de 3.500`."""

from typing import Final

from pipelines.printed.grammar import Grammar, Spelled, alternatives, numbered
from pipelines.schema.codes import Qualifier

_UNITS: Final = numbered("dos tres cuatro cinco seis siete ocho nueve", 2)
_TEENS: Final = numbered("diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve", 10) | {
    "dieciseis": 16
}
_TWENTIES: Final = (
    numbered("veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho", 21)
    | numbered("veintiún veintidos veintitres", 21)
    | {"veintiuna": 21, "veintiun": 21, "veintiseis": 26, "veintinueve": 29, "veinte": 20}
)
_TENS: Final = numbered("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10)
_HUNDREDS_OF: Final = numbered(
    "doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos", 200, 100
)
_HUNDREDS: Final = (
    _HUNDREDS_OF
    | {f"{word[:-2]}as": value for word, value in _HUNDREDS_OF.items()}
    | {"novecientos": 900, "novecientas": 900}
)
_SCALE: Final = {"millón": 10**6, "millon": 10**6, "millones": 10**6}
_PART: Final = {"tercio": 3, "cuarto": 4, "quinto": 5, "décimo": 10}

_ONE: Final = "un[oa]?"
_BELOW_100: Final = (
    f"(?:(?:{alternatives(_TENS)})(?: y (?:{_ONE}|{alternatives(_UNITS)}))?\\b"
    f"|(?:{alternatives(_TWENTIES)})\\b|(?:{alternatives(_TEENS)})\\b|(?:{alternatives(_UNITS)})\\b)"
)
# The "ciento" of "por ciento" is a percent sign, not a hundred.
_BELOW_1000: Final = (
    f"(?:(?:(?<!por )ciento|{alternatives(_HUNDREDS)})\\b(?: (?:{_BELOW_100}|{_ONE}))?|(?<!por )cien\\b|{_BELOW_100})"
)
_BELOW_MILLION: Final = f"(?:(?:{_BELOW_1000} )?mil\\b(?: (?:{_BELOW_1000}|{_ONE}))?|{_BELOW_1000})"
_WHOLE: Final = f"(?:(?:un|{_BELOW_MILLION}) mill(?:[oó]n|ones)\\b(?: y medio| {_BELOW_MILLION})?|{_BELOW_MILLION})"

SPANISH: Final = Grammar(
    language="es",
    spelled=Spelled(
        pattern=_WHOLE,
        simple={"un": 1, "uno": 1, "una": 1, "cien": 100, "ciento": 100}
        | _UNITS
        | _TEENS
        | _TWENTIES
        | _TENS
        | _HUNDREDS,
        hundred=frozenset(),
        thousand=frozenset({"mil", "miles"}),
        scales=_SCALE,
        links="y",
        half="y medio",
    ),
    one=_ONE,
    lone_one=_ONE,
    round_words={"decena": 10, "docena": 12, "quincena": 15, "veintena": 20, "treintena": 30, "cincuentena": 50}
    | {"centenar": 100, "centenare": 100, "millar": 1000, "millare": 1000},
    round_counts=("una", "un", "la"),
    ordinals=numbered("primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo", 1)
    | numbered("primera segunda tercera cuarta quinta sexta séptima octava novena décima", 1)
    | numbered("undécimo duodécimo decimotercero decimocuarto decimoquinto", 11)
    | numbered("undécima duodécima decimotercera decimocuarta decimoquinta", 11)
    | {"primer": 1, "tercer": 3, "decimotercer": 13, "vigésimo": 20, "vigésima": 20},
    ordinal_endings=r"\.?[ºª°]|er|\.?o|\.?a",
    multiples={"doble": 2, "triple": 3, "cuádruple": 4, "quíntuple": 5, "décuplo": 10},
    parts=_PART | {f"{word}s": parts for word, parts in _PART.items()},
    half="(?:la )?mitad",
    share=r"(?:[^\W\d_][\w'-]* ){0,2}?de cada",
    percent="por ciento",
    per="por(?: cada)?",
    none="ningun[oa]|ningún|cero",
    single="un[oa]? sol[oa]",
    time_units="años?|mes(?:es)?|semanas?|días?|horas?|minutos?",
    day_ending=r"(?:\.?º|\.?°|ro|er)?",
    of="(?: de | del | )",
    day_links="al|-|y",
    day_month=False,
    quarters=(
        r"(?P<quarter>[1-4])(?:\.?[ºª°]|er|\.?o)? trimestre (?:de |del )?",
        r"T(?P<quarter>[1-4])[ -]",
        r"(?P<quarter>\w+) trimestre (?:de |del )?",
    ),
    before=(
        (
            r"\b(?:al menos|por lo menos|como mínimo|no menos del?|a partir del?|(?:un )?mínimo del?)",
            frozenset({Qualifier.AT_LEAST}),
        ),
        (
            r"\b(?:como máximo|como mucho|a lo sumo|hasta|no más del?|(?:un )?máximo del?|no super\w+(?: l[ao]s?)?)",
            frozenset({Qualifier.AT_MOST}),
        ),
        (r"\bapenas", frozenset({Qualifier.APPROX, Qualifier.AT_MOST, Qualifier.LESS_THAN})),
        (
            r"\b(?:más del?|superior(?:es)? al?|super\w+(?: l[ao]s?)?|por encima del?|excede\w*(?: del?)?)",
            frozenset({Qualifier.MORE_THAN}),
        ),
        (r"\b(?:menos del?|inferior(?:es)? al?|por debajo del?)", frozenset({Qualifier.LESS_THAN})),
        # An estimate may be given to the last unit: that it is one, the kind of the indicator says.
        (r"\bestimad[oa]s? en", frozenset({Qualifier.APPROX, Qualifier.EXACT})),
        (
            r"\b(?:un[oa]s|alrededor del?|cerca del?|aproximadamente|casi|en torno al?|algun[oa]s"
            r"|del orden del?)",
            frozenset({Qualifier.APPROX}),
        ),
    ),
    filler="un|el|la|los|las",
    after=(
        ("o más|y más|al menos|como mínimo", Qualifier.AT_LEAST),
        ("como máximo|como mucho|a lo sumo|o menos", Qualifier.AT_MOST),
        ("aproximadamente|más o menos", Qualifier.APPROX),
    ),
    between=("entre", "y"),
    range_link="a|-",
    falling=r"(?:baja|bajó|bajada|disminu\w+|descen\w+|descenso|caída|cayó|reduc\w+)(?: \w+){0,2}",
    falls_after="menos",
    before_year=r"en|desde|de|del|a|al|y|entre|fin|finales|principios|año|antes|después|hacia|hasta|para|durante",
    after_number=r"%|por ciento\b|euros?\b|pesos?\b|dólares\b",
    article=(r"artículo|apartado", r"artículos|arts?\.|apartados"),
    article_links=(", ", " a ", " y "),
)
