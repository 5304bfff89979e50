"""French: `trente-deux`, `deux millions`, `une dizaine`, `deux tiers`, `plus de 270 000`, `le 4 octobre 2002`."""

from typing import Final

from pipelines.printed.grammar import Grammar, Spelled, alternatives, numbered
from pipelines.schema.codes import Qualifier

_UNITS: Final = numbered("deux trois quatre cinq six sept huit neuf", 2)
_TEENS: Final = numbered("dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf", 10)
_TENS: Final = numbered("vingt trente quarante cinquante soixante", 20, 10)
_REGIONAL_TENS: Final = {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90}
_SCALE: Final = {"million": 10**6, "milliard": 10**9}
_PART: Final = {"quart": 4, "cinquième": 5, "dixième": 10}

_LINK: Final = r"[- ]"
_ONE: Final = r"(?:[- ]et[- ]une?|-une?)"
_UNIT: Final = f"(?:{alternatives(_UNITS)})"
_TEEN: Final = f"(?:{alternatives(_TEENS)})"
_BELOW_100: Final = (
    f"(?:quatre{_LINK}vingts?(?:{_LINK}(?:{_TEEN}|{_UNIT})|-une?)?"
    f"|soixante(?:[- ]et[- ]onze|{_LINK}(?:{_TEEN}|{_UNIT})|{_ONE})?"
    f"|(?:{alternatives(_TENS)}|{alternatives(_REGIONAL_TENS)})(?:{_LINK}{_UNIT}|{_ONE})?"
    f"|{_TEEN}|{_UNIT})"
)
# The "cent" of "pour cent" is a percent sign, not a hundred.
_BELOW_1000: Final = f"(?:(?:{_UNIT}{_LINK})?(?<!pour )cents?\\b(?:{_LINK}(?:{_BELOW_100}|une?))?|{_BELOW_100})"
_BELOW_MILLION: Final = f"(?:(?:{_BELOW_1000}{_LINK})?mille\\b(?:{_LINK}(?:{_BELOW_1000}|une?))?|{_BELOW_1000})"
_WHOLE: Final = (
    f"(?:(?:une?|{_BELOW_1000}){_LINK}(?:millions?|milliards?)\\b(?: et demie?|{_LINK}{_BELOW_MILLION})?"
    f"|{_BELOW_MILLION})"
)

FRENCH: Final = Grammar(
    language="fr",
    spelled=Spelled(
        pattern=_WHOLE,
        simple={"un": 1, "une": 1, "vingts": 20} | _UNITS | _TEENS | _TENS | _REGIONAL_TENS,
        hundred=frozenset({"cent", "cents"}),
        thousand=frozenset({"mille"}),
        scales=_SCALE | {f"{word}s": size for word, size in _SCALE.items()},
        links="et",
        half="et demie?",
        scores=frozenset({"vingt", "vingts"}),
    ),
    one="une?",
    lone_one="une?",
    round_words={"dizaine": 10, "douzaine": 12, "quinzaine": 15}
    | numbered("vingtaine trentaine quarantaine cinquantaine soixantaine", 20, 10)
    | {"centaine": 100, "millier": 1000},
    round_counts=("la", "une", "un"),
    ordinals=numbered("premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième", 1)
    | numbered("première seconde", 1)
    | {"second": 2, "onzième": 11, "douzième": 12, "quinzième": 15, "vingtième": 20, "centième": 100},
    ordinal_endings="er|ère|re|e|è?me|nde?",
    multiples={"double": 2, "triple": 3, "quadruple": 4, "quintuple": 5, "sextuple": 6, "décuple": 10},
    parts={"tiers": 3} | _PART | {f"{word}s": parts for word, parts in _PART.items()},
    half="(?:la )?moitié",
    share=r"(?:[^\W\d_][\w'-]* ){0,2}?sur",
    percent="pour ?cent",
    per="pour",
    none="aucune?|zéro",
    single="une? seule?|seule? et unique",
    time_units="ans?|années?|mois|semaines?|jours?|heures?|minutes?",
    day_ending="(?:er)?",
    of=" ",
    day_links="au|-|et",
    day_month=False,
    quarters=(
        r"(?P<quarter>[1-4])(?:er|e|ème|nd) trimestre ",
        r"T(?P<quarter>[1-4])[ -]",
        r"(?P<quarter>\w+) trimestre ",
    ),
    before=(
        (
            r"\b(?:pas moins d(?:e|')|au moins|à partir d(?:e|')|minimum d(?:e|')|un minimum d(?:e|'))",
            frozenset({Qualifier.AT_LEAST}),
        ),
        (
            r"\b(?:pas plus d(?:e|')|au plus|au maximum|maximum d(?:e|')|jusqu'(?:à|en)"
            r"|ne dépass\w+ pas(?: la| les)?|n'excèd\w+ pas)",
            frozenset({Qualifier.AT_MOST}),
        ),
        # "dès 12 ans": the lowest age itself is 12.
        (r"\bdès", frozenset({Qualifier.AT_LEAST, Qualifier.EXACT})),
        (r"\bà peine", frozenset({Qualifier.APPROX, Qualifier.AT_MOST, Qualifier.LESS_THAN})),
        (
            r"\b(?:plus d(?:e|')|supérieure?s? (?:à|aux)|dépass\w+|excèd\w+|au-delà d(?:e|'))",
            frozenset({Qualifier.MORE_THAN}),
        ),
        (r"\b(?:moins d(?:e|')|inférieure?s? (?:à|aux)|en dessous d(?:e|'))", frozenset({Qualifier.LESS_THAN})),
        # An estimate may be given to the last unit: that it is one, the kind of the indicator says.
        (r"\bestimée?s? à", frozenset({Qualifier.APPROX, Qualifier.EXACT})),
        (
            r"\b(?:environ|près d(?:e|')|presque|quelque|autour d(?:e|')|de l'ordre d(?:e|')|approximativement"
            r"|aux alentours d(?:e|'))",
            frozenset({Qualifier.APPROX}),
        ),
    ),
    filler="",
    after=(
        ("au moins|ou plus|et plus", Qualifier.AT_LEAST),
        ("au plus|au maximum|maximum", Qualifier.AT_MOST),
        ("environ", Qualifier.APPROX),
    ),
    between=("entre", "et"),
    range_link="à|-",
    falling=r"(?:baisse|diminu\w+|recul\w*|chut\w+|réduction)(?: \w+){0,2}",
    falls_after="de (?:baisse|moins)",
    before_year=r"en|depuis|de|à|et|entre|fin|début|année|dès|avant|après|vers|pour|ici|rapport",
    after_number=r"%|euros?\b",
    article=(r"article|alinéa", r"articles|art\.|alinéas"),
    article_links=(", ", " à ", " et "),
)
