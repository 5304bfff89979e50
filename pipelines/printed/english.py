"""English: `thirty-two`, `two and a half million`, `a dozen`, `one child in four`, `in excess of 3,500`."""

from typing import Final

from pipelines.printed.grammar import Grammar, Spelled, alternatives, numbered
from pipelines.schema.codes import Qualifier

_UNITS: Final = numbered("two three four five six seven eight nine", 2)
_TEENS: Final = numbered("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen", 10)
_TENS: Final = numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
_SCALE: Final = {"million": 10**6, "billion": 10**9}
_PART: Final = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_PEOPLE: Final = (
    "child|children|minors?|adults?|adolescents?|teenagers?|young|people|persons?|women|woman|men|man|girls?|boys?"
    "|respondents?|parents?|users?|cases?|victims?|households?"
)

_UNIT: Final = f"(?:{alternatives(_UNITS)})"
_BELOW_100: Final = f"(?:(?:{alternatives(_TENS)})(?:[- ](?:one|{_UNIT}))?\\b|(?:{alternatives(_TEENS)})\\b|{_UNIT}\\b)"
_BELOW_1000: Final = f"(?:(?:an?|one|{_BELOW_100}) hundred(?: (?:and )?(?:one|{_BELOW_100}))?|{_BELOW_100})"
_BELOW_MILLION: Final = f"(?:(?:an?|one|{_BELOW_1000}) thousand\\b(?:,? (?:and )?(?:{_BELOW_1000}|one))?|{_BELOW_1000})"
_WHOLE: Final = (
    f"(?:(?:an?|one|{_BELOW_1000})(?: and a half)? (?:million|billion)s?\\b(?:,? (?:and )?{_BELOW_MILLION})?"
    f"|{_BELOW_MILLION})"
)

ENGLISH: Final = Grammar(
    language="en",
    spelled=Spelled(
        pattern=_WHOLE,
        simple={"a": 1, "an": 1, "one": 1} | _UNITS | _TEENS | _TENS,
        hundred=frozenset({"hundred", "hundreds"}),
        thousand=frozenset({"thousand", "thousands"}),
        scales=_SCALE | {f"{word}s": size for word, size in _SCALE.items()},
        links="and",
        half="and a half",
    ),
    one="one|an?",
    lone_one="one",
    round_words={"dozen": 12},
    round_counts=("a", "one"),
    ordinals=numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1)
    | {"twentieth": 20, "hundredth": 100},
    ordinal_endings="st|nd|rd|th",
    multiples={"double": 2, "twice": 2, "triple": 3, "threefold": 3, "quadruple": 4, "fourfold": 4, "tenfold": 10},
    parts=_PART | {f"{word}s": parts for word, parts in _PART.items()},
    half="(?<!and a )half",
    # "287 children in 2009" is no share, "one child in four" and "one in four" are.
    share=f"(?:(?:{_PEOPLE}) )*(?:out of(?: every)?|in(?: every)?|of every)",
    percent="per ?cent",
    per="per|for every|in every",
    none="none|nil|zero|no",
    single="only one|a single",
    time_units="years?|months?|weeks?|days?|hours?|minutes?",
    day_ending="(?:st|nd|rd|th)?(?: of)?",
    of=" ",
    day_links="to|-|and",
    day_month=True,
    quarters=(
        r"Q(?P<quarter>[1-4])[ -]",
        r"(?P<quarter>[1-4])(?:st|nd|rd|th) quarter (?:of )?",
        r"(?P<quarter>\w+) quarter (?:of )?",
    ),
    before=(
        (
            r"\b(?:at least|at a minimum|a minimum of|minimum of|no (?:less|fewer) than|not (?:less|fewer) than)",
            frozenset({Qualifier.AT_LEAST}),
        ),
        (
            r"\b(?:at most|up to|as many as|a maximum of|maximum of|no more than|not more than|not exceed(?:ing)?)",
            frozenset({Qualifier.AT_MOST}),
        ),
        (r"\b(?:barely|hardly)", frozenset({Qualifier.APPROX, Qualifier.AT_MOST, Qualifier.LESS_THAN})),
        (
            r"\b(?:more than|over|above|in excess of|upwards? of|exceed\w*|greater than|higher than)",
            frozenset({Qualifier.MORE_THAN}),
        ),
        (r"\b(?:less than|fewer than|under|below|lower than)", frozenset({Qualifier.LESS_THAN})),
        # An estimate may be given to the last unit: that it is one, the kind of the indicator says.
        (r"\bestimated at", frozenset({Qualifier.APPROX, Qualifier.EXACT})),
        (
            r"\b(?:about|around|nearly|almost|close to|some|roughly|approximately|approx\.?|circa|c\."
            r"|an estimated|in the (?:order|region) of)",
            frozenset({Qualifier.APPROX}),
        ),
    ),
    filler="",
    after=(
        ("or more|at least|or over|and over|and above|or above", Qualifier.AT_LEAST),
        ("at most|or (?:less|fewer)|or under|and under", Qualifier.AT_MOST),
        ("approximately|or so", Qualifier.APPROX),
    ),
    between=("between", "and"),
    range_link="to|-",
    falling=r"(?:fall|falls|falling|fell|drop\w*|decreas\w+|declin\w+|reduc\w+|down)(?: \w+){0,2}?(?: of| by)?",
    falls_after="(?:fall|drop|decrease|decline|reduction)",
    before_year=r"in|since|from|to|and|of|by|until|before|after|during|for|year|early|late|mid",
    after_number=r"%|per ?cent\b|euros?\b|pounds?\b|dollars?\b",
    article=(r"articles?|art\.|section|s\.|paragraph|para\.", r"articles|arts\.|sections|ss\.|paragraphs|paras\."),
    article_links=(", ", " to ", " and "),
)
