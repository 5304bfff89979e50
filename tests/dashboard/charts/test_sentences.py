"""The chart in words names what tells its figures apart, and the chart opens with whoever goes on after the report."""

from collections.abc import Sequence

import pytest

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.charts.spec import ChartSpec, Form
from dashboard.data.observations import choose_published, goes_on, split_by_kind
from dashboard.data.store import Snapshot
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, Row, T
from pipelines.schema.declared import LANGUAGES, Language


def _heads(spec: ChartSpec) -> list[str]:
    """What stands before the value, in each sentence about one figure."""
    values = {point.text for point in spec.points if not point.missing}
    found = ((words, value) for words in spec.description for value in values if words.endswith(f" {value}."))
    longest: dict[str, str] = {}
    for words, value in found:
        longest[words] = max(longest.get(words, ""), value, key=len)
    return [words.removesuffix(f"{value}.") for words, value in longest.items()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_figures_of_a_chart_are_named_alike(snapshot: Snapshot, lang: Language) -> None:
    told = 0
    for indicator in snapshot.rows(T.INDICATORS):
        for options in (ChartOptions(), ChartOptions(sources="all", derived=True)):
            spec = charts_of(snapshot).spec(indicator[C.INDICATOR_ID], lang, options)
            heads = _heads(spec) if spec is not None else []
            assert len(set(heads)) == len(heads), (indicator[C.INDICATOR_ID], heads)
            told += len(heads)
    assert told > 200


def test_a_reader_hears_of_territories_bases_and_sources(snapshot: Snapshot) -> None:
    def words(indicator_id: str) -> str:
        spec = charts_of(snapshot).spec(indicator_id, "en", ChartOptions(sources="all", derived=True))
        assert spec is not None
        return " ".join(spec.description)

    assert "Seine-Saint-Denis, 2010: about 950" in words("ufm-in-care")
    assert "reported as child sexual abuse material, 2009: 21.6%" in words("hotline-confirmed-share")
    assert "lowest 550 (2010 and 2013)" in words("hotline-confirmed-csam")
    assert "lowest 2 (2006 and 2008)" in words("trafficking-judgments")


def _published(snapshot: Snapshot, indicator: Row) -> tuple[Sequence[Row], Sequence[Row]]:
    report, others, _own = split_by_kind(snapshot, snapshot.observations_of(indicator[C.INDICATOR_ID]))
    return report, others


def test_a_chart_opens_with_all_where_the_report_has_one_or_two_years_and_others_go_on(snapshot: Snapshot) -> None:
    opened = 0
    for indicator in snapshot.rows(T.INDICATORS):
        report, others = _published(snapshot, indicator)
        if not report or not others or indicator[C.CHART_KIND] == ChartKind.CLAIMS:
            continue
        goes = goes_on(report, others)
        indicator_id = indicator[C.INDICATOR_ID]
        shown = choose_published(report, others, asked="", rival=False)
        assert {row[C.OBS_ID] for row in shown} == {row[C.OBS_ID] for row in ([*report, *others] if goes else report)}
        spec, asked = (
            charts_of(snapshot).spec(indicator_id, "en", ChartOptions(sources=sources))
            for sources in ("", "all" if goes else "report")
        )
        assert spec is not None and spec == asked
        if goes and spec.kind == "trend":
            # Words say their value themselves.
            panels = [panel for panel in spec.panels if panel.form != Form.TEXT]
            labelled = {obs_id for panel in panels for series in panel.series for obs_id in series.labelled}
            drawn = {point.obs_id for panel in panels for point in panel.points if point.y is not None}
            assert drawn & {row[C.OBS_ID] for row in report} <= labelled
        opened += goes
    assert opened


def _years(*years: str) -> list[Row]:
    return [{C.OBS_ID: year, C.TIME_PERIOD: year, C.QUALIFIER: "exact"} for year in years]


@pytest.mark.parametrize(
    ("report", "others", "expected"),
    [
        (_years("2009"), _years("2010"), True),
        (_years("2008", "2009"), _years("2009", "2010"), True),
        (_years("2007", "2008", "2009"), _years("2010"), False),
        (_years("2009"), _years("2009"), False),
        (_years("2009"), [{**_years("2010")[0], C.QUALIFIER: "missing"}], False),
    ],
)
def test_a_long_series_of_the_report_stands_alone_until_asked(
    report: list[Row], others: list[Row], expected: bool
) -> None:
    assert goes_on(report, others) is expected
    assert len(choose_published(report, others, asked="", rival=False)) == len(report) + expected * len(others)


def test_rival_claims_are_always_together(snapshot: Snapshot) -> None:
    for indicator in snapshot.rows(T.INDICATORS):
        if indicator[C.CHART_KIND] == ChartKind.CLAIMS:
            report, others = _published(snapshot, indicator)
            shown = choose_published(report, others, asked="report", rival=True)
            assert len(shown) == len(report) + len(others)
