"""Surveys: each question with its answers, its base, its groups and the sampling margin where it can be known."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.components.cross_notes import cross_note
from dashboard.components.indicator_extras import question_details
from dashboard.components.json_ld import page_object
from dashboard.components.survey_question import survey_question
from dashboard.view.address import MenuEntry
from dashboard.view.page import Page
from dashboard.view.view import View
from pipelines.schema.columns import C, T

Row = dict[str, Any]


def title(view: View) -> str:
    """Title of the page."""
    return view.t.gettext("Surveys")


def description(view: View) -> str:
    """For search results."""
    return view.t.gettext(
        "Answers to each question, by sex and age where they are printed, with the sampling margin where the sample "
        "is known."
    )


def questions_asked(view: View) -> list[tuple[Row, Row]]:
    """(question, the indicator that holds its answers), survey by survey in published order."""
    questions = {row[C.QUESTION_ID]: row for row in view.snapshot.rows(T.SURVEY_QUESTIONS)}
    places = {question_id: place for place, question_id in enumerate(questions)}
    indicators = [row for row in view.snapshot.rows(T.INDICATORS) if row[C.QUESTION_ID] in questions]
    pairs = [(questions[row[C.QUESTION_ID]], row) for row in indicators]
    return sorted(pairs, key=lambda pair: (pair[0][C.SURVEY_ID], places[pair[0][C.QUESTION_ID]], pair[1][C.SORT_ORDER]))


def _sections(view: View, pairs: list[tuple[Row, Row]]) -> Iterator[Component]:
    first = pairs[0][1] if pairs else None
    for section, members in groupby(pairs, key=lambda pair: pair[0][C.SECTION]):
        parts = [survey_question(view, question, row, eager=row is first) for question, row in members]
        yield html.Section([html.H2(view.code_name("CL_SECTION", section)), *parts])


def _contents(view: View, pairs: list[tuple[Row, Row]]) -> Component:
    links = [
        html.Li(html.A(view.said(indicator, "name"), href=f"#{question[C.QUESTION_ID]}"))
        for question, indicator in pairs
    ]
    return html.Nav(
        [html.H2(view.t.gettext("Questions"), id="questions"), html.Ol(links)], **aria(labelledby="questions")
    )


def _survey(view: View, survey_id: str, question: Row) -> Component:
    _ = view.t.gettext
    checks = [row for row in view.snapshot.rows(T.CROSSCHECKS) if row[C.QUESTION_REF] == survey_id]
    return html.Section(
        [
            html.H2(_("How people were asked")),
            html.P(question_details(view, question)),
            html.P(
                _(
                    "Two answers are said to differ only where they lie further apart than both margins together. "
                    "People chosen by quotas are not drawn at random, so even such a difference is a reading, not a "
                    "proof."
                )
            ),
            *[cross_note(view, row) for row in checks],
        ]
    )


def layout(view: View) -> Component:
    """The page."""
    _ = view.t.gettext
    pairs = questions_asked(view)
    surveys = {question[C.SURVEY_ID]: question for question, _indicator in reversed(pairs)}
    return html.Div(
        [
            html.H1(title(view)),
            html.P(
                _("What adults answered: opinions and beliefs, not measurements of what happens to children."),
                className="lead",
            ),
            *[_survey(view, survey_id, question) for survey_id, question in surveys.items()],
            _contents(view, pairs) if pairs else html.P(_("No survey is published in this version.")),
            *_sections(view, pairs),
        ]
    )


PAGE = Page(
    name="surveys",
    pattern="surveys",
    order=60,
    entry=MenuEntry("main", lambda t: t.gettext("Surveys")),
    title=title,
    description=description,
    layout=layout,
    json_ld=lambda view: [page_object(view, title(view), description(view))],
)
