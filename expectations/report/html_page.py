"""The verdict as one self-contained page in both languages: no script, nothing loaded from elsewhere."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from expectations.engine.texts import texts_under
from expectations.report.terminal import place
from expectations.report.verdict import Status, Verdict
from expectations.report.words import SEVERITIES, STATUSES, batch_words, in_language
from pipelines.schema.dataset import TITLE
from pipelines.schema.declared import LANGUAGES, Language
from pipelines.schema.faults import Fault, Severity


def _fault(fault: Fault, language: Language) -> dict[str, str]:
    french = language == "fr"
    return {
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "file": place(fault),
        "page": "" if fault.page is None else str(fault.page),
        "expected": (getattr(fault, "expected_fr", "") if french else "") or fault.expected,
        "cure": (getattr(fault, "cure_fr", "") if french else "") or fault.cure,
    }


def _counts(verdict: Verdict, language: Language) -> list[tuple[str, list[int]]]:
    return [
        (
            in_language(SEVERITIES[severity], language),
            [sum(r.severity is severity and r.status is status for r in verdict.results) for status in Status],
        )
        for severity in Severity
    ]


def _view(verdict: Verdict, language: Language) -> dict[str, Any]:
    rules = [
        {
            "id": result.rule,
            "name": in_language(result.name, language),
            "sentence": in_language(result.sentence, language),
            "severity": in_language(SEVERITIES[result.severity], language),
            "status": str(result.status),
            "result": in_language(STATUSES[result.status], language),
            "reason": in_language(result.reason, language),
            "anchor": result.anchor,
            "scope": list(dict.fromkeys(in_language(batch_words(batch), language) for batch, _ in result.scope)),
            "rows": result.rows,
            "open": result.count - len(result.accepted),
            "count": result.count,
            "faults": [_fault(fault, language) for fault in result.faults],
            "accepted": [
                {
                    **_fault(each.fault, language),
                    "who": each.acceptance.who,
                    "why": each.acceptance.why_fr if language == "fr" else each.acceptance.why_en,
                    "until": each.acceptance.until.isoformat(),
                }
                for each in result.accepted
            ],
        }
        for result in verdict.results
    ]
    return {
        "language": language,
        "say": texts_under("page.", language),
        "title": TITLE[language],
        "rules": rules,
        "counts": _counts(verdict, language),
        "statuses": [in_language(STATUSES[status], language) for status in Status],
        "others": [_fault(fault, language) for fault in verdict.others],
    }


def render_page(verdict: Verdict) -> str:
    """The verdict as an HTML page; the same verdict gives the same bytes."""
    environment = Environment(
        loader=PackageLoader("expectations"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    views = [_view(verdict, language) for language in reversed(LANGUAGES)]
    return environment.get_template("verdict.html").render(verdict=verdict, views=views)
