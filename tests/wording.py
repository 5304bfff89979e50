"""What no reader should meet: phrases that read as translated, and one language's quotation marks in the other."""

import re
from html.parser import HTMLParser
from typing import Final

from pipelines.schema.declared import Language

# One entry a kind of slip; what to write instead: give, publish, are shown, counted separately, differing estimates …
_PHRASES: Final[dict[Language, tuple[str, ...]]] = {
    "en": (
        r"\bprints\b",
        r"\b(?:as|is|was|are|were|not|none|the) printed\b(?! page)",
        r"\bprinted (?:form|value|in words|elsewhere)s?\b",
        r"\btold apart\b",
        r"\bstands\b(?! for)",
        r"\bstands? (?:beside|side by side|on|in its place)\b",
        r"\brival (?:claim|estimate|number)s?\b",
        r"\btake (?:it|them) away\b",
        r"\bnothing is open\b",
        r"\bour (?:own )?arithmetic\b",
        r"\bis of (?:19|20)\d\d\b",
        r"\bnone is better attested\b",
        r"\bor is it undergone\b",
        r"\bassociations in the field\b",
        r"\bbroken rule\b",
    ),
    "fr": (
        r"\bimprime(?:nt)?\b",
        r"\bimprimée?s?\b(?! depuis)",
        r"\baffirmations? concurrentes?\b",
        r"\bestimations concurrentes\b",
        r"\bà emporter\b",
        r"\bfait accord\b",
        r"\btrait interrompu\b",
        r"\bévidée?s?\b",
        r"\brien n.est ouvert\b",
        r"\bqui possède\b",
        r"\bn.(?:est|y est|y sont) (?:pas )?distinguée?s?\b",
        r"\bnon distinguée?s?\b",
        r"\ben tient lieu\b",
        r"\bne répond à tout cela\b",
        r"\bautres entrées\b",
        r"\ble mettre sur une fiche\b",
        r"\bils ne disent pas\b",
    ),
}
_FOREIGN_MARKS: Final[dict[Language, str]] = {"en": "«»", "fr": "“”"}
_SLIPS: Final = {
    lang: re.compile(f"{'|'.join(phrases)}|[{_FOREIGN_MARKS[lang]}]", re.IGNORECASE)
    for lang, phrases in _PHRASES.items()
}
_TYPED: Final = re.compile(r"[^\W\d_]'[^\W\d_]")
# What is not in our words: code, titles of publications, words of a source, scripts.
_OTHERS: Final = frozenset({"script", "style", "code", "pre", "q", "cite", "textarea", "head"})
_EMPTY: Final = frozenset(
    {"meta", "link", "br", "hr", "img", "input", "source", "wbr", "col", "path", "rect", "circle"}
)


def slips(text: str, lang: Language) -> list[str]:
    """Give what an editor of the language would not let pass, each with the words around it."""
    return [text[max(0, slip.start() - 30) : slip.end() + 30] for slip in _SLIPS[lang].finditer(text)]


class _Ours(HTMLParser):
    """Visible text of a page, but for what it quotes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._open: list[tuple[str, bool]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _EMPTY:
            given = dict(attrs)
            # What names a language of its own is quoted: a title, a citation, another language.
            theirs = tag in _OTHERS or (tag != "html" and "lang" in given)
            self._open.append((tag, theirs))

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not any(theirs for _, theirs in self._open):
            self.text += data


def slips_of_page(page: str, lang: Language) -> list[str]:
    """Give the slips of a page's visible text, and apostrophes left as typed."""
    text = _Ours(page).text
    typed = [text[max(0, slip.start() - 30) : slip.end() + 30] for slip in _TYPED.finditer(text)]
    return slips(text, lang) + typed
