"""Texts of the interface through gettext: English in code or under an id, other languages in `locales/`."""

from dataclasses import dataclass
from functools import cache

from dashboard.text.typography import set_text
from pipelines.schema.declared import Language
from pipelines.texts import translations


@dataclass(frozen=True)
class Translator:
    """Texts of one language. Placeholders are named: `_("page {page}", page=12)`."""

    lang: Language

    def gettext(self, text: str, /, **values: object) -> str:
        """The text in the language, with its places filled; English where the catalogue lacks it."""
        # To gettext the empty text is the header of the catalogue.
        words = set_text(translations("dashboard", self.lang).gettext(text) if text else "", self.lang)
        return words.format(**values) if values else words

    def ngettext(self, one: str, many: str, number: float, /, **values: object) -> str:
        """The form that goes with `number`; `{n}` stands for it, formatted by the caller or plain."""
        words = set_text(translations("dashboard", self.lang).ngettext(one, many, number), self.lang)  # type: ignore[arg-type]
        return words.format(**{"n": number, **values})


@cache
def translator(lang: Language) -> Translator:
    """The translator of a language."""
    return Translator(lang)


def choose_language(accepted: str | None) -> Language:
    """Language for a reader who has not chosen: French unless the browser prefers English to it.

    Args:
        accepted: the value of an Accept-Language header.
    """
    weights: dict[str, float] = {}
    for part in (accepted or "").split(",")[:20]:
        tag, _, rest = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            continue
        weights[primary] = max(weights.get(primary, 0.0), weight)
    return "en" if weights.get("en", 0.0) > weights.get("fr", 0.0) else "fr"
