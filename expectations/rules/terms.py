"""Words follow the reviewed list of terms, in both languages."""

from expectations.engine.judging import per_combination
from expectations.engine.rule import RuleInput, Truth, on, rule
from expectations.engine.tables import LANG, TEXT, TEXTS
from expectations.engine.terms import NEEDED, Advice, TermFinding
from expectations.engine.texts import SPOKEN, Bilingual, bilingual
from pipelines.schema.declared import Language
from pipelines.schema.faults import Severity


def _found(seen: RuleInput, text: str, language: Language, advice: Advice) -> list[TermFinding]:
    return [finding for finding in seen.tables.terms.lint(text, language) if finding.advice is advice]


def _instead(finding: TermFinding, language: Language) -> Bilingual:
    """Say what to write instead of a word, in the language of its text, and why."""
    english, french = (why.rstrip(".") for why in finding.notion.why)
    instead = finding.notion.use[SPOKEN.index(language) if language in SPOKEN else 0]
    return bilingual("term.instead", instead=instead, text=finding.text, why=(english, french))


def _explain(seen: RuleInput, advice: Advice) -> list[Bilingual]:
    english, french = bilingual("list.semicolon")
    explained = []
    for text, language in zip(seen[TEXT], seen[LANG], strict=True):
        words = [_instead(finding, language) for finding in _found(seen, text, language, advice)]
        explained.append((english.join(each[0] for each in words), french.join(each[1] for each in words)))
    return explained


def _judge(seen: RuleInput, advice: Advice) -> Truth:
    cells = seen.rows[[TEXT, LANG]]
    where = seen[LANG] != ""
    return per_combination(cells, lambda text, language: not _found(seen, text, language, advice), where=where)


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
