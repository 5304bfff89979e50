"""No share stands without its base, and no value of one answer, group or territory without its name."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from dashboard.charts.catalogue import charts_of
from dashboard.charts.context import ChartOptions
from dashboard.charts.texts import text
from dashboard.data.store import Snapshot
from dashboard.text.typography import said
from pipelines.schema.codes import NOT_APPLICABLE, TOTAL
from pipelines.schema.columns import C, Row, T
from pipelines.schema.declared import LANGUAGES, Language
from tests.dashboard.pages.parts import Element, Parts
from tests.dashboard.pages.reading import clean

def _base(row: Row | None, lang: Language) -> str:
    return clean(said(row, "base", lang)).lower() if row is not None else ""


def _has_base(snapshot: Snapshot, row: Row, link: Element, lang: Language) -> bool:
    """Say whether a part without shares of another base names this one, or one around it says it for all others."""
    base = _base(row, lang)
    for part in link.upwards():
        words = clean(part.text).lower()
        bases = {_base(snapshot.observation(obs_id), lang) for obs_id in part.figures} - {""}
        if base in words and (bases == {base} or clean(text("base_unless", lang, base=base)) in words):
            return True
    return False


def _pages(snapshot: Snapshot) -> Iterator[str]:
    yield from ("", "surveys", "claims", "explorer?unit=PERCENT", "explorer?unit=PC_ADULTS")
    yield from (f"topics/{row[C.TOPIC_ID]}" for row in snapshot.rows(T.TOPICS))
    for indicator in snapshot.rows(T.INDICATORS):
        indicator_id = indicator[C.INDICATOR_ID]
        rows = [row for row in snapshot.observations_of(indicator_id) if row[C.BASE_EN]]
        if rows:
            yield f"factsheet?indicator={indicator_id}"
            yield from (f"indicators/{indicator_id}?sources={sources}&derived=1" for sources in ("report", "all"))
            yield from (f"figures/{row[C.OBS_ID]}" for row in rows)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_share_on_a_page_has_its_base(client: FlaskClient, snapshot: Snapshot, lang: Language) -> None:
    bare, seen = [], 0
    for path in _pages(snapshot):
        page = client.get(f"/{lang}/{path}").text
        for obs_id, link in Parts(page, lang).links:
            row = snapshot.observation(obs_id)
            if row is None or not row[C.BASE_EN]:
                continue
            seen += 1
            # What a figure is recomputed from has the base that its page's heading says.
            if path == f"figures/{obs_id}" or _base(snapshot.observation(path.removeprefix("figures/")), lang) == _base(
                row, lang
            ):
                continue
            if not _has_base(snapshot, row, link, lang):
                bare.append((path, obs_id))
    assert not bare
    assert seen > 300


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_and_chart_of_a_share_says_its_base(client: FlaskClient, snapshot: Snapshot, lang: Language) -> None:
    for indicator in snapshot.rows(T.INDICATORS):
        indicator_id = indicator[C.INDICATOR_ID]
        shares = {row[C.OBS_ID]: row for row in snapshot.observations_of(indicator_id) if row[C.BASE_EN]}
        for row in shares.values():
            page = clean(client.get(f"/{lang}/figures/{row[C.OBS_ID]}").text).lower()
            heading = page[page.index("<h1") : page.index("</h1>")]
            assert _base(row, lang) in heading, row[C.OBS_ID]
        for sources in ("report", "all"):
            options = ChartOptions(sources=sources, derived=True)
            spec = charts_of(snapshot).spec(indicator_id, lang, options)
            for point in spec.points if spec is not None and shares else ():
                said_of_all = clean(spec.subtitle if spec is not None else "").lower()
                base = _base(shares[point.obs_id], lang)
                told = any(point.told in words for words in spec.description) if spec is not None else False
                assert base in clean(point.told).lower() or base in said_of_all, point
                assert told or not point.base or point.missing, point


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_card_names_answer_group_and_territory(client: FlaskClient, snapshot: Snapshot, lang: Language) -> None:
    seen = 0
    for path in ("", *(f"topics/{row[C.TOPIC_ID]}" for row in snapshot.rows(T.TOPICS))):
        for obs_id, link in Parts(client.get(f"/{lang}/{path}").text, lang).links:
            row = snapshot.observation(obs_id)
            value = next((part for part in link.upwards() if "last-value" in part.classes), None)
            if row is None or value is None or value.above is None:
                continue
            words, card = (clean(part.text).lower() for part in (value, value.above))
            name = row[C.INDICATOR_ID]
            if row[C.ANSWER] != NOT_APPLICABLE:
                answer = snapshot.code("CL_ANSWER", row[C.ANSWER])
                assert answer is not None and clean(said(answer, "name", lang)).lower() in words, obs_id
            for column, codes in ((C.SEX, "CL_SEX"), (C.AGE, "CL_AGE")):
                group = snapshot.code(codes, row[column]) or {}
                assert row[column] == TOTAL or clean(said(group, "name", lang)).lower() in words, obs_id
            for column, table in ((C.REF_AREA, T.AREAS), (C.COMPARABILITY_ID, T.COMPARABILITY)):
                told_apart = len(snapshot.values_of(name, column)) > 1 and row[column] != name
                # Answers are told apart by themselves and their bases.
                if told_apart and not (column == C.COMPARABILITY_ID and row[C.ANSWER] != NOT_APPLICABLE):
                    assert clean(said(snapshot.row(table, row[column]) or {}, "name", lang)).lower() in card, obs_id
            seen += 1
    assert seen > 60
