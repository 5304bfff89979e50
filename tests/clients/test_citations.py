"""Records for reference managers, read by programs of others: BibTeX, RIS, CSL-JSON and CITATION.cff."""

import json

import pytest

from tests.clients.conftest import Run

FIGURE = "/data/figures/o-0001"

BIBTEX = """
import sys, json, urllib.request
import bibtexparser
from pybtex.database import parse_string
from pybtex.plugin import find_plugin
text = urllib.request.urlopen(sys.argv[1]).read().decode()
entries = parse_string(text, "bibtex")
style = find_plugin("pybtex.style.formatting", "plain")()
plain = [entry.text.render_as("text") for entry in style.format_bibliography(entries)]
other = [{**entry} for entry in bibtexparser.loads(text).entries]
print(json.dumps([[[e.type, dict(e.fields)] for e in entries.entries.values()], plain, other]))
"""

RIS = """
import sys, json, urllib.request, rispy
found = rispy.loads(urllib.request.urlopen(sys.argv[1]).read().decode())
print(json.dumps([[entry["type_of_reference"], entry["title"], "unknown_tag" in entry] for entry in found]))
"""

CSL = """
import sys, json, urllib.request, warnings
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
found = json.load(urllib.request.urlopen(sys.argv[1]))
style = CitationStylesStyle("harvard-cite-them-right", validate=False)
listed = CitationStylesBibliography(style, CiteProcJSON(found), formatter.plain)
for item in found:
    listed.register(Citation([CitationItem(item["id"])]))
print(json.dumps([str(line) for line in listed.bibliography()]))
"""

CFF = """
import sys, json, urllib.request
from cffconvert import Citation
found = Citation(urllib.request.urlopen(sys.argv[1]).read().decode())
found.validate()
print(json.dumps([found.as_bibtex(), json.loads(found.as_zenodo())]))
"""


@pytest.mark.client("pybtex", "BibTeX")
@pytest.mark.client("bibtexparser", "BibTeX")
@pytest.mark.parametrize("path", [FIGURE, "/data/dataset"])
def test_bibtex_uses_the_fields_that_styles_show(address: str, run_in: Run, path: str) -> None:
    entries, plain, other = json.loads(run_in("newer", BIBTEX, f"{address}{path}.bib"))
    assert [kind for kind, _fields in entries] == ["techreport", "misc"] == [each["ENTRYTYPE"] for each in other]
    report, ours = (fields for _kind, fields in entries)
    assert "edition" not in report and "edition 2" in report["note"] and report["institution"]
    assert "publisher" not in ours and ours["howpublished"]
    # What a style writes names the edition and who publishes.
    assert any("edition 2" in line.lower() for line in plain) and any("ESEC" in line for line in plain)


@pytest.mark.client("rispy", "RIS")
def test_ris_has_no_tag_that_readers_do_not_know(address: str, run_in: Run) -> None:
    found = json.loads(run_in("newer", RIS, f"{address}{FIGURE}.ris"))
    assert [kind for kind, _title, _unknown in found] == ["RPRT", "DATA"]
    assert all(title and not unknown for _kind, title, unknown in found)


@pytest.mark.client("citeproc-py", "CSL JSON")
def test_csl_makes_a_list_of_references(address: str, run_in: Run) -> None:
    listed = json.loads(run_in("newer", CSL, f"{address}{FIGURE}.csl.json"))
    assert len(listed) == 2 and any("Pouille" in line and "2011" in line for line in listed)


@pytest.mark.client("cffconvert", "CITATION.cff")
def test_the_citation_file_is_valid_and_becomes_other_records(address: str, run_in: Run) -> None:
    bibtex, zenodo = json.loads(run_in("cff", CFF, f"{address}/data/CITATION.cff"))
    assert "ESEC" in bibtex and zenodo["license"] == {"id": "CC-BY-4.0"} and zenodo["version"]
