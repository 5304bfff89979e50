"""Words of the report, in both languages."""

from typing import Final

from expectations.engine.batches import CHANGES, STRUCTURE, TEXTS, VALUES
from expectations.engine.kinds import Both
from expectations.report.verdict import Status
from pipelines.schema.declared import Language, tables
from pipelines.schema.faults import Severity

SEVERITIES: Final[dict[Severity, Both]] = {
    Severity.ERROR: ("error", "erreur"),
    Severity.WARNING: ("warning", "avertissement"),
    Severity.INFORMATION: ("information", "information"),
}
STATUSES: Final[dict[Status, Both]] = {
    Status.PASSED: ("passed", "respectée"),
    Status.ACCEPTED: ("accepted", "acceptée"),
    Status.FAILED: ("failed", "non respectée"),
    Status.NOT_CHECKED: ("not checked", "non vérifiée"),
}
_BATCHES: Final[dict[str, Both]] = {
    STRUCTURE: ("columns of every table", "colonnes de chaque table"),
    VALUES: (
        "identifiers, codes, references and dates of every table",
        "identifiants, codes, renvois et dates de chaque table",
    ),
    TEXTS: ("texts of every table", "textes de chaque table"),
    CHANGES: ("what changed in published rows", "ce qui a changé dans les lignes publiées"),
}


def in_language(both: Both, language: Language) -> str:
    """The text in that language."""
    return both[0] if language == "en" else both[1]


def batch_words(batch: str) -> Both:
    """What a rule looks at, in words."""
    if batch in _BATCHES:
        return _BATCHES[batch]
    title = tables()[batch].title
    return title["en"], title["fr"]
