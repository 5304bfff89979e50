"""The list that the arrow keys lead through holds each figure of its chart, once, in the words of the table."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from dashboard.charts.catalogue import charts_of
from dashboard.data.store import Snapshot
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language
from tests.dashboard.charts.agreement import figures_in_table, table_of

ITEM = re.compile(r'<li><(a|span)([^>]*)data-point="([^"]+)"([^>]*)>(.*?)</\1></li>')


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_chart_is_walked_in_the_words_of_its_table(
    client: FlaskClient, snapshot: Snapshot, lang: Language
) -> None:
    walked = 0
    for indicator in snapshot.rows(T.INDICATORS):
        spec = charts_of(snapshot).spec(indicator[C.INDICATOR_ID], lang)
        items = ITEM.findall(client.get(f"/{lang}/indicators/{indicator[C.INDICATOR_ID]}").text)
        expected = figures_in_table(table_of(spec)) if spec is not None else {}
        assert [name for _tag, _before, name, _after, _words in items] == list(expected)
        for tag, before, name, after, words in items:
            said = unescape(re.sub("<[^>]+>", "", words))
            assert said == expected[name] or said.endswith(f" · {expected[name]}")
            assert tag == "a"
            assert f'href="/{lang}/figures/{name}"' in before + after
        stops = [name for _tag, before, name, after, _words in items if 'tabindex="0"' in before + after]
        assert stops == list(expected)[:1], "one stop of the Tab key"
        walked += bool(items)
    assert walked > 50
