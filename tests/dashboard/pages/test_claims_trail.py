"""Claims that repeat one another must not look like confirmation."""

import re

from dashboard.components.claims_table import published_claims, shared_ancestors
from dashboard.text.typography import set_text
from pipelines.schema.codes import UNNAMED_ORIGIN
from pipelines.schema.columns import C
from tests.dashboard.pages.conftest import MakeView, Read

CLAIMS, CHILDREN = "ufm-present", "children-prostitution-claims"


def claim(source: str, origin: str, low: float | None, high: float | None) -> dict[str, object]:
    return {
        C.SOURCE_ID: source, C.ORIGIN_ID: origin, C.OBS_VALUE: None, C.OBS_VALUE_LOW: low, C.OBS_VALUE_HIGH: high
    }  # fmt: skip


def test_numbers_that_two_publications_print_are_said_to_be_no_confirmation(make_view: MakeView) -> None:
    view = make_view("en")
    said = " ".join(shared_ancestors(view, published_claims(view, CLAIMS)))
    assert "8,000 appears in more than one publication" in said
    assert "LCI" in said, "the one publication that reports two of the claims is named"


def test_claims_of_one_publication_are_said_to_have_one_witness(make_view: MakeView) -> None:
    view = make_view("fr")
    said = shared_ancestors(view, published_claims(view, CHILDREN))
    assert said[0].startswith(set_text("Une seule publication, ECPAT International (2011), rapporte", "fr"))
    # Later publications print the same numbers again: that is said, and that it confirms nothing.
    repeated = next(words for words in said if "plusieurs publications" in words)
    assert "8\u202f000 et 10\u202f000" in repeated and repeated.endswith("répéter un nombre ne le confirme pas.")


def test_claims_of_one_body_in_two_publications_are_one_witness(make_view: MakeView) -> None:
    rows = [claim("lci-mna", "associations", 1.0, 2.0), claim("next-2025", "associations", 3.0, 4.0)]
    assert "none of them confirms another." in " ".join(shared_ancestors(make_view("en"), rows))


def test_an_unnamed_body_is_no_common_witness(make_view: MakeView) -> None:
    rows = [claim("lci-mna", UNNAMED_ORIGIN, 1.0, 2.0), claim("next-2025", UNNAMED_ORIGIN, 3.0, 4.0)]
    assert shared_ancestors(make_view("en"), rows) == [
        "No two of these estimates share a publication, a body or a number."
    ]
    assert shared_ancestors(make_view("en"), rows[:1]) == []


def test_the_trail_stands_on_the_page_of_claims_and_of_the_indicator(read: Read) -> None:
    for address in ("/en/claims", f"/en/indicators/{CLAIMS}"):
        text = read(address).text
        assert "Where each estimate comes from" in text
        assert re.search(
            r"4,000 to 8,000 children ← ECPAT International \(2011\), p\. 15, note 23 ← origin unknown", text
        )
