"""Texts and numbers that formats are known to break on, put into the real tables."""

from collections.abc import Mapping

import pandas as pd

from pipelines.schema.columns import C, T

TEXTS = (
    'quotes "inside" and ""twice""',
    "comma, semicolon; tab\tand pipe|",
    "line\nbreak and carriage\r\nreturn",
    "=1+1",
    "+33 1 00 00 00 00",
    "-5 then text",
    "@SUM(A1)",
    "\t=1+1",
    "\n=1+1",
    "  =1+1",
    "\ufeff@SUM(A1)",
    "＝1+1",
    "－1+1",
    "-5",
    "https://esec.example/?a=1&b=2",
    "<script>alert(1)</script> & </table>",
    "é à ç œ Œ ’ « guillemets » \u202f narrow \u00a0 hard",
    "日本語 العربية 🧒🏽",
    " leading and trailing ",
    "007",
    "2009-06",
    "1e5",
    "NaN",
    "null",
    "_x000D_",
    "'apostrophe",
    "x" * 5000,
)
NUMBERS = (-12.5, 0.0, 0.1, 1e-7, 123456789012.0, 1e21, -0.005, 33.333333333333336)


def with_hostile_texts(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with texts and numbers replaced, row after row; keys and codes stay."""
    copies = {name: frame.copy() for name, frame in frames.items()}
    observations = copies[T.OBSERVATIONS]
    for place, column in enumerate((C.NOTE_EN, C.NOTE_FR, C.AS_PRINTED, C.FOOTNOTE)):
        observations[column] = [TEXTS[(row + place) % len(TEXTS)] for row in range(len(observations))]
    observations[C.OBS_VALUE] = [NUMBERS[row % len(NUMBERS)] for row in range(len(observations))]
    indicators = copies[T.INDICATORS]
    indicators[C.NAME_FR] = [f"{TEXTS[row % len(TEXTS)]} ({row})" for row in range(len(indicators))]
    sources = copies[T.SOURCES]
    sources[C.CITATION] = [f"{TEXTS[row % len(TEXTS)]} ({row})" for row in range(len(sources))]
    sources[C.TITLE] = [TEXTS[row % len(TEXTS)] for row in range(len(sources))]
    return copies
