"""Finds what is wrong with a site's own words, which its settings put in place of a package's."""

import re
from collections.abc import Iterator
from typing import Final

from babel.messages.catalog import Message

from pipelines.schema.declared import LANGUAGES
from pipelines.schema.faults import Fault
from pipelines.schema.site import fault_of_setting, site
from pipelines.texts.catalogues import forms_of, read_catalogue

_PLACE: Final = re.compile(r"\{(\w+)\}")
_SECTION: Final = "texts"


def _fault(text_id: str, lang: str, found: Message, words: str | list[str]) -> Iterator[Fault]:
    """Find what is wrong with the words that stand in place of a text."""
    place = (_SECTION, text_id, lang)
    forms, said = forms_of(words), forms_of(found.string or "")
    if len(forms) != len(said):
        expected = f"{len(said)} forms, by number: [{', '.join(said)}]" if len(said) > 1 else "one text"
        yield fault_of_setting(place, expected, "Write as many.", "; ".join(forms))
    places = {name: "" for name in _PLACE.findall(" ".join(said))}
    for form in forms:
        try:
            form.format(**places)
        except (KeyError, IndexError, ValueError):
            yield fault_of_setting(place, f"no other places than “{said[-1]}” has", "Take the others out.", form)


def find_faults_of_own_texts(package: str) -> list[Fault]:
    """List what is wrong with the site's own words: ids that a package has not, forms and places that do not fit."""
    faults = []
    for text_id, words in site().texts.items():
        for lang in LANGUAGES:
            catalogue = read_catalogue(package, lang)
            if text_id not in catalogue:
                cure = "Correct the id: texts of the interface stand in dashboard/locales/, each under its own."
                faults.append(fault_of_setting((_SECTION, text_id), "the id of a text", cure))
                break
            if lang in words:
                faults += _fault(text_id, lang, catalogue[text_id], words[lang])
    return faults
