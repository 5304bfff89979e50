"""Words follow the reviewed list of terms, in both languages."""

from expectations.engine.batches import LANG, TEXT, TEXTS
from expectations.engine.judging import per_combination
from expectations.engine.kinds import Both
from expectations.engine.rule import on, rule
from expectations.engine.rule_input import Seen, Truth
from expectations.engine.terms import NEEDED, Advice, lint_text
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.faults import Severity


def _found(text: str, language: str, advice: Advice) -> list[Both]:
    """What to write instead of each word found, in English and French."""
    findings = [finding for each in LANGUAGES if each == language for finding in lint_text(text, each)]
    own = LANGUAGES.index("fr") if language == "fr" else 0
    return [
        (
            f"“{finding.instead[own]}” instead of “{finding.text}”. {finding.why[0].rstrip('.')}",
            f"« {finding.instead[own]} » au lieu de « {finding.text} ». {finding.why[1].rstrip('.')}",
        )
        for finding in findings
        if finding.advice is advice
    ]


def _explain(seen: Seen, advice: Advice) -> list[Both]:
    explained = []
    for text, language in zip(seen[TEXT], seen[LANG], strict=True):
        words = _found(str(text), str(language), advice)
        explained.append(("; ".join(each[0] for each in words), " ; ".join(each[1] for each in words)))
    return explained


def _judge(seen: Seen, advice: Advice) -> Truth:
    return per_combination(
        seen.rows[[TEXT, LANG]], lambda text, language: not _found(text, language, advice), where=seen[LANG] != ""
    )


@rule(
    id="guarded-terms",
    name=("Words that protect", "Des mots qui protègent"),
    sentence=(
        "Our texts use no word that the reviewed list of terms says to avoid, outside official names.",
        "Nos textes n'emploient aucun mot que la liste de termes dit d'éviter, hors des noms officiels.",
    ),
    expected=("the word of the reviewed list", "le mot de la liste"),
    cure=(
        "Use the other word; an official name can be added to data/raw/catalogue/terms.toml.",
        "Employer l'autre mot ; un nom officiel peut être ajouté à data/raw/catalogue/terms.toml.",
    ),
    scopes=[on(TEXTS, needs=[NEEDED])],
    explain=lambda seen: _explain(seen, Advice.AVOID),
)
def expect_words_that_protect(seen: Seen) -> Truth:
    """Words of a source (printed forms, titles, citations) have no language column and are not read."""
    return _judge(seen, Advice.AVOID)


@rule(
    id="cautious-terms",
    name=("Words to use with care", "Des mots à employer avec précaution"),
    sentence=(
        "A word that the reviewed list says to use with care is used only where a reviewer accepted it.",
        "Un mot que la liste dit d'employer avec précaution n'est employé que là où un relecteur l'a accepté.",
    ),
    expected=("the word of the reviewed list", "le mot de la liste"),
    cure=(
        "Use the other word, or have the warning accepted in data/raw/catalogue/accepted_warnings.toml.",
        "Employer l'autre mot, ou faire accepter l'avertissement dans data/raw/catalogue/accepted_warnings.toml.",
    ),
    severity=Severity.WARNING,
    scopes=[on(TEXTS, needs=[NEEDED])],
    explain=lambda seen: _explain(seen, Advice.CAUTION),
)
def expect_words_used_with_care(seen: Seen) -> Truth:
    """As `expect_words_that_protect`, for words of caution."""
    return _judge(seen, Advice.CAUTION)
