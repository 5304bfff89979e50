"""Charts of more series and figures than anyone can read: drawn in bounded work, and they say what they do not name."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from dashboard.charts.figure import draw_figure
from dashboard.charts.images import draw_svg
from dashboard.charts.layout.plot import Box, Space
from dashboard.charts.spec import MOST_NAMED
from pipelines.schema.columns import C
from tests.dashboard.charts.examples import chart, observation


def _rows(series: int, years: int) -> list[dict[str, Any]]:
    return [
        observation(one * years + year, str(1980 + year), float(10 + one * 7 % 13 + year), **{C.REF_AREA: f"A{one}"})
        for one in range(series)
        for year in range(years)
    ]


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How often a place for a label was compared with what stands already."""
    compared = [0]
    is_free = Space.is_free

    def counted(self: Space, box: Box, *, clear_of_rules: bool = False) -> bool:
        compared[0] += len(self.boxes) + len(self.marks) + len(self.segments)
        return is_free(self, box, clear_of_rules=clear_of_rules)

    monkeypatch.setattr(Space, "is_free", counted)
    yield compared


@pytest.mark.parametrize(("series", "years"), [(711, 2), (MOST_NAMED + 1, 40), (MOST_NAMED, 40), (1, 700)])
def test_the_work_of_placing_labels_does_not_grow_with_the_square(tried: list[int], series: int, years: int) -> None:
    picture = draw_svg(chart(_rows(series, years)))
    assert picture.count("<path") + picture.count("<circle") >= series
    assert tried[0] < 20_000 * series * years


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_is_not_named_on_the_chart_is_said(lang: Any) -> None:
    many, few = (chart(_rows(number, 3), lang=lang) for number in (MOST_NAMED + 1, MOST_NAMED))
    said = {"en": "series, too many to name here", "fr": "séries, trop nombreuses pour être nommées ici"}[lang]
    drawn = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", draw_svg(many))).replace("\u00a0", " ")
    assert f"{MOST_NAMED + 1} {said}" in drawn
    assert said in str(draw_figure(many)).replace("\u00a0", " ").replace("<br>", " ")
    assert said not in draw_svg(few).replace("\u00a0", " ")

    assert len(many.series) == MOST_NAMED + 1
