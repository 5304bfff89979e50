"""Catalogues and records for archives, read by programs of others: rdflib, pySHACL, mlcroissant, csvw and the like."""

import json
import urllib.request
from pathlib import Path

import pytest

from tests.clients.conftest import Run

SHAPES = Path(__file__).with_name("dcat_ap_shapes.ttl").read_text(encoding="utf-8")

DCAT = """
import sys, json, pyshacl, rdflib, urllib.request
from rdflib.namespace import DCAT, DCTERMS, RDF
address, shapes = sys.argv[1:]
graphs = {}
for ending, syntax in (("ttl", "turtle"), ("jsonld", "json-ld"), ("rdf", "xml")):
    answer = urllib.request.urlopen(f"{address}/catalog.{ending}")
    graphs[syntax] = rdflib.Graph().parse(data=answer.read(), format=syntax)
first = graphs.pop("turtle")
same = [set(first) == set(other) for other in graphs.values()]
valid, _, report = pyshacl.validate(first, shacl_graph=rdflib.Graph().parse(data=shapes))
catalogue = first.value(predicate=RDF.type, object=DCAT.Catalog)
broken = rdflib.Graph()
for triple in first.triples((catalogue, None, None)):
    broken.add(triple)
broken.remove((None, DCTERMS.title, None))
spoilt = pyshacl.validate(broken, shacl_graph=rdflib.Graph().parse(data=shapes))[0]
files = {str(url) for url in first.objects(None, DCAT.downloadURL)}
datasets = set(first.objects(catalogue, DCAT.dataset))
print(json.dumps([same, valid, report[:3000], spoilt, len(datasets), sorted(files)[:3]]))
"""

CROISSANT = """
import sys, json, io, logging
log = io.StringIO(); logging.getLogger("absl").addHandler(logging.StreamHandler(log))
import mlcroissant
found = mlcroissant.Dataset(sys.argv[1])
records = list(found.records(sys.argv[2]))
names = [record.name for record in found.metadata.record_sets]
references = [f.id for r in found.metadata.record_sets for f in r.fields if f.references and f.references.uuid]
print(json.dumps([found.metadata.issues.report(), log.getvalue(), len(records),
    sum(r[f"{sys.argv[2]}/decimals"] for r in records), names, references]))
"""

CSVW = """
import sys, json
from csvw import CSVW
found = CSVW(sys.argv[1], validate=True)
table = found.tables[0]
rows = list(table)
print(json.dumps([found.is_valid, [str(w.message) for w in found.warnings], found.no_metadata, len(rows),
    sum(row["obs_value"] for row in rows if row["obs_value"] is not None), table.common_props["dc:title"]]))
"""

CSVW_ALL = """
import sys, json
from csvw import TableGroup
group = TableGroup.from_url(sys.argv[1])
group.validate_schema(strict=True)
keys = sum(len(table.tableSchema.foreignKeys) for table in group.tables)
print(json.dumps([[table.url.string for table in group.tables], keys]))
"""

ARCHIVES = """
import sys, json, urllib.request
from datacite import schema45
from zenodo_client import Metadata
load = lambda path: json.load(urllib.request.urlopen(sys.argv[1] + path))
errors = [error.message for error in schema45.validator.iter_errors(load("/data/datacite.json"))]
zenodo = load("/data/zenodo.json")["metadata"]
# The client takes persons alone for creators ("Family name, given names"); this data set is made by a body.
said = Metadata.model_validate({**zenodo, "creators": []})
print(json.dumps([errors, said.license, said.version, [e["relation"] for e in zenodo["related_identifiers"]]]))
"""

SEARCH = """
import sys, json, urllib.request
import extruct
from pyld import jsonld
text = urllib.request.urlopen(sys.argv[1]).read().decode()
found = extruct.extract(text, syntaxes=["json-ld"])["json-ld"]
# Nothing is fetched: the terms of the context are all of one vocabulary.
expanded = [jsonld.expand({**item, "@context": {"@vocab": "https://schema.org/"}}) for item in found]
print(json.dumps([found, len(expanded)]))
"""

FEED = """
import sys, json, feedparser
from html.parser import HTMLParser
import urllib.request, urllib.parse
class Links(HTMLParser):
    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag == "link" and said.get("type") == "application/atom+xml":
            found.append(said["href"])
found = []
Links().feed(urllib.request.urlopen(sys.argv[1]).read().decode())
feed = feedparser.parse(urllib.parse.urljoin(sys.argv[1], found[0]))
print(json.dumps([bool(feed.bozo), feed.feed.id, [entry.id for entry in feed.entries]]))
"""


@pytest.mark.client("rdflib", "DCAT-AP (Turtle, JSON-LD, RDF/XML)")
@pytest.mark.client("pyshacl", "DCAT-AP (Turtle, JSON-LD, RDF/XML)")
def test_a_harvester_reads_one_valid_catalogue_in_each_syntax(address: str, run_in: Run) -> None:
    same, valid, report, spoilt, datasets, files = json.loads(run_in("newer", DCAT, address, SHAPES))
    assert same == [True, True]
    assert valid, report
    assert not spoilt
    assert datasets > 100 and all(file.startswith(f"{address}/data/v") for file in files)


@pytest.mark.client("mlcroissant", "Croissant")
def test_croissant_loads_typed_records(address: str, run_in: Run) -> None:
    said = json.loads(run_in("newer", CROISSANT, f"{address}/croissant.json", "units"))
    issues, warnings, records, decimals, names, references = said
    assert not issues and not warnings
    assert records > 30 and decimals > 0
    assert {"observations", "indicators", "sources", "units"} <= set(names)
    assert {"observations/indicator_id", "observations/source_id"} <= set(references)


@pytest.mark.client("csvw", "CSVW")
@pytest.mark.parametrize("query", ["topic=online", "topic=online&lang=fr&labels=code"])
def test_csvw_finds_the_metadata_of_a_selection_and_types_its_cells(address: str, run_in: Run, query: str) -> None:
    file = f"{address}/data/observations.csv?{query}"
    valid, warnings, no_metadata, rows, total, _title = json.loads(run_in("newer", CSVW, file))
    assert valid and not warnings and not no_metadata
    with urllib.request.urlopen(f"{address}/data/observations.json?topic=online") as answer:
        published = json.load(answer)["rows"]
    assert rows == len(published)
    assert total == pytest.approx(sum(row["obs_value"] for row in published if row["obs_value"] is not None))


@pytest.mark.client("csvw", "CSVW")
def test_csvw_of_all_tables_names_each_and_its_keys(address: str, run_in: Run) -> None:
    tables, references = json.loads(run_in("newer", CSVW_ALL, f"{address}/data/csv-metadata.json"))
    assert {"observations.csv", "indicators.csv", "sources.csv"} <= set(tables) and references > 5


@pytest.mark.client("datacite", "DataCite")
@pytest.mark.client("zenodo-client", "Zenodo")
def test_archives_take_the_records(address: str, run_in: Run) -> None:
    errors, licence, version, relations = json.loads(run_in("newer", ARCHIVES, address))
    assert errors == []
    assert licence == "cc-by-4.0" and version.count(".") == 2
    assert {"isDerivedFrom", "isNewVersionOf"} <= set(relations)


@pytest.mark.client("extruct", "schema.org")
@pytest.mark.client("pyld", "schema.org")
@pytest.mark.parametrize("path", ["/en/", "/fr/downloads", "/en/indicators/hdi-rank"])
def test_a_search_engine_reads_what_it_recommends(address: str, run_in: Run, path: str) -> None:
    found, expanded = json.loads(run_in("newer", SEARCH, address + path))
    assert expanded == len(found) == 1
    said = found[0]
    recommended = {
        *("alternateName", "citation", "creator", "publisher", "identifier", "keywords", "license", "usageInfo"),
        *("spatialCoverage", "temporalCoverage", "variableMeasured", "version", "includedInDataCatalog"),
        *("isAccessibleForFree", "dateModified", "isBasedOn", "distribution"),
    }
    assert recommended <= set(said)
    assert all(file["name"] and file["contentUrl"].startswith(f"{address}/data/v") for file in said["distribution"])
    assert any(file["contentUrl"].endswith(".sdmx.csv") for file in said["distribution"])
    if path.endswith("hdi-rank"):
        assert said["variableMeasured"]["unitText"] and said["measurementTechnique"] and said["isBasedOn"][0]["url"]
    if path.endswith("downloads"):
        assert any("contentSize" in file for file in said["distribution"])


@pytest.mark.client("feedparser", "Atom")
def test_a_feed_reader_finds_the_corrections_from_a_page(address: str, run_in: Run) -> None:
    broken, feed, entries = json.loads(run_in("newer", FEED, f"{address}/en/corrections"))
    assert not broken and entries and len(set(entries)) == len(entries)
    # What identifies an entry does not hang on where the site stands.
    assert not any(address in name for name in [feed, *entries])
