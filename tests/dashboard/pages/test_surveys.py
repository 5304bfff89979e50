import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from dashboard.data.observations import questions_asked
from dashboard.pages.surveys import differences_text, has_margin, layout, margin_text
from dashboard.text.typography import said
from dashboard.web.html_text import to_html
from pipelines.schema.codes import TOTAL, AnswerKind, Qualifier
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language
from tests.dashboard.pages.conftest import Empty, MakeView, Read
from tests.dashboard.pages.reading import clean


def share(value: float | None, *, answer: str = "AGREE", sex: str = TOTAL, qualifier: str = Qualifier.EXACT) -> dict:
    return {
        C.ANSWER: answer,
        C.SEX: sex,
        C.AGE: TOTAL,
        C.OBS_VALUE: value,
        C.OBS_VALUE_LOW: None,
        C.OBS_VALUE_HIGH: 33.0 if value is None else None,
        C.QUALIFIER: qualifier,
        C.UNIT_MEASURE: "PCT_ADULTS",
        C.BASE_EN: "all adults interviewed",
    }


def question(sample: int | None, kind: str = AnswerKind.EXCLUSIVE) -> dict:
    return {C.SAMPLE_SIZE: sample, C.ANSWER_KIND: kind}


def test_every_question_stands_with_its_base_chart_and_all_its_answers(read: Read, make_view: MakeView) -> None:
    page, view = read("/en/surveys"), make_view("en")
    pairs = questions_asked(view.snapshot)
    assert {q[C.QUESTION_ID] for q, _ in pairs} == {
        row[C.QUESTION_ID] for row in view.snapshot.rows(T.SURVEY_QUESTIONS)
    }
    for asked, indicator in pairs:
        indicator_id = indicator[C.INDICATOR_ID]
        assert asked[C.QUESTION_ID] in page.ids
        assert clean(asked[C.QUESTION_EN]) in page.text
        table = page.tables[f"answers-{indicator_id}"]
        rows = view.snapshot.observations_of(indicator_id)
        assert len(table.rows) == len(rows)
        assert {f"/en/figures/{row[C.OBS_ID]}" for row in rows} <= set(page.links)
        assert [image for image in page.images if f"/charts/en/{indicator_id}.svg" in image]


class FirstSight(HTMLParser):
    """Words of the main part that are seen at once: not what is folded, the contents, or the walk by keyboard."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        # Open tags, each with whether its text is seen.
        self._open: list[tuple[str, bool]] = []
        start = page.index('<main id="main"')
        self.feed(page[start : page.index("</main>", start)])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "img", "input", "source", "link", "meta", "hr"):
            return
        hidden = tag in ("details", "nav", "script", "style") or "chart-walk" in str(dict(attrs).get("class"))
        seen = (not self._open or self._open[-1][1]) and not hidden
        self._open.append((tag, seen or (tag == "summary" and self._open[-2][1])))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][1]:
            self.words += data.split()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_short_at_first_sight_and_repeats_no_sentence(
    client: FlaskClient, make_view: MakeView, lang: Language
) -> None:
    page = client.get(f"/{lang}/surveys").text
    words = FirstSight(page).words
    assert 400 < len(words) < 1500
    text = " ".join(words)
    pairs = questions_asked(make_view(lang).snapshot)
    for asked, indicator in pairs:
        assert clean(said(asked, "question", lang)) in clean(text)
        assert clean(said(indicator, "name", lang)) in clean(text)
    # Neither base nor kind of answers is said under each question, as all have the same.
    sentences = re.findall(r"[^.?!:]{40,}[.?!]", clean(text))
    assert sorted({each for each in sentences if sentences.count(each) > 2}) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_questions_stand_in_one_chart_at_the_top(read: Read, client: FlaskClient, lang: Language) -> None:
    page = read(f"/{lang}/surveys")
    assert f"/charts/{lang}/surveys.svg" in page.images[0]
    assert "surveys" in page.ids
    picture = client.get(f"/charts/{lang}/surveys.svg?stamp=1")
    assert picture.status_code == 200
    assert f"/{lang}/surveys#surveys" in picture.text


def test_a_margin_stands_beside_shares_of_everyone_and_beside_no_group(read: Read, make_view: MakeView) -> None:
    page, view = read("/en/surveys"), make_view("en")
    groups = 0
    for _asked, indicator in questions_asked(view.snapshot):
        table = page.tables[f"answers-{indicator[C.INDICATOR_ID]}"]
        cells = zip(table.column("Group"), table.column("Sampling margin at 95%"), strict=True)
        for group, margin in cells:
            groups += group != "everyone"
            assert ("±" in margin) <= (group == "everyone"), (group, margin)
    assert groups > 5
    assert "is not published: they have no margin" in page.text


def test_no_margin_without_a_sample_nor_for_bounds_and_rounded_words(make_view: MakeView) -> None:
    view = make_view("en")
    assert has_margin(share(45.0), 933)
    assert not has_margin(share(45.0), None)
    assert not has_margin(share(45.0, sex="F"), 933)
    assert not has_margin(share(33.3, qualifier=Qualifier.APPROX), 933)
    assert not has_margin(share(None, qualifier=Qualifier.LESS_THAN), 933)
    assert not has_margin({**share(45.0), C.BASE_EN: "open: all adults, or those who answered serious"}, 933)
    assert clean(margin_text(view, share(45.0), 933)) == "± 3.2 points"
    assert "not published" in margin_text(view, share(45.0), None)
    assert "not published" in margin_text(view, share(45.0, sex="F"), 933)


def test_a_difference_is_called_one_only_beyond_the_margins(make_view: MakeView) -> None:
    view = make_view("en")
    far = differences_text(view, question(933), [share(55.0), share(34.0, answer="KNOWS")])
    near = differences_text(view, question(933), [share(18.0), share(16.0, answer="KNOWS")])
    assert [("differ by more" in far[0], "no difference is established" in far[0])] == [(True, False)]
    assert [("differ by more" in near[0], "no difference is established" in near[0])] == [(False, True)]


def test_nothing_is_compared_without_a_sample_nor_between_answers_that_contain_others(make_view: MakeView) -> None:
    view, rows = make_view("en"), [share(55.0), share(34.0, answer="KNOWS")]
    assert differences_text(view, question(None), rows) == []
    nested = differences_text(view, question(933, AnswerKind.NESTED), rows)
    assert len(nested) == 1
    assert "do not compare them" in nested[0]


def test_groups_are_never_said_to_differ(make_view: MakeView) -> None:
    said = differences_text(make_view("en"), question(933), [share(20.0, sex="F"), share(90.0, sex="M")])
    assert len(said) == 1
    assert "women and men" in said[0]
    assert "we claim no difference" in said[0]


def test_page_says_so_when_no_survey_is_published(make_view: MakeView, empty: Empty) -> None:
    view = make_view("en", **{T.SURVEY_QUESTIONS: empty(T.SURVEY_QUESTIONS)})
    assert "This version contains no survey" in to_html(layout(view))
