"""Texts of the interface by id, through gettext, from `locales/`."""

from dataclasses import dataclass
from functools import cache

from werkzeug.http import parse_accept_header

from dashboard.text.typography import set_text
from pipelines.schema.declared import DEFAULT_LANGUAGE, LANGUAGES, Language
from pipelines.texts import awaits_reading, translations


@dataclass(frozen=True)
class Translator:
    """Give the texts of a language. Places are named: `_("explorer.page", page=2, last=9)` is "Page 2 of 9"."""

    lang: Language

    @property
    def awaits_reading(self) -> bool:
        """Tell whether the texts of the language still await a native's reading."""
        return awaits_reading("dashboard", self.lang)

    def gettext(self, text_id: str, /, **values: object) -> str:
        """Give the text under an id, with its places filled."""
        words = set_text(translations("dashboard", self.lang).gettext(text_id), self.lang)
        return words.format(**values) if values else words

    def ngettext(self, text_id: str, number: float, /, **values: object) -> str:
        """Give the form that goes with `number`; `{n}` stands for it, formatted by the caller or plain."""
        words = set_text(translations("dashboard", self.lang).ngettext(text_id, text_id, number), self.lang)  # type: ignore[arg-type]
        return words.format(**{"n": number, **values})


@cache
def translator(lang: Language) -> Translator:
    """Give the translator of a language."""
    return Translator(lang)


def choose_language(accepted: str | None) -> Language:
    """Choose the language for a reader who has not: the site's own unless the browser prefers another to it.

    Args:
        accepted: the value of an Accept-Language header.
    """
    weights: dict[str, float] = {}
    for tag, weight in parse_accept_header(accepted)[:20]:
        primary = tag.lower().partition("-")[0]
        weights[primary] = max(weights.get(primary, 0.0), weight)
    return max((DEFAULT_LANGUAGE, *LANGUAGES), key=lambda lang: weights.get(lang, 0.0))
