"""Every text is there in English and in the language of the site, and each stands in its own column."""

import re
from collections.abc import Callable
from typing import Final

import pandas as pd

from expectations.engine.judging import per_column, per_combination
from expectations.engine.kinds import language_of
from expectations.engine.one_way import write_one_way
from expectations.engine.rule import RuleInput, Scope, Truth, on, rule
from expectations.engine.tables import COLUMN, LANG, TEXT, TEXTS, is_in
from expectations.engine.terms import NEEDED
from pipelines.schema.declared import COMPLETE, LANGUAGES, Language, columns_of, tables
from pipelines.schema.site_faults import ENGLISH

LONGEST_SHARED_TEXT: Final = 25
# Publishers and signs, which are the same in both languages.
_SHORT_FORMS: Final = tuple(f"short_{lang}" for lang in LANGUAGES)

# Common short words that the other language does not have.
_ENGLISH: Final = "the of and is are was were that this which with from by for it its not on at as or be"
_FRENCH: Final = (
    "le la les des du une est sont dans pour par avec qui que aux et ne pas cette ces ou sur au il elle ce un"
)
_WORDS: Final[dict[Language, frozenset[str]]] = {"en": frozenset(_ENGLISH.split()), "fr": frozenset(_FRENCH.split())}
_WORD: Final = re.compile(r"[a-zà-öø-ÿœ]+")
_QUOTED: Final = re.compile(r"[«“\"][^»”\"]*[»”\"]")


def _stem(name: str) -> str:
    return name.rpartition("_")[0]


def _english(name: str) -> str:
    """Return the English column of a text."""
    return f"{_stem(name)}_{ENGLISH}"


def _paired(*, optional: bool) -> list[Scope]:
    """Make a scope for each table: its columns of texts by language, all or those that may be empty."""
    paired = {
        name: [c.name for c in table.columns if language_of(c.name) and (c.nullable or not optional)]
        for name, table in tables().items()
    }
    return [on(name, *names) for name, names in paired.items() if names]


_PAIRS: Final = _paired(optional=False)


def _is_called_for(seen: RuleInput, name: str) -> Truth:
    """Say where a text must be there because another language has it; one that need not be complete has it freely."""
    english = _english(name)
    others = [other for other in columns_of(_stem(name)) if other != name] if name == english else [english]
    return seen.rows[others if language_of(name) in COMPLETE else []].notna().any(axis=1)


# Where texts may not be empty, the rule on required cells says so.
@rule("both-languages", *_paired(optional=True), by_cell=True)
def expect_texts_in_both_languages(seen: RuleInput) -> pd.DataFrame:
    """The empty cell is the one to fill in."""
    return pd.DataFrame({name: seen[name].notna() | ~_is_called_for(seen, name) for name in seen.scope.columns})


@rule("translated-texts", on(TEXTS, needs=[NEEDED]), values={"longest_shared_text": LONGEST_SHARED_TEXT})
def expect_texts_to_be_translated(seen: RuleInput) -> Truth:
    """The text in the other language is named: texts are written in English first or in both at once.

    An official name is one.
    """

    def judge(table: str, column: str, texts: pd.Series) -> Truth | None:
        if language_of(column) in (None, ENGLISH) or column in _SHORT_FORMS:
            return None
        shared = is_in(texts, seen.tables.distinct(table, _english(column))) & (texts.str.len() > LONGEST_SHARED_TEXT)
        named = [not seen.tables.terms.without_names(text).strip() for text in texts[shared]]
        shared[shared] = ~pd.Series(named, index=texts.index[shared], dtype=bool)
        return ~shared

    return per_column(seen, judge)


@rule("right-language", on(TEXTS, needs=[NEEDED]))
def expect_texts_in_the_language_of_their_column(seen: RuleInput) -> Truth:
    """A rough look at common words: made for texts that changed places.

    Names of laws and institutions, and quotations, may be in either language.
    """

    def judge(text: str, language: Language) -> bool:
        if language not in _WORDS:
            return True
        words = _WORD.findall(_QUOTED.sub(" ", seen.tables.terms.without_names(text)).lower())
        found = {each: sum(word in _WORDS[each] for word in words) for each in _WORDS}
        return all(found[each] < 2 or found[each] <= found[language] for each in _WORDS if each != language)

    return per_combination(seen.rows[[TEXT, LANG]], judge, where=(seen[LANG] != "") & ~seen[COLUMN].isin(_SHORT_FORMS))


# A text of so many characters may have a far shorter translation.
_LONGEST_STUB: Final = 24
_MOST_TIMES_LONGER: Final = 3
_GROUPED: Final = re.compile(r"(?<=\d)[.,\s](?=\d)")
_DIGITS: Final = re.compile(r"\d+")


def _numbers_of(text: str) -> list[str]:
    """Return the numbers of a text in figures, without what groups or points their digits, in ascending order."""
    return sorted(_DIGITS.findall(_GROUPED.sub("", write_one_way(text))))


def _judge_pairs(seen: RuleInput, judge: Callable[[str, str], bool]) -> pd.DataFrame:
    """Judges each English text with that in another language, where there are both; the other cell is at fault."""
    held = pd.DataFrame(True, index=seen.rows.index, columns=list(seen.scope.columns))
    for name in seen.scope.columns:
        english = _english(name)
        if name != english:
            both = seen[english].notna() & seen[name].notna()
            held[name] = per_combination(seen.rows[[english, name]], judge, where=both)
    return held


@rule("same-numbers", *_PAIRS, by_cell=True)
def expect_the_same_numbers_in_both_languages(seen: RuleInput) -> pd.DataFrame:
    """Each language points and groups digits in its own way: 7,627 is 7 627."""
    return _judge_pairs(seen, lambda english, other: _numbers_of(english) == _numbers_of(other))


@rule("whole-translations", *_PAIRS, values={"most_times_longer": _MOST_TIMES_LONGER}, by_cell=True)
def expect_whole_translations(seen: RuleInput) -> pd.DataFrame:
    """Made for placeholders and texts cut short; short texts may differ."""

    def judge(english: str, other: str) -> bool:
        short, long = sorted((len(english), len(other)))
        return long <= _LONGEST_STUB or long <= _MOST_TIMES_LONGER * short

    return _judge_pairs(seen, judge)
