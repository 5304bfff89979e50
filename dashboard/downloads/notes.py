"""The notes that a set of rows needs, numbered: each row's own note, its cross-check and its indicator's caveats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.downloads.published import Published
from pipelines.schema.columns import C, T
from pipelines.schema.declared import LANGUAGES, Language

_STEMS = ("note", "crosscheck", "reading")


def about_indicator(published: Published, indicator_id: str) -> Mapping[str, Any]:
    """The row of an indicator with the texts of its caveats (`caveats_en`, `caveats_fr`); empty for an unknown one."""
    row = published.records(T.INDICATORS).get(indicator_id)
    if row is None:
        return {}
    caveats = published.records(T.CAVEATS)
    found = [caveats[key] for key in str(row[C.CAVEAT_IDS] or "").split(";") if key in caveats]
    return {**row, **{f"caveats_{lang}": [caveat[f"text_{lang}"] for caveat in found] for lang in LANGUAGES}}


@dataclass
class Notes:
    """Numbers texts in the order in which they are first needed; equal texts share a number."""

    texts: dict[tuple[str, ...], int] = field(default_factory=dict)

    def mark(self, said: Sequence[str]) -> str:
        """The mark of a note, such as `[note 3]`; said once for each language, in order."""
        return f"[note {self.texts.setdefault(tuple(said), len(self.texts) + 1)}]"


class NoteMarker:
    """Gives each row of a table its marks."""

    def __init__(self, published: Published, languages: Sequence[Language]) -> None:
        self.notes = Notes()
        self._languages = languages
        self._indicators = published.records(T.INDICATORS)
        self._caveats = published.records(T.CAVEATS)

    def marks(self, row: Mapping[str, Any]) -> str:
        """Marks of a row, separated by spaces; empty when it needs no note."""
        found = []
        for stem in _STEMS:
            said = [str(row.get(f"{stem}_{lang}") or "") for lang in self._languages]
            if any(said):
                found.append(self.notes.mark(said))
        indicator = self._indicators.get(str(row.get(C.INDICATOR_ID)))
        for caveat_id in str((indicator or {}).get(C.CAVEAT_IDS) or "").split(";"):
            caveat = self._caveats.get(caveat_id)
            if caveat is not None:
                found.append(self.notes.mark([str(caveat[f"text_{lang}"]) for lang in self._languages]))
        return " ".join(found)
