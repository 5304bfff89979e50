"""Writes docs/rules.md: every rule in words, from the registry. `python -m tests.rules_guide` prints it."""

import sys
from itertools import groupby
from typing import Final

from expectations.engine.rule import Rule
from expectations.engine.texts import bilingual
from expectations.report.acceptances import FILE
from expectations.report.tell import scope_words
from expectations.rules import RULES

_HEAD: Final = f"""# Rules / Règles

Written by `python -m tests.rules_guide > docs/rules.md` from the rules themselves; edit those.
Écrit à partir des règles elles-mêmes ; ce sont elles qu'il faut modifier.

Each rule is a Great Expectations expectation, declared by one entry in one module of `expectations/rules/`. An error
stops publication. A warning stops `esec validate` until a reviewer accepts it, for one row, with a reason in both
languages and a last day, in `data/raw/{FILE}`; an expired acceptance is a fault, and so is
one that nothing needs.

Chaque règle est une expectation de Great Expectations, déclarée par une entrée dans un module de `expectations/rules/`.
Une erreur arrête la publication. Un avertissement arrête `esec validate` jusqu'à ce qu'un relecteur l'accepte, pour une
ligne, avec une raison dans les deux langues et un dernier jour, dans `data/raw/{FILE}` ; une
acceptation expirée est un défaut, comme une acceptation dont rien n'a besoin.
"""


def _columns(rule: Rule) -> str:
    columns = list(dict.fromkeys(column for _, names in rule.scope for column in names))
    return ", ".join(f"`{column}`" for column in columns)


def _entry(rule: Rule) -> str:
    scopes, columns = scope_words(rule), _columns(rule)
    severity = bilingual(f"severity.{rule.severity}")
    name, sentence, cure = rule.text("name"), rule.text("sentence"), rule.text("cure")
    return "\n".join(
        [
            f'<a id="{rule.id}"></a>',
            "",
            f"### `{rule.id}`: {name[0]} / {name[1]}",
            "",
            f"- {sentence[0]}",
            f"- *{sentence[1]}*",
            f"- Severity / *gravité*: {severity[0]} / *{severity[1]}*",
            f"- Looks at / *porte sur*: {scopes[0]} / *{scopes[1]}*" + (f" ({columns})" if columns else ""),
            f"- Cure: {cure[0]}",
            f"- *Remède : {cure[1]}*",
            "",
        ]
    )


def render_guide() -> str:
    """The guide as Markdown, rules by theme."""
    parts = [_HEAD]
    for theme, rules in groupby(RULES.values(), key=lambda rule: rule.theme):
        english, french = bilingual(f"theme.{theme}")
        parts.append(f"## {english} / {french}\n")
        parts.extend(_entry(rule) for rule in rules)
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(render_guide())
