"""The choice of sources marks what is shown, and its links name no choice that stands by itself."""

import re

from flask.testing import FlaskClient


def _links(text: str) -> dict[str, bool]:
    found = re.search(r'id="choice-sources".*?</ul>', text, re.S)
    assert found
    links = re.findall(r'<a ([^>]*)href="([^"]*)"([^>]*)>', found[0])
    return {address: 'aria-current="true"' in before + after for before, address, after in links}


def test_where_others_go_on_all_publications_are_the_default(client: FlaskClient) -> None:
    page = "/en/indicators/hotline-reported-all"
    assert _links(client.get(page).text) == {f"{page}?sources=report": False, page: True}
    assert _links(client.get(f"{page}?sources=report").text) == {f"{page}?sources=report": True, page: False}
    assert _links(client.get(f"{page}?sources=all").text) == {f"{page}?sources=report": False, page: True}


def test_arithmetic_is_a_choice_only_beside_what_others_publish(client: FlaskClient) -> None:
    alone = client.get("/fr/indicators/sexual-assaults-solved-share").text
    assert "choice-derived" not in alone, "the chart shows it whatever is chosen"
    assert "choice-derived" in client.get("/en/indicators/prostitution-recourse-mean").text
