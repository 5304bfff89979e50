"""A citation in one line: who publishes, what, where on this site, which version. Whole ones are in `citations`."""

from collections.abc import Sequence

from dashboard.downloads.citations import FIGURE, FOOTNOTE, INDICATOR_NAME, PAGE, PUBLISHED_BY, cited_sources
from dashboard.downloads.published import Dataset
from dashboard.downloads.words import words_for
from dashboard.text.typography import said
from pipelines.schema.columns import C, Row
from pipelines.schema.declared import Language


def brief_indicator(indicator: Row, sources: Sequence[Row], dataset: Dataset, *, lang: Language, at: str) -> str:
    """Cite an indicator: the publications of its figures by their short names, of many the first, then us.

    Args:
        indicator: its row.
        sources: rows of the publications whose figures are shown, the one that comes first among them first.
        dataset: the version.
        lang: language of the line.
        at: address of the view.
    """
    names = list(dict.fromkeys(said(source, "short", lang) for source in cited_sources(sources)))
    name = INDICATOR_NAME[lang].format(name=said(indicator, "name", lang))
    return _in_line([_publishers(names, lang), name], dataset, lang, at)


def brief_comparison(title: str, sources: Sequence[Row], dataset: Dataset, *, lang: Language, at: str) -> str:
    """Cite several indicators seen together, under the title of the view. Arguments as `brief_indicator`."""
    names = list(dict.fromkeys(said(source, "short", lang) for source in cited_sources(sources)))
    return _in_line([_publishers(names, lang), INDICATOR_NAME[lang].format(name=title)], dataset, lang, at)


def brief_observation(observation: Row, source: Row, dataset: Dataset, *, lang: Language, at: str) -> str:
    """Cite a figure: its publication with the place in it, then us. Arguments as `brief_indicator`."""
    page, footnote = observation.get(C.PAGE), observation.get(C.FOOTNOTE)
    place = "" if page is None else f"{PAGE[lang]}{int(page)}"
    place += "" if footnote is None else f"{FOOTNOTE[lang]}{footnote}"
    publisher = "".join(said(each, "short", lang) + place for each in cited_sources([source]))
    figure = (
        f"{FIGURE[lang].lower()} {observation[C.OBS_ID]}" if publisher else f"{FIGURE[lang]} {observation[C.OBS_ID]}"
    )
    return _in_line([publisher, figure], dataset, lang, at)


def brief_dataset(dataset: Dataset, *, lang: Language) -> str:
    """Cite the data set."""
    words = words_for("cited.brief-data-set", publisher=PUBLISHED_BY, version=dataset.version)
    return f"{words[lang]}, {dataset.page(lang)}"


def _publishers(names: Sequence[str], lang: Language) -> str:
    match names:
        case [] | [_]:
            return "".join(names)
        case [first, second]:
            return words_for("cited.two", first=first, second=second)[lang]
        case _:
            return words_for("cited.many", first=names[0])[lang]


def _in_line(parts: Sequence[str], dataset: Dataset, lang: Language, at: str) -> str:
    what = ", ".join(filter(None, parts))
    words = words_for("cited.brief", what=what, publisher=PUBLISHED_BY, version=dataset.version)
    return f"{words[lang]}, {at}"
