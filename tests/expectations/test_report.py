"""The command and the page: what a maintainer and a reader see."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from expectations.command import validate
from expectations.report.published import read_folder
from expectations.report.tell import render_page
from expectations.report.verdict import Verdict, summarise
from expectations.validate import check
from pipelines.publish.publish import publish
from pipelines.schema.columns import T
from pipelines.schema.paths import DESCRIPTOR
from tests.expectations.tables import Rows, find, frames_of, valid_rows

_NOTHING_ACCEPTED = "no-such-folder"


@pytest.fixture
def folder(rows: Rows, tmp_path: Path) -> Path:
    """A published folder of the valid tables."""
    frames = frames_of(rows)
    publish(frames, summarise(check(frames, only=())), tmp_path / "curated")
    return tmp_path / "curated"


def _validate(folder: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(
        validate, ["--curated", str(folder), "--raw", str(folder / _NOTHING_ACCEPTED), *options], catch_exceptions=False
    )
    return result.exit_code, result.output


def test_valid_folder_passes(folder: Path, tmp_path: Path) -> None:
    code, output = _validate(folder, "--json", str(tmp_path / "verdict.json"), "--html", str(tmp_path / "page"))
    assert code == 0, output
    assert "unit-limits" in output
    assert json.loads((tmp_path / "verdict.json").read_text(encoding="utf-8"))["success"]
    assert (tmp_path / "page" / "index.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_timings_say_what_each_rule_took(folder: Path) -> None:
    code, output = _validate(folder, "--timings")
    assert code == 0, output
    timed = output.partition("Time by rule")[2]
    assert "unit-limits" in timed and "seconds in our rules" in timed


def test_command_names_every_fault_and_fails(folder: Path, rows: Rows) -> None:
    find(rows, T.OBSERVATIONS, "o-0002")["obs_value"] = -24
    find(rows, T.EVENTS, "ev-law")["date"] = "2006-02-30"
    frames = frames_of(rows)
    publish(frames, {}, folder)
    code, output = _validate(folder)
    assert code == 1
    for said in ("o-0002", "ev-law", "unit-limits", "iso-periods", "2006-02-30", "observations.csv:3", "-24"):
        assert said in output


def test_lost_figure_is_found_against_an_earlier_folder(folder: Path, rows: Rows, tmp_path: Path) -> None:
    rows[T.OBSERVATIONS].remove(find(rows, T.OBSERVATIONS, "o-0005"))
    publish(frames_of(rows), {}, tmp_path / "later")
    code, output = _validate(tmp_path / "later", "--previous", str(folder))
    assert code == 1
    assert "no-row-lost" in output and "o-0005" in output


@pytest.mark.parametrize("damage", ["changed", "cut", "missing", "unknown", "no descriptor", "broken descriptor"])
def test_damaged_files_are_faults(folder: Path, damage: str) -> None:
    events, descriptor = folder / "events.parquet", folder / DESCRIPTOR
    named = events.name
    if damage == "changed":
        pd.DataFrame({"event_id": ["ev-x"]}).to_parquet(events)
    elif damage == "cut":
        events.write_bytes(events.read_bytes()[:100])
    elif damage == "missing":
        events.unlink()
    elif damage == "unknown":
        (folder / "more.parquet").write_bytes(b"x")
        named = "more.parquet"
    elif damage == "no descriptor":
        descriptor.unlink()
        named = DESCRIPTOR
    else:
        descriptor.write_text("{}", encoding="utf-8")
        named = DESCRIPTOR
    _, faults = read_folder(folder)
    assert named in {fault.file for fault in faults}


def test_a_cut_file_is_a_fault_and_no_traceback(folder: Path) -> None:
    (folder / "events.parquet").write_bytes((folder / "events.parquet").read_bytes()[:100])
    code, output = _validate(folder)
    assert code == 1
    assert "events.parquet" in output and "declared-columns" in output


def test_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    code, output = _validate(tmp_path / "nowhere")
    assert code == 1
    assert f"{tmp_path / 'nowhere'}: nothing is published there" in output and "esec build" in output


def test_broken_acceptances_fail(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "raw" / "catalogue" / "accepted_warnings.toml"
    path.parent.mkdir(parents=True)
    path.write_text("[[accepted]]\n", encoding="utf-8")
    result = CliRunner().invoke(validate, ["--curated", str(folder), "--raw", str(tmp_path / "raw")])
    assert result.exit_code == 1
    assert "accepted_warnings" in result.output


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    rows = valid_rows()
    find(rows, T.OBSERVATIONS, "o-0002")["obs_value"] = -24
    find(rows, T.EVENTS, "ev-law")["label_en"] = "<script>alert(1)</script> & co"
    find(rows, T.CAVEATS, "recorded")["text_en"] = "Counts what  was recorded."
    return check(frames_of(rows))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def _parse(verdict: Verdict) -> tuple[str, _Page]:
    html, page = render_page(verdict), _Page()
    page.feed(html)
    return html, page


def test_page_loads_nothing_and_runs_nothing(verdict: Verdict) -> None:
    html, page = _parse(verdict)
    assert not {"script", "link", "img", "iframe", "object", "embed"} & {tag for tag, _ in page.tags}
    assert not re.search(r"\b(?:src|srcset|action|data)=|@import|url\(", html)
    assert all((link["href"] or "").startswith("#") for link in page.of("a"))
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]


def test_page_has_both_languages(verdict: Verdict) -> None:
    html, page = _parse(verdict)
    sections = page.of("section")
    assert [(section["id"], section["lang"]) for section in sections] == [("fr", "fr"), ("en", "en")]
    assert {link["href"] for link in page.of("a")} >= {"#fr", "#en"}
    for english, french in (("Clean texts", "Textes propres"), ("0 or more", "0 ou plus")):
        assert english in html and french in html


def test_page_is_accessible(verdict: Verdict) -> None:
    html, page = _parse(verdict)
    assert page.of("html")[0]["lang"]
    assert len(page.of("caption")) == len(page.of("table"))
    assert all("scope" in heading for heading in page.of("th"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {(link["href"] or "")[1:] for link in page.of("a")} <= set(ids)
    assert html.count("<h1>") == 2


def test_page_writes_values_as_text(verdict: Verdict) -> None:
    html, _ = _parse(verdict)
    assert "<script>" not in html
    assert "o-0002" in html and "observations.csv:3" in html


def test_same_verdict_gives_the_same_page(verdict: Verdict) -> None:
    assert render_page(verdict) == render_page(verdict)
