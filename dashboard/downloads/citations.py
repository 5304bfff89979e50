"""How to cite a figure, an indicator and the data set: the publication first, with its page, then us with version."""

import re
from collections.abc import Iterable
from typing import Final, Literal

from dashboard.downloads.bibliography import Person, Reference, to_bibtex, to_csl, to_ris
from dashboard.downloads.published import Dataset
from dashboard.downloads.words import words_for
from dashboard.text.typography import said, set_text
from pipelines.schema.codes import UNNAMED_ORIGIN, SourceKind
from pipelines.schema.columns import C, Row
from pipelines.schema.dataset import DOIS, PUBLISHER, TITLE
from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.safe_text import web_address

# A language for a line of text, or a format of reference managers.
Style = Language | Literal["bibtex", "ris", "csl"]
# Styles for reference managers, by extension of their files: (style, media type)
CITATIONS: Final[dict[str, tuple[Style, str]]] = {
    "bib": ("bibtex", "application/x-bibtex; charset=utf-8"),
    "ris": ("ris", "application/x-research-info-systems; charset=utf-8"),
    "csl.json": ("csl", "application/vnd.citationstyles.csl+json"),
}
# Origins that name nobody outside the publication.
_SILENT_ORIGINS: Final = frozenset({UNNAMED_ORIGIN, "own"})


def _set(key: str) -> dict[str, str]:
    words = words_for(key)
    return {lang: set_text(words[lang], lang) for lang in LANGUAGES}


# What stands before a page number, a note mark, the formula of our own arithmetic; and the word for a figure.
PAGE: Final = _set("cited.page")
FOOTNOTE: Final = _set("cited.footnote")
COMPUTED: Final = _set("cited.formula")
FIGURE: Final = _set("cited.figure")
INDICATOR_NAME: Final = _set("cited.indicator-name")
# How this site is called in a line of text; records for reference managers have one name for it.
PUBLISHED_BY: Final = _set("cited.publisher")
_ORIGIN: Final = _set("cited.origin")
_INDICATOR: Final = _set("cited.indicator")
_IN: Final = _set("cited.in")
_NEXT: Final = _set("cited.next")
_KIND: Final = _set("cited.data-set")
_ADDRESS: Final = re.compile(r"(https?://\S+)")


def _language_of(style: Style) -> Language:
    """Return the language of a style, English for formats of reference managers."""
    return next((lang for lang in LANGUAGES if lang == style), "en")


def source_piece(source: Row, lang: Language) -> str:
    """Return the publication, ready to be followed by a place in it, for a line in a language.

    It is as its record cites it, its words set as its own language has it; an address stays as it is. A publication by
    persons is cited in the words of the line's language: its record has "et" and "2e éd." in an English line.
    """
    own: Language = next((lang for lang in LANGUAGES if lang == source[C.LANGUAGE]), "en")
    if source.get(C.AUTHORS) and lang != own:
        return _in_words_of(source, own, lang)
    parts = _ADDRESS.split(str(source[C.CITATION]).strip().rstrip("."))
    return "".join(part if number % 2 else set_text(part, own) for number, part in enumerate(parts))


def _initials(person: Person) -> str:
    """Return a person as lists of references do: `Souchet, F.-X.`."""
    given = ["-".join(f"{part[0]}." for part in name.split("-") if part) for name in person.given.split()]
    return f"{person.family}, {' '.join(given)}" if person.family else person.literal


def _in_words_of(source: Row, own: Language, lang: Language) -> str:
    """Cite a publication by persons in another language than its own; its title keeps its own words."""
    *others, last = [_initials(person) for person in _people(source)] or [str(source[C.PUBLISHER])]
    edition = words_for("cited.edition", edition=source[C.EDITION])[lang] if source.get(C.EDITION) else ""
    words = words_for(
        "cited.publication",
        authors=words_for("cited.two", first=", ".join(others), second=last)[lang] if others else last,
        year=str(source[C.PUBLISHED])[:4],
        title=set_text(str(source[C.TITLE]), own),
        edition=edition,
        publisher=source[C.PUBLISHER],
    )
    return words[lang]


def cited_sources(sources: Iterable[Row]) -> list[Row]:
    """Return the publications among sources: our own arithmetic is cited as ours."""
    return [source for source in sources if source[C.SOURCE_KIND] != SourceKind.OWN_ARITHMETIC]


def origin_piece(origin: Row | None, origin_id: str, lang: Language) -> str:
    """Return the body that the publication names, or nothing."""
    if origin is None or origin_id in _SILENT_ORIGINS:
        return ""
    return f"{_ORIGIN[lang]}{said(origin, 'name', lang)}"


def dataset_piece(dataset: Dataset, lang: Language) -> str:
    """Return the data set with its version, without its address."""
    title = set_text(TITLE[lang], lang)
    return f"{PUBLISHED_BY[lang]} ({dataset.year}). {title} (version {dataset.version}) {_KIND[lang]}."


def in_dataset(word: str, dataset: Dataset, lang: Language) -> tuple[str, str]:
    """Say what stands before and after the id of a thing cited from the data set; the address follows."""
    return f". {word} ", f" {_IN[lang]} {dataset_piece(dataset, lang)} "


def _figure_text(observation: Row, source: Row, origin: Row | None, dataset: Dataset, lang: Language, at: str) -> str:
    page, footnote, formula = (observation.get(name) for name in (C.PAGE, C.FOOTNOTE, C.DERIVATION))
    before, after = in_dataset(FIGURE[lang], dataset, lang)
    return "".join(
        [
            source_piece(source, lang),
            "" if page is None else f"{PAGE[lang]}{int(page)}",
            "" if footnote is None else f"{FOOTNOTE[lang]}{footnote}",
            origin_piece(origin, str(observation.get(C.ORIGIN_ID)), lang),
            "" if formula is None else f"{COMPUTED[lang]}{formula}",
            before,
            str(observation[C.OBS_ID]),
            after,
            at,
        ]
    )


def _people(source: Row) -> tuple[Person, ...]:
    authors = source.get(C.AUTHORS)
    names = str(authors).split(";") if authors else [str(source[C.PUBLISHER])]
    return tuple(Person.read(name.strip(), person=bool(authors)) for name in names if name.strip())


def source_reference(source: Row, *, page: int | None = None, note: str = "") -> Reference:
    """Return the record of a publication, with the place in it."""
    kinds = {SourceKind.REPORT: "report", SourceKind.OWN_ARITHMETIC: "dataset"}
    date, edition, url = (source.get(name) for name in (C.PUBLISHED, C.EDITION, C.URL))
    return Reference(
        kind=kinds.get(SourceKind(source[C.SOURCE_KIND]), "webpage"),
        key=str(source[C.SOURCE_ID]),
        authors=_people(source),
        title=str(source[C.TITLE]),
        publisher=str(source[C.PUBLISHER]),
        date=str(date or ""),
        edition=str(edition or ""),
        url=web_address(url),
        page="" if page is None else str(page),
        note=note,
        language=str(source[C.LANGUAGE]),
    )


def _own_reference(
    dataset: Dataset, *, key: str, title: str, address: str, note: str = "", doi: str = "", lang: Language
) -> Reference:
    return Reference(
        kind="dataset",
        key=key,
        authors=(Person(literal=PUBLISHER),),
        title=title,
        publisher=PUBLISHER,
        date=dataset.released,
        url=address,
        note=note,
        version=dataset.version,
        language=lang,
        doi=doi,
    )


def _write(references: list[Reference], style: Style) -> str:
    return {"bibtex": to_bibtex, "ris": to_ris, "csl": to_csl}[style](references)


def cite_observation(
    observation: Row,
    indicator: Row,
    source: Row,
    dataset: Dataset,
    *,
    style: Style,
    origin: Row | None = None,
) -> str:
    """Return the citation of one figure.

    Args:
        observation: its row in `observations`.
        indicator: the row of its indicator.
        source: the row of the publication in which it was read.
        dataset: the version, which gives the address.
        style: `fr` or `en` for a line of text, else BibTeX, RIS or CSL-JSON with two records.
        origin: the row of the body that the publication names, for the line of text.
    """
    lang = _language_of(style)
    obs_id = str(observation[C.OBS_ID])
    at = dataset.observation_page(obs_id, lang)
    if style in LANGUAGES:
        return _figure_text(observation, source, origin, dataset, lang, at)
    page, footnote, formula = (observation.get(name) for name in (C.PAGE, C.FOOTNOTE, C.DERIVATION))
    title = f"{indicator['name_en']}, {observation[C.TIME_PERIOD]}: figure {obs_id} in {TITLE['en']}"
    note = f"computed as {formula}" if formula else f"figure as printed: {observation.get(C.AS_PRINTED) or '-'}"
    ours = _own_reference(dataset, key=f"esec-{obs_id}", title=title, address=at, note=note, lang=lang)
    if source[C.SOURCE_KIND] == SourceKind.OWN_ARITHMETIC:
        return _write([ours], style)
    first = source_reference(
        source, page=None if page is None else int(page), note=f"footnote {footnote}" if footnote else ""
    )
    return _write([first, ours], style)


def cite_indicator(indicator: Row, sources: list[Row], dataset: Dataset, *, style: Style, at: str = "") -> str:
    """Cite an indicator: the publications of its figures as given, then us; `at` the address of a view of its page.

    Other arguments as `cite_observation`.
    """
    lang = _language_of(style)
    key = str(indicator[C.INDICATOR_ID])
    at = at or dataset.indicator_page(key, lang)
    published = cited_sources(sources)
    if style in LANGUAGES:
        name = INDICATOR_NAME[lang].format(name=said(indicator, "name", lang))
        before, after = in_dataset(_INDICATOR[lang], dataset, lang)
        return (
            f"{_NEXT[lang].join(source_piece(source, lang) for source in published)}{before}{name}{after}{at}".lstrip(
                ". "
            )
        )
    title = f"{indicator['name_en']}: indicator in {TITLE['en']}"
    ours = _own_reference(dataset, key=f"esec-{key}", title=title, address=at, lang=lang)
    return _write([*(source_reference(source) for source in published), ours], style)


def cite_dataset(dataset: Dataset, report: Row | None, *, style: Style) -> str:
    """Return the citation of the data set: the report that it transcribes, where given, then us."""
    lang = _language_of(style)
    if style in LANGUAGES:
        first = "" if report is None else f"{source_piece(report, lang)}. "
        return f"{first}{dataset_piece(dataset, lang)} {dataset.page(lang)}"
    doi, at = DOIS.get(dataset.version, ""), dataset.page(lang)
    ours = _own_reference(dataset, key="esec-dataset", title=TITLE["en"], address=at, doi=doi, lang=lang)
    return _write([*([] if report is None else [source_reference(report)]), ours], style)
