"""Figures within a written sentence, in the reader's language: value with its unit, number alone, or period."""

from collections.abc import Mapping
from typing import Any

from dashboard.text.format import format_observation, format_row_period
from pipelines.schema.columns import Row
from pipelines.schema.declared import Language
from pipelines.schema.sentences import NUMBER, WHEN


def say_figure(row: Row, part: str, lang: Language, unit: Mapping[str, Any] | None) -> str:
    """Say a part of a published figure, as `pipelines.schema.sentences` names them."""
    if part == WHEN:
        return format_row_period(row, lang)
    return format_observation(row, lang, unit=unit, with_unit=part != NUMBER)
