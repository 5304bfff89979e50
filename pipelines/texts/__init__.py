"""Texts that stand outside the code: gettext catalogues, one for each package and language."""

from pipelines.texts.catalogues import awaits_reading, fill_text, read_catalogue, translations

__all__ = ["awaits_reading", "fill_text", "read_catalogue", "translations"]
