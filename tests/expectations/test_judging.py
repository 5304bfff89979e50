"""The helpers judge each distinct value once, and every row as if it were judged alone."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.engine.changes import published_form
from expectations.engine.judging import per_combination, same, unlike_most
from expectations.engine.tables import Tables, uniform
from expectations.rules.texts import starts_formula, untidy
from pipelines.schema.codes import Qualifier
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.safe_text import FORMULA_BYTES
from tests.expectations.tables import frames_of, valid_rows

_NUMBERS = st.one_of(st.none(), st.sampled_from([0.0, 1.5, -2.0]))


@given(st.lists(st.tuples(st.one_of(st.none(), st.sampled_from("ab")), _NUMBERS), max_size=12), st.data())
def test_per_combination_is_the_judgement_of_each_row(
    cells: list[tuple[str | None, float | None]], data: st.DataObject
) -> None:
    where = data.draw(st.lists(st.booleans(), min_size=len(cells), max_size=len(cells)))
    frame = pd.DataFrame({"text": pd.Series([c[0] for c in cells], dtype="str"), "number": [c[1] for c in cells]})
    frame["number"] = frame["number"].astype("float64")

    judged: list[tuple[str | None, float | None]] = []

    def judge(text: str | None, number: float | None) -> bool:
        judged.append((text, number))
        assert text is None or isinstance(text, str)
        assert number is None or number == number
        return (text == "a") == (number is not None)

    result = per_combination(frame, judge, where=pd.Series(where, dtype=bool))
    assert len(judged) == len({cell for cell, chosen in zip(cells, where, strict=True) if chosen})
    assert result.tolist() == [not chosen or judge(*cell) for chosen, cell in zip(where, cells, strict=True)]


@given(st.lists(st.tuples(st.sampled_from("gh"), st.sampled_from("xyz")), max_size=10))
def test_unlike_most_names_those_that_differ_from_a_clear_majority(pairs: list[tuple[str, str]]) -> None:
    groups = pd.Series([group for group, _ in pairs], dtype="str")
    values = pd.Series([value for _, value in pairs], dtype="str")
    odd = unlike_most(groups, values)
    for (group, value), is_odd in zip(pairs, odd, strict=True):
        counts = values[groups == group].value_counts()
        most = counts[counts == counts.max()].index
        assert is_odd == (len(counts) > 1 and (len(most) > 1 or value != most[0]))


def test_missing_texts_are_the_same_as_nothing() -> None:
    assert same(pd.Series(["a", None, None]), pd.Series(["a", None, "a"])).tolist() == [True, False, False]


@pytest.fixture
def seen() -> Tables:
    frames = frames_of(valid_rows())
    return Tables({name: uniform(frames[name], table) for name, table in tables().items()})


def test_look_up_finds_by_key_and_leaves_the_rest_empty(seen: Tables) -> None:
    keys = pd.Series(["CASES", None, "NOTHING", "PERCENT"])
    for column in (keys.astype("str"), keys.astype("category")):
        assert seen.look_up(column, T.UNITS, C.DECIMALS).fillna(-1).tolist() == [0, -1, -1, 1]


def test_look_up_of_few_keys_in_a_long_table_gives_the_same(seen: Tables) -> None:
    observations = seen[T.OBSERVATIONS]
    long = pd.concat([observations, *[observations.assign(obs_id=observations[C.OBS_ID] + f"-{n}") for n in range(20)]])
    lengthened = Tables({T.OBSERVATIONS: long.reset_index(drop=True)})
    keys = pd.Series(["o-0003", "o-9999", "o-0001"], dtype="str")
    for each in (seen, lengthened):
        found = each.look_up(keys, T.OBSERVATIONS, C.OBS_VALUE)
        assert found.fillna(-1).tolist() == [31, -1, 20]


def test_look_up_in_an_empty_table_finds_nothing() -> None:
    table = tables()[T.UNITS]
    empty = Tables({T.UNITS: uniform(pd.DataFrame(columns=table.names), table)})
    keys = pd.Series(["CASES", None])
    for column in (keys.astype("str"), keys.astype("category"), keys[1:].astype("category")):
        assert empty.look_up(column, T.UNITS, C.DECIMALS).isna().all()


@given(st.sampled_from(list(Qualifier)), _NUMBERS, _NUMBERS, _NUMBERS)
def test_published_forms_of_different_figures_differ(
    qualifier: Qualifier, value: float | None, low: float | None, high: float | None
) -> None:
    form = published_form(qualifier, value, low, high)
    assert form and not starts_formula(form)
    others = [each for each in Qualifier if each is not qualifier]
    assert form not in [published_form(each, value, low, high) for each in others]


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_any_text_is_judged(text: str) -> None:
    said = untidy(text, C.NOTE_EN)
    assert said is None or all(said)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+33 1",
        "-1+2",
        "@x",
        "\tx",
        "\rx",
        "\nx",
        " =1",
        "\u00a0+1",
        "\ufeff@x",
        "＝1",
        "＋1",
        "－x",
        "＠x",
        "﹣1",
        "-1\n",
        "-",
        "--5",
        "-5%",
        "- item",
        "-1 234",
    ],
)
def test_formula_starts_are_found(text: str) -> None:
    assert starts_formula(text)
    assert text.encode()[0] in FORMULA_BYTES


def test_no_formula_starts_with_another_byte_than_those_that_are_looked_up() -> None:
    marks = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    found = {mark.encode()[0] for mark in marks if starts_formula(mark) or starts_formula(f"{mark}=")}
    assert found == set(FORMULA_BYTES)


@pytest.mark.parametrize("text", ["-15.7", "-15,7", "-3", "a=b", "3-4", "~20", "<100"])
def test_numbers_and_words_are_no_formulas(text: str) -> None:
    assert not starts_formula(text)


@pytest.mark.parametrize(
    "text",
    ["Une loi (de 2006), dite « loi »", "a) one, b) two", "11 600 appels", "d’abord [1]", "Œuvre, cœur, Âge, À"],
)
def test_tidy_texts_pass(text: str) -> None:
    assert untidy(text, C.NOTE_EN) is None


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "mac-roman", "cp437", "cp850"])
@pytest.mark.parametrize("text", ["été", "déjà là", "œuvre", "l’enfant", "« loi »", "Évaluation", "11\u202f600"])
def test_texts_read_in_a_wrong_encoding_are_found(text: str, encoding: str) -> None:
    damaged = text.encode("utf-8").decode(encoding, errors="replace")
    assert untidy(damaged, C.NOTE_EN) is not None
