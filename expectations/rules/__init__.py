"""Every rule, by theme. A rule is one entry in one of the modules named here; importing them fills the registry."""

from importlib import import_module
from typing import Final

from expectations.engine.kinds import Both
from expectations.engine.rule import RULES

# Module: its title. The guide lists themes, and within them rules, in this order.
THEMES: Final[dict[str, Both]] = {
    "structure": ("Tables and columns", "Tables et colonnes"),
    "keys": ("Keys and identifiers", "Clés et identifiants"),
    "references": ("Codes and references", "Codes et renvois"),
    "usage": ("Nothing unused", "Rien sans emploi"),
    "figures": ("Figures", "Chiffres"),
    "printed": ("Printed forms", "Formes imprimées"),
    "printed_words": ("Printed words", "Mots imprimés"),
    "comparability": ("Comparability", "Comparabilité"),
    "derivations": ("Arithmetic", "Calculs"),
    "locators": ("Where figures stand", "Où figurent les chiffres"),
    "sort_order": ("In order", "Dans l'ordre"),
    "provenance": ("How figures are attested", "Comment les chiffres sont attestés"),
    "periods": ("Dates and periods", "Dates et périodes"),
    "surveys": ("Surveys", "Sondages"),
    "crosschecks_and_law": ("Rows beside figures", "Lignes à côté des chiffres"),
    "languages": ("Two languages", "Deux langues"),
    "texts": ("Texts", "Textes"),
    "terms": ("Words", "Mots"),
    "ledger": ("Releases and corrections", "Versions et corrections"),
}

for _theme in THEMES:
    import_module(f"{__name__}.{_theme}")

__all__ = ["RULES", "THEMES"]
