"""`esec verify` on invented pages in English and in Spanish: the grammar is that of the source's language."""

from pathlib import Path

import pytest

from pipelines.prove.report_text import UnreadableDocumentError
from pipelines.prove.verify import verify_document
from pipelines.schema.columns import C, T
from tests.pipelines.test_verify import Row, Rows, observation, write_published

ENGLISH = """In 2009 the police recorded 287 children in
2009/10 and an estimated 10,000 calls. One child in four
knew the number; 12.5 per 100,000 called. Fewer than
3,500 stayed in London. Section 47 sets a term. There
was one conviction on April 5, 2009. Between 4,000 and
8,000 were at risk in the first quarter of 2010.
"""
ENGLISH_ROWS = [
    observation("o-0001", "287 children", 287.0, time_period="2009/2010"),
    observation("o-0002", "an estimated 10,000 calls", 10000.0, qualifier="approx", time_period="2009/2010"),
    observation("o-0003", "One child in four", 25.0),
    observation("o-0004", "12.5 per 100,000", 12.5),
    observation("o-0005", "Fewer than 3,500", obs_value_high=3500.0, qualifier="less_than"),
    observation("o-0006", "one conviction on April 5, 2009", 1.0, time_period="2009-04-05"),
    observation(
        "o-0007",
        "Between 4,000 and 8,000",
        obs_value_low=4000.0,
        obs_value_high=8000.0,
        qualifier="range",
        time_period="2010-01/2010-03",
    ),
]
SPANISH = """En 2009 la policía registró más de 3.500 menores y unos
300 casos. Uno de cada cuatro niños conocía el número;
el 12,5 por ciento llamó. Hubo treinta y dos condenas
hasta el 5 de abril de 2009. El artículo 187 fija la pena.
Entre 4.000 y 8.000 niñas estaban en riesgo.
"""
SPANISH_ROWS = [
    observation("o-0001", "más de 3.500 menores", obs_value_low=3500.0, qualifier="more_than"),
    observation("o-0002", "unos 300 casos", 300.0, qualifier="approx"),
    observation("o-0003", "Uno de cada cuatro niños", 25.0),
    observation("o-0004", "12,5 por ciento", 12.5),
    observation("o-0005", "treinta y dos condenas", 32.0, time_period="2009-04-05"),
    observation("o-0006", "Entre 4.000 y 8.000", obs_value_low=4000.0, obs_value_high=8000.0, qualifier="range"),
]


def faults(folder: Path, text: str, language: str, rows: list[Row]) -> list[tuple[str, str]]:
    tables: Rows = {T.OBSERVATIONS: [{**row, C.PAGE: 1} for row in rows]}
    for table in (T.LEGAL_PENALTIES, T.TREATIES, T.EVENTS, T.LEFT_OUT):
        tables[table] = []
    write_published(folder, tables, text, language, "1:1")
    report = verify_document(folder, text.encode(), "text.txt")
    return [(str(fault.row), fault.rule) for fault in report.faults]


@pytest.mark.parametrize(
    ("text", "language", "rows"),
    [pytest.param(ENGLISH, "en", ENGLISH_ROWS, id="en"), pytest.param(SPANISH, "es", SPANISH_ROWS, id="es")],
)
def test_rows_that_say_what_is_printed_are_proved(tmp_path: Path, text: str, language: str, rows: list[Row]) -> None:
    assert faults(tmp_path, text, language, rows) == []


@pytest.mark.parametrize(
    ("text", "language", "row"),
    [
        (ENGLISH, "en", observation("o-0002", "10,000 calls", 10000.0, time_period="2009/2010")),
        (ENGLISH, "en", observation("o-0005", "3,500", 3500.0)),
        (SPANISH, "es", observation("o-0001", "3.500 menores", 3500.0)),
        (SPANISH, "es", observation("o-0002", "300 casos", 300.0)),
        (SPANISH, "es", observation("o-0006", "8.000 niñas", 8000.0)),
    ],
)
def test_a_wording_of_reserve_is_not_taken_as_exact(tmp_path: Path, text: str, language: str, row: Row) -> None:
    assert (str(row[C.OBS_ID]), "verify-wording") in faults(tmp_path, text, language, [row])


def test_a_language_without_a_grammar_proves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocumentError, match="cannot be proved: numbers printed in 'de' cannot be read"):
        faults(tmp_path, "Mehr als 300 Kinder.\n", "de", [observation("o-0001", "300 Kinder", 300.0)])
