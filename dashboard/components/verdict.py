"""What the rules found on this data version, from the published verdict (`validation.json`), in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.text.format import format_number
from dashboard.text.typography import set_text
from dashboard.view.view import View

Record = Mapping[str, Any]


def rules_of(validation: Record) -> Sequence[Record]:
    """Rules with their results, in the order of the guide; empty where no verdict is published."""
    rules = validation.get("rules")
    return [rule for rule in rules if isinstance(rule, Mapping)] if isinstance(rules, list) else []


def was_checked(rule: Record) -> bool:
    """Whether the rule could be checked."""
    return rule.get("result") != "not_checked"


def text_in(view: View, pair: Any) -> str:
    """Text of a `{"en": …, "fr": …}` pair in the reader's language."""
    return set_text(str(pair.get(view.lang, "")), view.lang) if isinstance(pair, Mapping) else ""


def result_text(view: View, result: str) -> str:
    """Result of a rule in words."""
    _ = view.t.gettext
    words = {
        "passed": _("verdict.holds"),
        "accepted": _("verdict.holds-accepted-warnings"),
        "failed": _("verdict.not-hold"),
        "not_checked": _("verdict.not-checked"),
    }
    return words.get(result, result)


def severity_text(view: View, severity: str) -> str:
    """What a fault of a rule does, in words."""
    _ = view.t.gettext
    words = {
        "error": _("verdict.stops-publication"),
        "warning": _("verdict.must-accepted-name"),
        "information": _("verdict.only-said"),
    }
    return words.get(severity, severity)


def _counts_of(validation: Record, indicator_id: str) -> dict[str, int]:
    """Open and accepted faults of an indicator, by severity; empty where it has none."""
    indicators = validation.get("indicators")
    own = indicators.get(indicator_id) if isinstance(indicators, Mapping) else None
    return {str(kind): int(number) for kind, number in own.items()} if isinstance(own, Mapping) else {}


def _indicator_text(view: View, own: dict[str, int]) -> str:
    _, n_ = view.t.gettext, view.t.ngettext
    opened, accepted = own.get("error", 0) + own.get("warning", 0), own.get("accepted", 0)
    said = []
    if opened:
        said.append(n_("verdict.open-faults-concern", opened))
    else:
        said.append(_("verdict.nothing-open-indicator"))
    if accepted:
        said.append(n_("verdict.accepted-warnings-concern", accepted))
    return " ".join(said)


def verdict_badge(view: View, indicator_id: str = "") -> Component | None:
    """The verdict in one line, with a way to all of it and what concerns one indicator; None without a verdict.

    Args:
        view: the view.
        indicator_id: the indicator; empty to speak of the whole version.
    """
    validation = view.snapshot.validation
    checked = sum(was_checked(rule) for rule in rules_of(validation))
    if not checked:
        return None
    words = view.t.ngettext(
        "site.rules-checked-data", checked, n=format_number(checked, view.lang), version=validation.get("version", "")
    )
    own = _indicator_text(view, _counts_of(validation, indicator_id)) if indicator_id else ""
    return html.P([html.A(words, href=view.href("quality")), *([" ", own] if own else [])], className="verdict")
