from typing import Any

import pandas as pd
import pytest

from dashboard.components.rules_report import verdict_badge, verdict_text
from dashboard.data.store import Snapshot
from dashboard.pages import quality
from dashboard.text.format import format_number
from dashboard.web.html_text import to_html
from pipelines.schema.columns import C, T
from tests.dashboard.pages.conftest import Empty, MakeView, Read
from tests.dashboard.pages.reading import clean


def rule(name: str, severity: str, result: str, accepted: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {
        "rule": name,
        "name": {"en": f"Name of {name}", "fr": f"Nom de {name}"},
        "sentence": {"en": f"Sentence of {name}.", "fr": f"Phrase de {name}."},
        "severity": severity,
        "scope": [{"table": T.OBSERVATIONS, "columns": [C.OBS_VALUE]}],
        "result": result,
        "reason": {"en": "nothing came before", "fr": "rien n'existait avant"},
        "rows": 1234,
        "count": len(accepted or []),
        "accepted": accepted or [],
    }


def accepted(row: str) -> dict[str, Any]:
    return {
        "table": T.OBSERVATIONS,
        "row": row,
        "column": C.OBS_VALUE,
        "who": "A. Reviewer",
        "why": {"en": "It is printed so.", "fr": "C'est imprimé ainsi."},
        "until": "2027-11-23",
    }


def verdict(*rules: dict[str, Any], **indicators: dict[str, int]) -> dict[str, Any]:
    return {"version": "1.0.0", "rules": list(rules), "indicators": indicators}


def page(view: Any) -> str:
    return clean(to_html(quality.layout(view)))


def test_without_a_verdict_the_page_says_so_and_the_badge_is_not_there(make_view: MakeView) -> None:
    for nothing in ({}, {"rules": None}, {"rules": []}):
        view = make_view("en", validation=nothing)
        assert "No check result is published with this version" in page(view)
        assert verdict_badge(view, "x") is None


def test_each_rule_stands_with_what_must_hold_and_what_came_of_it(make_view: MakeView) -> None:
    rules = [rule("one", "error", "passed"), rule("two", "warning", "failed"), rule("three", "error", "not_checked")]
    text = page(make_view("fr", validation=verdict(*rules)))
    for each in rules:
        assert f"Phrase de {each['rule']}." in text
        assert f'id="rule-{each["rule"]}"' in text
    assert "rien n'existait avant" in text
    assert text.count("rien n'existait avant") == 1
    assert text.index('id="rule-two"') < text.index('id="rule-one"')


def test_the_verdict_counts_open_accepted_and_unchecked(make_view: MakeView) -> None:
    rules = [
        rule("a", "error", "passed"),
        rule("b", "error", "failed"),
        rule("c", "warning", "failed"),
        rule("d", "warning", "accepted", [accepted("o-0022"), accepted("o-0023")]),
        rule("e", "error", "not_checked"),
    ]
    said = verdict_text(make_view("en"), verdict(*rules))
    assert said == [
        "4 rules were checked on data version 1.0.0.",
        "1 rule has unresolved errors.",
        "1 rule has unresolved warnings.",
        "2 warnings were accepted, with reasons.",
        "1 rule could not be checked.",
    ]


def test_information_alone_is_no_open_fault(make_view: MakeView) -> None:
    said = verdict_text(make_view("en"), verdict(rule("a", "information", "failed")))
    assert said[1:] == ["No rule found an unresolved error or warning."]


def test_accepted_warnings_show_who_why_until_and_lead_to_the_figure(make_view: MakeView) -> None:
    rules = [rule("d", "warning", "accepted", [accepted("o-0022"), accepted("o-9999")])]
    text = page(make_view("en", validation=verdict(*rules)))
    for words in ("A. Reviewer", "It is printed so.", "23 November 2027", 'href="/en/figures/o-0022"'):
        assert words in text
    assert 'href="/en/figures/o-9999"' not in text


def test_badge_speaks_of_the_rows_of_its_own_indicator(make_view: MakeView) -> None:
    counts = {"mine": {"error": 0, "warning": 2, "information": 5, "accepted": 1}}
    view = make_view("en", validation=verdict(rule("a", "error", "passed"), **counts))
    mine, other = (clean(to_html(verdict_badge(view, name))) for name in ("mine", "other"))
    assert "2 open issues concern this indicator." in mine
    assert "1 accepted warning concerns this indicator." in mine
    assert "No open issues for this indicator." in other
    assert 'href="/en/quality"' in mine


def test_printed_results_stand_beside_recomputed_ones(read: Read, snapshot: Snapshot) -> None:
    table = read("/en/quality").tables["reconciliations"]
    rows = snapshot.rows(T.RECONCILIATIONS)
    assert table.column("Recalculated") == [format_number(row[C.COMPUTED], "en") for row in rows]
    assert table.column("Agrees") == ["yes" if row[C.AGREES] else "no" for row in rows]
    differing = [cells for cells, row in zip(table.rows, rows, strict=True) if not row[C.AGREES]]
    assert differing
    assert all("Likely reason: " in cells[table.headers.index("How it was recalculated")] for cells in differing)


@pytest.mark.parametrize("computed", [None, 12.5])
def test_a_recomputation_of_an_unknown_figure_breaks_nothing(
    make_view: MakeView, snapshot: Snapshot, computed: float | None
) -> None:
    lost = snapshot.frames[T.RECONCILIATIONS].head(1).assign(**{C.OBS_ID: "o-9999", C.COMPUTED: computed})
    assert "o-9999" in page(make_view("en", **{T.RECONCILIATIONS: pd.DataFrame(lost)}))


def test_page_says_so_when_nothing_was_recomputed(make_view: MakeView, empty: Empty) -> None:
    assert "None in this version." in page(make_view("en", **{T.RECONCILIATIONS: empty(T.RECONCILIATIONS)}))
