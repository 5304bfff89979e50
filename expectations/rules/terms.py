"""Words follow the reviewed list of terms, in both languages."""

from expectations.engine.batches import LANG, TEXT, TEXTS
from expectations.engine.judging import per_combination
from expectations.engine.rule import on, rule
from expectations.engine.rule_input import RuleInput, Truth
from expectations.engine.terms import NEEDED, Advice, lint_text
from expectations.engine.texts import Bilingual, bilingual
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.faults import Severity


def _found(text: str, language: str, advice: Advice) -> list[Bilingual]:
    """What to write instead of each word found, in English and French."""
    findings = [finding for each in LANGUAGES if each == language for finding in lint_text(text, each)]
    own = LANGUAGES.index("fr") if language == "fr" else 0
    return [
        bilingual(
            "term.instead",
            instead=finding.instead[own],
            text=finding.text,
            why=(finding.why[0].rstrip("."), finding.why[1].rstrip(".")),
        )
        for finding in findings
        if finding.advice is advice
    ]


def _explain(seen: RuleInput, advice: Advice) -> list[Bilingual]:
    explained = []
    for text, language in zip(seen[TEXT], seen[LANG], strict=True):
        words = _found(str(text), str(language), advice)
        english, french = bilingual("list.semicolon")
        explained.append((english.join(each[0] for each in words), french.join(each[1] for each in words)))
    return explained


def _judge(seen: RuleInput, advice: Advice) -> Truth:
    return per_combination(
        seen.rows[[TEXT, LANG]], lambda text, language: not _found(text, language, advice), where=seen[LANG] != ""
    )


@rule("guarded-terms", on(TEXTS, needs=[NEEDED]), explain=lambda seen: _explain(seen, Advice.AVOID))
def expect_words_that_protect(seen: RuleInput) -> Truth:
    """Words of a source (printed forms, titles, citations) have no language column and are not read."""
    return _judge(seen, Advice.AVOID)


@rule(
    "cautious-terms",
    on(TEXTS, needs=[NEEDED]),
    severity=Severity.WARNING,
    explain=lambda seen: _explain(seen, Advice.CAUTION),
)
def expect_words_used_with_care(seen: RuleInput) -> Truth:
    """As `expect_words_that_protect`, for words of caution."""
    return _judge(seen, Advice.CAUTION)
