"""Words that charts add to the data's own, from `dashboard/locales/` under `chart.…`."""

from dashboard.text.translator import translator
from pipelines.schema.declared import Language


def text(key: str, lang: Language, **values: object) -> str:
    """Return the words of a key in a language, with their places filled; raise KeyError where a place has no value."""
    return translator(lang).gettext(f"chart.{key}", **values)


def counted(key: str, number: float, lang: Language, **values: object) -> str:
    """Return the words of a key in the form that goes with a number, which stands at `{n}`."""
    return translator(lang).ngettext(f"chart.{key}", number, **values)


def capital(words: str) -> str:
    """Return the words with a first capital, the rest untouched (`str.capitalize` would lower acronyms)."""
    return words[:1].upper() + words[1:]
