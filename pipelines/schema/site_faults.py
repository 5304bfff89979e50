"""Says what is wrong with the settings of a site as a maintainer reads it: line, setting, expectation, cure."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from pydantic import ValidationError

from pipelines.schema.colours import HUES
from pipelines.schema.faults import Fault
from pipelines.schema.paths import ROOT

RULE: Final = "site-settings"
# Metadata of files have this language alone, and it stands in for what another one lacks.
ENGLISH: Final = "en"
SLUG: Final = r"^[a-z0-9][a-z0-9._-]*$"
ID_OR_NONE: Final = r"^([a-z0-9][a-z0-9-]*|)$"
COUNTRY_OR_NONE: Final = r"^([A-Z]{2}|)$"
ADDRESS: Final = r"^(tel:[+0-9]+|https://[^\s]+|mailto:[^\s@]+@[^\s@]+)$"
WEB: Final = r"^https://[^\s]+$"
LINE: Final = r"^[^\n\r]+$"

# What was expected where a text has another form, by that form.
_FORMS: Final = {
    SLUG: "lower-case letters, digits, points, hyphens and underscores, such as esec-example",
    ID_OR_NONE: 'the id of a source, the name of its folder in data/raw, or "" for none',
    COUNTRY_OR_NONE: 'the two capitals of a country by ISO 3166-1, such as GB, or "" for none',
    ADDRESS: "tel: and digits, an address that begins with https://, or mailto: and an e-mail address",
    WEB: "an address that begins with https://",
    LINE: "a text on one line",
}
# The same by the kind of fault that reading finds.
_KINDS: Final = {
    "missing": "this setting",
    "string_type": "a text between quotation marks",
    "string_too_short": "a text that is not empty",
    "dict_type": "a text for each language, such as .en and .fr",
    "list_type": "a list between square brackets",
    "model_type": "a block of settings",
    "extra_forbidden": "a setting that is known",
    "literal_error": f"one of {', '.join(HUES)}",
}
_CURES: Final = {"missing": "Add it", "extra_forbidden": "Correct its name, or remove it"}
_GUIDE: Final = "data/site.toml of a new site (esec init) names them all"


class SettingError(ValueError):
    """Say what was expected of a setting, and what to do."""

    def __init__(self, expected: str, cure: str) -> None:
        super().__init__(expected)
        self.cure = cure


@cache
def interface_languages() -> frozenset[str]:
    """Return the codes of the languages that the interface has texts in: one folder of `dashboard/locales/` each."""
    return frozenset(file.parents[1].name for file in (ROOT / "dashboard" / "locales").glob("*/LC_MESSAGES/*.po"))


def line_of(text: str, place: Sequence[int | str]) -> int | None:
    """Find the line of a setting in its file, or of the block that it should stand in.

    Args:
        text: the file.
        place: names from the outermost on, a number after the name of a block that is there several times.

    Returns:
        The line, 1 for the first; None where not even the block is there.
    """
    lines = text.splitlines()
    at: int | None = None
    for depth, part in enumerate(place):
        if isinstance(part, int):
            continue
        named = re.compile(rf"(\[+\s*)?([\w\"'-]+\s*\.\s*)*[\"']?{re.escape(part)}[\"']?\s*[=.\]]")
        found = [number for number in range(at or 0, len(lines)) if named.match(lines[number].strip())]
        if not found:
            break
        turn = place[depth + 1] if depth + 1 < len(place) else 0
        several = isinstance(turn, int) and lines[found[0]].startswith("[[")
        at = found[min(int(turn), len(found) - 1)] if several else found[0]
    return None if at is None else at + 1


def check_places(terms: str) -> str:
    """Let the terms of a licence pass; raise SettingError where they have places other than its name and url."""
    try:
        terms.format(name="", url="")
    except (KeyError, IndexError, ValueError):
        raise SettingError("a text with no places but {name} and {url}", "Take the others out.") from None
    return terms


def _texts_by_language(given: Any) -> Iterator[tuple[tuple[int | str, ...], Any]]:
    """List what stands by language in settings, of whatever form, with its place."""
    for name, value in given.items():
        if name in ("title", "description", "keywords"):
            yield (name,), value
        elif name == "licence" and isinstance(value, dict):
            yield (name, "terms"), value.get("terms")
        elif name == "texts" and isinstance(value, dict):
            yield from (((name, text_id), words) for text_id, words in value.items())
        elif name == "help_lines" and isinstance(value, list):
            lines = (line if isinstance(line, dict) else {} for line in value)
            yield from (((name, at, "purpose"), line.get("purpose")) for at, line in enumerate(lines))


def _needed(given: Any) -> list[str]:
    """Name the languages that no text of settings may lack: English, and that of readers who ask for none."""
    listed = given.get("languages")
    first = listed[0] if isinstance(listed, list) and listed else ENGLISH
    return list(dict.fromkeys([ENGLISH, str(given.get("default_language") or first)]))


def faults_of_languages(name: str, text: str, given: Any) -> list[Fault]:
    """Say which texts of settings lack a language that they need, or stand in one that the interface does not have.

    Args:
        name: file that a fault names.
        text: its content.
        given: the same as read.
    """
    faults, known = [], interface_languages()
    needed = [lang for lang in _needed(given) if lang in known]
    for place, words in _texts_by_language(given):
        if isinstance(words, dict):
            for lang in (*needed, *sorted(set(words) - known)):
                column, line = ".".join(map(str, (*place, lang))), line_of(text, place)
                if lang not in known:
                    expected = f"a text in a language of the interface: {', '.join(sorted(known))}"
                    faults.append(Fault(RULE, name, expected, "Remove it.", line=line, column=column))
                elif lang not in words:
                    cure = f"Write it in each language: {', '.join(needed)}."
                    faults.append(Fault(RULE, name, "this text too", cure, line=line, column=column))
    return faults


def faults_of(name: str, text: str, error: ValidationError) -> Iterator[Fault]:
    """Say each thing that is wrong with settings.

    Args:
        name: file that a fault names.
        text: its content.
        error: what reading found.
    """
    for found in error.errors():
        kind, place = found["type"], found["loc"]
        given: Any = found["input"]
        ours, form = found.get("ctx", {}).get("error"), found.get("ctx", {}).get("pattern", "")
        expected = _FORMS.get(form) or _KINDS.get(kind) or "a setting of this kind"
        cure = f"{_CURES.get(kind, 'Mend the setting')}; {_GUIDE}."
        yield Fault(
            RULE,
            name,
            str(ours) if isinstance(ours, SettingError) else expected,
            ours.cure if isinstance(ours, SettingError) else cure,
            line=line_of(text, place[:-1] if kind == "missing" else place),
            column=".".join(map(str, place)),
            value="" if kind == "missing" else str(given)[:60],
        )
