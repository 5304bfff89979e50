"""Records of publications in the formats of reference managers: BibTeX, RIS and CSL-JSON."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

_BIBTEX_TYPES: Final = {"report": "techreport", "webpage": "misc", "dataset": "misc"}
_RIS_TYPES: Final = {"report": "RPRT", "webpage": "ELEC", "dataset": "DATA"}
_ESCAPES: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "$": r"\$",
        "&": r"\&",
        "#": r"\#",
        "%": r"\%",
        "_": r"\_",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
    }
)
_ADDRESS_ESCAPES: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})
_LINE_END: Final = "\r\n"


@dataclass(frozen=True)
class Person:
    """An author: a person by given and family name, or a body by its name."""

    literal: str
    given: str = ""
    family: str = ""

    @classmethod
    def read(cls, name: str, *, person: bool) -> "Person":
        """Read a name as printed; a single word, or a body, stays as it is."""
        given, _, family = name.rpartition(" ")
        return cls(name, given, family) if person and given else cls(name)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One publication. Empty texts are left out of the record.

    Attributes:
        kind: `report`, `webpage` or `dataset`.
        date: ISO date at the precision known.
        page: the page cited.
    """

    kind: str
    key: str
    authors: tuple[Person, ...]
    title: str
    publisher: str
    date: str = ""
    edition: str = ""
    url: str = ""
    page: str = ""
    note: str = ""
    version: str = ""
    language: str = ""
    doi: str = ""

    @property
    def year(self) -> str:
        """Return the year of publication; empty when unknown."""
        return self.date[:4]


def one_line(text: str) -> str:
    """Return a text on one line: a record must not be broken by what stands in it."""
    return " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in text).split())


def _tex(text: str) -> str:
    return one_line(text).translate(_ESCAPES)


def _bibtex_author(person: Person) -> str:
    if person.family:
        return f"{{{_tex(person.family)}}}, {_tex(person.given)}"
    # Braces keep a body's name from being taken apart into given and family name.
    return f"{{{_tex(person.literal)}}}"


def _bibtex_entry(reference: Reference) -> str:
    kind = _BIBTEX_TYPES[reference.kind]
    month = reference.date[5:7]
    report = kind == "techreport"
    # Neither BibTeX's own styles nor biblatex know an edition of a report, or pages of anything else: a note is shown.
    notes = [
        f"edition {reference.edition}" if reference.edition else "",
        "" if report or not reference.page else f"p. {reference.page}",
        reference.note,
    ]
    said = {
        "author": " and ".join(_bibtex_author(person) for person in reference.authors),
        # The inner braces keep the capitals of the title.
        "title": f"{{{_tex(reference.title)}}}",
        "year": reference.year,
        "month": month.lstrip("0"),
        "institution" if report else "howpublished": f"{{{_tex(reference.publisher)}}}",
        "pages": _tex(reference.page) if report else "",
        "version": _tex(reference.version),
        "url": one_line(reference.url).translate(_ADDRESS_ESCAPES),
        "doi": one_line(reference.doi),
        "note": _tex(", ".join(filter(None, notes))),
        "language": _tex(reference.language),
    }
    fields = "".join(f"  {name} = {{{text}}},\n" for name, text in said.items() if text not in ("", "{}"))
    key = re.sub(r"[^A-Za-z0-9:.-]", "-", reference.key)
    return f"@{kind}{{{key},\n{fields}}}\n"


def to_bibtex(references: Iterable[Reference]) -> str:
    """Return BibTeX entries, UTF-8 with accents as they are."""
    return "\n".join(_bibtex_entry(reference) for reference in references)


def _ris_record(reference: Reference) -> str:
    authors = [
        ("AU", f"{person.family}, {person.given}" if person.family else person.literal) for person in reference.authors
    ]
    lines = [
        ("TY", _RIS_TYPES[reference.kind]),
        ("ID", reference.key),
        *authors,
        ("TI", reference.title),
        ("PY", reference.year),
        ("DA", reference.date.replace("-", "/")),
        ("PB", reference.publisher),
        ("ET", reference.edition or reference.version),
        ("SP", reference.page),
        ("LA", reference.language),
        ("DO", reference.doi),
        ("UR", reference.url),
        ("N1", reference.note),
    ]
    said = "".join(f"{tag}  - {one_line(text)}{_LINE_END}" for tag, text in lines if text)
    return f"{said}ER  - {_LINE_END}"


def to_ris(references: Iterable[Reference]) -> str:
    """Return RIS records, with the line ends that the format prescribes."""
    return _LINE_END.join(_ris_record(reference) for reference in references)


def _csl_author(person: Person) -> dict[str, str]:
    return {"family": person.family, "given": person.given} if person.family else {"literal": person.literal}


def _csl_item(reference: Reference) -> dict[str, Any]:
    parts = [int(part) for part in reference.date.split("-") if part.isdigit()]
    said = {
        "id": reference.key,
        "type": reference.kind,
        "title": one_line(reference.title),
        "author": [_csl_author(person) for person in reference.authors],
        "issued": {"date-parts": [parts]} if parts else None,
        "publisher": one_line(reference.publisher),
        "edition": reference.edition,
        "version": reference.version,
        "page": reference.page,
        "note": one_line(reference.note),
        "language": reference.language,
        "DOI": one_line(reference.doi),
        "URL": one_line(reference.url),
    }
    return {name: value for name, value in said.items() if value}


def to_csl(references: Iterable[Reference]) -> str:
    """Return CSL-JSON: an array of items."""
    return json.dumps([_csl_item(reference) for reference in references], ensure_ascii=False, indent=1) + "\n"
