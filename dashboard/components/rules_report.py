"""The published verdict of the rules, for readers: what was checked, what was found, what was accepted and why."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.table import Column, data_table
from dashboard.text.format import format_number, format_period, join_words
from dashboard.text.typography import set_text
from dashboard.view.view import View
from pipelines.schema.columns import T
from pipelines.schema.declared import tables

Record = Mapping[str, Any]
# What a reader should see first.
_ORDER: Final = ("failed", "accepted", "not_checked", "passed")
_FEW_TABLES: Final = 3


def rules_of(validation: Record) -> Sequence[Record]:
    """Return rules with their results, in the order of the guide; empty where no verdict is published."""
    rules = validation.get("rules")
    return [rule for rule in rules if isinstance(rule, Mapping)] if isinstance(rules, list) else []


def was_checked(rule: Record) -> bool:
    """Say whether the rule could be checked."""
    return rule.get("result") != "not_checked"


def text_in(view: View, pair: Any) -> str:
    """Return the text of a `{"en": …, "fr": …}` pair in the reader's language."""
    return set_text(str(pair.get(view.lang) or pair.get("en", "")), view.lang) if isinstance(pair, Mapping) else ""


def _code_text(view: View, kind: str, code: str) -> str:
    """Return a code of the verdict in words; the code itself where there are none."""
    text_id = f"verdict.{kind}.{code}"
    words = view.t.gettext(text_id)
    return code if words == text_id else words


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
    """Return the verdict in one line, with a way to all of it and what concerns one indicator; None without a verdict.

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


def rules_in_order(validation: Record) -> list[Record]:
    """Return the verdict's rules, those with something open first; empty where no verdict is published."""
    ranks = {result: rank for rank, result in enumerate(_ORDER)}
    return sorted(rules_of(validation), key=lambda rule: ranks.get(str(rule.get("result")), len(ranks)))


def _result(view: View, rule: Record) -> str:
    result = str(rule.get("result", ""))
    reason = text_in(view, rule.get("reason"))
    words = _code_text(view, "result", result)
    return f"{words} ({reason})" if reason and result == "not_checked" else words


def verdict_text(view: View, validation: Record) -> list[str]:
    """Return the verdict in sentences, counted from its rules."""
    _, n_ = view.t.gettext, view.t.ngettext
    rules = rules_in_order(validation)
    checked = [rule for rule in rules if was_checked(rule)]
    said = [
        n_(
            "site.rules-checked-data",
            len(checked),
            n=format_number(len(checked), view.lang),
            version=validation.get("version", ""),
        )
    ]
    opened = [rule for rule in checked if rule.get("result") == "failed"]
    errors = [rule for rule in opened if rule.get("severity") == "error"]
    warnings = [rule for rule in opened if rule.get("severity") == "warning"]
    if not errors and not warnings:
        said.append(_("rules-report.none-found-open"))
    if errors:
        said.append(n_("rules-report.rules-open-errors", len(errors)))
    if warnings:
        said.append(n_("rules-report.rules-open-warnings", len(warnings)))
    accepted = sum(len(rule.get("accepted", [])) for rule in rules)
    if accepted:
        said.append(n_("rules-report.warnings-accepted-reasons", accepted))
    left = len(rules) - len(checked)
    if left:
        said.append(n_("rules-report.rules-could-not", left))
    return said


def _scope(view: View, rule: Record) -> str:
    known = tables()
    named = list(dict.fromkeys(str(scope.get("table", "")) for scope in rule.get("scope", [])))
    if len(named) > _FEW_TABLES:
        return view.t.gettext("rules-report.tables", n=len(named))
    words = [known[name].title[view.lang] if name in known else _code_text(view, "scope", name) for name in named]
    return set_text(join_words(words, view.lang), view.lang)


def rules_table(view: View, rules: Sequence[Record]) -> Component:
    """Return every rule with what must hold, where it looks and what came of it."""
    _ = view.t.gettext
    columns = [
        Column(
            _("rules-report.rule"),
            lambda rule: html.Span(text_in(view, rule.get("name")), id=f"rule-{rule.get('rule', '')}"),
        ),
        Column(_("rules-report.must-hold"), lambda rule: text_in(view, rule.get("sentence"))),
        Column(_("rules-report.where"), lambda rule: _scope(view, rule)),
        Column(_("rules-report.severity"), lambda rule: _code_text(view, "severity", str(rule.get("severity", "")))),
        Column(_("rules-report.result"), lambda rule: _result(view, rule)),
        Column(
            _("rules-report.rows-judged"), lambda rule: format_number(int(rule.get("rows", 0)), view.lang), numeric=True
        ),
        Column(_("rules-report.found"), lambda rule: format_number(int(rule.get("count", 0)), view.lang), numeric=True),
    ]
    caption = _("rules-report.rules-version-something")
    return data_table(caption, columns, rules, name="rules", stacked=True)


def _row(view: View, accepted: Record) -> Component | str:
    key, table = str(accepted.get("row", "")), str(accepted.get("table", ""))
    if table == T.OBSERVATIONS and view.snapshot.observation(key) is not None:
        return html.A(key, href=view.href("figure", key))
    title = set_text(tables()[table].title[view.lang], view.lang) if table in tables() else table
    return f"{title}, {key}"


def _until(view: View, accepted: Record) -> str:
    return format_period(str(accepted["until"]), view.lang) if accepted.get("until") else ""


def accepted_table(view: View, rules: Sequence[Record]) -> Component | None:
    """Return accepted warnings with who accepted them, why and until when; None where there are none."""
    _ = view.t.gettext
    pairs = [(rule, accepted) for rule in rules for accepted in rule.get("accepted", [])]
    if not pairs:
        return None
    view.snapshot.observations(str(accepted.get("row", "")) for _rule, accepted in pairs)
    columns = [
        Column(_("rules-report.rule"), lambda pair: text_in(view, pair[0].get("name"))),
        Column(_("rules-report.row"), lambda pair: _row(view, pair[1])),
        Column(_("rules-report.why-may"), lambda pair: text_in(view, pair[1].get("why"))),
        Column(_("rules-report.accepted"), lambda pair: pair[1].get("who", "")),
        Column(_("rules-report.until"), lambda pair: _until(view, pair[1])),
    ]
    return data_table(_("rules-report.warnings-reviewer-accepted"), columns, pairs, name="accepted", stacked=True)
