"""Every rule, by theme. A rule is one entry in one of the modules named here; importing them fills the registry."""

from importlib import import_module
from typing import Final

from expectations.engine.rule import RULES

# The guide lists themes, and within them rules, in this order.
THEMES: Final = (
    "structure",
    "keys",
    "references",
    "usage",
    "areas",
    "figures",
    "printed",
    "printed_words",
    "comparability",
    "derivations",
    "locators",
    "sort_order",
    "provenance",
    "meaning",
    "plausible",
    "findings",
    "periods",
    "surveys",
    "crosschecks_and_law",
    "languages",
    "texts",
    "terms",
    "ledger",
)

for _theme in THEMES:
    import_module(f"{__name__}.{_theme}")

__all__ = ["RULES", "THEMES"]
