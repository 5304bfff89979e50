"""No figure stands alone on a card: its period, who counted and page are with it, and what speaks against it."""

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


def test_a_card_says_kind_who_counted_page_and_status(make_view: MakeView) -> None:
    text = said(make_view, "child-homeless")
    for words in ("15 000 enfants", "2009", "UNICEF · ECPAT International (2011), p. 8", "non vérifié"):
        assert words in text


def test_the_last_value_is_that_of_the_chart_where_others_go_on(make_view: MakeView) -> None:
    text = said(make_view, "hotline-reported-all")
    assert "8 031" in text and "2015" in text
    assert "489 511" not in said(make_view, "helpline-119-answered")


def test_what_differs_from_a_figure_seen_beside_the_value_is_said_with_its_period(make_view: MakeView) -> None:
    view = make_view("fr")
    row = view.snapshot.row(T.INDICATORS, "hotline-reported-all")
    text = clean(" ".join(to_html(part) for part in last_value(view, row, beside={"o-0102"})))
    assert "(2009) : 7 627 (AFA)" in text
    assert "7 627" not in said(make_view, "hotline-reported-all")


def test_a_figure_of_one_group_alone_names_it_and_a_missing_one_is_said(make_view: MakeView) -> None:
    text = said(make_view, "youth-committee-members")
    assert "20" in text and "14" in text and "18 ans" in text
    assert "non publié" in said(make_view, "trafficking-children-cases")


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
