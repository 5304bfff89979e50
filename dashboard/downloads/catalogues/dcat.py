"""The catalogue by DCAT-AP 3, with what its French profile and data.gouv.fr ask for: one graph, in three syntaxes.

Nothing in the graph is without an address, and everything is said in one order, so that the bytes stay the same. This
module is imported where a catalogue is asked for: rdflib takes its time to start.
"""

import json
from collections.abc import Generator, Iterable, Mapping
from typing import Any, Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, XSD, DefinedNamespace, Namespace

from dashboard.downloads.bibliography import one_line
from dashboard.downloads.catalogues.facts import (
    DOI,
    SYNTAXES,
    Coverage,
    address_of,
    authorities,
    contact_of,
    coverage_of,
    doi_of,
    earlier_versions,
    first_released,
    language_addresses,
    publications_of,
    terms_page,
    version_address,
)
from dashboard.downloads.describe import sized
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.format import Format
from dashboard.downloads.formats import FORMATS
from dashboard.downloads.published import Record
from dashboard.downloads.words import Words, words_for
from pipelines.schema.columns import C, T, text_in
from pipelines.schema.dataset import DESCRIPTION, KEYWORDS, LICENCE_URL, PUBLISHER, TERMS, TITLE
from pipelines.schema.declared import DEFAULT_LANGUAGE, LANGUAGES, by_language

ADMS: Final = Namespace("http://www.w3.org/ns/adms#")
# Not that of rdflib, which knows version 2 alone.
DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")
_PREFIXES: Final[Mapping[str, Namespace | type[DefinedNamespace]]] = {
    "adms": ADMS,
    "dcat": DCAT,
    "dct": DCTERMS,
    "foaf": FOAF,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
    "xsd": XSD,
}
_VOCABULARIES: Final = tuple(map(str, _PREFIXES.values()))
_OPENAPI: Final = "https://spec.openapis.org/oas/v3.1.0"
_SHA256: Final = SPDX.checksumAlgorithm_sha256
# Made whole for the descriptor anyway, so that their size and hash cost nothing more.
_SIZED: Final = frozenset({f"{T.OBSERVATIONS}.csv", f"{T.OBSERVATIONS}.parquet"})


class _InOrder(Graph):
    """A graph whose subjects come in one order: that of a set changes from one process to the next."""

    def compute_qname(self, uri: str, generate: bool = True) -> tuple[str, URIRef, str]:
        """Shorten an address by a prefix that is bound; no other is looked for, which takes most of the time."""
        if not generate and not uri.startswith(_VOCABULARIES):
            raise KeyError(uri)
        return super().compute_qname(uri, generate)

    def subjects(self, *args: Any, **options: Any) -> Generator[Any, None, None]:
        """Return each subject once, sorted."""
        yield from sorted(set(super().subjects(*args, **options)), key=str)


def write_catalogue(files: DownloadCatalogue, extension: str) -> bytes:
    """Write the catalogue in a syntax of `SYNTAXES`."""
    # What is written is kept as every file is; the graph takes many times as much memory.
    graph = _Catalogue(files).graph
    if extension != "jsonld":
        return graph.serialize(format=SYNTAXES[extension][0], encoding="utf-8")
    said = json.loads(graph.serialize(format=SYNTAXES[extension][0], auto_compact=True))
    said["@graph"].sort(key=lambda node: node["@id"])
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


class _Catalogue:
    """The graph of one version, as seen from one public address."""

    def __init__(self, files: DownloadCatalogue) -> None:
        self.files = files
        self.published = files.published
        self.dataset = files.dataset
        self.authorities = authorities()
        self.graph = _InOrder(bind_namespaces="none")
        for prefix, namespace in _PREFIXES.items():
            self.graph.bind(prefix, namespace)
        self.whole = self._own("/#dataset")
        self.service = self._own("/openapi.json#service")
        self.publisher = self._own("/#publisher")
        self.contact = self._own("/#contact")
        self.rights = self._own("/#rights")
        self._describe_agents()
        self._describe_vocabularies()
        self._describe_areas()
        self._describe_whole()
        for row in self.published.records(T.INDICATORS).values():
            self._describe_indicator(row)
        self._describe_service()
        self._describe_catalogue()

    def _own(self, path: str) -> URIRef:
        return URIRef(f"{self.dataset.base}{path}")

    def _indicator(self, indicator_id: str) -> URIRef:
        return self._own(f"/data/indicators/{indicator_id}.json#dataset")

    def _area(self, code: str) -> URIRef:
        return self._own(f"/data/areas.json#{code}")

    def say(self, subject: URIRef, predicate: URIRef, *values: URIRef | Literal) -> None:
        for value in values:
            self.graph.add((subject, predicate, value))

    def tell(self, subject: URIRef, predicate: URIRef, words: Mapping[Any, str] | Words) -> None:
        """Say a text in each language, with its tag."""
        self.say(subject, predicate, *(Literal(one_line(words[lang]), lang=lang) for lang in LANGUAGES))

    def lead(self, subject: URIRef, predicate: URIRef, *pages: str) -> None:
        """Lead to pages for people."""
        for page in map(URIRef, pages):
            self.say(subject, predicate, page)
            self.say(page, RDF.type, FOAF.Document)

    def _describe_agents(self) -> None:
        """Say who publishes, where to write, and what of the data belongs to whom."""
        self.say(self.publisher, RDF.type, FOAF.Agent)
        self.say(self.publisher, FOAF.name, Literal(PUBLISHER))
        self.lead(self.publisher, FOAF.homepage, self.dataset.page(DEFAULT_LANGUAGE))
        self.say(self.contact, RDF.type, VCARD.Kind)
        self.say(self.contact, VCARD.fn, Literal(PUBLISHER))
        name, address = contact_of(self.dataset)
        self.say(self.contact, VCARD[name], URIRef(address))
        self.say(self.rights, RDF.type, DCTERMS.RightsStatement)
        self.tell(self.rights, RDFS.label, TERMS)
        self.lead(self.rights, RDFS.seeAlso, *(terms_page(self.dataset, lang) for lang in LANGUAGES))

    def _describe_vocabularies(self) -> None:
        """Say what the addresses of authorities stand for: readers of the profile look for the class of each."""
        known = self.authorities
        kinds = {
            DCTERMS.LicenseDocument: [LICENCE_URL],
            DCTERMS.LinguisticSystem: language_addresses(),
            DCTERMS.Frequency: [known["frequency"]],
            DCTERMS.RightsStatement: [known["access"]],
            SPDX.ChecksumAlgorithm: [_SHA256],
            DCTERMS.Standard: [*known["standards"].values(), _OPENAPI],
            SKOS.ConceptScheme: [known["taxonomy"]],
            SKOS.Concept: known["themes"],
            DCTERMS.MediaTypeOrExtent: [known["file_type"] + kind for kind in known["formats"].values()],
        }
        for kind, addresses in kinds.items():
            for address in addresses:
                self.say(URIRef(address), RDF.type, kind)
        for address, names in known["themes"].items():
            self.tell(URIRef(address), SKOS.prefLabel, by_language(names))
        self.say(URIRef(known["taxonomy"]), DCTERMS.title, Literal("Data theme", lang="en"))

    def _describe_areas(self) -> None:
        for code in coverage_of(self.published).areas:
            row = self.published.records(T.AREAS)[code]
            self.say(self._area(code), RDF.type, DCTERMS.Location)
            self.tell(self._area(code), SKOS.prefLabel, {lang: text_in(row, "name", lang) for lang in LANGUAGES})
            for address in self.authorities["areas"].get(code, ()):
                self.say(self._area(code), SKOS.exactMatch, URIRef(address))
                self.say(URIRef(address), RDF.type, DCTERMS.Location)

    def _describe_resource(self, subject: URIRef) -> None:
        """Say what holds for the catalogue, every data set and the service alike."""
        self.say(subject, DCTERMS.publisher, self.publisher)
        self.say(subject, DCAT.contactPoint, self.contact)
        self.say(subject, DCTERMS.license, URIRef(LICENCE_URL))
        self.say(subject, DCTERMS.rights, self.rights)

    def _describe_dates(self, subject: URIRef) -> None:
        self.say(subject, DCTERMS.issued, Literal(first_released(self.published), datatype=XSD.date))
        self.say(subject, DCTERMS.modified, Literal(self.dataset.released, datatype=XSD.date))
        self.say(subject, DCTERMS.language, *map(URIRef, language_addresses()))

    def _describe_dataset(self, subject: URIRef, coverage: Coverage, keywords: Mapping[Any, Iterable[str]]) -> None:
        """Say what holds for every data set, the whole and its parts."""
        self.say(subject, RDF.type, DCAT.Dataset)
        self._describe_resource(subject)
        self._describe_dates(subject)
        self.say(subject, DCTERMS.identifier, Literal(str(subject)))
        self.say(subject, DCTERMS.creator, self.publisher)
        self.say(subject, DCTERMS.accessRights, URIRef(self.authorities["access"]))
        self.say(subject, DCTERMS.accrualPeriodicity, URIRef(self.authorities["frequency"]))
        self.say(subject, DCAT.theme, *map(URIRef, self.authorities["themes"]))
        self.say(subject, DCAT.version, Literal(self.dataset.version))
        for lang in LANGUAGES:
            self.say(subject, DCAT.keyword, *(Literal(one_line(word), lang=lang) for word in keywords[lang]))
        for code in coverage.areas:
            self.say(subject, DCTERMS.spatial, self._area(code), *map(URIRef, self.authorities["areas"].get(code, ())))
        if coverage.period is not None:
            period = URIRef(f"{subject}-period")
            self.say(subject, DCTERMS.temporal, period)
            self.say(period, RDF.type, DCTERMS.PeriodOfTime)
            self.say(period, DCAT.startDate, Literal(coverage.period.start.isoformat(), datatype=XSD.date))
            self.say(period, DCAT.endDate, Literal(coverage.period.end.isoformat(), datatype=XSD.date))

    def _describe_sources(self, subject: URIRef, indicator_id: str = "") -> None:
        addresses = filter(None, map(address_of, publications_of(self.published, indicator_id)))
        self.say(subject, PROV.wasDerivedFrom, *map(URIRef, dict.fromkeys(addresses)))

    def _describe_whole(self) -> None:
        self._describe_dataset(self.whole, coverage_of(self.published), KEYWORDS)
        self.tell(self.whole, DCTERMS.title, TITLE)
        self.tell(self.whole, DCTERMS.description, DESCRIPTION)
        self.lead(self.whole, DCAT.landingPage, *(self.dataset.page(lang) for lang in LANGUAGES))
        self._describe_sources(self.whole)
        doi = doi_of(self.dataset.version)
        if doi:
            self.say(self.whole, DCTERMS.identifier, Literal(f"{DOI}{doi}", datatype=XSD.anyURI))
        before = earlier_versions(self.published)
        addresses = [URIRef(version_address(self.dataset, row[C.VERSION])) for row in before]
        self.say(self.whole, DCAT.previousVersion, *addresses[:1])
        self.say(self.whole, DCTERMS.replaces, *addresses)
        release = self.published.records(T.RELEASES).get(self.dataset.version)
        if release:
            self.tell(self.whole, ADMS.versionNotes, {lang: text_in(release, "text", lang) for lang in LANGUAGES})
        self._describe_files(self.whole, T.OBSERVATIONS)

    def _describe_indicator(self, row: Record) -> None:
        key = str(row[C.INDICATOR_ID])
        subject = self._indicator(key)
        topic = self.published.records(T.TOPICS)[row[C.TOPIC_ID]]
        keywords = {lang: [text_in(topic, "name", lang), *KEYWORDS[lang]] for lang in LANGUAGES}
        self._describe_dataset(subject, coverage_of(self.published, key), keywords)
        self.tell(subject, DCTERMS.title, {lang: text_in(row, "name", lang) for lang in LANGUAGES})
        self.tell(subject, DCTERMS.description, {lang: text_in(row, "definition", lang) for lang in LANGUAGES})
        self.lead(subject, DCAT.landingPage, *(self.dataset.indicator_page(key, lang) for lang in LANGUAGES))
        self.say(subject, DCTERMS.isPartOf, self.whole)
        self.say(self.whole, DCTERMS.hasPart, subject)
        self._describe_sources(subject, key)
        self._describe_files(subject, f"indicators/{key}")

    def _describe_files(self, dataset: URIRef, stem: str) -> None:
        for form in FORMATS.values():
            self._describe_file(dataset, f"{stem}.{form.extension}", form)

    def _describe_file(self, dataset: URIRef, path: str, form: Format) -> None:
        subject = URIRef(self.dataset.file(path) + "#distribution")
        self.say(dataset, DCAT.distribution, subject)
        self.say(subject, RDF.type, DCAT.Distribution)
        self.tell(subject, DCTERMS.title, form.title)
        self.say(subject, DCAT.accessURL, URIRef(self.dataset.file(path)))
        self.say(subject, DCAT.downloadURL, URIRef(self.dataset.file(path, fixed=True)))
        self.say(subject, DCAT.accessService, self.service)
        self.say(subject, DCTERMS.license, URIRef(LICENCE_URL))
        self.say(subject, DCTERMS.rights, self.rights)
        kind = self.authorities["formats"].get(form.extension)
        if kind:
            self.say(subject, DCTERMS["format"], URIRef(self.authorities["file_type"] + kind))
        if "/x-" not in form.encoding:
            media_type = URIRef(self.authorities["media_type"] + form.encoding)
            self.say(subject, DCAT.mediaType, media_type)
            self.say(media_type, RDF.type, DCTERMS.MediaType)
        standard = self.authorities["standards"].get(form.extension)
        if standard:
            self.say(subject, DCTERMS.conformsTo, URIRef(standard))
        if path in _SIZED:
            self._describe_bytes(subject, sized(self.files, path))

    def _describe_bytes(self, subject: URIRef, known: Mapping[str, Any]) -> None:
        """Say size and checksum of a file, where they are known."""
        if not known:
            return
        self.say(subject, DCAT.byteSize, Literal(known["bytes"], datatype=XSD.nonNegativeInteger))
        checksum = URIRef(f"{subject}-checksum")
        self.say(subject, SPDX.checksum, checksum)
        self.say(checksum, RDF.type, SPDX.Checksum)
        self.say(checksum, SPDX.algorithm, _SHA256)
        value = Literal(known["hash"].removeprefix("sha256:"), datatype=XSD.hexBinary)
        self.say(checksum, SPDX.checksumValue, value)

    def _describe_service(self) -> None:
        self.say(self.service, RDF.type, DCAT.DataService)
        self._describe_resource(self.service)
        self.tell(self.service, DCTERMS.title, words_for("index.title"))
        self.tell(self.service, DCTERMS.description, words_for("index.intro"))
        self.say(self.service, DCAT.endpointURL, self._own("/data/"))
        self.say(self.service, DCAT.endpointDescription, self._own("/openapi.json"))
        self.say(self.service, DCTERMS.conformsTo, URIRef(_OPENAPI))
        self.say(self.service, DCTERMS.accessRights, URIRef(self.authorities["access"]))
        self.say(self.service, DCAT.servesDataset, self.whole)

    def _describe_catalogue(self) -> None:
        catalogue = self._own("/#catalogue")
        self.say(catalogue, RDF.type, DCAT.Catalog)
        self._describe_resource(catalogue)
        self._describe_dates(catalogue)
        self.tell(catalogue, DCTERMS.title, words_for("catalogue.title", publisher=PUBLISHER))
        self.tell(catalogue, DCTERMS.description, words_for("catalogue.text", title=TITLE))
        self.lead(catalogue, FOAF.homepage, self.dataset.page(DEFAULT_LANGUAGE))
        self.say(catalogue, DCAT.themeTaxonomy, URIRef(self.authorities["taxonomy"]))
        self.say(catalogue, DCTERMS.spatial, *map(URIRef, self.authorities["areas"].get(self._first_area(), ())))
        self.say(catalogue, DCAT.service, self.service)
        self.say(catalogue, DCAT.dataset, self.whole)
        self.say(catalogue, DCAT.dataset, *map(self._indicator, self.published.records(T.INDICATORS)))

    def _first_area(self) -> str:
        """Return the area that stands first in the table of areas: the country that the data set is about."""
        return next(iter(self.published.records(T.AREAS)), "")
