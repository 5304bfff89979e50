"""No figure stands alone on a card: its period, kind and page are with it, and what speaks against it."""

from dashboard.components.last_value import last_value
from dashboard.data.store import Snapshot
from dashboard.web.html_text import to_html
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES
from tests.dashboard.pages.conftest import MakeView, Read
from tests.dashboard.pages.reading import clean


def said(make_view: MakeView, indicator_id: str, lang: str = "fr") -> str:
    view = make_view(lang)
    return clean(" ".join(to_html(part) for part in last_value(view, view.snapshot.row(T.INDICATORS, indicator_id))))


def test_the_home_page_names_the_other_value_beside_each_figure_that_is_cross_checked(
    read: Read, snapshot: Snapshot
) -> None:
    ranked = {row[C.INDICATOR_ID] for row in snapshot.rows(T.INDICATORS) if row[C.HOME_RANK] is not None}
    for lang in LANGUAGES:
        text = read(f"/{lang}/").text
        for check in snapshot.rows(T.CROSSCHECKS):
            figure = snapshot.observation(check[C.OBS_ID]) if check[C.OBS_ID] else None
            if figure is not None and figure[C.INDICATOR_ID] in ranked:
                assert f"({check[C.PUBLISHER]})" in text, check[C.CROSSCHECK_ID]


def test_a_card_says_kind_period_page_and_status(make_view: MakeView) -> None:
    text = said(make_view, "hotline-reported-all")
    for words in ("6 727 sites", "2009", "Enregistré · ECPAT International (2011), p. 26, note 66", "fiabilité faible"):
        assert words in text
    assert "7 627 (AFA)" in text


def test_an_average_that_the_sources_own_figures_do_not_give_is_said_so(make_view: MakeView) -> None:
    assert "Ses propres chiffres donnent un autre résultat</a> : 21,4" in said(make_view, "prostitution-recourse-mean")


def test_our_own_figure_is_marked_and_not_called_recorded(make_view: MakeView) -> None:
    text = said(make_view, "prostitution-recourse-total")
    assert "notre calcul" in text
    assert "Enregistré" not in text


def test_a_year_that_is_not_printed_is_not_given_as_one(make_view: MakeView) -> None:
    assert "sans année indiquée" in said(make_view, "prostitution-youngest-age")


def test_topics_name_the_other_value_of_every_cross_checked_figure_they_show(read: Read, snapshot: Snapshot) -> None:
    for check in snapshot.rows(T.CROSSCHECKS):
        figure = snapshot.observation(check[C.OBS_ID]) if check[C.OBS_ID] else None
        if figure is not None:
            topic = snapshot.row(T.INDICATORS, figure[C.INDICATOR_ID])[C.TOPIC_ID]
            page = read(f"/fr/topics/{topic}")
            assert f"/fr/crosschecks#{check[C.OBS_ID]}" in page.links, check[C.CROSSCHECK_ID]
