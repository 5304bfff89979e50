"""Words of the report, in both languages."""

from typing import Final

from expectations.engine.batches import CHANGES, STRUCTURE, TEXTS, VALUES
from expectations.engine.texts import Bilingual, bilingual
from expectations.report.verdict import Status
from pipelines.schema.declared import LANGUAGES, Language, tables
from pipelines.schema.faults import Severity

SEVERITIES: Final = {severity: bilingual(f"severity.{severity}") for severity in Severity}
STATUSES: Final = {status: bilingual(f"status.{status}") for status in Status}
_BATCHES: Final = {STRUCTURE: "structure", VALUES: "values", TEXTS: "texts", CHANGES: "changes"}


def in_language(both: Bilingual, language: Language) -> str:
    """Return the text in that language."""
    return both[LANGUAGES.index(language)]


def batch_words(batch: str) -> Bilingual:
    """Say what a rule looks at."""
    if batch in _BATCHES:
        return bilingual(f"batch.{_BATCHES[batch]}")
    title = tables()[batch].title
    return title["en"], title["fr"]
