"""How to cite, the same on every page: a line in each language, and files for reference managers."""

from collections.abc import Mapping
from typing import Any, Final

from dashboard.components.take_away import copy_passage, file_links
from dashboard.downloads.published import Dataset
from dashboard.view.view import View
from pipelines.schema.declared import LANGUAGES, Language

_FILES: Final = (("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "csl.json"))


def dataset_of(view: View) -> Dataset:
    """The data set as citations name it."""
    return Dataset(view.snapshot.version, view.snapshot.released, view.base_url)


def citation_fields(view: View, cited: Mapping[Language, str]) -> list[Any]:
    """A citation in each language, the reader's first, ready to copy."""
    _ = view.t.gettext
    order = sorted(reversed(LANGUAGES), key=lambda lang: lang != view.lang)
    return [
        copy_passage(view, _(f"language.in-{lang}"), cited[lang], name=f"citation-{lang}", lang=lang) for lang in order
    ]


def citation_parts(view: View, cited: Mapping[Language, str], stem: str) -> list[tuple[str, Any]]:
    """Lines and files of a citation, as parts of the section to take away.

    Args:
        view: the view.
        cited: the citation by language.
        stem: address of the files, without their extension.
    """
    _ = view.t.gettext
    return [
        (_("citing.citation"), citation_fields(view, cited)),
        (_("citing.reference-managers"), file_links([(name, f"{stem}.{extension}") for name, extension in _FILES])),
    ]
