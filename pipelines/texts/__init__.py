"""Texts that stand outside the code: gettext catalogues, one for each package and language."""

from pipelines.texts.catalogues import awaits_reading, fill_text, read_catalogue, translations
from pipelines.texts.own_texts import find_faults_of_own_texts

__all__ = ["awaits_reading", "fill_text", "find_faults_of_own_texts", "read_catalogue", "translations"]
